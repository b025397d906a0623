"""Makes a backup from one snapshot of the database, while others go on writing."""

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from igiz import __version__
from igiz.core.db import Database
from igiz.core.errors import BadRequest, Conflict
from igiz.core.settings import Settings
from igiz.edge import checks
from igiz.edge.backups.form import ATTACHMENTS, AUDIT_KEY, MANIFEST, SECRET, TABLES, Manifest, Part, line_of
from igiz.migrations.tables import metadata

FETCH = 2000
SHORT_LIVED = frozenset({"session", "invitation", "challenge"})
"""Tables left out: what opens a door for a while must not open it again after a restore."""
CHUNK = 1024 * 1024


def make(db: Database, settings: Settings, destination: Path, now: datetime, *, with_keys: bool = False) -> Manifest:
    """Write a backup to a new file, readable by its owner alone; it has its name only once it is whole and durable."""
    if destination.exists():
        raise Conflict(f"{destination} exists already. Choose another name: a backup never overwrites one.")
    found = checks.revision(db)
    if found != checks.newest():
        raise BadRequest(f"The database is at version {found}, not {checks.newest()}. Start `igiz serve` once.")
    partial = destination.with_name(destination.name + ".partial")
    try:
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            writer = _Writer(file, destination.parent, packed=destination.suffix in (".gz", ".tgz"))
            manifest = _write_all(writer, db, settings, now, with_keys=with_keys)
            writer.close()
            file.flush()
            os.fsync(file.fileno())
        partial.rename(destination)
        _sync(destination.parent)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def _write_all(writer: "_Writer", db: Database, settings: Settings, now: datetime, *, with_keys: bool) -> Manifest:
    with snapshot(db) as conn:
        position = conn.execute(sa.text("SELECT last FROM position WHERE id = 1")).scalar_one()
        rows = {
            str(table.name): writer.table(conn, table)
            for table in metadata.sorted_tables
            if table.name not in SHORT_LIVED
        }
        names = list(conn.execute(sa.select(metadata.tables["attachment"].c.sha256).distinct()).scalars())
    missing = tuple(name for name in sorted(names) if not writer.file(ATTACHMENTS + name, _place(settings, name)))
    if with_keys:
        for part, path in ((SECRET, settings.security.secret_file), (AUDIT_KEY, settings.audit.key_file)):
            if not writer.file(part, path):
                raise BadRequest(f"{path} is not there. Start `igiz serve` once, or leave out --with-keys.")
    manifest = Manifest(now, __version__, checks.newest(), position, rows, missing, tuple(writer.parts))
    writer.last(manifest.text())
    return manifest


def _place(settings: Settings, sha256: str) -> Path:
    return settings.storage.attachments / sha256[:2] / sha256


@contextmanager
def snapshot(db: Database) -> Iterator[Connection]:
    """Open one snapshot of everything, past row-level security."""
    with db.admin_engine.connect() as conn:
        conn.exec_driver_sql("BEGIN" if db.sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield conn
        finally:
            conn.exec_driver_sql("ROLLBACK")


class _Writer:
    """Adds parts to a tar file and keeps size and hash of each."""

    def __init__(self, file: IO[bytes], folder: Path, *, packed: bool) -> None:
        self.tar = tarfile.open(fileobj=file, mode="w:gz" if packed else "w")  # noqa: SIM115  # closed by `close`
        self.folder = folder
        self.parts: list[Part] = []

    def table(self, conn: Connection, table: Table) -> int:
        """Add all rows of a table, spooled beside the backup; return how many."""
        count = 0
        with tempfile.TemporaryFile(dir=self.folder) as spool:
            spool.write(line_of([column.name for column in table.columns]))
            query = sa.select(table).order_by(*table.primary_key.columns)
            for row in conn.execute(query.execution_options(yield_per=FETCH)):
                spool.write(line_of(list(row)))
                count += 1
            self._add(f"{TABLES}{table.name}.jsonl", spool)
        return count

    def file(self, name: str, path: Path) -> bool:
        """Add a file; say whether it was there."""
        try:
            with path.open("rb") as file:
                self._add(name, file)
        except FileNotFoundError:
            return False
        return True

    def last(self, manifest: bytes) -> None:
        """Add the manifest."""
        with tempfile.TemporaryFile(dir=self.folder) as spool:
            spool.write(manifest)
            self._add(MANIFEST, spool)

    def _add(self, name: str, file: IO[bytes]) -> None:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        digest = hashlib.sha256()
        while chunk := file.read(CHUNK):
            digest.update(chunk)
        file.seek(0)
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self.tar.addfile(info, file)
        self.parts.append(Part(name, size, digest.hexdigest()))

    def close(self) -> None:
        """Finish the tar file."""
        self.tar.close()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
