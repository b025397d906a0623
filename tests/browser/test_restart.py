"""Every open list equals the server's: after changes, after a gap, after the server was killed."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.desk import Browser, Desk
from tests.browser.pages import CITY, POLICE, VENUE
from tests.serving import Server

pytestmark = [pytest.mark.browser]


TALL = (1920, 2600)


def equals_the_server(desk: Desk, hours: float | None = None) -> None:
    """Hold that the list on the screen comes to be what the server lists to this person, and is so counted."""
    since = "" if hours is None else f"&from={moment(-hours)}"
    wanted = [row["id"] for row in desk.ask(f"/v1/reports?limit=200{since}")["items"]]
    desk.until(
        "(wanted) => { const ids = [...document.querySelectorAll('.latest [role=option]')]"
        ".sort((a, b) => a.ariaPosInSet - b.ariaPosInSet).map((row) => row.id.slice(7));"
        " return JSON.stringify(ids) === JSON.stringify(wanted); }",
        wanted,
    )
    assert desk.listed() == wanted
    assert desk.count() == len(wanted)


def moment(hours: float) -> str:
    """Return a moment some hours from now, as the server takes it."""
    return (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_change_leads_every_list_whenever_it_was_seen(browser: Browser) -> None:
    # given two open lists of the last six hours
    desks = [browser.enter(who, "/?list=only", size=TALL, maps=False) for who in (CITY, POLICE)]
    city = desks[0]
    first = city.shares("Told first")
    city.shares("Told second")
    # when the first is changed, and something is told that was seen yesterday
    city.changes_report(first, "Told first, and changed")
    city.shares("Seen yesterday", seen=moment(-20))
    # then both lists hold them as the server does
    for desk in desks:
        desk.lists("Seen yesterday")
        equals_the_server(desk, 6)
        assert desk.titles()[:3] == ["Seen yesterday", "Told first, and changed", "Told second"]


def test_after_a_kill_each_list_equals_the_servers(browser: Browser, server: Server) -> None:
    # given three partners with open lists, one of them on a line that fails
    city, police, venue = desks = [
        browser.enter(who, "/?span=all&list=only", size=TALL) for who in (CITY, POLICE, VENUE)
    ]
    city.shares("Before the server fell")
    for desk in desks:
        desk.lists("Before the server fell")
    loaded = [desk.loaded_at for desk in desks]

    # when the server is killed in the middle of it, comes back, and more is shared while one is away
    venue.without_stream()
    server.kill()
    for desk in desks:
        desk.reads("Not connected, picture of")
    server.start()
    for desk in (city, police):
        desk.comes(desk.at(".live.live"))
    city.shares("While one was away")
    city.shares("Not for all", "AMBER+STRICT", recipients=[{"principal": police.ask("/v1/session")["partner"]["id"]}])
    for desk in (city, police):
        desk.lists("Not for all")
    venue.never_reads("While one was away")
    venue.with_stream()
    venue.comes(venue.at(".live.live"))

    # then each list is the server's, nothing doubled and nothing missing, and no page was loaded again
    for desk in desks:
        equals_the_server(desk)
        assert len(set(desk.listed())) == len(desk.listed())
    venue.lists("While one was away")
    venue.never_reads("Not for all")
    assert [desk.loaded_at for desk in desks] == loaded


def test_nothing_is_missed_between_the_list_and_the_stream(browser: Browser) -> None:
    # given a list that came while the stream has not
    city = browser.enter(CITY, "/?list=only", maps=False)
    police = browser.arrive(POLICE, maps=False)
    police.hold_stream()
    police.open("/?list=only")
    police.comes(police.at(".latest [role=option]"))
    police.settled()
    # when something is shared just then
    city.shares("In the gap")
    police.page.wait_for_timeout(500)
    police.with_stream()
    # then it comes all the same
    police.is_open()
    police.lists("In the gap")
