"""The live stream of whoever is signed out ends, and one whose grant begins or ends is told to look again."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from igiz.core.access import visible
from igiz.core.clock import wall_now
from igiz.core.ids import microseconds
from igiz.edge.web import stream
from igiz.edge.web.stream import Events, Hub, Listener
from igiz.share.model.audience import Recipient
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.service import feeds, groups, reports
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import OPERATOR, Credential
from igiz.zone.service import levels, sessions, tokens
from igiz.zone.service.identity import Identity
from igiz.zone.store.people import person
from tests.service.share.neighbours import Neighbours, neighbours

IDENTITY = Identity(b"k" * 64)
SOON = timedelta(seconds=10)


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as made:
        yield made


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(stream, "RECHECK_SECONDS", 0.1)


def by_session(zone: Neighbours, actor: Actor) -> Credential:
    opened = zone.db.write(lambda tx: sessions.start(tx, IDENTITY, actor.person, "a desk"), wall_now())
    return Credential("session", IDENTITY.digest("session", opened.secret))


def by_token(zone: Neighbours, actor: Actor) -> tuple[Credential, str]:
    now = wall_now()
    ends, read = now + timedelta(days=1), frozenset({"read"})
    made = tokens.create_token(zone.db, IDENTITY, OPERATOR, "system", read, ends, now, partner_id=actor.partner)
    return Credential("token", IDENTITY.digest("token", made.secret)), made.token.id


async def become(listeners: list[Listener], wanted: list[bool]) -> None:
    """Wait until just these are closed."""
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            while [each.closed for each in listeners] != wanted:
                await asyncio.sleep(0.01)
    assert [each.closed for each in listeners] == wanted


async def heard(listener: Listener, wanted: bytes) -> None:
    """Wait until this is all that waits to be sent."""
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            while b"".join(listener.waiting) != wanted:
                await asyncio.sleep(0.01)
    assert b"".join(listener.waiting) == wanted


def checked(hub: Hub, rounds: int) -> Awaitable[None]:
    """Wait until every listener was looked at so many times again."""
    return asyncio.sleep(rounds * (stream.RECHECK_SECONDS + stream.RECHECK_PARTS * stream.POLL_SECONDS))


def test_who_is_signed_out_hears_no_more_and_the_others_go_on(zone: Neighbours) -> None:
    session, other = by_session(zone, zone.city), by_session(zone, zone.court)
    token, token_id = by_token(zone, zone.police)
    spare, _ = by_token(zone, zone.police)
    actors = (zone.city, zone.court, zone.police, zone.police)
    listeners = [Listener(who, by, 0) for who, by in zip(actors, (session, other, token, spare), strict=True)]
    with zone.db.read(system=True) as conn:
        own = sessions.actor_of(conn, session, wall_now())
    assert own is not None and own.session is not None

    async def body(hub: Hub) -> None:
        for each in listeners:
            hub.join(each)
        await checked(hub, 2)
        await become(listeners, [False, False, False, False])
        sessions.end(zone.db, own, own.session or "", wall_now())
        await become(listeners, [True, False, False, False])
        tokens.revoke_token(zone.db, zone.police, token_id, wall_now())
        await become(listeners, [True, False, True, False])
        zone.db.write(
            lambda tx: tx.conn.execute(sa.update(person).where(person.c.id == zone.court.person).values(active=False))
        )
        await become(listeners, [True, True, True, False])

    running(zone, body)


def test_a_session_that_nobody_used_for_long_ends_its_stream(zone: Neighbours, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = Listener(zone.city, by_session(zone, zone.city), 0)

    async def body(hub: Hub) -> None:
        hub.join(listener)
        await checked(hub, 2)
        await become([listener], [False])
        monkeypatch.setattr(stream, "wall_now", lambda: wall_now() + timedelta(days=1))
        await become([listener], [True])

    running(zone, body)


@pytest.mark.parametrize("what", ["begins", "ends"])
def test_a_grant_that_begins_or_ends_by_itself_calls_to_look_again_once(zone: Neighbours, what: str) -> None:
    group = groups.create(zone.db, zone.city, "Stations", "", 0, zone.clock.at)
    groups.invite(zone.db, zone.city, group.id, zone.police.partner, zone.clock.at + SOON, 1, zone.clock.at)
    if what == "begins":
        later = visible.update().where(visible.c.principal == zone.police.principals[1])
        zone.db.write(lambda tx: tx.conn.execute(later.values(valid_from=microseconds(zone.clock.at + SOON / 2))))
    listener, other = (Listener(who, by_session(zone, who), 0) for who in (zone.police, zone.court))

    async def body(hub: Hub) -> None:
        hub.join(listener)
        hub.join(other)
        await checked(hub, 2)
        await heard(listener, b"")
        zone.clock.at += SOON * (0.6 if what == "begins" else 1.1)
        await heard(listener, stream.event("reset", {}))
        await checked(hub, 2)
        await heard(listener, stream.event("reset", {}))
        await heard(other, b"")

    running(zone, body)


def resets(listener: Listener) -> int:
    return b"".join(listener.waiting).count(b"event: reset")


async def called(listener: Listener, times: int) -> None:
    """Wait until it was called so many times to look again."""
    with suppress(TimeoutError):
        async with asyncio.timeout(10):
            while resets(listener) != times:
                await asyncio.sleep(0.01)
    assert resets(listener) == times


def for_police(zone: Neighbours, until: datetime, min_level: int = 1) -> str:
    """Share a report with the police, for a time and from a level on."""
    named = Recipient(zone.police.partner, microseconds(until), min_level)
    marking = Marking(Tlp.AMBER_STRICT, recipients=(named,))
    draft = ReportDraft("Gate", "", "nl", "traffic", "moderate", marking)
    return reports.share(zone.db, zone.city, draft, zone.clock.at)


def test_a_grant_that_came_while_one_listens_calls_to_look_again_when_it_ends(zone: Neighbours) -> None:
    listener = Listener(zone.police, by_session(zone, zone.police), 0)

    async def body(hub: Hub) -> None:
        hub.join(listener)
        await checked(hub, 2)
        report = for_police(zone, zone.clock.at + SOON)
        while report.encode() not in b"".join(listener.waiting):
            await asyncio.sleep(0.01)
        await called(listener, 0)
        zone.clock.at += SOON * 2
        await called(listener, 1)

    running(zone, body)


def test_a_grant_that_a_level_opened_calls_to_look_again_when_it_ends(zone: Neighbours) -> None:
    for_police(zone, zone.clock.at + SOON, min_level=3)
    listener = Listener(zone.police, by_session(zone, zone.police), 0)
    decider = replace(zone.city, roles=zone.city.roles | {"decider"})

    async def body(hub: Hub) -> None:
        hub.join(listener)
        await checked(hub, 2)
        now, until = zone.clock.at, zone.clock.at + 10 * SOON
        levels.decide_level(zone.db, decider, level=3, reason="x", until=until, then=None, now=now)
        await called(listener, 1)
        zone.clock.at += SOON * 2
        await called(listener, 2)

    running(zone, body)


def test_a_look_at_the_grants_that_failed_is_made_again(zone: Neighbours, monkeypatch: pytest.MonkeyPatch) -> None:
    for_police(zone, zone.clock.at + SOON)
    listener = Listener(zone.police, by_session(zone, zone.police), 0)
    look, failed = feeds.next_changes, list[int]()

    def away(*given: Any) -> Any:
        if not failed:
            failed.append(1)
            raise OSError("the database is away")
        return look(*given)

    monkeypatch.setattr(stream, "AWAY_SECONDS", 0.02)
    monkeypatch.setattr(feeds, "next_changes", away)

    async def body(hub: Hub) -> None:
        hub.join(listener)
        while not failed:
            await asyncio.sleep(0.01)
        zone.clock.at += SOON * 2
        await called(listener, 1)

    running(zone, body)


async def never(*_given: Any) -> Any:
    await asyncio.get_running_loop().create_future()


def test_who_reads_slowly_hears_nothing_of_what_came_after_the_sign_out(zone: Neighbours) -> None:
    held = by_session(zone, zone.police)
    with zone.db.read(system=True) as conn:
        own = sessions.actor_of(conn, held, wall_now())
    assert own is not None
    listener, sent = Listener(zone.police, held, 0), list[bytes]()

    async def body(hub: Hub) -> None:
        hub.join(listener)
        full, read = asyncio.Event(), asyncio.Event()

        async def send(message: Any) -> None:
            sent.append(message.get("body", b""))
            if b"While signed in" in sent[-1]:
                full.set()
                await read.wait()

        task = asyncio.create_task(Events(hub, listener, None)({"type": "http"}, never, send))
        await checked(hub, 1)
        zone.share(zone.city, "While signed in", Tlp.GREEN)
        await asyncio.wait_for(full.wait(), 5)
        sessions.end(zone.db, own, own.session or "", wall_now())
        await become([listener], [True])
        zone.share(zone.city, "Signed out", Tlp.GREEN)
        later = feeds.latest(zone.db)
        while hub.position < later:
            await asyncio.sleep(0.01)
        assert hub.listeners == 0
        read.set()
        await asyncio.wait_for(task, 5)
        heard_of = [each for each in (b"While signed in", b"Signed out") if each in b"".join(sent)]
        assert heard_of == [b"While signed in"]

    running(zone, body)


@pytest.mark.parametrize("what", ["receive", "send"])
def test_a_stream_whose_connection_breaks_leaves_no_listener(zone: Neighbours, what: str) -> None:
    """Also where the break shows before the first word, or while a body is awaited that was announced."""
    listener = Listener(zone.police, by_session(zone, zone.police), 0)

    async def broken(*_given: Any) -> Any:
        raise OSError("gone")

    async def send(_message: Any) -> None:
        return

    async def body(hub: Hub) -> None:
        hub.join(listener)
        answer = Events(hub, listener, None)
        with suppress(OSError):
            if what == "receive":
                await asyncio.wait_for(answer({"type": "http"}, broken, send), 5)
            else:
                await asyncio.wait_for(answer({"type": "http"}, never, broken), 5)
        assert hub.listeners == 0

    running(zone, body)


def running(zone: Neighbours, body: Callable[[Hub], Awaitable[None]]) -> None:
    """Run a test beside a hub that runs."""

    async def whole() -> None:
        hub = Hub(zone.db, zone.clock, 10)
        await hub.start()
        try:
            await body(hub)
        finally:
            await hub.stop()

    asyncio.run(whole())
