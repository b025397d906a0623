"""Several partners share one identifier: the first that a viewer sees leads, and no copy stands in its place."""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from igiz.core.errors import Forbidden
from igiz.edge.web.stream import Hub, Listener
from igiz.share.formats import stix, taxii
from igiz.share.model.audience import Recipient
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.model.report import Filters
from igiz.share.service import details, exchange, feeds, reading, reports
from igiz.share.service import taxii as collections
from igiz.zone.model.actor import Actor
from tests.service.share.neighbours import NOW, Neighbours, neighbours

LATER = "2026-12-01T09:00:00.000Z"
ANY = Filters(type=None)


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


def put(zone: Neighbours, actor: Actor, *values: dict[str, Any]) -> None:
    data = json.dumps({"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": values}).encode()
    receipt = exchange.import_bundle(zone.db, actor, data, NOW, limit_bytes=10**6, limit_objects=100)
    assert (receipt.refused, len(receipt.stored)) == ((), len(values))


def fake(report: str, **more: Any) -> dict[str, Any]:
    """A copy of a report that says something else."""
    return {
        "type": "report", "spec_version": "2.1", "id": report, "created": LATER, "modified": LATER, "published": LATER,
        "name": "Fake: all clear", "revoked": True, "object_refs": [f"identity--{uuid.uuid4()}"],
        "object_marking_refs": [stix.STIX_ID[Tlp.GREEN]],
    } | more  # fmt: skip


def strict(zone: Neighbours, *to: Actor) -> str:
    marking = Marking(Tlp.AMBER_STRICT, recipients=tuple(Recipient(each.partner) for each in to))
    return reports.share(zone.db, zone.city, ReportDraft("Gate", "", "nl", "traffic", "moderate", marking), NOW)


def listed(zone: Neighbours, actor: Actor, filters: Filters = ANY) -> list[tuple[str, str, bool]]:
    return [(row.id, row.title, row.revoked) for row in reading.page(zone.db, actor, filters, None, 10, NOW).rows]


def test_a_copy_never_stands_in_the_place_of_a_report(zone: Neighbours) -> None:
    report = zone.share(zone.city, "Gate", Tlp.GREEN)
    put(zone, zone.police, fake(report))
    for actor in (zone.city, zone.police, zone.court):
        row = details.detail(zone.db, actor, report, NOW)[0].row
        assert (row.title, row.owner, row.revoked) == ("Gate", zone.city.partner, False)
        assert listed(zone, actor) == [(report, "Gate", False)]
        (leaving,) = (
            each
            for each in json.loads(exchange.export_bundle(zone.db, actor, ANY, NOW))["objects"]
            if each["id"] == report
        )
        assert leaving["name"] == "Gate"
        assert [each["name"] for each in pulled(zone, actor, limit=1)] == ["Gate"]
        assert [each["name"] for each in pulled(zone, actor, limit=9, ids=(report,))] == ["Gate"]
    assert listed(zone, zone.court, Filters(owner=zone.police.partner)) == [(report, "Fake: all clear", True)]


def pulled(zone: Neighbours, actor: Actor, **more: Any) -> list[dict[str, Any]]:
    """What TAXII gives of all, page by page."""
    where = collections.collection(zone.db, actor, "all", NOW)
    found = collections.objects(zone.db, actor, where, taxii.Filters(after=None, **more), b"k" * 32, NOW)
    assert not found.more
    return [json.loads(each) for each in found.items]


def test_who_does_not_see_the_first_gets_the_copy_as_its_partners_own(zone: Neighbours) -> None:
    report = strict(zone, zone.police)
    put(zone, zone.police, fake(report))
    row = details.detail(zone.db, zone.court, report, NOW)[0].row
    assert (row.title, row.owner) == ("Fake: all clear", zone.police.partner)
    assert listed(zone, zone.court) == [(report, "Fake: all clear", True)]
    assert listed(zone, zone.police) == [(report, "Gate", False)]


