"""A report goes to STIX and back without loss, and says nothing that STIX does not allow."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igiz.share.formats.stix import (
    EXTENSION_ID,
    Incoming,
    ReportAttachment,
    ReportContent,
    ReportPlace,
    identity_object,
    location_id,
    opinion_object,
    read_bundle,
    report_content,
    report_object,
    sighting_object,
    write_bundle,
)
from igiz.share.model.marking import Pap, Tlp

LIMITS = {"limit_bytes": 10_000_000, "limit_objects": 1000}
OWNER = "identity--7f1f0b6e-3c52-4c6e-8d19-0a4f5b1c2d3e"
REPORT = "report--0c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
longitudes, latitudes = st.floats(-180, 180), st.floats(-90, 90)
points = st.tuples(longitudes, latitudes).map(list)
geometries = st.one_of(
    st.builds(lambda point: {"type": "Point", "coordinates": point}, points),
    st.builds(lambda line: {"type": "LineString", "coordinates": line}, st.lists(points, min_size=2, max_size=5)),
    st.builds(
        lambda ring: {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}, st.lists(points, min_size=3, max_size=5)
    ),
)
places = st.builds(ReportPlace, st.none() | geometries, st.floats(0, 100_000), st.none() | texts)
attachments = st.builds(
    ReportAttachment, st.text("0123456789abcdef", min_size=64, max_size=64), texts, texts, st.integers(0, 2**40)
)
refs = st.uuids(version=4).map(lambda one: f"indicator--{one}")


@st.composite
def contents(draw: st.DrawFn) -> ReportContent:
    created = draw(times)
    return ReportContent(
        id=f"report--{draw(st.uuids(version=4))}",
        title=draw(texts),
        text=draw(texts),
        lang=draw(st.sampled_from([None, "nl", "en-GB"])),
        kind=draw(st.sampled_from(["suspicious-object", "other"])),
        severity=draw(st.sampled_from(["extreme", "severe", "moderate", "minor", "unknown"])),
        created=created,
        modified=created + draw(st.timedeltas(timedelta(0), timedelta(days=900))),
        published=draw(times),
        owner=OWNER,
        place=draw(st.none() | places),
        seen_from=draw(st.none() | times),
        useful_until=draw(st.none() | times),
        revoked=draw(st.booleans()),
        object_refs=tuple(draw(st.lists(refs, unique=True, max_size=3))),
        tlp=draw(st.none() | st.sampled_from(Tlp)),
        pap=draw(st.none() | st.sampled_from(Pap)),
        attachments=tuple(draw(st.lists(attachments, max_size=2))),
    )


def received(data: bytes) -> dict[str, Incoming]:
    bundle = read_bundle(data, **LIMITS)
    assert bundle.refused == ()
    return {one.id: one for one in bundle.objects}


@settings(max_examples=200)
@given(contents())
def test_round_trip(content: ReportContent) -> None:
    objects = received(write_bundle(report_object(content)))
    assert report_content(objects[content.id].object) == content


def simple(**changes: Any) -> ReportContent:
    place = ReportPlace({"type": "Point", "coordinates": [4.28, 52.09]}, 250, "Corner")
    values: dict[str, Any] = {
        "id": REPORT,
        "title": "Bag without an owner",
        "text": "",
        "lang": "en",
        "kind": "suspicious-object",
        "severity": "moderate",
        "created": NOON,
        "modified": NOON,
        "published": NOON,
        "owner": OWNER,
        "place": place,
        "tlp": Tlp.AMBER_STRICT,
    }
    return ReportContent(**(values | changes))


def test_location_of_a_point() -> None:
    report, location = report_object(simple())
    assert report["object_refs"] == [location_id(REPORT, 250)] == [location["id"]]
    assert (location["latitude"], location["longitude"], location["precision"]) == (52.09, 4.28, 250)
    assert location["object_marking_refs"] == ["marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"]
    assert location_id(REPORT, 0) != location_id(REPORT, 250)


def test_location_of_a_square_covers_its_corners() -> None:
    ring = [[4.0, 52.0], [4.002, 52.0], [4.002, 52.002], [4.0, 52.002], [4.0, 52.0]]
    location = report_object(simple(place=ReportPlace({"type": "Polygon", "coordinates": [ring]}, 10)))[1]
    assert (round(location["latitude"], 9), round(location["longitude"], 9)) == (52.001, 4.001)
    # Half a diagonal: 111.2 m north and 68.5 m east, and the precision itself.
    assert round(location["precision"]) == 141


def test_without_a_position_the_owner_is_referred_to() -> None:
    objects = report_object(simple(place=ReportPlace(None, 0, "Somewhere")))
    assert [one["type"] for one in objects] == ["report"]
    assert objects[0]["object_refs"] == [OWNER]
    with pytest.raises(ValueError, match="refers to something"):
        report_object(simple(place=None, owner=None))


def test_a_strangers_report_is_read_without_facts() -> None:
    (stranger, _) = report_object(simple())
    del stranger["extensions"]
    content = report_content(stranger | {"report_types": ["threat-report"]})
    assert content is not None
    assert (content.kind, content.severity, content.place) == ("threat-report", "unknown", None)
    assert content.object_refs == (location_id(REPORT, 250),)


def test_forged_facts_count_as_absent() -> None:
    (report, _) = report_object(simple())
    for value in (None, 1, "x", [], {}, [1], {"a": 1}, True, 1e400):
        facts: dict[str, Any] = dict.fromkeys(
            ["kind", "severity", "seen_from", "useful_until", "place", "attachments", "implied_refs"], value
        )
        content = report_content(report | {"extensions": {EXTENSION_ID: facts}})
        assert content is not None
        assert (content.severity, content.place, content.attachments) == ("unknown", None, ())
    facts = {"place": {"precision_m": True}, "attachments": [{"sha256": 1}], "kind": ""}
    content = report_content(report | {"extensions": {EXTENSION_ID: facts}})
    assert content is not None
    assert (content.kind, content.place, content.attachments) == ("other", None, ())


def test_what_is_no_report_has_no_content() -> None:
    assert report_content({"type": "indicator"}) is None
    assert report_content(report_object(simple())[0] | {"object_refs": []}) is None
    assert report_content({}) is None


def test_a_bundle_carries_what_it_refers_to_once() -> None:
    objects = [*report_object(simple(pap=Pap.RED)), *report_object(simple(pap=Pap.RED))]
    partner = identity_object(OWNER, "Partner", created=NOON)
    data = write_bundle(objects, [Tlp.GREEN, Tlp.AMBER_STRICT], identities=[partner])
    assert data == write_bundle(objects, [Tlp.GREEN, Tlp.AMBER_STRICT], identities=[partner])
    listed = [(one["type"], one["name"]) for one in orjson.loads(data)["objects"]]
    assert listed == [
        ("marking-definition", "TLP:GREEN"),
        ("marking-definition", "TLP:AMBER+STRICT"),
        ("marking-definition", "PAP:RED"),
        ("identity", "igiz"),
        ("extension-definition", "igiz report facts"),
        ("identity", "Partner"),
        ("report", "Bag without an owner"),
        ("location", "Corner"),
    ]


def test_sighting_and_opinion() -> None:
    seen = sighting_object(
        "sighting--11111111-2222-4333-8444-555555555555",
        of=REPORT,
        by=OWNER,
        seen=NOON,
        created=NOON,
        note="Here too",
        tlp=Tlp.GREEN,
    )
    thought = opinion_object(
        "opinion--11111111-2222-4333-8444-555555555555", of=REPORT, by=OWNER, opinion="agree", created=NOON, tlp=None
    )
    objects = received(write_bundle([seen, thought]))
    assert objects[seen["id"]].object["sighting_of_ref"] == REPORT
    assert objects[seen["id"]].object["first_seen"] == "2026-11-02T12:00:00.000000Z"
    assert objects[thought["id"]].object == {
        "type": "opinion",
        "spec_version": "2.1",
        "id": thought["id"],
        "created": "2026-11-02T12:00:00.000000Z",
        "modified": "2026-11-02T12:00:00.000000Z",
        "created_by_ref": OWNER,
        "opinion": "agree",
        "object_refs": [REPORT],
    }
