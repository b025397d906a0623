"""What runs beside the requests: messages are delivered, what has ended is tidied away, the audit log is signed."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from igiz.core import audit, bus, erasures
from igiz.core.bus import Courier, Handler
from igiz.core.checkpoint import CheckpointError
from igiz.core.clock import Clock
from igiz.core.db import Database
from igiz.core.ids import microseconds
from igiz.core.settings import Settings
from igiz.share.service import attachments, drafting, reports
from igiz.share.service.handlers import HANDLERS
from igiz.zone.service import events, sessions

OUTBOX_DAYS = 7
PURGE_BATCH = 1000
PAUSE_SECONDS = 1.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something done again and again: its name, how long after the last time, and the deed at a wall time."""

    name: str
    every: timedelta
    do: Callable[[datetime], object] = field(compare=False)


def due(chores: Sequence[Chore], now: datetime, last: Mapping[str, datetime]) -> list[Chore]:
    """Return the chores whose time has come; one never done is due, and a clock set back delays none for longer."""
    return [each for each in chores if each.name not in last or not timedelta() <= now - last[each.name] < each.every]


class Chores:
    """A thread that delivers messages at once and does each chore when its time has come. A failure is tried again."""

    def __init__(
        self, db: Database, settings: Settings, clock: Clock | None = None, handlers: Sequence[Handler] = HANDLERS
    ) -> None:
        self.db = db
        self.settings = settings
        self.clock = clock or Clock()
        self.handlers = tuple(handlers)
        self.courier = Courier(db, self.handlers, self.clock.now)
        self.chores = self._all()
        self.last: dict[str, datetime] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Attach the journal of erasures, then begin."""
        erasures.attach(self.db, self.settings.storage.erasures)
        self.courier.start()
        self._thread = threading.Thread(target=self._run, name="igiz-chores", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in hand and stop."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self.courier.stop()

    @property
    def alive(self) -> bool:
        """Whether it was started and still runs."""
        courier = self.courier._thread
        return all(each is not None and each.is_alive() for each in (self._thread, courier))

    def run_due(self, now: datetime) -> list[str]:
        """Do what is due at a wall time; return the names of what was done."""
        done = []
        for chore in due(self.chores, now, self.last):
            if self._stop.is_set():
                break
            self.last[chore.name] = now
            try:
                chore.do(now)
            except Exception:
                _log.exception("chore_failed", chore=chore.name)
            else:
                done.append(chore.name)
        return done

    def _run(self) -> None:
        while not self._stop.is_set():
            self.run_due(self.clock.wall())
            self._stop.wait(PAUSE_SECONDS)

    def _all(self) -> tuple[Chore, ...]:
        hour, folder = timedelta(hours=1), self.settings.storage.attachments
        journal = self.settings.storage.erasures
        checkpoints = timedelta(minutes=self.settings.audit.checkpoint_minutes)
        return (
            Chore("retention", timedelta(minutes=1), lambda _wall: self._purge()),
            Chore("checkpoints", checkpoints, self._sign),
            Chore("erasures", timedelta(minutes=5), lambda _wall: erasures.catch_up(self.db, journal)),
            Chore("sessions", timedelta(minutes=15), lambda wall: sessions.drop_ended(self.db, wall)),
            Chore("drafts", hour, lambda _wall: drafting.drop_old(self.db, self.clock.now())),
            Chore("events", hour, lambda _wall: self.db.write(events.purge_events, self.clock.now())),
            Chore("files", hour, lambda wall: attachments.sweep(self.db, folder, wall)),
            Chore("messages", hour, self._prune),
        )

    def _purge(self) -> None:
        while not self._stop.is_set() and reports.purge(self.db, self.clock.now()) >= PURGE_BATCH:
            pass

    def _sign(self, wall: datetime) -> None:
        """Sign the audit log; without its key everything else goes on, and the log of the process says so each time."""
        try:
            with self.db.read(system=True) as conn:
                key = audit.key_of(conn, self.settings)
            self.db.write(lambda tx: audit.sign_checkpoint(tx, key), wall)
        except CheckpointError as error:
            _log.error("audit_log_not_signed", reason=str(error))

    def _prune(self, _wall: datetime) -> None:
        """Delete messages older than a week that no handler waits for."""
        before = microseconds(self.clock.now() - timedelta(days=OUTBOX_DAYS))
        with self.db.read(system=True) as conn:
            waiting = oldest_waiting(conn, self.handlers)
        limit = before if waiting is None else min(before, waiting)
        self.db.write(lambda tx: bus.prune(tx, limit))


def oldest_waiting(conn: Connection, handlers: Sequence[Handler] = HANDLERS) -> int | None:
    """Return the position of the oldest message that a handler has yet to apply, or nothing."""
    passed = {row.handler: row.position for row in conn.execute(sa.select(bus.cursor))}
    waiting = []
    for handler in handlers:
        query = sa.select(sa.func.min(bus.outbox.c.position)).where(
            bus.outbox.c.type == handler.message.__name__, bus.outbox.c.position > passed.get(handler.name, 0)
        )
        first = conn.execute(query).scalar()
        if first is not None:
            waiting.append(int(first))
    return min(waiting, default=None)


def waiting_seconds(conn: Connection, now: datetime, handlers: Sequence[Handler] = HANDLERS) -> float:
    """Return how long the oldest message waits, in seconds; 0 when none does."""
    first = oldest_waiting(conn, handlers)
    return 0.0 if first is None else max(0.0, (now - datetime.fromtimestamp(first / 1e6, UTC)).total_seconds())
