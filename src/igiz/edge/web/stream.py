"""The live stream: one hub reads what happened once and deals it out to every open browser that may know of it."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import orjson
import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from igiz.core.clock import wall_now
from igiz.core.db import Database
from igiz.core.errors import BadRequest, Fault, TooMany
from igiz.core.http import Clock, cursor_of, position_of
from igiz.core.ids import microseconds
from igiz.share.model.report import Row
from igiz.share.routes.shapes import RowOut, row_values
from igiz.share.service import feeds
from igiz.share.service.feeds import RESET, News
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import Credential
from igiz.zone.routes.callers import credential_of, reader
from igiz.zone.service import sessions

POLL_SECONDS = 0.25
AHEAD = 60_000_000
"""How far beyond the clock a position may lie, in microseconds; to compare with the last one taken would tell it."""
ROUND_SECONDS = 0.15
"""What happens within this time of a round is dealt together: one wake-up and one packet per browser for all of it."""
AWAY_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0
STOP_SECONDS = 5.0
"""How long stopping waits for a look at the database that is on its way."""
RECHECK_SECONDS = 2.0
RECHECK_PARTS = 8
"""The listeners are checked in so many parts, one after the other, so that no check holds up the streams."""
QUEUE_LIMIT = 2000
KEEP_ALIVE = b": still here\n\n"
_log = structlog.get_logger(__name__)


@dataclass(eq=False)
class Listener:
    """One open stream: who listens, what waits to be sent, and when to look again by itself."""

    actor: Actor
    credential: Credential | None
    after: int
    waiting: list[bytes] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    looked_at: datetime | None = None
    """When its grants were looked at last; what began or ended since then is still to be told."""
    look_again_at: int | None = None
    stale: bool = True
    """Whether grants of the listener changed or came, so that it must be asked anew when to look again."""
    part: int = 0
    closed: bool = False

    @property
    def person(self) -> str:
        """Who listens."""
        return self.actor.person

    def put(self, message: bytes) -> None:
        """Queue a message; a listener that does not keep up is cut off and resumes where it was."""
        if self.closed or len(self.waiting) >= QUEUE_LIMIT:
            self.closed = True
        else:
            self.waiting.append(message)
        self.ready.set()

    def cut(self) -> None:
        """Close the stream at once; what still waits is not sent, however long the other side takes to read."""
        self.waiting.clear()
        self.closed = True
        self.ready.set()

    def dismiss(self, last_words: bytes) -> None:
        """Close the stream once these words were sent."""
        self.waiting.append(last_words)
        self.closed = True
        self.ready.set()


class Hub:
    """Reads the changes after each commit and hands each to the listeners that may know of it."""

    def __init__(self, db: Database, clock: Clock, limit: int, per_person: int = 8) -> None:
        self.db = db
        self.clock = clock
        self.limit = limit
        self.per_person = per_person
        self.position = 0
        self.level = 0
        self._by_principal: dict[int, set[Listener]] = {}
        self._numbers = itertools.count()
        self._listeners: set[Listener] = set()
        self._by_person: dict[str, list[Listener]] = {}
        self._due = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._ending = False
        self._wake: Callable[[], None] | None = None

    async def start(self) -> None:
        """Begin at the present."""
        loop = asyncio.get_running_loop()
        self.position = await run_in_threadpool(feeds.latest, self.db)
        _, self.level = await run_in_threadpool(feeds.news, self.db, self.position, self.clock.now())

        def wake() -> None:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._due.set)

        self._wake = wake
        self.db.committed.append(wake)
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End the work in hand and close every stream; browsers come back by themselves."""
        if self._wake is not None:
            self.db.committed.remove(self._wake)
            self._wake = None
        self._ending = True
        self._due.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=STOP_SECONDS)
            self._task.cancel()
        for listener in self._listeners:
            listener.closed = True
            listener.ready.set()

    def join(self, listener: Listener) -> None:
        """Add a listener from the hub's position on, or from its own where it heard more from another process.

        Whoever has too many streams loses the oldest, not the newest: that is the screen in front of them, and the
        oldest may be that of a machine that fell asleep. The oldest comes back after a while, not at once, so that
        two screens do not take turns; it resumes where it was.
        """
        mine = self._by_person.setdefault(listener.person, [])
        while len(mine) >= self.per_person:
            oldest = mine[0]
            self.leave(oldest)
            oldest.dismiss(CROWDED)
        if len(self._listeners) >= self.limit:
            raise TooMany("All live streams are taken. The lists still work; try again in a minute.")
        listener.after = max(listener.after, self.position)
        listener.looked_at = self.clock.now()
        listener.part = next(self._numbers) % RECHECK_PARTS
        self._listeners.add(listener)
        self._by_person.setdefault(listener.person, []).append(listener)
        for principal in listener.actor.principals:
            self._by_principal.setdefault(principal, set()).add(listener)

    def leave(self, listener: Listener) -> None:
        """Remove a listener."""
        self._listeners.discard(listener)
        mine = self._by_person.get(listener.person, [])
        if listener in mine:
            mine.remove(listener)
        if not mine:
            self._by_person.pop(listener.person, None)
        for principal in listener.actor.principals:
            others = self._by_principal.get(principal, set())
            others.discard(listener)
            if not others:
                self._by_principal.pop(principal, None)

    @property
    def listeners(self) -> int:
        """How many streams are open."""
        return len(self._listeners)

    async def _run(self) -> None:
        part = 0
        checked = beaten = time.monotonic()
        while not self._ending:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._due.wait(), POLL_SECONDS)
            self._due.clear()
            began = tick = time.monotonic()
            try:
                dealt = await self._deal()
                if tick - checked > RECHECK_SECONDS / RECHECK_PARTS:
                    checked, part = tick, (part + 1) % RECHECK_PARTS
                    await self._recheck(part)
            except Exception:  # the database is away for a while: the streams stay open and hear of it all later
                _log.exception("stream_failed")
                dealt = False
                await asyncio.sleep(AWAY_SECONDS)
            if tick - beaten > HEARTBEAT_SECONDS:
                beaten = tick
                self._tell(self._listeners, KEEP_ALIVE)
            if dealt:
                await asyncio.sleep(max(0.0, began + ROUND_SECONDS - time.monotonic()))

    async def _deal(self) -> bool:
        """Hand out what happened since the last round; return whether anything did."""
        dealt = False
        while self._listeners or self.position == 0:
            found, level = await run_in_threadpool(feeds.news, self.db, self.position, self.clock.now())
            if level != self.level:
                self.level = level
                for listener in self._listeners:
                    listener.stale = True
                self._tell(self._listeners, event("reset", {}))
            for item in found:
                self._deal_one(item)
                self.position = item.position
            dealt = dealt or bool(found)
            if len(found) < feeds.BATCH:
                return dealt
        last = await run_in_threadpool(feeds.latest, self.db)
        if not self._listeners:  # whoever joined meanwhile hears of everything since the position it joined at
            self.position = max(self.position, last)
        return dealt

    def _deal_one(self, item: News) -> None:
        rendered: dict[tuple[int, bool, bool], bytes] = {}
        finest: dict[Listener, int] = {}
        for principal, precision in item.readers.items():
            for listener in self._by_principal.get(principal, ()):
                finest[listener] = min(precision, finest.get(listener, precision))
        for listener, precision in finest.items():
            if listener.after >= item.position or not item.unless.isdisjoint(listener.actor.principals):
                continue
            passing = not item.passing.isdisjoint(listener.actor.principals)
            listener.stale = listener.stale or passing or item.kind == RESET
            mine = item.owner == listener.actor.principals[1]
            again = not item.instead.isdisjoint(listener.actor.principals)
            key = (precision, mine, again)
            if key not in rendered:
                rendered[key] = event("reset", {}, item.position) if again else message(item, precision, mine=mine)
            listener.put(rendered[key])

    def _tell(self, listeners: Iterable[Listener], what: bytes) -> None:
        for listener in listeners:
            listener.put(what)

    async def _recheck(self, part: int) -> None:
        """Close the streams of those who were signed out; call those whose grants change to look again."""
        now = self.clock.now()
        listeners = [each for each in self._listeners if each.part == part]
        known = await run_in_threadpool(_still_signed_in, self.db, listeners)
        for listener in listeners:
            if listener not in known:
                self.leave(listener)
                listener.cut()
        await self._foresee([each for each in listeners if each.stale], now)
        for listener in listeners:
            listener.looked_at = now
            if listener.look_again_at is not None and listener.look_again_at <= microseconds(now):
                listener.stale = True
                listener.put(event("reset", {}))

    async def _foresee(self, listeners: list[Listener], now: datetime) -> None:
        """Ask anew when these listeners are to look again."""
        if not listeners:
            return
        since = min(each.looked_at or now for each in listeners)
        principals = {who for each in listeners for who in each.actor.principals}
        changes = await run_in_threadpool(feeds.next_changes, self.db, principals, since, now)
        for listener in listeners:
            mine = (changes[who] for who in listener.actor.principals if who in changes)
            listener.look_again_at = min(mine, default=None)
            listener.stale = False


