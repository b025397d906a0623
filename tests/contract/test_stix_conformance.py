"""What igiz writes is STIX to others: the OASIS validator in its strict form, and the stix2 library."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
import stix2
from hypothesis import given, settings
from stix2validator import ValidationOptions, validate_instance

from igiz.share.formats.stix import (
    ReportContent,
    ReportPlace,
    identity_object,
    opinion_object,
    report_object,
    sighting_object,
    write_bundle,
)
from igiz.share.model.marking import Pap, Tlp
from tests.unit.share.test_stix_report import NOON, OWNER, REPORT, contents, simple

# 103 wants random ids: a location and a bundle of ours are named by their contents (uuid5), so that the same one sent
# twice is one.
DISABLED = "103"
SIGHTING = "sighting--11111111-2222-4333-8444-555555555555"
OPINION = "opinion--11111111-2222-4333-8444-555555555555"
PARTNER = identity_object(OWNER, "Partner", created=NOON)


def assert_stix(data: bytes) -> None:
    document = orjson.loads(data)
    options = ValidationOptions(
        version="2.1", strict=True, strict_types=True, strict_properties=True, enforce_refs=True, disabled=DISABLED
    )
    result = validate_instance(document, options)
    found = [str(error) for error in [*result.errors, *result.warnings]]
    assert found == []
    parsed = stix2.parse(document)
    assert [one["id"] for one in parsed.objects] == [one["id"] for one in document["objects"]]


@pytest.mark.parametrize("pap", [None, *Pap])
@pytest.mark.parametrize("tlp", [None, *Tlp])
def test_every_marking(tlp: Tlp | None, pap: Pap | None) -> None:
    assert_stix(write_bundle(report_object(simple(tlp=tlp, pap=pap)), identities=[PARTNER]))


def test_every_kind_of_object() -> None:
    common: dict[str, Any] = {"of": REPORT, "by": OWNER, "created": NOON, "note": "Here too", "tlp": Tlp.GREEN}
    objects = [
        *report_object(simple(revoked=True, modified=NOON + timedelta(days=1))),
        sighting_object(SIGHTING, seen=NOON, **common),
        opinion_object(OPINION, opinion="strongly-agree", **common),
    ]
    assert_stix(write_bundle(objects, [*Tlp, *Pap], identities=[PARTNER]))


def test_a_report_without_a_position() -> None:
    assert_stix(write_bundle(report_object(simple(place=ReportPlace(None, 0, "Here"))), identities=[PARTNER]))


@settings(max_examples=25)
@given(contents())
def test_any_report(content: ReportContent) -> None:
    stand_ins = [simple_indicator(ref) for ref in content.object_refs]
    assert_stix(write_bundle([*report_object(content), *stand_ins], identities=[PARTNER]))


def simple_indicator(id: str) -> dict[str, Any]:
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": id,
        "created": "2026-11-02T12:00:00.000Z",
        "modified": "2026-11-02T12:00:00.000Z",
        "name": "Address",
        "description": "An address seen before",
        "indicator_types": ["malicious-activity"],
        "pattern": "[ipv4-addr:value = '192.0.2.1']",
        "pattern_type": "stix",
        "valid_from": "2026-11-02T12:00:00Z",
    }


@pytest.mark.parametrize("change", [{"object_refs": []}, {"report_types": ["No_Such"]}, {"unheard_of": 1}])
def test_the_validator_is_awake(change: dict[str, Any]) -> None:
    """An error and two kinds of warnings must fail, or the validator has no schemas."""
    report = report_object(simple())[0] | change
    with pytest.raises(AssertionError, match="assert \\["):
        assert_stix(write_bundle([report]))
