"""The leaves and hashes of the audit log: tables, appending, erasing, reading."""

import json
import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, Index, Integer, LargeBinary, Row, String, Text

from igiz.core import merkle
from igiz.core.db import Tx, many
from igiz.core.ids import microseconds
from igiz.core.prepared import Prepared
from igiz.core.register import MACHINERY, Processing, declare

leaf = declare(
    "audit_leaf",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("partner", String(300), nullable=False),
    Column("subject", String(300)),
    Column("salt", LargeBinary),
    Column("body", Text),
    Column("hash", LargeBinary, nullable=False),
    Index("audit_leaf_partner", "partner", "number"),
    Index("audit_leaf_subject", "subject"),
    processing=Processing("prove who did and read what", "legal obligation", "7 years", personal=True),
)
node = declare(
    "audit_node",
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    processing=MACHINERY,
)
checkpoint = declare(
    "audit_checkpoint",
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    processing=MACHINERY,
)


def canonical(value: Any) -> str:
    """Return canonical JSON: sorted keys, no spaces, UTF-8 text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def record(tx: Tx, action: str, *, actor: str | None, partner: str, subject: str | None = None, **detail: Any) -> int:
    """Append one leaf and return its number. `partner` is whose matter it is: only its auditors read the leaf."""
    body = canonical(
        {"at": microseconds(tx.now), "action": action, "actor": actor, "partner": partner, "subject": subject, **detail}
    )
    salt = secrets.token_bytes(16)
    number = size(tx.conn)
    leaf_hash = merkle.leaf_hash(salt + body.encode())
    row = (number, microseconds(tx.now), partner, subject, salt, body, leaf_hash)
    many(tx.conn, leaf, "number at partner subject salt body hash", [row])
    added = merkle.append(number, leaf_hash, lookup(tx.conn)).items()
    many(tx.conn, node, "level number hash", [(level, index, value) for (level, index), value in added if level > 0])
    return number


_SIZE = Prepared(lambda: sa.select(sa.func.max(leaf.c.number)))
_LEAF_HASH = Prepared(lambda: sa.select(leaf.c.hash).where(leaf.c.number == sa.bindparam("number_", type_=Integer)))
_NODE_HASH = Prepared(
    lambda: sa.select(node.c.hash).where(
        node.c.level == sa.bindparam("level_", type_=Integer),
        node.c.number == sa.bindparam("number_", type_=BigInteger),
    )
)


def size(conn: Connection) -> int:
    """Return the number of leaves."""
    last = _SIZE(conn).scalar()
    return 0 if last is None else int(last) + 1


def lookup(conn: Connection) -> merkle.Lookup:
    """Return how the tree's stored hashes are found; level 0 are the leaves themselves."""

    def find(level: int, number: int) -> bytes:
        found = _LEAF_HASH(conn, number_=number) if level == 0 else _NODE_HASH(conn, level_=level, number_=number)
        return bytes(found.scalar_one())

    return find


def erase(tx: Tx, subject: str, partner: str | None = None) -> int:
    """Erase salt and content of the leaves about a subject (in one partner's matters); their hashes stay.

    So the tree still proves itself, and nobody can find out any more what the leaves said or whom they were about.
    """
    query = sa.update(leaf).where(leaf.c.subject == subject)
    if partner is not None:
        query = query.where(leaf.c.partner == partner)
    return tx.conn.execute(query.values(salt=None, body=None, subject=None)).rowcount


def leaves(conn: Connection, partners: list[str] | None, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Return leaves, newest first, of some partners' matters (None: all, for the operator of the instance)."""
    query = sa.select(leaf).order_by(leaf.c.number.desc()).limit(limit)
    if partners is not None:
        query = query.where(leaf.c.partner.in_(partners))
    if before is not None:
        query = query.where(leaf.c.number < before)
    return [dict(row) for row in conn.execute(query).mappings()]


def leaf_of(conn: Connection, number: int, partner: str) -> dict[str, Any] | None:
    """Return one leaf of a partner's matters, or nothing."""
    row = conn.execute(sa.select(leaf).where(leaf.c.number == number, leaf.c.partner == partner)).mappings().first()
    return None if row is None else dict(row)


def export(conn: Connection, after: int = -1, before: int | None = None, limit: int = 1000) -> list[Row[Any]]:
    """Return the next leaves in order, from one number to another."""
    query = sa.select(leaf).where(leaf.c.number > after).order_by(leaf.c.number).limit(limit)
    if before is not None:
        query = query.where(leaf.c.number < before)
    return list(conn.execute(query).all())
