"""Letting another key follow the one that signs: on purpose, with a reason, recorded in the log itself."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from igiz.core import checkpoint as notes
from igiz.core.audit import keys
from igiz.core.audit.keys import KeyRefused
from igiz.core.audit.proofs import Head, sign
from igiz.core.audit.tree import record, size
from igiz.core.checkpoint import CheckpointError, SigningKey, VerifierKey
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Fault, Problem
from igiz.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: both public keys, the checkpoint between them, and where the former key lies now, if any."""

    former: VerifierKey
    key: VerifierKey
    head: Head
    signed_by_former: bool
    kept: Path | None


@dataclass(frozen=True, slots=True)
class Doer:
    """Who rotates a key, whose matter it is, and why."""

    actor: str
    partner: str
    reason: str


def rotate_key(db: Database, settings: Settings, doer: Doer, now: datetime, *, former_lost: bool = False) -> Rotated:
    """Let a new key follow the present one. Both sign the checkpoint between them, unless the former is lost.

    The new key is on the disk before the log knows of it, and the former keeps a name of its own beside it: after a
    crash at any point the file of the key in force is there.
    """
    if not doer.reason.strip():
        raise BadRequest(faults=[Fault("reason", "say why, for those who will read the log")])
    path = settings.audit.key_file
    with db.read(system=True) as conn:
        known = keys.key_in_force(conn)
        if known is None:
            raise KeyRefused("Nothing was signed yet, so there is no key to follow. `igiz serve` makes the first.")
        former = _former(path, known, lost=former_lost)
    new = notes.new_key(known.name)
    beside = keys.beside(path, new.verifier)
    notes.keep_key(beside, new)
    try:
        head = db.write(lambda tx: _follow(tx, known, former, new, doer), now)
    except (CheckpointError, Problem):  # surely not committed; after any other failure the log may know the key
        beside.unlink()
        raise
    return Rotated(known, new.verifier, head, former is not None, _exchange(path, beside, known.name))


def _former(path: Path, known: VerifierKey, *, lost: bool) -> SigningKey | None:
    """Return the present key, or nothing where it is lost and the administrator says so."""
    found = _held(path, known.name)
    present = found if found is not None and found.verifier.raw == known.raw else None
    if present is None and not lost:
        raise KeyRefused(
            f"The key {known.id.hex()}, which signs this log, is not in {path}, so it cannot sign that another "
            "follows it. Put it back from its copy first. Only if it is lost for good, add --former-lost."
        )
    if present is not None and lost:
        raise KeyRefused(f"The key that signs this log is in {path}: leave out --former-lost, so that it signs too.")
    return present


def _held(path: Path, name: str) -> SigningKey | None:
    try:
        return notes.read_key(path, name)
    except CheckpointError:
        return None


def _follow(tx: Tx, known: VerifierKey, former: SigningKey | None, new: SigningKey, doer: Doer) -> Head:
    """Record the change as a leaf and sign the tree with it by the new key, and by the former where it is there."""
    present = keys.key_in_force(tx.conn)
    if present is None or present.text() != known.text():
        raise KeyRefused("Someone else has just let another key follow. Look at the log before you do it again.")
    record(
        tx,
        "audit-key-changed",
        actor=doer.actor,
        partner=doer.partner,
        former=known.text(),
        key=new.verifier.text(),
        reason=doer.reason.strip(),
        signed_by_former=former is not None,
    )
    keys.note(tx, new.verifier, size(tx.conn))
    return sign(tx, [new] if former is None else [new, former])


def _exchange(path: Path, new: Path, name: str) -> Path | None:
    """Put the new key in the place of the former, which stays beside it under its own id."""
    kept = None
    if path.exists():
        held = _held(path, name)
        kept = path.with_name(path.name + ".unreadable") if held is None else keys.beside(path, held.verifier)
        os.replace(path, kept)
    os.replace(new, path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return kept
