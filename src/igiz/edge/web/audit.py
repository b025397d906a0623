"""The audit log over HTTP: an auditor reads the own partner's leaves, proves them, keeps checkpoints and exports."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import StreamingResponse

from igiz.core import audit
from igiz.core.audit import Head, Shown
from igiz.core.checkpoint import CheckpointError, SigningKey, VerifierKey
from igiz.core.db import Database
from igiz.core.errors import BadRequest, Fault, NotFound, Problem
from igiz.core.http import Camel, Context, context, cursor_of, position_of
from igiz.core.ids import moment
from igiz.share.service import reading
from igiz.zone.model.actor import AUDITOR, Actor
from igiz.zone.routes.callers import problems, require, wall_of

router = APIRouter(prefix="/v1/audit", tags=["audit"])
Here = Annotated[Context, Depends(context)]
Auditor = Annotated[Actor, Depends(require(AUDITOR))]
Limit = Annotated[int, Query(ge=1, le=500, description="Most items on a page")]
Cursor = Annotated[str | None, Query(max_length=40, description="`next` of the page before")]
Number = Annotated[int, Path(ge=0, le=2**31 - 1)]
Size = Annotated[int, Query(ge=0, le=2**31 - 1)]
KNOWN = frozenset({"at", "action", "actor", "partner", "subject"})


class LeafOut(Camel):
    """One deed. Of an erased one only number, moment and hash are left."""

    index: int
    at: datetime
    action: str | None
    actor: str | None
    subject: str | None
    detail: dict[str, Any]
    hash: str
    erased: bool


class LeavesOut(Camel):
    """The own partner's leaves, newest first, and the size and root of the whole tree."""

    items: list[LeafOut]
    next: str | None
    size: int
    root: str


class ProofOut(Camel):
    """That a leaf is in the tree of `size` leaves; `checkpoint` is the signed note of that tree, once there is one."""

    index: int
    size: int
    hashes: list[str]
    leaf_hash: str
    root: str
    checkpoint: str | None


class ConsistencyOut(Camel):
    """That the tree of `second` leaves begins with that of `first`."""

    first: int
    second: int
    first_root: str
    second_root: str
    hashes: list[str]


class CheckpointOut(Camel):
    """A signed checkpoint: keep it, and no one can rewrite what came before it unseen."""

    size: int
    at: datetime
    root: str
    note: str


class FormerKeyOut(Camel):
    """A public key that signed earlier checkpoints: those of at most `until` leaves."""

    key: str
    until: int


class CheckpointsOut(Camel):
    """Checkpoints, the newest first, the public key of the log, and those that it followed, the first one first."""

    items: list[CheckpointOut]
    next: str | None
    key: str
    former_keys: list[FormerKeyOut]


class KeyAway(Problem):
    """The log was never signed, and the key that would be its first cannot be made or read."""

    status, title, slug = 503, "The audit log cannot be signed", "audit-key-away"


class WitnessIn(Camel):
    """A checkpoint that a witness signed too, and the witness's public key (name+id+key)."""

    note: str
    key: str


@router.get(
    "/leaves",
    operation_id="listAuditLeaves",
    summary="List what was done in your partner's matters",
    responses=problems(400, 401, 403),
)
def list_leaves(here: Here, who: Auditor, limit: Limit = 100, cursor: Cursor = None) -> LeavesOut:
    before = None if cursor is None else position_of(cursor)
    with reading.looking(here.db, who, here.now) as (conn, _viewer):
        rows = audit.leaves(conn, [who.partner], before, limit + 1)
    with here.db.read(system=True) as conn:
        size = audit.size(conn)
        root = audit.root(conn, size).hex()
    following = cursor_of(rows[limit - 1]["number"]) if len(rows) > limit else None
    return LeavesOut(items=[_leaf(row) for row in rows[:limit]], next=following, size=size, root=root)


def _leaf(row: dict[str, Any]) -> LeafOut:
    body = {} if row["body"] is None else json.loads(row["body"])
    return LeafOut(
        index=row["number"],
        at=moment(row["at"]),
        action=body.get("action"),
        actor=body.get("actor"),
        subject=body.get("subject"),
        detail={name: value for name, value in body.items() if name not in KNOWN},
        hash=bytes(row["hash"]).hex(),
        erased=row["body"] is None,
    )


