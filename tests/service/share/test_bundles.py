"""Bundles in and out: what is stored, what is refused, and what leaves for whom."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from igiz.core import audit
from igiz.core.errors import BadRequest, Forbidden, NotFound, TooLarge
from igiz.share import rules
from igiz.share.formats import stix, taxii
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.model.report import Filters
from igiz.share.routes import bundles as bundle_routes
from igiz.share.routes import reports as report_routes
from igiz.share.service import attachments, details, exchange, groups, reading, reports
from igiz.share.service import taxii as collections
from igiz.share.store import objects
from igiz.zone.model.actor import Actor
from igiz.zone.service import operators
from tests.service.share.neighbours import NOW, Neighbours, neighbours
from tests.service.share.test_taxii import POINT, indicator

ANY = Filters(type=None)


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


def put(zone: Neighbours, actor: Actor, *values: Any, group: str | None = None) -> Any:
    """Import a bundle."""
    data = json.dumps({"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": values}).encode()
    return exchange.import_bundle(zone.db, actor, data, NOW, limit_bytes=10**6, limit_objects=100, group=group)


def exported(zone: Neighbours, actor: Actor | None, filters: Filters = ANY) -> dict[str, dict[str, Any]]:
    """What an actor exports, by id."""
    value = json.loads(exchange.export_bundle(zone.db, actor, filters, NOW))
    assert value["type"] == "bundle"
    return {each["id"]: each for each in value["objects"]}


def shared(zone: Neighbours, actor: Actor, filters: Filters = ANY) -> set[str]:
    """Ids of what was shared, without what explains it."""
    explaining = ("identity", "marking-definition", "extension-definition", "location")
    return {name for name, each in exported(zone, actor, filters).items() if each["type"] not in explaining}


def test_good_objects_are_stored_and_bad_ones_named(zone: Neighbours) -> None:
    good, known, bad = indicator(), indicator(), indicator()
    put(zone, zone.city, known)
    del bad["pattern"]
    receipt = put(zone, zone.city, good, bad, known)
    assert (receipt.stored, receipt.unchanged) == ((good["id"],), (known["id"],))
    assert [(each.id, each.where, each.what) for each in receipt.refused] == [
        (bad["id"], "/objects/1/pattern", "is missing; this type needs it")
    ]


def test_what_cannot_be_read_says_where(zone: Neighbours) -> None:
    with pytest.raises(BadRequest) as broken:
        exchange.import_bundle(zone.db, zone.city, b'{"type":\n x', NOW, limit_bytes=100, limit_objects=1)
    assert [(each.where, each.what) for each in broken.value.faults] == [
        ("line 2, column 2", "is not JSON: Expecting value")
    ]
    with pytest.raises(TooLarge):
        exchange.import_bundle(zone.db, zone.city, b" " * 101, NOW, limit_bytes=100, limit_objects=1)


def test_of_two_versions_in_one_bundle_the_newest_stays(zone: Neighbours) -> None:
    old = indicator()
    middle, new = ({**old, "modified": f"2026-11-0{day}T09:00:00.000Z"} for day in (2, 3))
    assert put(zone, zone.city, new, old).stored == (old["id"],)
    put(zone, zone.city, middle)
    assert exported(zone, zone.court)[old["id"]]["modified"] == new["modified"]
    newer, newest = ({**old, "modified": f"2026-11-0{day}T09:00:00.000Z"} for day in (4, 5))
    put(zone, zone.city, newest, newer)
    assert exported(zone, zone.court)[old["id"]]["modified"] == newest["modified"]
    with zone.db.read(system=True) as conn:
        rows = conn.execute(objects.versions(conn, 1)).all()
    assert [json.loads(row.body)["modified"] for row in rows] == [new["modified"]]


def test_a_replacing_object_keeps_retention_level_and_ground(zone: Neighbours) -> None:
    marking = Marking(Tlp.GREEN, min_level=3, break_glass=True)
    draft = ReportDraft("Gate", "", "nl", "traffic", "moderate", marking, retention_days=1)
    report = reports.share(zone.db, zone.city, draft, NOW)
    ours = exported(zone, zone.city)[report]
    put(zone, zone.city, {**ours, "name": "Changed", "modified": "2026-12-01T09:00:00.000Z"})
    with zone.db.read(system=True) as conn:
        (now,) = objects.fetch(conn, objects.select_objects().where(objects.object_table.c.id == report))
    assert (now.break_glass, now.delete_after is not None, json.loads(now.body)["name"]) == (True, True, "Changed")
    assert shared(zone, zone.police) == set()


def test_nobody_writes_over_what_a_colleague_keeps_for_named_persons(zone: Neighbours) -> None:
    red = indicator(Tlp.RED)
    assert put(zone, zone.city, red).stored == (red["id"],)
    colleague = operators.acting_for(zone.db, zone.city.partner, NOW)
    found = put(zone, colleague, {**red, "modified": "2026-12-01T09:00:00.000Z"})
    assert (found.stored, found.unchanged, [each.id for each in found.refused]) == ((), (), [red["id"]])
    assert exported(zone, zone.city)[red["id"]]["modified"] == red["modified"]


def test_amber_reaches_a_group_of_ones_own_and_no_other(zone: Neighbours) -> None:
    gate = groups.create(zone.db, zone.city, "Gate", "", 0, NOW)
    groups.invite(zone.db, zone.city, gate.id, zone.police.partner, None, 1, NOW)
    amber = indicator(Tlp.AMBER)
    put(zone, zone.city, amber, group=gate.id)
    assert [shared(zone, each) for each in (zone.city, zone.police, zone.court)] == [
        {amber["id"]},
        {amber["id"]},
        set(),
    ]
    with pytest.raises(NotFound):
        put(zone, zone.court, indicator(Tlp.AMBER), group=gate.id)


def test_who_may_not_share_imports_nothing(zone: Neighbours) -> None:
    with pytest.raises(Forbidden):
        put(zone, replace(zone.city, scopes=frozenset({"read"})), indicator())


def test_each_takes_out_what_it_sees_and_places_as_it_may_have_them(zone: Neighbours) -> None:
    report = zone.share(zone.city, "Fence open", Tlp.GREEN, geometry=POINT, place_name="Gate 3")
    secret = put(zone, zone.city, indicator(None)).stored[0]
    mine, theirs = exported(zone, zone.city), exported(zone, zone.police)
    assert (secret in mine, secret in theirs, report in theirs) == (True, False, True)
    (exact,), (coarse,) = ([each for each in all_.values() if each["type"] == "location"] for all_ in (mine, theirs))
    assert (exact["latitude"], exact["name"], exact["id"] in mine[report]["object_refs"]) == (52.0931, "Gate 3", True)
    assert (coarse["latitude"] == 52.0931, "name" in coarse, coarse["precision"]) == (False, False, 250)
    assert theirs[report]["object_refs"] == [coarse["id"]]
    assert theirs[theirs[report]["created_by_ref"]]["identity_class"] == "organization"
    refs = {ref for each in theirs.values() for ref in each.get("object_marking_refs", ())}
    assert {*refs, stix.EXTENSION_ID} <= theirs.keys()


def test_an_export_can_be_taken_in_again(zone: Neighbours) -> None:
    report = zone.share(zone.city, "Fence open", Tlp.GREEN, geometry=POINT)
    data = exchange.export_bundle(zone.db, zone.police, ANY, NOW)
    receipt = exchange.import_bundle(zone.db, zone.police, data, NOW, limit_bytes=10**6, limit_objects=100)
    assert (receipt.refused, report in receipt.stored) == ((), True)


def test_more_than_is_taken_at_once_is_refused_not_cut(zone: Neighbours) -> None:
    put(zone, zone.city, *(indicator() for _ in range(3)))
    with pytest.raises(BadRequest, match="more than 2 objects"):
        exchange.export_bundle(zone.db, zone.city, ANY, NOW, most=2)


def test_taking_out_what_is_restricted_is_audited(zone: Neighbours) -> None:
    red = put(zone, zone.city, indicator(Tlp.RED), indicator()).stored[0]
    exchange.export_bundle(zone.db, zone.city, ANY, NOW)
    with zone.db.read(system=True) as conn:
        leaves = [json.loads(each["body"]) for each in audit.leaves(conn, [zone.city.partner], None, 3)]
    assert [each["objects"] for each in leaves if each["action"] == "read"] == [[red]]


HOSTILE = (
    {"x_big": "@1e400"},
    {"x_big": "@123456789012345678901234567890"},
    {
        "extensions": {
            stix.EXTENSION_ID: {"place": {"precision_m": 0, "geometry": {"type": "Point", "coordinates": "x"}}}
        }
    },
    {"extensions": {stix.EXTENSION_ID: {"place": {"precision_m": 0, "geometry": {"type": "Point"}}}}},
    {"extensions": {stix.EXTENSION_ID: {"kind": "a\0b", "implied_refs": [{}], "place": "here"}}},
    {"description": "nul \0 inside"},
    {"description": "word " * 400_000},
)


@pytest.mark.parametrize("values", HOSTILE, ids=range(len(HOSTILE)))
def test_no_object_keeps_others_from_reading(zone: Neighbours, values: dict[str, Any]) -> None:
    moment = "2026-11-01T09:00:00.000Z"
    report = {
        "type": "report", "spec_version": "2.1", "id": f"report--{uuid.uuid4()}", "created": moment,
        "modified": moment, "published": moment, "name": "x", "object_refs": [f"identity--{uuid.uuid4()}"],
        "object_marking_refs": [stix.STIX_ID[Tlp.GREEN]], **values,
    }  # fmt: skip
    text = json.dumps({"type": "bundle", "objects": [report]})
    data = text.replace('"@1e400"', "1e400").replace(
        '"@123456789012345678901234567890"', "123456789012345678901234567890"
    )
    receipt = exchange.import_bundle(zone.db, zone.city, data.encode(), NOW, limit_bytes=10**7, limit_objects=10)
    assert receipt.stored == (report["id"],)
    rows = reading.page(zone.db, zone.police, Filters(), None, 10, NOW).rows
    assert [row.id for row in rows] == [report["id"]]
    assert details.detail(zone.db, zone.police, report["id"], NOW)[0].row.id == report["id"]
    assert report["id"] in exported(zone, zone.police)


def test_a_report_from_elsewhere_opens_no_file_that_its_partner_did_not_add(zone: Neighbours, tmp_path: Path) -> None:
    kept = attachments.take_in(zone.db, zone.city, tmp_path, "plan.txt", b"the plan of the night", 1000, NOW)
    zone.share(zone.city, "With a file", None, attachments=(kept.sha256,))
    claimed = with_a_file(kept.sha256, "text/html")
    assert put(zone, zone.police, claimed).stored == (claimed["id"],)
    with pytest.raises(NotFound):
        attachments.open_file(zone.db, zone.police, tmp_path, claimed["id"], kept.sha256, NOW)


def test_a_report_that_comes_back_in_a_bundle_keeps_its_files(zone: Neighbours, tmp_path: Path) -> None:
    kept = attachments.take_in(zone.db, zone.city, tmp_path, "plan.txt", b"the plan of the night", 1000, NOW)
    came = with_a_file(kept.sha256, "text/html")
    put(zone, zone.city, came)
    attachments.sweep(zone.db, tmp_path, NOW + timedelta(days=3))
    file, path = attachments.open_file(zone.db, zone.city, tmp_path, came["id"], kept.sha256, NOW)
    assert (file.type, path.read_bytes()) == ("text/plain", b"the plan of the night")


def test_what_a_neighbour_deletes_takes_no_file_of_ones_own(zone: Neighbours, tmp_path: Path) -> None:
    kept = attachments.take_in(zone.db, zone.city, tmp_path, "plan.txt", b"the plan of the night", 1000, NOW)
    theirs = zone.share(zone.city, "With a file", None, attachments=(kept.sha256,))
    attachments.take_in(zone.db, zone.police, tmp_path, "same.txt", b"the plan of the night", 1000, NOW)
    reports.delete(zone.db, zone.city, theirs, NOW)
    mine = zone.share(zone.police, "The same file", None, attachments=(kept.sha256,))
    assert attachments.open_file(zone.db, zone.police, tmp_path, mine, kept.sha256, NOW)[0].name == "same.txt"


def at_gate(**more: Any) -> dict[str, Any]:
    """A place of another system, as exact as can be."""
    at = "2026-11-22T11:00:00.000Z"
    return {
        "type": "location", "spec_version": "2.1", "id": f"location--{uuid.uuid4()}", "created": at, "modified": at,
        "name": "Back door 7", "description": "behind the bins", "street_address": "Churchillplein 1", "city": "Haag",
        "country": "NL", "latitude": 52.0931, "longitude": 4.2811, "precision": 2.0, "x_floor": "3rd",
        "object_marking_refs": [stix.STIX_ID[Tlp.GREEN]],
    } | more  # fmt: skip


def test_the_place_of_an_export_that_comes_back_stays_with_its_report(zone: Neighbours) -> None:
    report = zone.share(zone.city, "Fence open", Tlp.GREEN, geometry=POINT, place_name="Back door 7")
    data = exchange.export_bundle(zone.db, zone.city, ANY, NOW)
    exchange.import_bundle(zone.db, zone.city, data, NOW, limit_bytes=10**6, limit_objects=100)
    for actor in (zone.city, zone.court):
        found = [row for row in reading.page(zone.db, actor, ANY, None, 10, NOW).rows if row.type == "location"]
        assert found == []
    assert "Back door 7" not in json.dumps(exported(zone, zone.court))
    assert report in exported(zone, zone.court)


def test_a_location_is_as_coarse_as_the_place_of_a_report(zone: Neighbours) -> None:
    """For who sees it coarsely a point of the grid, no name, street or anything else that tells more, on every path."""
    place = at_gate()
    about = with_a_file("0" * 64, "text/plain") | {
        "object_refs": [place["id"]], "object_marking_refs": [stix.STIX_ID[Tlp.GREEN]]
    }  # fmt: skip
    put(zone, zone.city, place)
    put(zone, zone.city, place | {"modified": "2026-11-22T11:30:00.000Z"}, about)
    coarse = rules.coarsen({"type": "Point", "coordinates": [4.2811, 52.0931]}, 250)
    assert coarse is not None
    seen = exported(zone, zone.court)[place["id"]]
    assert [seen["longitude"], seen["latitude"]] == coarse["coordinates"]
    assert (seen["precision"], seen["city"], seen.keys() & {"name", "description", "street_address", "x_floor"}) == (
        250, "Haag", set()
    )  # fmt: skip
    assert exported(zone, zone.city)[place["id"]]["name"] == "Back door 7"
    found, _ = details.detail(zone.db, zone.court, place["id"], NOW)
    assert (found.body, found.row.title, found.text) == (seen, "location", "")
    assert [each.title for each in details.history(zone.db, zone.court, place["id"], NOW)] == ["location", "location"]
    refers, _ = details.detail(zone.db, zone.court, about["id"], NOW)
    assert [each.title for each in refers.refers_to] == ["location"]
    where = collections.collection(zone.db, zone.court, "all", NOW)
    asked = taxii.Filters(after=None, limit=9, types=("location",))
    assert [
        json.loads(each) for each in collections.objects(zone.db, zone.court, where, asked, b"k" * 32, NOW).items
    ] == [seen]
    for actor in (zone.city, zone.court):
        rows = reading.page(zone.db, actor, Filters(type=None, words="door"), None, 9, NOW).rows
        assert rows == ()


def test_what_is_revoked_stays_revoked(zone: Neighbours) -> None:
    known = indicator()
    put(zone, zone.city, known)
    put(zone, zone.city, known | {"revoked": True, "modified": "2026-12-01T09:00:00.000Z"})
    again = known | {"modified": "2026-12-02T09:00:00.000Z"}
    receipt = put(zone, zone.city, again)
    assert (receipt.stored, [(each.id, each.where) for each in receipt.refused]) == (
        (), [(known["id"], "/objects/0/revoked")]
    )  # fmt: skip
    assert reading.page(zone.db, zone.court, ANY, None, 9, NOW).rows[0].revoked


def test_a_number_leaves_as_it_came(zone: Neighbours) -> None:
    long = "12345678901234567890123"
    value = with_a_file("0" * 64, "text/plain") | {"x_long": 0, "object_marking_refs": [stix.STIX_ID[Tlp.GREEN]]}
    data = json.dumps({"type": "bundle", "objects": [value]}).replace('"x_long": 0', f'"x_long": {long}').encode()
    exchange.import_bundle(zone.db, zone.city, data, NOW, limit_bytes=10**6, limit_objects=10)
    answer = zone.browser(zone.court, report_routes.router).get(f"/v1/reports/{value['id']}")
    assert answer.json["stix"]["x_long"] == int(long)


def test_a_bundle_says_that_it_holds_personal_data_and_on_which_grounds_it_goes(zone: Neighbours) -> None:
    city = zone.browser(zone.city, bundle_routes.router)
    red, green, clear = indicator(None), indicator(), indicator(Tlp.CLEAR)
    bundle = {"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": [red, green, clear]}
    found = city.post("/v1/bundle?personalData=true&grounds=gdpr-public-task-police", bundle).json
    assert found["stored"] == [red["id"]]
    assert [each["id"] for each in found["refused"]] == [green["id"], clear["id"]]
    assert zone.court.partner in found["refused"][0]["what"] and "gdpr-instrument" in found["refused"][0]["what"]
    asked = "personalData=true&grounds=gdpr-public-task-police&grounds=gdpr-instrument-international"
    assert city.post(f"/v1/bundle?{asked}", bundle).json["stored"] == [green["id"]]
    marking = details.detail(zone.db, zone.court, green["id"], NOW)[0].marking
    assert (marking.personal_data, marking.grounds) == (True, ("gdpr-instrument-international",))
    with zone.db.read(system=True) as conn:
        assert len(conn.execute(sa.select(objects.disclosure)).all()) == 2


def with_a_file(sha256: str, kind: str) -> dict[str, Any]:
    """A report of another system that names a file by its hash."""
    facts = {"kind": "other", "attachments": [{"sha256": sha256, "name": "x.txt", "type": kind, "size": 1}]}
    at = "2026-11-22T11:00:00.000Z"
    return {
        "type": "report", "spec_version": "2.1", "id": f"report--{uuid.uuid4()}", "created": at, "modified": at,
        "published": at, "name": "From elsewhere", "object_refs": [f"identity--{uuid.uuid4()}"],
        "extensions": {stix.EXTENSION_ID: {"extension_type": "property-extension", **facts}},
    }  # fmt: skip


def test_a_bundle_is_narrowed_by_the_same_words_as_a_list(zone: Neighbours) -> None:
    """What a list refuses a bundle refuses: control characters in words, a type that is none."""
    zone.share(zone.city, "Fence open", Tlp.GREEN)
    zone.share(zone.city, "Gate closed", Tlp.GREEN)
    police = zone.browser(zone.police, report_routes.router, bundle_routes.router)
    for path, items in (("/v1/reports", "items"), ("/v1/bundle", "objects")):
        found = police.get(f"{path}?q=fence&severity=moderate&kind=traffic&owner={zone.city.partner}&type=report")
        assert len([each for each in found.json[items] if each["type"] == "report"]) == 1
        for wrong in ("q=%00", "kind=%0a", "type=Report", "owner=city", "from=yesterday"):
            assert police.get(f"{path}?{wrong}").status == 400
    assert police.get("/v1/bundle?limit=1").status == 400