def test_a_remark_goes_by_the_report_that_leads(zone: Neighbours) -> None:
    """Whoever copies a report under a wider marking widens no remark about it."""
    report = strict(zone, zone.police, zone.court)
    put(zone, zone.court, fake(report))
    for actor in (zone.police, zone.court):
        reports.add_sighting(zone.db, actor, report, NOW, "the gate", NOW)
    found = details.detail(zone.db, zone.city, report, NOW)[0]
    assert {each.by for each in found.sightings} == {zone.police.partner, zone.court.partner}
    assert [each.by for each in details.detail(zone.db, zone.court, report, NOW)[0].sightings] == [zone.court.partner]


def test_ones_own_copy_is_taken_back_and_the_first_stays(zone: Neighbours) -> None:
    report = zone.share(zone.city, "Gate", Tlp.GREEN)
    put(zone, zone.police, fake(report, revoked=False))
    tag = details.detail(zone.db, zone.police, report, NOW)[1]
    with pytest.raises(Forbidden):
        reports.edit(zone.db, zone.police, report, ReportDraft("x", "", "nl", "x", "minor", Marking()), tag, NOW)
    reports.revoke(zone.db, zone.police, report, "mistaken", NOW)
    assert listed(zone, zone.court) == [(report, "Gate", False)]
    reports.delete(zone.db, zone.police, report, NOW)
    assert listed(zone, zone.court) == [(report, "Gate", False)]
    with pytest.raises(Forbidden):
        reports.delete(zone.db, zone.police, report, NOW)


def heard(zone: Neighbours, actor: Actor, after: int) -> tuple[bytes, list[feeds.News]]:
    """What is dealt live to somebody after a position, and what is caught up."""
    live, missed = dealt(zone, actor, after)
    assert missed is not None
    return live, missed


def dealt(zone: Neighbours, actor: Actor, after: int) -> tuple[bytes, list[feeds.News] | None]:
    """Return the same; nothing is caught up where looking at all again is due."""
    hub = Hub(zone.db, zone.clock, 10)
    listener = Listener(actor, None, -1)
    hub.join(listener)
    listener.after = -1
    for item in feeds.news(zone.db, after, NOW)[0]:
        hub._deal_one(item)
    missed = feeds.catch_up(zone.db, actor, after, feeds.latest(zone.db), NOW)
    return b"".join(listener.waiting), missed


def test_the_stream_tells_of_a_copy_only_who_does_not_see_the_first(zone: Neighbours) -> None:
    report = strict(zone, zone.police)
    after = feeds.latest(zone.db)
    put(zone, zone.police, fake(report))
    live, missed = heard(zone, zone.police, after)
    assert (live, missed) == (b"", [])
    live, missed = heard(zone, zone.court, after)
    assert (b"Fake" in live, [each.object_id for each in missed]) == (True, [report])
    after = feeds.latest(zone.db)
    reports.delete(zone.db, zone.police, report, NOW)
    live, missed = heard(zone, zone.court, after)
    (gone,) = missed
    assert (gone.kind, gone.shared_by) == ("deleted", zone.police.partner)
    assert zone.police.partner.encode() in live


@pytest.mark.parametrize("first", [True, False], ids=["the first is deleted", "the copy is deleted"])
def test_who_sees_another_under_an_identifier_looks_again_when_one_is_deleted(zone: Neighbours, first: bool) -> None:
    report = strict(zone, zone.police)
    put(zone, zone.police, fake(report))
    after = feeds.latest(zone.db)
    reports.delete(zone.db, zone.city if first else zone.police, report, NOW)
    title = ("Fake: all clear", True) if first else ("Gate", False)
    assert listed(zone, zone.police) == [(report, *title)]
    live, missed = dealt(zone, zone.police, after)
    assert (re.findall(rb"event: (\w+)", live), missed) == ([b"reset"], None)
    live, missed = dealt(zone, zone.court, after)
    told = ([], []) if first else ([b"gone"], ["deleted"])
    assert (re.findall(rb"event: (\w+)", live), [each.kind for each in missed or ()]) == told