@router.get(
    "/leaves/{index}/proof",
    operation_id="getAuditProof",
    summary="Prove that a leaf is in the log",
    responses=problems(400, 401, 403, 404),
)
def get_proof(here: Here, who: Auditor, index: Number) -> ProofOut:
    with reading.looking(here.db, who, here.now) as (conn, _viewer):
        if audit.leaf_of(conn, index, who.partner) is None:
            raise NotFound()
    with here.db.read(system=True) as conn:
        proof = audit.prove(conn, index)
    return ProofOut(
        index=proof.index,
        size=proof.size,
        hashes=[each.hex() for each in proof.hashes],
        leaf_hash=proof.leaf.hex(),
        root=proof.root.hex(),
        checkpoint=None if proof.head is None else proof.head.note,
    )


@router.get(
    "/consistency-proofs",
    operation_id="getAuditConsistency",
    summary="Prove that a later log begins with an earlier one",
    responses=problems(400, 401, 403),
)
def get_consistency(here: Here, _who: Auditor, first: Size, second: Size) -> ConsistencyOut:
    with here.db.read(system=True) as conn:
        hashes = audit.prove_consistency(conn, first, second)
        roots = [audit.root(conn, each).hex() for each in (first, second)]
    return ConsistencyOut(
        first=first, second=second, first_root=roots[0], second_root=roots[1], hashes=[each.hex() for each in hashes]
    )


@router.get(
    "/checkpoints",
    operation_id="listAuditCheckpoints",
    summary="List the signed checkpoints",
    responses=problems(400, 401, 403),
)
def list_checkpoints(
    request: Request, here: Here, _who: Auditor, limit: Limit = 100, cursor: Cursor = None
) -> CheckpointsOut:
    before = None if cursor is None else position_of(cursor)
    key = _key(request)
    with here.db.read() as conn:
        found, signers = audit.heads(conn, before, limit + 1), audit.signers(conn)
    following = cursor_of(found[limit - 1].size) if len(found) > limit else None
    former = [FormerKeyOut(key=each.key.text(), until=each.until) for each in signers if each.until is not None]
    known = signers[-1].key if signers or key is None else key.verifier
    return CheckpointsOut(
        items=[_checkpoint(each) for each in found[:limit]], next=following, key=known.text(), former_keys=former
    )


@router.post(
    "/witness-signatures",
    operation_id="addWitnessSignature",
    summary="Keep your signature under a checkpoint",
    status_code=201,
    responses=problems(400, 401, 403),
)
def add_witness_signature(here: Here, who: Auditor, wanted: WitnessIn) -> CheckpointOut:
    try:
        key = VerifierKey.parse(wanted.key)
    except CheckpointError as error:
        raise BadRequest(faults=[Fault("key", str(error))]) from None

    def write(tx: Any) -> Head:
        head = audit.add_witness_signature(tx, wanted.note, key)
        audit.record(tx, "witnessed", actor=who.person, partner=who.partner, size=head.size, key=key.text())
        return head

    return _checkpoint(here.db.write(write, here.now))


def _checkpoint(head: Head) -> CheckpointOut:
    return CheckpointOut(size=head.size, at=moment(head.at), root=head.root.hex(), note=head.note)


def _key(request: Request) -> SigningKey | None:
    """Return the key that signs the log; without it what was signed stays, and is given all the same."""
    db: Database = request.app.state.db
    with db.read(system=True) as conn:
        try:
            return audit.key_of(conn, request.app.state.settings)
        except CheckpointError:
            if audit.key_in_force(conn) is None:
                raise KeyAway("`igiz doctor` on the machine says why.") from None
            return None


@router.get(
    "/export",
    operation_id="exportAudit",
    summary="Export the log, to verify it elsewhere",
    response_class=StreamingResponse,
    responses={
        200: {"description": "JSON lines", "content": {"application/x-ndjson": {"schema": {"type": "string"}}}},
        **problems(401, 403),
    },
)
def export(
    request: Request, here: Here, who: Auditor, wall: Annotated[datetime, Depends(wall_of)]
) -> StreamingResponse:
    """Export every leaf: the own partner's with content, the others as hashes, so that the whole tree verifies.

    Where the audit key is away nobody vouches for the newest leaves, and the verifier says so.
    """
    key = _key(request)
    here.db.write(lambda tx: audit.record(tx, "audit-exported", actor=who.person, partner=who.partner), here.now)

    def lines() -> Iterator[bytes]:
        yield from audit.export_lines(here.db, key, Shown(who.partner))

    return StreamingResponse(
        lines(),
        media_type="application/x-ndjson",
        headers={
            "Content-Disposition": f'attachment; filename="audit-{wall:%Y%m%dT%H%M%SZ}.jsonl"',
            "Cache-Control": "private, no-store",
        },
    )
