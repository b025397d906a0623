"""What the audit log proves: signed checkpoints, inclusion, consistency, witnesses, and exports to verify elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection, Row

from igiz.core import checkpoint as notes
from igiz.core import merkle
from igiz.core.audit import keys
from igiz.core.audit.keys import Signer
from igiz.core.audit.tree import checkpoint, export, leaf, lookup, size
from igiz.core.checkpoint import Checkpoint, CheckpointError, SigningKey, VerifierKey
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Fault, NotFound
from igiz.core.ids import microseconds

FORMAT = "igiz-audit/1"
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint as it is kept: how many leaves it vouches for, when it was signed, the signed note."""

    size: int
    at: int
    note: str

    @property
    def root(self) -> bytes:
        """The root hash that it vouches for."""
        return notes.parse(notes.split(self.note).text).root


@dataclass(frozen=True, slots=True)
class Proof:
    """That one leaf is in the tree of `size` leaves; `head` is the checkpoint of that size, if there is one."""

    index: int
    size: int
    leaf: bytes
    hashes: tuple[bytes, ...]
    root: bytes
    head: Head | None


@dataclass(frozen=True, slots=True)
class Shown:
    """Which leaves an export holds with their content: a partner's own, or all of them (None)."""

    partner: str | None = None

    def line(self, row: Row[tuple[object, ...]]) -> bytes:
        """Write a leaf as the offline verifier reads it."""
        open_ = row.salt is not None and (self.partner is None or row.partner == self.partner)
        return _line(
            index=row.number,
            hash=bytes(row.hash).hex(),
            salt=bytes(row.salt).hex() if open_ else None,
            body=row.body if open_ else None,
        )


def root(conn: Connection, leaves: int) -> bytes:
    """Return the root hash over the first leaves."""
    return merkle.root(leaves, lookup(conn))


def heads(conn: Connection, before: int | None = None, limit: int | None = None) -> list[Head]:
    """Return checkpoints, the largest first."""
    query = sa.select(checkpoint).order_by(checkpoint.c.size.desc())
    if before is not None:
        query = query.where(checkpoint.c.size < before)
    return [Head(row.size, row.at, row.note) for row in conn.execute(query.limit(limit))]


def last_head(conn: Connection) -> Head | None:
    """Return the largest checkpoint, or nothing."""
    found = heads(conn, limit=1)
    return found[0] if found else None


def sign_checkpoint(tx: Tx, key: SigningKey) -> Head | None:
    """Sign the tree if it grew since the last checkpoint; return what is new. Another key than the log's is refused."""
    keys.confirm(tx.conn, key)
    leaves = size(tx.conn)
    last = last_head(tx.conn)
    if last is not None and last.size == leaves:
        return None
    keys.note_first(tx, key.verifier)
    return sign(tx, [key])


def sign(tx: Tx, by: Sequence[SigningKey]) -> Head:
    """Sign the present tree by these keys, the log's own first."""
    leaves = size(tx.conn)
    note = notes.write(Checkpoint(by[0].name, leaves, root(tx.conn, leaves)), by)
    made = Head(leaves, microseconds(tx.now), note)
    tx.conn.execute(sa.insert(checkpoint).values(size=made.size, at=made.at, note=made.note))
    return made


def _signed_by(note: str, key: VerifierKey) -> bool:
    return any((each.name, each.key_id) == (key.name, key.id) for each in notes.split(note).signatures)


def prove(conn: Connection, index: int) -> Proof:
    """Prove that a leaf is in the log: against the last checkpoint that covers it, else against the present tree."""
    last = last_head(conn)
    head = last if last is not None and index < last.size else None
    leaves = size(conn) if head is None else head.size
    if not 0 <= index < leaves:
        raise NotFound()
    find = lookup(conn)
    hashes = tuple(merkle.inclusion_proof(index, leaves, find))
    return Proof(index, leaves, find(0, index), hashes, merkle.root(leaves, find), head)


def prove_consistency(conn: Connection, first: int, second: int) -> list[bytes]:
    """Prove that the log of `second` leaves begins with that of `first`: nothing was rewritten between them."""
    if not 0 <= first <= second <= size(conn):
        raise BadRequest(faults=[Fault("first", "give two sizes that the log has had, the smaller one first")])
    return merkle.consistency_proof(first, second, lookup(conn))


