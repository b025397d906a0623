"""The database: one way to read, one way to write, positions in commit order, on SQLite and PostgreSQL alike."""

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy import BigInteger, Column, Connection, Engine, Integer, event

from igiz.core.ids import microseconds
from igiz.core.prepared import Prepared
from igiz.core.register import MACHINERY, declare

position_table = declare(
    "position",
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
    processing=MACHINERY,
)

T = TypeVar("T")
APP_ROLE = "igiz_app"
WRITE_LOCK = 0x16_12
GROUP_LIMIT = 256
_log = structlog.get_logger(__name__)
_TAKE = Prepared(
    lambda: sa.text(
        "UPDATE position SET last = CASE WHEN last >= :first THEN last + :count ELSE :first + :count - 1 END "
        "WHERE id = 1 RETURNING last"
    )
)


class Tx:
    """One write transaction: its connection, its moment and its positions."""

    __slots__ = ("conn", "hooks", "now")

    def __init__(self, conn: Connection, now: datetime) -> None:
        self.conn = conn
        self.now = now
        self.hooks: list[Callable[[], None]] = []

    def position(self) -> int:
        """Take the next position: unique, increasing in commit order, microseconds since 1970."""
        return self.positions(1)[0]

    def positions(self, count: int) -> range:
        """Take that many consecutive positions at once."""
        last: int = _TAKE(self.conn, first=microseconds(self.now), count=count).scalar_one()
        return range(last - count + 1, last + 1)

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Run a hook once this transaction is durable; it must not raise and not write."""
        self.hooks.append(hook)


class _Order(Generic[T]):
    """A queued write: its function, its moment, and where its outcome goes."""

    __slots__ = ("fn", "future", "now")

    def __init__(self, fn: Callable[[Tx], T], now: datetime | None) -> None:
        self.fn = fn
        self.now = now
        self.future: Future[T] = Future()


class Database:
    """A database by URL. `write` returns after the commit is durable; `read` sees one snapshot.

    `admin_engine` is for migrations: it may define tables and roles, and on PostgreSQL keeps the role of the URL.
    All writes of a process pass one thread, which runs what is queued in savepoints and commits it as a group;
    on PostgreSQL an advisory lock orders the processes. See ADR 0002 and ADR 0005.
    """

    def __init__(self, url: str, *, synchronous: str = "FULL", module: Any = None, pool_size: int = 16) -> None:
        self.url = sa.make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self._reader = _engine(self.url, synchronous, module, read_only=True, pool_size=pool_size)
        self._writer_engine = _engine(self.url, synchronous, module, read_only=False)
        self.admin_engine = _engine(self.url, synchronous, module, read_only=False, role=None)
        self._orders: queue.SimpleQueue[_Order[Any] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False
        self.committed: list[Callable[[], None]] = []
        self.timed: Callable[[float, bool], None] | None = None
        """Told of each write: the seconds from handing it in to its end, and whether it is durable."""

    def write(self, fn: Callable[[Tx], T], now: datetime | None = None) -> T:
        """Run `fn` in a transaction and return its result once it is durable.

        `now` is the moment of the write (default: wall time). If `fn` raises, nothing of it stays and
        the exception reaches the caller; other writes of the same group are not touched.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("db.write inside db.write: pass the transaction on instead")
        order, began = _Order(fn, now), time.perf_counter()
        with self._lock:
            if self._closed:
                raise RuntimeError("the database is closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="igiz-writer", daemon=True)
                self._thread.start()
            self._orders.put(order)
        try:
            return order.future.result()
        finally:
            if self.timed is not None:
                self.timed(time.perf_counter() - began, order.future.exception() is None)

    @contextmanager
    def read(self, *, system: bool = False) -> Iterator[Connection]:
        """Open a snapshot to read: every statement in it sees the same commits, from its first statement on.

        On PostgreSQL only `system` reads pass row-level security without a viewer.
        """
        with self._reader.connect() as conn:
            conn.exec_driver_sql("BEGIN" if self.sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                if not self.sqlite and system:
                    conn.exec_driver_sql("SELECT set_config('igiz.system', 'on', true)")
                yield conn
            finally:
                conn.exec_driver_sql("ROLLBACK")

    def tell_writers(self, **facts: Any) -> None:
        """Give every later write transaction facts that it can ask for: `tx.conn.get_execution_options()`."""
        self._writer_engine.update_execution_options(**facts)

    def close(self) -> None:
        """Finish the queued writes and close every connection."""
        with self._lock:
            self._closed = True
            thread = self._thread
            self._orders.put(None)
        if thread is not None:
            thread.join()
        for engine in (self._reader, self._writer_engine, self.admin_engine):
            engine.dispose()

    def _run(self) -> None:
        while (order := self._orders.get()) is not None:
            group = [order]
            last = False
            while len(group) < GROUP_LIMIT and not self._orders.empty():
                following = self._orders.get()
                if following is None:
                    last = True
                    break
                group.append(following)
            self._commit(group)
            if last:
                return

    def _commit(self, group: list[_Order[Any]]) -> None:
        done: list[tuple[_Order[Any], Any]] = []
        hooks: list[Callable[[], None]] = []
        try:
            with self._writer_engine.connect() as conn:
                self._begin(conn)
                try:
                    for order in group:
                        _run_one(conn, order, done, hooks, alone=len(group) == 1)
                    conn.exec_driver_sql("COMMIT" if done else "ROLLBACK")
                except BaseException:
                    if conn.connection.is_valid:
                        conn.exec_driver_sql("ROLLBACK")
                    raise
        except BaseException as error:
            for order in group:
                if not order.future.done():
                    order.future.set_exception(error)
            return
        for hook in (*hooks, *(self.committed if done else ())):
            try:
                hook()
            except Exception:  # what is durable is acknowledged, and the thread goes on
                _log.exception("after_commit_failed")
        for order, result in done:
            order.future.set_result(result)

    def _begin(self, conn: Connection) -> None:
        if self.sqlite:
            conn.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            conn.exec_driver_sql("BEGIN")
            conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
            conn.exec_driver_sql("SELECT set_config('igiz.system', 'on', true)")


def many(conn: Connection, table: sa.TableClause, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert many rows as the driver takes them: values in the order of the columns (names, separated by spaces)."""
    if rows:
        names = columns.split()
        mark = "?" if conn.dialect.name == "sqlite" else "%s"
        text = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"
        with closing(conn.connection.cursor()) as cursor:
            cursor.executemany(text, rows)


def _run_one(
    conn: Connection,
    order: _Order[Any],
    done: list[tuple[_Order[Any], Any]],
    hooks: list[Callable[[], None]],
    *,
    alone: bool,
) -> None:
    """Run one write in a savepoint of its own; one that is alone needs none, its transaction is rolled back."""
    tx = Tx(conn, order.now or datetime.now(UTC))
    if not alone:
        conn.exec_driver_sql("SAVEPOINT one")
    try:
        result = order.fn(tx)
    except Exception as error:
        if not alone:
            conn.exec_driver_sql("ROLLBACK TO SAVEPOINT one")
            conn.exec_driver_sql("RELEASE SAVEPOINT one")
        order.future.set_exception(error)
        return
    if not alone:
        conn.exec_driver_sql("RELEASE SAVEPOINT one")
    hooks.extend(tx.hooks)
    done.append((order, result))


def _engine(
    url: sa.URL, synchronous: str, module: Any, *, read_only: bool, role: str | None = APP_ROLE, pool_size: int = 1
) -> Engine:
    options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "pool_size": pool_size}
    if module is not None:
        options["module"] = module
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("an in-memory SQLite database has no readers: give a file")
    engine = sa.create_engine(url, **options)
    if url.get_backend_name() == "sqlite":
        if module is None:
            event.listen(engine, "do_connect", _private)
        event.listen(engine, "connect", _sqlite_connection(synchronous, read_only))
    elif role is not None:
        event.listen(engine, "connect", _act_as(role))
    return engine


def _private(_dialect: Any, _record: Any, arguments: Any, _options: Any) -> None:
    """Make the file, if it is not there, readable by its owner alone; SQLite gives what lies beside it the same."""
    if not arguments[0].startswith("file:"):
        with suppress(OSError):  # it is there, or SQLite says why not
            os.close(os.open(arguments[0], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _act_as(role: str) -> Callable[[Any, Any], None]:
    """Give up the rights of the URL's role: a superuser would bypass row-level security."""

    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
        connection.commit()

    return prepare


def _sqlite_connection(synchronous: str, read_only: bool) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "wal_autocheckpoint=8000",  # pages; a page written in many commits goes into the file once
            "cache_size=-16000",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    return prepare
