"""The live stream: it resumes without gap or repeat, and a failure of the database does not make it silent."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from igiz.core.errors import TooMany
from igiz.core.http import position_of
from igiz.edge.web import stream
from igiz.edge.web.stream import Hub, Listener
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.service import details, feeds, groups, reports
from igiz.zone.model.actor import Actor
from igiz.zone.service import levels
from tests.service.share.neighbours import Neighbours, neighbours


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as made:
        yield made


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("POLL_SECONDS", "ROUND_SECONDS", "AWAY_SECONDS"):
        monkeypatch.setattr(stream, name, 0.02)
    monkeypatch.setattr(stream, "_still_signed_in", lambda _db, listeners: set(listeners))


class Reader:
    """Reads one stream; keeps titles of what it heard, as (title or kind), and the last event id."""

    def __init__(self, hub: Hub, actor: Actor, last: str | None = None) -> None:
        self.listener = Listener(actor, None, 0 if last is None else position_of(last))
        self.last = last
        self.heard: list[str] = []
        self.retry = ""
        hub.join(self.listener)
        resume = None if last is None else position_of(last)
        self.task = asyncio.create_task(self._read(stream._messages(hub, self.listener, resume)))

    async def _read(self, messages: AsyncIterator[bytes]) -> None:
        async for chunk in messages:
            for block in chunk.decode().split("\n\n"):
                found = re.search(r"^id: (\S+)$", block, re.M)
                self.last = found[1] if found else self.last
                retry = re.search(r"^retry: (\d+)$", block, re.M)
                self.retry = retry[1] if retry else self.retry
                kind = re.search(r"^event: (\S+)$", block, re.M)
                title = re.search(r'"title":"([^"]*)"', block)
                self.heard += [title[1] if title else kind[1]] if kind else []

    async def until(self, *heard: str) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                while self.heard != list(heard):
                    await asyncio.sleep(0.01)
        assert self.heard == list(heard)

    async def leave(self) -> None:
        self.listener.closed = True
        self.listener.ready.set()
        await self.task


@asynccontextmanager
async def hub_of(zone: Neighbours) -> AsyncIterator[Hub]:
    hub = Hub(zone.db, zone.clock, 10, 3)
    await hub.start()
    try:
        yield hub
    finally:
        await hub.stop()


def run(body: Callable[[], Awaitable[Any]]) -> None:
    async def whole() -> None:
        await body()

    asyncio.run(whole())


def test_a_reader_who_heard_nothing_yet_resumes_without_a_gap(zone: Neighbours) -> None:
    zone.share(zone.city, "Before", Tlp.GREEN)

    async def body() -> None:
        async with hub_of(zone) as hub:
            reader = Reader(hub, zone.police)
            await reader.until("hello")
            await reader.leave()
        zone.share(zone.city, "While away", Tlp.GREEN)
        zone.share(zone.city, "Hidden", None)
        async with hub_of(zone) as hub:
            again = Reader(hub, zone.police, reader.last)
            await again.until("While away", "hello")
            zone.share(zone.city, "After", Tlp.GREEN)
            await again.until("While away", "hello", "After")
            await again.leave()

    run(body)


def test_the_first_word_says_nothing_of_what_is_hidden(zone: Neighbours) -> None:
    zone.share(zone.city, "Seen", Tlp.GREEN)
    seen = feeds.newest(zone.db, zone.police, 2**62, zone.clock.at)
    zone.share(zone.city, "Hidden", None)
    assert feeds.newest(zone.db, zone.police, 2**62, zone.clock.at) == seen
    assert feeds.newest(zone.db, zone.city, 2**62, zone.clock.at) > seen
    assert feeds.newest(zone.db, zone.city, seen, zone.clock.at) == seen
    assert feeds.newest(zone.db, zone.city, seen - 1, zone.clock.at) < seen


def test_a_reader_who_comes_from_another_process_hears_nothing_twice(zone: Neighbours) -> None:
    async def body() -> None:
        async with hub_of(zone) as ahead, hub_of(zone) as behind:
            task = behind._task
            assert task is not None
            task.cancel()
            reader = Reader(ahead, zone.police)
            zone.share(zone.city, "Heard there", Tlp.GREEN)
            await reader.until("hello", "Heard there")
            again = Reader(behind, zone.police, reader.last)
            await again.until("hello")
            behind._task = asyncio.create_task(behind._run())
            zone.share(zone.city, "Heard here", Tlp.GREEN)
            await again.until("hello", "Heard here")
            await reader.leave()
            await again.leave()

    run(body)


def test_whoever_joins_while_the_first_look_is_on_its_way_misses_nothing(
    zone: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    latest = feeds.latest

    async def body() -> None:
        async with hub_of(zone) as hub:
            joined: list[Reader] = []
            loop = asyncio.get_running_loop()

            async def join() -> None:
                joined.append(Reader(hub, zone.police))

            def look(db: Any) -> int:
                found = latest(db)
                if found > hub.position and not joined:
                    asyncio.run_coroutine_threadsafe(join(), loop).result()
                return found

            monkeypatch.setattr(feeds, "latest", look)
            zone.share(zone.city, "Just then", Tlp.GREEN)
            while not joined:
                await asyncio.sleep(0.01)
            await joined[0].until("hello", "Just then")
            await joined[0].leave()

    run(body)


def test_a_failure_of_the_database_does_not_silence_the_stream(
    zone: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    news, failed = feeds.news, list[int]()

    def away(*given: Any) -> Any:
        if not failed:
            failed.append(1)
            raise OSError("the database is away")
        return news(*given)

    async def body() -> None:
        async with hub_of(zone) as hub:
            monkeypatch.setattr(feeds, "news", away)
            reader = Reader(hub, zone.police)
            zone.share(zone.city, "Heard all the same", Tlp.GREEN)
            await reader.until("hello", "Heard all the same")
            await reader.leave()

    run(body)
    assert failed == [1]


def test_one_more_screen_of_a_person_pauses_the_oldest_which_misses_nothing(zone: Neighbours) -> None:
    async def body() -> None:
        async with hub_of(zone) as hub:
            others = [Reader(hub, zone.city)]
            screens = [Reader(hub, zone.police) for _ in range(3)]
            for screen in screens:
                await screen.until("hello")
            zone.share(zone.city, "Heard by three", Tlp.GREEN)
            for screen in screens:
                await screen.until("hello", "Heard by three")
            newest = Reader(hub, zone.police)
            await screens[0].until("hello", "Heard by three", "crowded")
            await screens[0].task
            assert (hub.listeners, screens[0].retry) == (4, "60000")
            zone.share(zone.city, "While it paused", Tlp.GREEN)
            await newest.until("hello", "While it paused")
            back = Reader(hub, zone.police, screens[0].last)
            await back.until("While it paused", "hello")
            await screens[1].until("hello", "Heard by three", "While it paused", "crowded")
            await others[0].until("hello", "Heard by three", "While it paused")
            for reader in (*others, screens[2], newest, back):
                await reader.leave()
            assert (hub.listeners, hub._by_person) == (0, {})

    run(body)


def test_streams_beyond_the_limit_of_the_instance_are_refused_whoever_opens_them(zone: Neighbours) -> None:
    async def body() -> None:
        hub = Hub(zone.db, zone.clock, 2, 2)
        hub.join(Listener(zone.city, None, 0))
        hub.join(Listener(zone.city, None, 0))
        with pytest.raises(TooMany):
            hub.join(Listener(zone.police, None, 0))
        hub.join(Listener(zone.city, None, 0))
        assert hub.listeners == 2

    run(body)


def test_stopping_waits_until_the_work_in_hand_has_ended(zone: Neighbours, monkeypatch: pytest.MonkeyPatch) -> None:
    news, looks = feeds.news, list[str]()

    def slow(*given: Any) -> Any:
        looks.append("began")
        time.sleep(0.3)
        found = news(*given)
        looks.append("ended")
        return found

    async def body() -> None:
        hub = Hub(zone.db, zone.clock, 10)
        await hub.start()
        monkeypatch.setattr(feeds, "news", slow)
        hub.join(Listener(zone.police, None, 0))
        while not looks:
            await asyncio.sleep(0.01)
        await hub.stop()
        assert looks == ["began", "ended"]
        assert (hub._task is not None and hub._task.done(), zone.db.committed) == (True, [])

    run(body)


def test_who_sees_a_group_otherwise_is_told_to_look_again_and_who_waits_for_a_level_is_not(zone: Neighbours) -> None:
    made = groups.create(zone.db, zone.city, "Stations", "", 0, zone.clock.at)
    groups.invite(zone.db, zone.city, made.id, zone.police.partner, None, 1, zone.clock.at)
    groups.invite(zone.db, zone.city, made.id, zone.court.partner, None, 4, zone.clock.at)
    after = feeds.latest(zone.db)
    groups.change(zone.db, zone.city, made.id, zone.clock.at, name=None, purpose=None, precision_m=100)
    found, _ = feeds.news(zone.db, after, zone.clock.at)
    told = {who for each in found if each.kind == feeds.RESET for who in each.readers}
    assert (zone.police.principals[1] in told, zone.court.principals[1] in told) == (True, False)


def test_who_was_away_while_the_level_rose_and_fell_looks_again(zone: Neighbours) -> None:
    """Before it left it may have looked at the higher level, and be shown still what is hidden again."""
    zone.share(zone.city, "From level 3", Tlp.GREEN, min_level=3)
    after, decider = feeds.latest(zone.db), replace(zone.city, roles=zone.city.roles | {"decider"})
    assert feeds.catch_up(zone.db, zone.police, after, after, zone.clock.at) == []
    zone.clock.at += timedelta(minutes=1)
    until = zone.clock.at + timedelta(minutes=1)
    levels.decide_level(zone.db, decider, level=3, reason="x", until=until, then=None, now=zone.clock.at)
    zone.clock.at += timedelta(minutes=5)
    later = feeds.latest(zone.db)
    assert feeds.catch_up(zone.db, zone.police, after, later, zone.clock.at) is None
    assert feeds.catch_up(zone.db, zone.police, later, later, until) is None
    assert feeds.catch_up(zone.db, zone.police, int(until.timestamp() * 10**6), later, zone.clock.at) == []


def test_that_an_object_is_hidden_is_told_although_another_has_its_number_since(zone: Neighbours) -> None:
    report, after = zone.share(zone.city, "Gate", Tlp.GREEN), feeds.latest(zone.db)
    tag = details.detail(zone.db, zone.city, report, zone.clock.at)[1]
    draft = ReportDraft("Gate", "", "nl", "traffic", "moderate", Marking(None))
    reports.edit(zone.db, zone.city, report, draft, tag, zone.clock.at)
    reports.delete(zone.db, zone.city, report, zone.clock.at)
    other = zone.share(zone.city, "Bridge", Tlp.GREEN)
    hub, listener = Hub(zone.db, zone.clock, 10), Listener(zone.police, None, after)
    hub.join(listener)
    for item in feeds.news(zone.db, after, zone.clock.at)[0]:
        hub._deal_one(item)
    live = re.findall(r'^event: (\w+)$.*?"id":"([^"]+)"', b"".join(listener.waiting).decode(), re.M | re.S)
    assert live == [("gone", report), ("report", other)]
    missed = feeds.catch_up(zone.db, zone.police, after, feeds.latest(zone.db), zone.clock.at)
    assert [(each.kind, each.object_id) for each in missed or ()] == [("hidden", report), ("written", other)]