def add_witness_signature(tx: Tx, note: str, key: VerifierKey) -> Head:
    """Keep a witness's signature beside ours: `note` is one of our checkpoints that the witness signed too."""
    try:
        given = notes.verify(note, [key])
        signatures = [each for each in notes.split(note).signatures if (each.name, each.key_id) == (key.name, key.id)]
    except CheckpointError as error:
        raise BadRequest(faults=[Fault("note", str(error))]) from None
    row = tx.conn.execute(sa.select(checkpoint).where(checkpoint.c.size == given.size)).first()
    if row is None or notes.split(row.note).text != notes.split(note).text:
        raise BadRequest(
            "This is no checkpoint of this log.",
            slug="not-our-checkpoint",
            faults=[
                Fault("note", f"it vouches for {given.size} leaves otherwise than this log does: keep it as proof")
            ],
        )
    if _signed_by(row.note, key):
        return Head(row.size, row.at, row.note)
    line = notes.signature_line(signatures[0])
    try:
        notes.split(row.note + line)
    except CheckpointError as error:
        raise BadRequest(faults=[Fault("note", str(error))]) from None
    tx.conn.execute(sa.update(checkpoint).where(checkpoint.c.size == row.size).values(note=row.note + line))
    return Head(row.size, row.at, row.note + line)


def export_lines(db: Database, key: SigningKey | None, shown: Shown | None = None) -> Iterator[bytes]:
    """Yield an export for the offline verifier: header, every leaf, checkpoints; the last one covers all.

    Leaves that may not be shown stand as hashes, as erased ones do. Without the key nothing is signed now: then what
    came after the last checkpoint is in the export too, and the verifier says that nobody vouches for it.
    """
    choice = shown or Shown()
    if key is not None:
        db.write(lambda tx: sign_checkpoint(tx, key))
    with db.read(system=True) as conn:
        signers, signed = keys.signers(conn), list(reversed(heads(conn)))
        end = size(conn) if key is None else signed[-1].size
    yield _header(signers)
    after = -1
    while after < end - 1:
        with db.read(system=True) as conn:
            rows = export(conn, after, end, BATCH)
        for row in rows:
            yield choice.line(row)
        after = rows[-1].number
    for head in signed:
        yield _line(checkpoint=head.note)


def _header(signers: Sequence[Signer]) -> bytes:
    *former, last = signers
    values = {"format": FORMAT, "origin": last.key.name, "public_key": last.key.text()}
    if not former:
        return _line(**values)
    return _line(**values, former_keys=[{"key": each.key.text(), "until": each.until} for each in former])


def _line(**values: object) -> bytes:
    return orjson.dumps(values) + b"\n"


def check(conn: Connection, key: VerifierKey) -> list[str]:
    """Compute the whole tree again from its leaves and compare it with the last checkpoint; return what is wrong."""
    last = last_head(conn)
    count = size(conn)
    number = conn.execute(sa.select(sa.func.count()).select_from(leaf)).scalar_one()
    if number != count:
        gone = "1 leaf is" if count - number == 1 else f"{count - number} leaves are"
        return [f"{gone} gone: the numbers of the rest go to {count - 1}"]
    if last is None:
        return [] if count == 0 else ["no checkpoint was ever signed"]
    if last.size > count:
        return [f"the last checkpoint vouches for {last.size} leaves, and {count} are left"]
    computed, found = _computed(conn, last.size)
    try:
        notes.verify(last.note, [key])
    except CheckpointError as error:
        found.append(f"the last checkpoint: {error}")
    if computed != last.root:
        found.append(f"the first {last.size} leaves have another root than was signed")
    elif root(conn, last.size) != computed:
        found.append("the stored hashes above the leaves are not those of the leaves")
    return found


def _computed(conn: Connection, leaves: int) -> tuple[bytes, list[str]]:
    """Compute the root of the first leaves from their hashes, and find the first leaf whose content was changed."""
    changed: list[str] = []
    peaks: list[tuple[int, bytes]] = []
    after = -1
    while rows := export(conn, after, None, BATCH):
        for row in rows:
            own = bytes(row.hash)
            if row.salt is not None and merkle.leaf_hash(bytes(row.salt) + row.body.encode()) != own and not changed:
                changed.append(f"leaf {row.number} was changed: salt and content do not give its hash")
            if row.number < leaves:
                _grow(peaks, own)
        after = rows[-1].number
    if not peaks:
        return merkle.EMPTY_ROOT, changed
    whole = peaks[-1][1]
    for _, peak in reversed(peaks[:-1]):
        whole = merkle.node_hash(peak, whole)
    return whole, changed


def _grow(peaks: list[tuple[int, bytes]], current: bytes) -> None:
    height = 0
    while peaks and peaks[-1][0] == height:
        current = merkle.node_hash(peaks.pop()[1], current)
        height += 1
    peaks.append((height, current))
