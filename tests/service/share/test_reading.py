"""Reading one object and a list: which of several under one identifier, and where a list ends."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from igiz.core.errors import NotFound
from igiz.share.formats import stix
from igiz.share.model.marking import Tlp
from igiz.share.model.report import Filters
from igiz.share.service import details, exchange, reading
from igiz.zone.model.actor import Actor
from tests.service.share.neighbours import NOW, Neighbours, neighbours
from tests.service.share.test_taxii import indicator


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


def put(zone: Neighbours, actor: Actor, *values: dict[str, Any]) -> None:
    data = json.dumps({"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": values}).encode()
    receipt = exchange.import_bundle(zone.db, actor, data, NOW, limit_bytes=10**6, limit_objects=100)
    assert (receipt.refused, len(receipt.stored)) == ((), len(values))


def version(known: dict[str, Any], name: str, day: int) -> dict[str, Any]:
    return known | {"name": name, "modified": f"2026-11-{day:02}T09:00:00.000Z"}


def title(zone: Neighbours, actor: Actor, object_id: str) -> str:
    return details.detail(zone.db, actor, object_id, NOW)[0].row.title


def about(known: str) -> dict[str, Any]:
    """A report that refers to an object."""
    at = "2026-11-01T09:00:00.000Z"
    return {
        "type": "report", "spec_version": "2.1", "id": f"report--{uuid.uuid4()}", "created": at, "modified": at,
        "published": at, "name": "About it", "object_refs": [known],
        "object_marking_refs": [stix.STIX_ID[Tlp.GREEN]],
    }  # fmt: skip


@pytest.mark.parametrize("later", [False, True])
def test_of_one_identifier_the_first_that_one_sees_leads(zone: Neighbours, later: bool) -> None:
    """Neither a newer version nor what was shared last shadows the first, and what one does not see shadows nothing."""
    known = indicator(Tlp.GREEN)
    shares = [(zone.city, version(known, "city's, newest", 9)), (zone.police, version(known, "police's, older", 5))]
    first = "police's, older" if later else "city's, newest"
    for actor, value in reversed(shares) if later else shares:
        put(zone, actor, value)
    for actor in (zone.city, zone.police, zone.court):
        assert title(zone, actor, known["id"]) == first
    put(zone, zone.court, version(known, "court's", 12) | {"object_marking_refs": [stix.STIX_ID[Tlp.RED]]})
    for actor in (zone.city, zone.police, zone.court):
        assert title(zone, actor, known["id"]) == first


def test_of_one_identifier_a_first_that_is_hidden_leads_nobody_else(zone: Neighbours) -> None:
    known = indicator(Tlp.GREEN)
    put(zone, zone.court, version(known, "court's", 12) | {"object_marking_refs": [stix.STIX_ID[Tlp.RED]]})
    put(zone, zone.city, version(known, "city's", 9))
    assert [title(zone, each, known["id"]) for each in (zone.city, zone.police, zone.court)] == [
        "city's", "city's", "court's"
    ]  # fmt: skip


@pytest.mark.parametrize("later", [False, True])
def test_a_reference_names_the_same_one(zone: Neighbours, later: bool) -> None:
    known = indicator(Tlp.GREEN)
    report = about(known["id"])
    put(zone, zone.city, report)
    shares = [(zone.city, version(known, "city's, newest", 9)), (zone.police, version(known, "police's, older", 5))]
    for actor, value in reversed(shares) if later else shares:
        put(zone, actor, value)
    found, _ = details.detail(zone.db, zone.court, report["id"], NOW)
    assert [each.title for each in found.refers_to] == ["police's, older" if later else "city's, newest"]


def test_nothing_under_an_identifier_is_not_found(zone: Neighbours) -> None:
    with pytest.raises(NotFound):
        title(zone, zone.city, indicator()["id"])


@pytest.mark.parametrize("narrowed", [{}, {"kind": "traffic"}])
def test_before_the_first_position_there_is_nothing(zone: Neighbours, narrowed: dict[str, Any]) -> None:
    zone.share(zone.city, "Fence open", Tlp.GREEN)
    filters = Filters(**narrowed)
    assert len(reading.page(zone.db, zone.city, filters, None, 10, NOW).rows) == 1
    assert reading.page(zone.db, zone.city, filters, 0, 10, NOW).rows == ()
