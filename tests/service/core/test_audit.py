"""The audit log proves itself: inclusion, consistency, checkpoints, witnesses, exports; and erasing leaves it whole."""

from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from igiz.core import audit, audit_verify, checkpoint, merkle
from igiz.core.audit import Shown
from igiz.core.checkpoint import SigningKey
from igiz.core.db import Database
from igiz.core.errors import BadRequest, NotFound

KEY = SigningKey("example.org/audit", Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
OTHER = SigningKey("example.org/audit", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
WITNESS = SigningKey("police.example", Ed25519PrivateKey.from_private_bytes(b"\x03" * 32))
P, Q = "partner--p", "partner--q"


def record(db: Database, count: int, partner: str = P, subject: str | None = None) -> None:
    def write(tx: Any) -> None:
        for number in range(count):
            audit.record(tx, "read", actor="person--a", partner=partner, subject=subject, note=f"café {number}")

    db.write(write)


def sign(db: Database, key: SigningKey = KEY) -> audit.Head | None:
    return db.write(lambda tx: audit.sign_checkpoint(tx, key))


def problems(db: Database, shown: Shown | None = None, **known: str) -> list[str]:
    lines = [line.decode() for line in audit.export_lines(db, KEY, shown)]
    return [each.what for each in audit_verify.verify(lines, **known).problems]


def checked(db: Database) -> list[str]:
    with db.read(system=True) as conn:
        return audit.check(conn, KEY.verifier)


def change(db: Database, query: Any) -> None:
    db.write(lambda tx: tx.conn.execute(query))


def test_a_checkpoint_is_signed_when_the_tree_grew_and_only_then(db: Database) -> None:
    empty = sign(db)
    assert (empty and empty.size, sign(db)) == (0, None)
    record(db, 3)
    made = sign(db)
    assert made is not None
    assert checkpoint.verify(made.note, [KEY.verifier]) == checkpoint.Checkpoint("example.org/audit", 3, made.root)
    assert sign(db) is None
    with db.read(system=True) as conn:
        assert [each.size for each in audit.heads(conn)] == [3, 0]
        assert (audit.root(conn, 3), audit.last_head(conn)) == (made.root, made)


def test_a_leaf_is_proved_against_the_last_checkpoint_or_the_present_tree(db: Database) -> None:
    record(db, 5)
    head = sign(db)
    record(db, 2)
    with db.read(system=True) as conn:
        covered, later = audit.prove(conn, 3), audit.prove(conn, 6)
        with pytest.raises(NotFound):
            audit.prove(conn, 7)
    assert (covered.size, covered.head, later.size, later.head) == (5, head, 7, None)
    for proof in (covered, later):
        merkle.verify_inclusion(proof.leaf, proof.index, proof.size, proof.hashes, proof.root)


def test_an_earlier_tree_is_proved_to_begin_a_later_one(db: Database) -> None:
    record(db, 7)
    with db.read(system=True) as conn:
        for first in range(8):
            for second in range(first, 8):
                path = audit.prove_consistency(conn, first, second)
                merkle.verify_consistency(first, second, path, audit.root(conn, first), audit.root(conn, second))
        for first, second in ((3, 2), (-1, 2), (3, 8)):
            with pytest.raises(BadRequest):
                audit.prove_consistency(conn, first, second)


@pytest.mark.parametrize("count", [0, 1, 6])
def test_an_export_verifies_and_its_last_checkpoint_covers_all(db: Database, count: int) -> None:
    record(db, count)
    lines = [line.decode() for line in audit.export_lines(db, KEY)]
    verdict = audit_verify.verify(lines, key=KEY.verifier.text())
    assert (verdict.problems, verdict.leaves, verdict.erased, verdict.checkpoints) == ([], count, 0, 1)


def test_a_partner_gets_its_own_leaves_with_content_and_the_others_as_hashes(db: Database) -> None:
    record(db, 2, P, "report--secret-of-p")
    record(db, 3, Q, "report--of-q")
    lines = b"".join(audit.export_lines(db, KEY, Shown(Q)))
    verdict = audit_verify.verify(lines.decode().splitlines())
    assert (verdict.problems, verdict.leaves, verdict.erased) == ([], 5, 2)
    assert (b"secret-of-p" in lines, lines.count(b"report--of-q")) == (False, 3)


def test_erasing_leaves_the_tree_whole_and_takes_what_it_was_about(db: Database) -> None:
    record(db, 2, P, "report--x")
    record(db, 1, Q, "report--x")
    before = sign(db)
    assert before is not None
    assert db.write(lambda tx: audit.erase(tx, "report--x", P)) == 2
    assert (problems(db, witness=before.note), checked(db)) == ([], [])
    with db.read(system=True) as conn:
        rows = audit.leaves(conn, [P, Q], None, 10)
    assert [(row["number"], row["subject"], row["body"] is None) for row in rows] == [
        (2, "report--x", False), (1, None, True), (0, None, True),
    ]  # fmt: skip


def test_leaves_are_those_of_the_named_partners_alone(db: Database) -> None:
    record(db, 2, P)
    record(db, 2, Q)
    with db.read(system=True) as conn:
        assert [row["number"] for row in audit.leaves(conn, [P], None, 10)] == [1, 0]
        assert [row["number"] for row in audit.leaves(conn, [P], 1, 10)] == [0]
        found = audit.leaf_of(conn, 1, P)
        assert (found and found["number"], audit.leaf_of(conn, 1, Q)) == (1, None)


def test_a_witness_signs_beside_us_and_only_what_we_signed(db: Database) -> None:
    record(db, 4)
    head = sign(db)
    assert head is not None
    signed = checkpoint.cosign(head.note, WITNESS)
    kept = db.write(lambda tx: audit.add_witness_signature(tx, signed, WITNESS.verifier))
    assert kept.note == signed
    assert db.write(lambda tx: audit.add_witness_signature(tx, signed, WITNESS.verifier)) == kept
    checkpoint.verify(kept.note, [KEY.verifier, WITNESS.verifier])
    assert (problems(db), checked(db)) == ([], [])
    forged = checkpoint.write(checkpoint.Checkpoint(KEY.name, 4, b"\x00" * 32), [WITNESS])
    with pytest.raises(BadRequest) as refused:
        db.write(lambda tx: audit.add_witness_signature(tx, forged, WITNESS.verifier))
    assert refused.value.slug == "not-our-checkpoint"
    with pytest.raises(BadRequest, match="not valid"):
        db.write(lambda tx: audit.add_witness_signature(tx, head.note, WITNESS.verifier))


def test_what_was_changed_behind_our_back_is_found(db: Database) -> None:
    record(db, 6)
    sign(db)
    assert checked(db) == []
    salt = sa.select(audit.leaf.c.salt).where(audit.leaf.c.number == 2).scalar_subquery()
    change(db, sa.update(audit.leaf).where(audit.leaf.c.number == 2).values(body="{}", salt=salt))
    assert checked(db) == ["leaf 2 was changed: salt and content do not give its hash"]
    change(db, sa.update(audit.leaf).where(audit.leaf.c.number == 2).values(hash=b"\x00" * 32, salt=None, body=None))
    assert checked(db) == ["the first 6 leaves have another root than was signed"]
    change(db, sa.delete(audit.leaf).where(audit.leaf.c.number == 5))
    assert checked(db) == ["the last checkpoint vouches for 6 leaves, and 5 are left"]
    change(db, sa.delete(audit.leaf).where(audit.leaf.c.number == 1))
    assert checked(db) == ["1 leaf is gone: the numbers of the rest go to 4"]


def test_hashes_above_the_leaves_and_foreign_signatures_are_checked(db: Database) -> None:
    record(db, 2)
    sign(db)
    with db.read(system=True) as conn:
        assert audit.check(conn, OTHER.verifier) == [
            f"the last checkpoint: The note is not signed by the key {OTHER.verifier.text()}.",
        ]
    change(db, sa.update(audit.node).values(hash=b"\x00" * 32))
    assert checked(db) == ["the stored hashes above the leaves are not those of the leaves"]
