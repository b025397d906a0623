"""Puts a backup back: every part is checked first, and what was deleted since the backup is deleted again."""

import hashlib
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy import Connection, MetaData, Table

from igiz import migrations
from igiz.core import audit, erasures
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Conflict
from igiz.core.settings import Settings
from igiz.edge import checks
from igiz.edge.backups.form import (
    ATTACHMENTS,
    AUDIT_KEY,
    MANIFEST,
    PART,
    SECRET,
    TABLES,
    Manifest,
    read_manifest,
    values_of,
)
from igiz.migrations.tables import metadata
from igiz.share.service import erasing
from igiz.zone.model.people import OPERATOR
from igiz.zone.service import persons, zone

ROWS = 1000
CHUNK = 1024 * 1024
OPERATOR_NAME = OPERATOR.name


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and how much of it was deleted again."""

    manifest: Manifest
    rows: int
    attachments: int
    keys: tuple[str, ...]
    journal: Path | None
    replayed: int
    deleted_again: int


def restore(
    db: Database, settings: Settings, source: Path, now: datetime, *, journal: Path | None = None, force: bool = False
) -> Restored:
    """Put a backup in the place of an empty instance (or, forced, of what there is). The server must not run.

    The journal of erasures is read from `journal`, else from where the settings say.
    """
    with opened(source) as backup:
        manifest = checked(backup)
        _refuse_newer(manifest)
        chosen = journal or settings.storage.erasures
        later = erasures.read(chosen, manifest.position)
        if not force:
            _refuse_full(db, settings)
        rows = _put_tables(db, backup, manifest)
        files = _put_files(backup, manifest, settings)
        keys = _put_keys(backup, manifest, settings)
    erasures.attach(db, settings.storage.erasures)
    again = db.write(lambda tx: _erase_again(tx, later, manifest), now)
    files -= _drop_unnamed(db, settings, manifest)
    known = chosen if chosen.exists() else None
    return Restored(manifest, rows, files, keys, known, len(later), again)


@contextmanager
def opened(source: Path) -> Iterator[tarfile.TarFile]:
    """Open a backup."""
    try:
        backup = tarfile.open(source, "r:*")  # noqa: SIM115  # closed below
    except (tarfile.TarError, EOFError) as error:
        raise BadRequest(f"{source} is no backup. Give a file that `igiz backup` made. Nothing was changed.") from error
    with backup:
        yield backup


def checked(backup: tarfile.TarFile) -> Manifest:
    """Read a backup from end to end and compare every part with the manifest."""
    try:
        members = backup.getmembers()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BadRequest(f"The backup is damaged: {error}. Take another backup.") from error
    strange = [each.name for each in members if not each.isfile() or PART.fullmatch(each.name) is None]
    names = [each.name for each in members]
    if strange or len(set(names)) != len(names) or not names or names[-1] != MANIFEST:
        raise BadRequest(
            f"{backup.name!s} is not as `igiz backup` writes it: it is something else, or damaged. "
            "Give a file that `igiz backup` made. Nothing was changed."
        )
    manifest = read_manifest(_open(backup, MANIFEST).read(CHUNK * 64))
    if names[:-1] != [part.name for part in manifest.parts]:
        raise BadRequest("The backup does not hold the parts that its manifest names. Take another backup.")
    for part in manifest.parts:
        if _hashed(backup, part.name) != part.sha256:
            raise BadRequest(f"{part.name} in the backup was changed or damaged. Take another backup.")
    wrong = [name for name in names if name.startswith(ATTACHMENTS) and _hash_in(manifest, name) != name[-64:]]
    if wrong:
        raise BadRequest(f"{wrong[0]} in the backup is not the file that it is named after. Take another backup.")
    return manifest


def _hash_in(manifest: Manifest, name: str) -> str:
    return manifest.by_name[name].sha256


def _open(backup: tarfile.TarFile, name: str) -> IO[bytes]:
    file = backup.extractfile(name)
    if file is None:
        raise BadRequest(f"{name} is not in the backup. Take another backup.")
    return file


def _hashed(backup: tarfile.TarFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with _open(backup, name) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BadRequest(f"{name} in the backup is damaged: {error}. Take another backup.") from error
    return digest.hexdigest()


def _refuse_newer(manifest: Manifest) -> None:
    if not re.fullmatch(r"[0-9]{4}", manifest.revision) or manifest.revision > checks.newest():
        raise BadRequest(
            f"The backup was made by version {manifest.version}, which is newer than this one. Install that version."
        )


def _refuse_full(db: Database, settings: Settings) -> None:
    """Refuse to write over what there is."""
    with db.admin_engine.connect() as conn:
        present = set(sa.inspect(conn).get_table_names())
        full = [
            name
            for name in ("partner", "person", "audit_leaf", "object")
            if name in present and conn.execute(sa.text(f"SELECT 1 FROM {name} LIMIT 1")).first() is not None
        ]
    folder = settings.storage.attachments
    if full or (folder.is_dir() and any(folder.glob("??/*"))):
        where = f"the database (table {full[0]})" if full else f"the folder {folder}"
        raise Conflict(f"There is something in {where} already. Restore elsewhere, or give --force to replace it.")


def _put_tables(db: Database, backup: tarfile.TarFile, manifest: Manifest) -> int:
    """Make the database anew at the version of the backup, fill it, then bring it to the newest version."""
    with db.admin_engine.connect() as conn:
        shaped = "alembic_version" in sa.inspect(conn).get_table_names()
    if shaped:
        migrations.go_back(db)
    migrations.migrate(db, manifest.revision)
    count = 0
    with db.admin_engine.connect() as conn:
        conn.exec_driver_sql("BEGIN")
        try:
            tables = _reflected(conn, manifest)
            for table in reversed(tables):
                conn.execute(sa.delete(table))
            for table in tables:
                count += _fill(conn, backup, manifest, table)
                if not db.sqlite:
                    _renew_sequence(conn, table)
            if db.sqlite:
                conn.exec_driver_sql("INSERT INTO object_words(object_words) VALUES ('rebuild')")
            conn.exec_driver_sql("COMMIT")
        except BaseException:
            conn.exec_driver_sql("ROLLBACK")
            raise
    migrations.migrate(db)
    return count


def _reflected(conn: Connection, manifest: Manifest) -> list[Table]:
    present = MetaData()
    present.reflect(conn, only=sorted(manifest.rows))
    return [table for table in present.sorted_tables if table.name in manifest.rows]


def _fill(conn: Connection, backup: tarfile.TarFile, manifest: Manifest, table: Table) -> int:
    count = 0
    with _open(backup, f"{TABLES}{table.name}.jsonl") as file:
        names = values_of(file.readline())
        unknown = sorted(set(names) - set(table.columns.keys()))
        if unknown:
            raise BadRequest(f"The table {table.name} has no column {unknown[0]}. Install version {manifest.version}.")
        while lines := [line for _, line in zip(range(ROWS), file, strict=False)]:
            conn.execute(sa.insert(table), [dict(zip(names, values_of(line), strict=True)) for line in lines])
            count += len(lines)
    if count != manifest.rows[table.name]:
        raise BadRequest(f"The table {table.name} has {count} rows in the backup, not {manifest.rows[table.name]}.")
    return count


def _renew_sequence(conn: Connection, table: Table) -> None:
    """Let PostgreSQL go on counting where the restored rows end."""
    for column in table.primary_key.columns:
        name = conn.execute(
            sa.text("SELECT pg_get_serial_sequence(:table, :column)"),
            {"table": f'"{table.name}"', "column": column.name},
        ).scalar()
        if name is not None:
            last = conn.execute(sa.select(sa.func.max(column))).scalar()
            conn.execute(sa.select(sa.func.setval(name, last or 1, last is not None)))


def _put_files(backup: tarfile.TarFile, manifest: Manifest, settings: Settings) -> int:
    names = [part.name for part in manifest.parts if part.name.startswith(ATTACHMENTS)]
    for name in names:
        sha256 = name.removeprefix(ATTACHMENTS)
        _lay_down(backup, name, settings.storage.attachments / sha256[:2] / sha256)
    return len(names)


def _drop_unnamed(db: Database, settings: Settings, manifest: Manifest) -> int:
    """Remove the files that no report has any more now that its deletion is repeated."""
    with db.read(system=True) as conn:
        named = set(conn.execute(sa.select(metadata.tables["attachment"].c.sha256)).scalars())
    put = {part.name.removeprefix(ATTACHMENTS) for part in manifest.parts if part.name.startswith(ATTACHMENTS)}
    for sha256 in put - named:
        (settings.storage.attachments / sha256[:2] / sha256).unlink(missing_ok=True)
    return len(put - named)


def _put_keys(backup: tarfile.TarFile, manifest: Manifest, settings: Settings) -> tuple[str, ...]:
    """Put keys back that the backup holds; keys that are here already stay."""
    put = []
    for name, path in ((SECRET, settings.security.secret_file), (AUDIT_KEY, settings.audit.key_file)):
        if name in manifest.by_name and not path.exists():
            _lay_down(backup, name, path)
            put.append(str(path))
    return tuple(put)


def _lay_down(backup: tarfile.TarFile, name: str, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with _open(backup, name) as source, tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
        shutil.copyfileobj(source, file, CHUNK)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, place)


def _erase_again(tx: Tx, later: list[erasures.Erasure], manifest: Manifest) -> int:
    """Delete again what was deleted after the backup, and write down that it was put back."""
    again = 0
    for each in later:
        if each.kind == erasures.OBJECT:
            again += erasing.delete_again(tx, each.partner, each.id)
        elif each.kind == erasures.PERSON:
            again += persons.leave_again(tx, each.id, OPERATOR_NAME)
        erasures.put_back(tx, each)
    by, whose = zone.doer(tx.conn, OPERATOR)
    audit.record(tx, "restored", actor=by, partner=whose, made=manifest.made.isoformat(), deleted_again=again)
    return again