def _still_signed_in(db: Database, listeners: list[Listener]) -> set[Listener]:
    with db.read(system=True) as conn:
        held = {each.credential for each in listeners if each.credential is not None}
        open_ones = sessions.still_open(conn, held, wall_now())
    return {each for each in listeners if each.credential in open_ones}


def event(name: str, data: object, position: int | None = None) -> bytes:
    """Return one server-sent event; its id is the position of the change, if it is one that the reader may know of."""
    mark = b"" if position is None else b"id: %s\n" % cursor_of(position).encode()
    return b"event: %s\n%sdata: %s\n\n" % (name.encode(), mark, orjson.dumps(data))


CROWDED = b"retry: 60000\n\n" + event(
    "crowded", {"detail": "You opened more live streams than one person may have: this oldest one pauses for a minute."}
)
"""The last words to a stream that makes room for a newer one of the same person."""


def message(item: News, precision_m: int, *, mine: bool) -> bytes:
    """Return a change as one kind of reader gets it."""
    if item.exact is None:
        if item.kind == RESET:
            return event("reset", {}, item.position)
        told = {"id": item.object_id, "kind": item.kind} | ({"owner": item.shared_by} if item.shared_by else {})
        return event("gone", told, item.position)
    position = cursor_of(item.position)
    row: Row | None = feeds.at_precision(item, precision_m)
    if row is None or item.exact.type != "report":
        return event(
            "object",
            {"id": item.object_id, "type": item.exact.type, "position": position, "about": list(item.about)},
            item.position,
        )
    if row.restricted:
        return event("report", {"id": row.id, "position": position, "restricted": True}, item.position)
    values = row_values(row) | {"mine": mine}
    body = RowOut(**values).model_dump(mode="json", by_alias=True)
    return event("report", body, item.position)


