"""Erasures that outlive a backup: what was deleted is noted beside the database too, by identifier alone.

The row is written in the transaction of the deletion, and a line of the journal before the caller hears of it. So a
backup that is put back, however old, can be told everything that was deleted after it was made.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import sqlalchemy as sa
import structlog
from sqlalchemy import BigInteger, Column, Connection, String

from igiz.core.db import Database, Tx
from igiz.core.register import Processing, declare

OBJECT, PERSON = "object", "person"
"""Kinds of what can be deleted."""
JOURNAL = "erasures_journal"
"""The fact by which a transaction knows where the journal is (`Database.tell_writers`)."""
_log = structlog.get_logger(__name__)

erasure = declare(
    "erasure",
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("id", String(300), nullable=False),
    Column("partner", String(300), nullable=False),
    processing=Processing(
        "keep what was deleted from coming back with a backup", "legal obligation", "as long as backups are kept"
    ),
)


class JournalError(Exception):
    """The journal cannot be read or written; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Something that was deleted: at which position, of which kind, whose."""

    position: int
    kind: str
    id: str
    partner: str


def attach(db: Database, journal: Path) -> int:
    """Keep a journal of what is deleted through this database, and add to it what it lacks; return how much."""
    journal.parent.mkdir(parents=True, exist_ok=True)
    db.tell_writers(**{JOURNAL: journal})
    return catch_up(db, journal)


def record(tx: Tx, kind: str, id: str, partner: str) -> None:
    """Note a deletion in its own transaction; it stands in the journal before the caller hears that it is done."""
    made = Erasure(tx.position(), kind, id, partner)
    tx.conn.execute(sa.insert(erasure).values(**asdict(made)))
    journal: Path | None = tx.conn.get_execution_options().get(JOURNAL)
    if journal is not None:
        tx.after_commit(lambda: _append_or_tell(journal, made))


def put_back(tx: Tx, made: Erasure) -> None:
    """Note a deletion that a journal knows and this database, restored from a backup, does not."""
    known = tx.conn.execute(sa.select(erasure.c.position).where(erasure.c.position == made.position)).first()
    if known is None:
        tx.conn.execute(sa.insert(erasure).values(**asdict(made)))


def catch_up(db: Database, journal: Path) -> int:
    """Add to the journal what the database knows and it lacks (a crash, a full disk, a lost file); return how much."""
    known = {each.position for each in read(journal)}
    with db.read(system=True) as conn:
        missing = [each for each in _all(conn) if each.position not in known]
    append(journal, missing)
    return len(missing)


def _all(conn: Connection) -> Iterator[Erasure]:
    for row in conn.execute(sa.select(erasure).order_by(erasure.c.position)):
        yield Erasure(row.position, row.kind, row.id, row.partner)


def append(journal: Path, erasures: Iterable[Erasure]) -> None:
    """Add lines to the journal so that they are durable; what another process writes stays whole."""
    lines = b"".join(orjson.dumps(each) + b"\n" for each in erasures)
    if not lines:
        return
    fresh = not journal.exists()
    descriptor = os.open(journal, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            lines = b"\n" + lines
        while lines:
            lines = lines[os.write(descriptor, lines) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if fresh:
        _sync_folder(journal.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _append_or_tell(journal: Path, made: Erasure) -> None:
    try:
        append(journal, [made])
    except OSError as error:
        _log.error("erasure_not_in_journal", journal=str(journal), reason=error.strerror)


def read(journal: Path, after: int = -1) -> list[Erasure]:
    """Read the erasures after a position, in order. A line that a crash cut short was never acknowledged: left out."""
    try:
        lines = journal.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise JournalError(f"The journal {journal} cannot be read: {error.strerror}. Check its permissions.") from error
    found = {each.position: each for each in map(_parsed, lines) if each is not None}
    return [found[position] for position in sorted(found) if position > after]


def _parsed(line: bytes) -> Erasure | None:
    try:
        item = orjson.loads(line)
        made = Erasure(item["position"], item["kind"], item["id"], item["partner"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    right = type(made.position) is int and all(isinstance(text, str) for text in (made.kind, made.id, made.partner))
    return made if right else None
