"""Which key signs the checkpoints: the log knows every key that ever did, and one follows another only on purpose."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, Integer, Text

from igiz.core import checkpoint as notes
from igiz.core.audit.tree import checkpoint
from igiz.core.checkpoint import CheckpointError, SigningKey, VerifierKey
from igiz.core.db import Tx
from igiz.core.ids import microseconds
from igiz.core.register import MACHINERY, declare
from igiz.core.settings import Settings

key_table = declare(
    "audit_key",
    Column("since", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    processing=MACHINERY,
)


class KeyRefused(CheckpointError):
    """The key at hand is not the one that signs this log; the text says which one is, and what to do."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key of the log: its checkpoints count from `since` leaves until those of the next key begin (None: still)."""

    key: VerifierKey
    since: int
    until: int | None


def origin_of(settings: Settings) -> str:
    """Return the name of the log in its checkpoints."""
    return settings.audit.origin or f"{urlsplit(settings.server.root_url).hostname}/audit"


def signers(conn: Connection) -> list[Signer]:
    """Return every key that ever signed, the first one first."""
    rows = conn.execute(sa.select(key_table).order_by(key_table.c.since)).all()
    ends: Sequence[int | None] = [*(row.since for row in rows[1:]), None]
    return [Signer(VerifierKey.parse(row.key), row.since, end) for row, end in zip(rows, ends, strict=False)]


def key_in_force(conn: Connection) -> VerifierKey | None:
    """Return the public key by which checkpoints are signed now, or nothing where none was ever signed."""
    found = signers(conn)
    return found[-1].key if found else None


def key_of(conn: Connection, settings: Settings) -> SigningKey:
    """Return the key that signs checkpoints. It is made where nothing was ever signed; any other is refused."""
    return present_key(conn, settings) or notes.key_from(settings.audit.key_file, origin_of(settings))


def present_key(conn: Connection, settings: Settings) -> SigningKey | None:
    """Return the same, and nothing where the first key is still to be made."""
    path, known = settings.audit.key_file, key_in_force(conn)
    if not path.exists():
        if known is None and not _signed(conn):
            return None
        raise KeyRefused(f"There is no audit key in {path}. {_needed(known, path)}")
    key = notes.read_key(path, origin_of(settings))
    confirm(conn, key, path)
    return key


def confirm(conn: Connection, key: SigningKey, path: Path | None = None) -> None:
    """Refuse a key (read from `path`) that is not the one by which this log was signed before."""
    known = key_in_force(conn)
    if known is None:
        if _signed(conn):
            raise KeyRefused(_needed(None, path))
        return
    if known.raw != key.verifier.raw:
        raise KeyRefused(f"The audit key {'' if path is None else f'in {path} '}is another. {_needed(known, path)}")
    if known.name != key.name:
        raise KeyRefused(
            f"The audit log is named {known.name}, and the settings name it {key.name}. A log keeps its name: "
            f'write origin = "{known.name}" under [audit].'
        )


def _signed(conn: Connection) -> bool:
    return conn.execute(sa.select(checkpoint.c.size).limit(1)).first() is not None


def _needed(known: VerifierKey | None, path: Path | None) -> str:
    if known is None:
        return "The log has checkpoints, but it does not know any more whose: put a backup of the database back."
    if path is not None and beside(path, known).exists():
        return f"This log is signed by the key that lies in {beside(path, known)}: rename that to {path}."
    return (
        f"This log is signed by the key {known.id.hex()}: put that one back from its copy, or from a backup made "
        "with --with-keys. If it is lost for good, `igiz audit rotate-key --former-lost` lets another follow it. "
        "Until then no checkpoint is signed; everything else goes on."
    )


def beside(path: Path, key: VerifierKey) -> Path:
    """Return where a key lies under its own id, beside the file of the key in force."""
    return path.with_name(f"{path.name}.{key.id.hex()}")


def note_first(tx: Tx, key: VerifierKey) -> None:
    """Remember the key of the first checkpoint."""
    if key_in_force(tx.conn) is None:
        note(tx, key, 0)


def note(tx: Tx, key: VerifierKey, since: int) -> None:
    """Remember from how many leaves on a key signs."""
    tx.conn.execute(sa.insert(key_table).values(since=since, at=microseconds(tx.now), key=key.text()))
