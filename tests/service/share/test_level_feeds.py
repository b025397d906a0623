"""What a measure level opens comes to its readers' feeds once, when it opens, and not again while it stays open."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from igiz.core.bus import Courier
from igiz.share.model.audience import Recipient
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.service import groups, reading, reports
from igiz.share.service.handlers import HANDLERS
from igiz.share.store import collections
from igiz.share.store.collections import Wanted
from igiz.zone.service import levels
from tests.service.share.neighbours import Neighbours, neighbours


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as made:
        deliver(made)
        yield made


def deliver(zone: Neighbours) -> None:
    courier = Courier(zone.db, HANDLERS, zone.clock.now)
    while courier.deliver():
        pass


def decide(zone: Neighbours, level: int, minutes: int = 60) -> None:
    """Decide a level and let what follows from it happen."""
    zone.clock.at += timedelta(minutes=1)
    decider = replace(zone.city, roles=zone.city.roles | {"decider"})
    until = None if level == 1 else zone.clock.at + timedelta(minutes=minutes)
    levels.decide_level(zone.db, decider, level=level, reason="x", until=until, then=None, now=zone.clock.at)
    deliver(zone)


def feed(zone: Neighbours) -> dict[str, int]:
    """The police's feed: each object with its position there."""
    with reading.looking(zone.db, zone.police, zone.clock.at) as (conn, viewer):
        found = collections.page(conn, viewer, zone.clock.at, Wanted(), 100)
    return {each.stored.id: each.position for each in found}


def test_it_comes_when_it_opens_and_not_again_while_it_stays_open(zone: Neighbours) -> None:
    waits = zone.share(zone.city, "From level 3", Tlp.GREEN, min_level=3)
    high = zone.share(zone.city, "From level 4", Tlp.GREEN, min_level=4)
    always = zone.share(zone.city, "Always", Tlp.GREEN)
    assert list(feed(zone)) == [always]
    decide(zone, 3)
    opened = feed(zone)
    assert list(opened) == [always, waits]
    for level in (3, 2, 3):  # again, lower and higher: at 2 it is closed for a while, so it comes anew
        before = feed(zone)
        decide(zone, level)
        same = {each: position for each, position in feed(zone).items() if before.get(each) == position}
        assert same.keys() == feed(zone).keys() - ({waits} if waits not in before else set())
    third = feed(zone)
    decide(zone, 4)
    assert list(feed(zone)) == [always, waits, high]
    assert {each: feed(zone)[each] for each in (always, waits)} == third


def test_what_closed_because_a_level_ran_out_comes_when_it_opens_again(zone: Neighbours) -> None:
    decide(zone, 3, minutes=10)
    first = zone.share(zone.city, "While it is open", Tlp.GREEN, min_level=3)
    before = feed(zone)
    zone.clock.at += timedelta(minutes=20)
    second = zone.share(zone.city, "While it is closed", Tlp.GREEN, min_level=3)
    assert feed(zone) == {}
    decide(zone, 3)
    assert list(feed(zone)) == [first, second]
    assert feed(zone)[second] > before[first]


def test_what_one_sees_for_another_reason_already_does_not_come_again(zone: Neighbours) -> None:
    now = zone.clock.at
    open_, waiting = (groups.create(zone.db, zone.city, name, "", 0, now).id for name in ("Open", "Waiting"))
    groups.invite(zone.db, zone.city, open_, zone.police.partner, None, 1, now)
    groups.invite(zone.db, zone.city, waiting, zone.police.partner, None, 3, now)
    marking = Marking(Tlp.AMBER, groups=(open_, waiting))
    both = reports.share(zone.db, zone.city, ReportDraft("Both", "", "nl", "traffic", "moderate", marking), now)
    named = Marking(Tlp.RED, recipients=(Recipient(zone.police.person, None, 3),))
    later = reports.share(zone.db, zone.city, ReportDraft("Named", "", "nl", "traffic", "moderate", named), now)
    before = feed(zone)
    assert list(before) == [both]
    decide(zone, 3)
    assert list(feed(zone)) == [both, later]
    assert feed(zone)[both] == before[both]


def test_what_a_level_opened_and_closed_before_anyone_was_told_comes_with_the_next(zone: Neighbours) -> None:
    """Messages that waited do not show twice, nor what is closed again."""
    waits = zone.share(zone.city, "From level 3", Tlp.GREEN, min_level=3)
    decider = replace(zone.city, roles=zone.city.roles | {"decider"})
    for level in (3, 4, 2, 3):
        zone.clock.at += timedelta(seconds=1)
        until = zone.clock.at + timedelta(minutes=60)
        levels.decide_level(zone.db, decider, level=level, reason="x", until=until, then=None, now=zone.clock.at)
    deliver(zone)
    with zone.db.read(system=True) as conn:
        told = collections.announcements(conn, zone.police.viewer(5))
    assert (list(feed(zone)), len(told)) == ([waits], 1)
