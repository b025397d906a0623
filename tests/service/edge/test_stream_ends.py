"""The live stream of whoever is signed out ends, and one whose grant begins or ends is told to look again."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa

from igiz.core.access import visible
from igiz.core.clock import wall_now
from igiz.core.ids import microseconds
from igiz.edge.web import stream
from igiz.edge.web.stream import Hub, Listener
from igiz.share.service import groups
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import OPERATOR, Credential
from igiz.zone.service import sessions, tokens
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
