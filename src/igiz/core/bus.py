"""Messages go up: an outbox written with the change, delivered after the commit, applied once per handler."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

import orjson
import sqlalchemy as sa
import structlog
from sqlalchemy import BigInteger, Column, Integer, String, Text

from igiz.core.clock import wall_now
from igiz.core.db import Database, Tx, many
from igiz.core.ids import microseconds
from igiz.core.register import MACHINERY, declare

outbox = declare(
    "outbox",
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("type", String(100), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    processing=MACHINERY,
)
cursor = declare(
    "handler_cursor",
    Column("handler", String(200), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    processing=MACHINERY,
)
set_aside = declare(
    "set_aside",
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("handler", String(200), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("error", Text, nullable=False),
    Column("body", Text, nullable=False),
    processing=MACHINERY,
)

ATTEMPTS = 3
_log = structlog.get_logger(__name__)


class Message(Protocol):
    """What a part publishes: a frozen dataclass whose fields are plain values, with a version."""

    VERSION: ClassVar[int]
    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Handler:
    """What a part does with the messages of one type, in a transaction of its own.

    `name` is stable: the place in the outbox is kept under it. `upcast` turns the body of an older version
    into the one of today.
    """

    name: str
    message: type[Any]
    apply: Callable[[Tx, Any], None]
    upcast: Callable[[int, dict[str, Any]], dict[str, Any]] | None = None


def publish(tx: Tx, message: Message) -> int:
    """Write a message to the outbox in the transaction of the change; return its position."""
    position = tx.position()
    row = (position, type(message).__name__, message.VERSION, orjson.dumps(message).decode())
    many(tx.conn, outbox, "position type version body", [row])
    return position


class Courier:
    """Delivers the outbox to the handlers, in order, on a thread of its own or step by step.

    `now` tells the moment of the zone, by which grants begin and end.
    """

    def __init__(self, db: Database, handlers: Sequence[Handler], now: Callable[[], datetime] | None = None) -> None:
        self.db = db
        self.now = now or wall_now
        self.handlers = tuple(handlers)
        self.failed: Callable[[str], None] | None = None
        """Told of each failure by the name of its handler."""
        self._due = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Deliver from now on whenever this process commits, and every half second for what others commit."""
        self.db.committed.append(self._due.set)
        self._thread = threading.Thread(target=self._run, name="igiz-courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the message in hand and stop."""
        self._stop.set()
        self._due.set()
        if self._thread is not None:
            self._thread.join()

    def deliver(self) -> int:
        """Deliver all that is due and return how many pairs of message and handler were applied or set aside."""
        return sum(self._deliver_to(handler) for handler in self.handlers)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._due.wait(0.5)
            self._due.clear()
            try:
                while not self._stop.is_set() and self.deliver():
                    pass
            except Exception:
                _log.exception("courier_failed")
                self._stop.wait(1)

    def _deliver_to(self, handler: Handler) -> int:
        with self.db.read(system=True) as conn:
            after = conn.execute(sa.select(cursor.c.position).where(cursor.c.handler == handler.name)).scalar() or 0
            query = (
                sa.select(outbox)
                .where(outbox.c.type == handler.message.__name__, outbox.c.position > after)
                .order_by(outbox.c.position)
                .limit(100)
            )
            due = conn.execute(query).all()
        for number, row in enumerate(due):
            try:
                self.db.write(lambda tx, row=row: _apply(tx, handler, row), self.now())  # type: ignore[misc]  # bound per row
            except Exception as error:
                _log.warning("handler_failed", handler=handler.name, error=type(error).__name__)
                if self.failed is not None:
                    self.failed(handler.name)
                text = f"{type(error).__name__}: {error}"
                kept = self.db.write(lambda tx, row=row, text=text: _fail(tx, handler, row, text), self.now())  # type: ignore[misc]  # bound per row
                if not kept:
                    self._stop.wait(0.05)
                    return number
        return len(due)


def _apply(tx: Tx, handler: Handler, row: Any) -> None:
    if not _advance(tx, handler, row.position):
        return
    body = json.loads(row.body)
    if row.version != handler.message.VERSION:
        if handler.upcast is None:
            raise ValueError(f"{handler.name} cannot read version {row.version} of {row.type}")
        body = handler.upcast(row.version, body)
    handler.apply(tx, handler.message(**body))


def _advance(tx: Tx, handler: Handler, position: int) -> bool:
    """Move the handler's cursor, unless another process already did: each pair is applied once."""
    moved = tx.conn.execute(
        sa.update(cursor)
        .where(cursor.c.handler == handler.name, cursor.c.position < position)
        .values(position=position, attempts=0)
    )
    if moved.rowcount:
        return True
    known = tx.conn.execute(sa.select(cursor.c.position).where(cursor.c.handler == handler.name)).scalar()
    if known is not None:
        return int(known) < position
    tx.conn.execute(sa.insert(cursor).values(handler=handler.name, position=position, attempts=0))
    return True


def _fail(tx: Tx, handler: Handler, row: Any, error: str) -> bool:
    """Count a failed attempt; after the last one set the message aside and go on. Returns whether it did."""
    known = tx.conn.execute(sa.select(cursor).where(cursor.c.handler == handler.name)).first()
    if known is None:
        tx.conn.execute(sa.insert(cursor).values(handler=handler.name, position=0, attempts=1))
        return False
    if known.attempts + 1 < ATTEMPTS:
        tx.conn.execute(sa.update(cursor).where(cursor.c.handler == handler.name).values(attempts=known.attempts + 1))
        return False
    tx.conn.execute(
        sa.insert(set_aside).values(
            position=row.position, handler=handler.name, at=microseconds(tx.now), error=error, body=row.body
        )
    )
    _advance(tx, handler, row.position)
    return True


def prune(tx: Tx, before: int) -> int:
    """Delete messages older than a position that no handler waits for any more; return how many."""
    return tx.conn.execute(sa.delete(outbox).where(outbox.c.position < before)).rowcount