def _first_words(hub: Hub, listener: Listener, resume: int | None) -> bytes:
    """Return what a stream begins with: what was missed since it broke off, and where it stands."""
    now, actor, start = hub.clock.now(), listener.actor, listener.after
    if resume is None:
        return _hello(hub, resumed=False, known=feeds.newest(hub.db, actor, start, now))
    missed = feeds.catch_up(hub.db, actor, resume, start, now) if resume < start else []
    if missed is None:
        return _hello(hub, resumed=False)
    told = [message(item, 0, mine=item.owner == actor.principals[1]) for item in missed]
    return b"".join((*told, _hello(hub, resumed=True)))


def _hello(hub: Hub, *, resumed: bool, known: int | None = None) -> bytes:
    return event("hello", {"resumed": resumed, "level": hub.level}, known)


router = APIRouter(prefix="/v1", tags=["stream"])


@router.get(
    "/stream",
    operation_id="getStream",
    summary="Hear at once of what you may see",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def get_stream(request: Request, who: Actor = Depends(reader)) -> StreamingResponse:
    """Open the stream, after `Last-Event-ID` where the browser gives one."""
    hub: Hub = request.app.state.hub
    last = request.headers.get("last-event-id") or request.query_params.get("after")
    resume = None if not last else _resume(last)
    if resume is not None and resume > microseconds(hub.clock.now()) + AHEAD:
        resume = None  # a position of another database, or of one that went back to a backup: it would wait in silence
    listener = Listener(who, credential_of(request), resume or 0)
    hub.join(listener)
    return Events(hub, listener, resume)


def _resume(last: str) -> int:
    try:
        return position_of(last)
    except BadRequest:
        raise BadRequest(faults=[Fault("Last-Event-ID", "not a position of this stream: leave it out")]) from None


class Events(StreamingResponse):
    """The answer of a stream. It does what Starlette's own does for any content, with half as many objects.

    A search for garbage looks at all of them at once, while every stream waits.
    """

    def __init__(self, hub: Hub, listener: Listener, resume: int | None) -> None:
        super().__init__(
            _messages(hub, listener, resume),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
        self.hub = hub
        self.listener = listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the listener is closed or gone."""
        gone = asyncio.create_task(self._gone(receive))
        try:
            await self.stream_response(send)
        finally:
            gone.cancel()
            self.hub.leave(self.listener)  # also where it ended before the first word

    async def _gone(self, receive: Receive) -> None:
        with contextlib.suppress(Exception):  # a body that was announced and does not come: nobody is told of the end
            while (await receive())["type"] != "http.disconnect":
                pass
        self.listener.closed = True
        self.listener.ready.set()


async def _messages(hub: Hub, listener: Listener, resume: int | None) -> AsyncIterator[bytes]:
    try:
        yield b"retry: 1000\n\n"
        yield await run_in_threadpool(_first_words, hub, listener, resume)
        while not listener.closed:
            await listener.ready.wait()
            listener.ready.clear()
            batch, listener.waiting = b"".join(listener.waiting), []
            if batch:
                yield batch
        if listener.waiting:  # it was dismissed before it came to listen
            yield b"".join(listener.waiting)
    finally:
        hub.leave(listener)
