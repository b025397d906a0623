"""Break-glass: what it opens, what it does not, and what its originator can do afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from igiz.core.errors import Forbidden, NotFound
from igiz.core.ids import microseconds
from igiz.core.settings import Security, Settings
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.routes import reports as routes
from igiz.share.service import details, feeds, groups, reading, reports
from igiz.share.store import collections
from igiz.share.store.collections import Wanted
from igiz.zone.model.actor import Actor
from tests.service.share.neighbours import NOW, Neighbours, neighbours

HOUR = timedelta(hours=1)
MINUTES = 5.0


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


def shared(zone: Neighbours, owner: Actor, marking: Marking) -> str:
    """Share a report that may be opened in an emergency."""
    marking = replace(marking, break_glass=True)
    return reports.share(zone.db, owner, ReportDraft("Closed", "", "nl", "traffic", "moderate", marking), NOW)


@pytest.mark.parametrize(
    "marking", [Marking(Tlp.AMBER_STRICT, min_level=4), Marking(Tlp.AMBER_STRICT, personal_data=True)]
)
def test_what_stays_closed_in_an_emergency_too_is_refused_and_nothing_changes(
    zone: Neighbours, marking: Marking
) -> None:
    report = shared(zone, zone.city, marking)
    before = details.detail(zone.db, zone.city, report, NOW)
    with pytest.raises(Forbidden):
        reports.break_glass(zone.db, zone.court, report, "somebody is hurt", 60, NOW)
    assert details.detail(zone.db, zone.city, report, NOW) == before
    with pytest.raises(NotFound):
        details.detail(zone.db, zone.court, report, NOW)


def test_the_originator_edits_after_an_emergency_what_it_read(zone: Neighbours) -> None:
    report = shared(zone, zone.city, Marking(Tlp.AMBER_STRICT))
    reports.break_glass(zone.db, zone.police, report, "somebody is hurt", 60, NOW)
    found, tag = details.detail(zone.db, zone.city, report, NOW)
    read = Marking(found.marking.tlp, recipients=found.marking.recipients, break_glass=found.marking.break_glass)
    assert [each.principal for each in read.recipients] == [zone.police.person]
    reports.edit(zone.db, zone.city, report, ReportDraft("Edited", "", "nl", "traffic", "moderate", read), tag, NOW)
    assert details.detail(zone.db, zone.police, report, NOW)[0].row.title == "Edited"
    _, tag = details.detail(zone.db, zone.city, report, NOW)
    narrow = ReportDraft("Narrowed", "", "nl", "traffic", "moderate", Marking(Tlp.AMBER_STRICT))
    reports.edit(zone.db, zone.city, report, narrow, tag, NOW)
    with pytest.raises(NotFound):
        details.detail(zone.db, zone.police, report, NOW)


def test_who_opens_it_again_stands_there_once(zone: Neighbours) -> None:
    report = shared(zone, zone.city, Marking(Tlp.AMBER_STRICT))
    for minutes in (60, 61, 62):
        reports.break_glass(zone.db, zone.police, report, "somebody is hurt", minutes, NOW)
    found, _ = details.detail(zone.db, zone.city, report, NOW)
    until = microseconds(NOW + timedelta(minutes=62))
    assert [(each.principal, each.until) for each in found.marking.recipients] == [(zone.police.person, until)]


def edited(zone: Neighbours, report: str, marking: Marking, at: datetime) -> None:
    _, tag = details.detail(zone.db, zone.city, report, at)
    draft = ReportDraft("Closed still", "", "nl", "traffic", "moderate", replace(marking, break_glass=True))
    reports.edit(zone.db, zone.city, report, draft, tag, at)


def feed(zone: Neighbours, actor: Actor) -> list[tuple[int, str]]:
    """What reached somebody, each with its position."""
    with reading.looking(zone.db, actor, NOW + HOUR) as (conn, viewer):
        return [(each.position, each.stored.id) for each in collections.page(conn, viewer, NOW + HOUR, Wanted(), 10)]


def told(zone: Neighbours, actor: Actor, after: int) -> list[tuple[str, str | None]] | None:
    found = feeds.catch_up(zone.db, actor, after, feeds.latest(zone.db), NOW + HOUR)
    return None if found is None else [(each.kind, each.object_id) for each in found]


def test_an_emergency_makes_no_version_and_to_other_readers_nothing_happened(zone: Neighbours) -> None:
    """The court joined later, so that the report stands at another position in its feed than in the city's."""
    gate = groups.create(zone.db, zone.city, "Gate", "", 0, NOW)
    marking = Marking(Tlp.AMBER, groups=(gate.id,))
    report = shared(zone, zone.city, marking)
    edited(zone, report, marking, NOW + timedelta(minutes=1))
    groups.invite(zone.db, zone.city, gate.id, zone.court.partner, None, 1, NOW)
    before = details.history(zone.db, zone.city, report, NOW + HOUR)
    there = [feed(zone, each) for each in (zone.city, zone.court, zone.police)]
    _, tag = details.detail(zone.db, zone.city, report, NOW + HOUR)
    after = feeds.latest(zone.db)

    reports.break_glass(zone.db, zone.police, report, "somebody is hurt", 60, NOW + HOUR)

    assert details.history(zone.db, zone.city, report, NOW + HOUR) == before
    assert len({each.version for each in before}) == len(before) == 2
    assert details.history(zone.db, zone.police, report, NOW + HOUR) == before[:1]
    assert [feed(zone, each) for each in (zone.city, zone.court)] == there[:2]
    assert [told(zone, each, after) for each in (zone.city, zone.court)] == [[], []]
    ((position, opened),) = feed(zone, zone.police)
    assert (there[2], opened, position > after) == ([], report, True)
    assert told(zone, zone.police, after) == [("reset", None)]
    assert details.detail(zone.db, zone.city, report, NOW + HOUR)[1] != tag


def test_it_stays_open_for_as_long_as_the_instance_is_set_to(zone: Neighbours) -> None:
    report = shared(zone, zone.city, Marking(Tlp.RED))
    police = zone.browser(zone.police, routes.router, settings=Settings(security=Security(break_glass_minutes=MINUTES)))
    answer = police.post(f"/v1/reports/{report}/break-glass", {"reason": "somebody is hurt"})
    assert answer.status == 201
    zone.clock.at = NOW + timedelta(minutes=MINUTES, microseconds=-1)
    assert police.get(f"/v1/reports/{report}").status == 200
    zone.clock.at = NOW + timedelta(minutes=MINUTES)
    assert police.get(f"/v1/reports/{report}").status == 404
