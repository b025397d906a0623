"""A driver for SQLAlchemy over apsw, whose files lie on a disk that logs what is done to them.

The sqlite3 of Python has no hook for a VFS. It is for tests alone: all rows are fetched at once, and only what
`igiz.core.db` asks of a driver is there.
"""

import itertools
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import apsw

from tests.service.power_cut.disk import Cut, Deleted, Event, Made, Synced, Told, Written

_numbers = itertools.count(1)


class Disk:
    """What is done to the files of one folder, in order. The files themselves show what a program sees."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start = {each.name: each.read_bytes() for each in folder.iterdir()}
        self.log: list[Event] = []
        self.vfs = _Vfs(f"power-cut-{next(_numbers)}", self)

    def told(self, what: object) -> None:
        """Log that somebody was told that something is durable."""
        self.log.append(Told(what))


class _Vfs(apsw.VFS):
    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, "")
        self.name = name
        self.disk = disk
        self.files: dict[str, int] = {}

    def xOpen(self, name: Any, flags: list[int]) -> "_File":
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        plain = Path(path).name
        made = _File("", name, flags)
        made.disk = self.disk
        if plain not in self.files:
            self.files[plain] = next(_numbers)
            self.disk.log.append(Made(plain, self.files[plain]))
        made.number = self.files[plain]
        return made

    def xDelete(self, name: str, sync_folder: bool) -> None:
        plain = Path(name).name
        super().xDelete(name, sync_folder)
        self.files.pop(plain, None)
        self.disk.log.append(Deleted(plain, bool(sync_folder)))


class _File(apsw.VFSFile):
    disk: Disk
    number: int

    def xWrite(self, data: bytes, offset: int) -> None:
        self.disk.log.append(Written(self.number, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        self.disk.log.append(Cut(self.number, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self.disk.log.append(Synced(self.number))


class Driver:
    """What SQLAlchemy takes for the module of a driver. `checkpoint_pages` stands in for the product's own number."""

    paramstyle = "qmark"
    threadsafety = 1
    apilevel = "2.0"
    sqlite_version = apsw.sqlite_lib_version()
    sqlite_version_info = tuple(map(int, sqlite_version.split(".")))
    Error = sqlite3.Error
    DatabaseError = sqlite3.DatabaseError
    IntegrityError = sqlite3.IntegrityError
    OperationalError = sqlite3.OperationalError
    ProgrammingError = sqlite3.ProgrammingError
    InterfaceError = sqlite3.InterfaceError
    InternalError = sqlite3.InternalError
    DataError = sqlite3.DataError
    NotSupportedError = sqlite3.NotSupportedError
    Warning = sqlite3.Warning
    Binary = memoryview

    def __init__(self, disk: Disk, checkpoint_pages: int | None = None) -> None:
        self.disk = disk
        self.checkpoint_pages = checkpoint_pages

    def connect(self, path: str, **_options: Any) -> "_Connection":
        """Open a database whose files are logged."""
        return _Connection(apsw.Connection(path, vfs=self.disk.vfs.name), self.checkpoint_pages)


class _Connection:
    isolation_level: str | None = None

    def __init__(self, own: apsw.Connection, checkpoint_pages: int | None) -> None:
        self.own = own
        self.checkpoint_pages = checkpoint_pages

    @property
    def in_transaction(self) -> bool:
        return self.own.in_transaction

    def cursor(self) -> "_Cursor":
        return _Cursor(self)

    def create_function(self, name: str, count: int, function: Callable[..., Any], deterministic: bool = False) -> None:
        self.own.create_scalar_function(name, function, count, deterministic=deterministic)

    def commit(self) -> None:
        if self.own.in_transaction:
            self.own.execute("COMMIT")

    def rollback(self) -> None:
        if self.own.in_transaction:
            self.own.execute("ROLLBACK")

    def close(self) -> None:
        self.own.close()


class _Cursor:
    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self.connection = connection
        self.description: tuple[tuple[Any, ...], ...] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self._rows: Iterator[Any] = iter(())

    def execute(self, text: str, values: Sequence[Any] = ()) -> "_Cursor":
        own = self.connection.own
        pages = self.connection.checkpoint_pages
        if pages is not None and text.startswith("PRAGMA wal_autocheckpoint"):
            text = f"PRAGMA wal_autocheckpoint={pages}"
        cursor = own.cursor()
        cursor.exec_trace = self._begin
        self.description, self.rowcount = None, -1
        try:
            self._rows = iter(cursor.execute(text, tuple(values)).fetchall())
        except apsw.ConstraintError as error:
            raise sqlite3.IntegrityError(str(error)) from error
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error
        if self._changes:
            self.rowcount, self.lastrowid = own.changes(), own.last_insert_rowid()
        return self

    def _begin(self, cursor: apsw.Cursor, _text: str, _values: Any) -> bool:
        found = cursor.get_description()
        self.description = tuple((name, *[None] * 6) for name, *_ in found) or None
        self._changes = not cursor.is_readonly
        return True

    def executemany(self, text: str, rows: Sequence[Sequence[Any]]) -> "_Cursor":
        total = 0
        for row in rows:
            total += self.execute(text, row).rowcount
        self.rowcount = total
        return self

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        return list(itertools.islice(self._rows, size))

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def close(self) -> None:
        self._rows = iter(())