def test_who_sees_the_first_hears_nothing_when_a_copy_is_hidden(zone: Neighbours) -> None:
    report = zone.share(zone.city, "Gate", Tlp.GREEN)
    put(zone, zone.police, fake(report, revoked=False))
    after = feeds.latest(zone.db)
    narrow = {"modified": "2026-12-02T09:00:00.000Z", "object_marking_refs": [stix.STIX_ID[Tlp.AMBER_STRICT]]}
    put(zone, zone.police, fake(report, revoked=False) | narrow)
    assert listed(zone, zone.court) == [(report, "Gate", False)]
    assert heard(zone, zone.court, after) == (b"", [])


def test_who_sees_a_copy_looks_again_when_the_first_is_hidden(zone: Neighbours) -> None:
    """The copy was never told while the first led."""
    report = strict(zone, zone.police, zone.court)
    put(zone, zone.police, fake(report))
    after = feeds.latest(zone.db)
    tag = details.detail(zone.db, zone.city, report, NOW)[1]
    marking = Marking(Tlp.AMBER_STRICT, recipients=(Recipient(zone.police.partner),))
    reports.edit(zone.db, zone.city, report, ReportDraft("Gate", "", "nl", "traffic", "minor", marking), tag, NOW)
    assert listed(zone, zone.court) == [(report, "Fake: all clear", True)]
    live, missed = dealt(zone, zone.court, after)
    assert (re.findall(rb"event: (\w+)", live), missed) == ([b"reset"], None)
    live, missed = dealt(zone, zone.police, after)
    assert (re.findall(rb"event: (\w+)", live), len(missed or ())) == ([b"report"], 1)


def test_an_answer_that_holds_restricted_remarks_references_and_versions_is_audited(zone: Neighbours) -> None:
    """Each by its own audience, not by that of the report."""
    report = zone.share(zone.city, "Gate", Tlp.GREEN)
    red = {
        "type": "opinion", "spec_version": "2.1", "id": f"opinion--{uuid.uuid4()}", "created": LATER,
        "modified": LATER, "opinion": "agree", "object_refs": [report], "object_marking_refs": [stix.STIX_ID[Tlp.RED]],
    }  # fmt: skip
    put(zone, zone.police, red)
    indicator = red | {"type": "campaign", "id": f"campaign--{uuid.uuid4()}", "name": "Night name"}
    del indicator["opinion"], indicator["object_refs"]
    put(zone, zone.police, indicator)
    about = fake(f"report--{uuid.uuid4()}", object_refs=[indicator["id"]])
    put(zone, zone.city, about)
    assert [each.id for each in details.detail(zone.db, zone.police, report, NOW)[0].opinions] == [red["id"]]
    assert read(zone) == [[red["id"]]]
    assert [e.title for e in details.detail(zone.db, zone.police, about["id"], NOW)[0].refers_to] == ["Night name"]
    assert read(zone) == [[red["id"]], [indicator["id"]]]


def test_a_restricted_former_version_is_audited(zone: Neighbours) -> None:
    marking = Marking(Tlp.RED, recipients=(Recipient(zone.police.person),))
    report = reports.share(zone.db, zone.city, ReportDraft("Was", "", "nl", "traffic", "minor", marking), NOW)
    tag = details.detail(zone.db, zone.city, report, NOW)[1]
    wider = ReportDraft("Is", "", "nl", "traffic", "minor", Marking(Tlp.GREEN))
    reports.edit(zone.db, zone.city, report, wider, tag, NOW)
    before = len(read(zone))
    assert [each.title for each in details.history(zone.db, zone.court, report, NOW)] == ["Is"]
    assert len(read(zone)) == before
    assert [each.title for each in details.history(zone.db, zone.police, report, NOW)] == ["Is", "Was"]
    assert read(zone)[before:] == [[report]]


def read(zone: Neighbours) -> list[list[str]]:
    """What the audit log says was read."""
    with zone.db.read(system=True) as conn:
        bodies = [json.loads(row.body) for row in conn.execute(sa.text("SELECT body FROM audit_leaf ORDER BY number"))]
    return [each["objects"] for each in bodies if each["action"] == "read"]
