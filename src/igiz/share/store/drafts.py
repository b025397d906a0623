"""Drafts: what a person is still writing, seen by that person alone."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, String, Text

from igiz.core.db import Tx
from igiz.core.ids import microseconds
from igiz.core.register import Processing, declare

draft = declare(
    "draft",
    Column("person", String(300), primary_key=True),
    Column("id", String(300), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    processing=Processing("keep what a person is writing", "public task", "30 days", personal=True),
)


def drafts_of(conn: Connection, person: str) -> list[tuple[str, int, str]]:
    """Return (id, moment in microseconds, body) of a person's drafts, newest first."""
    query = sa.select(draft.c.id, draft.c.at, draft.c.body).where(draft.c.person == person).order_by(draft.c.at.desc())
    return [(row.id, row.at, row.body) for row in conn.execute(query)]


def save(tx: Tx, person: str, draft_id: str, body: str) -> None:
    """Save a draft over its former state."""
    drop(tx, person, draft_id)
    tx.conn.execute(sa.insert(draft).values(person=person, id=draft_id, at=microseconds(tx.now), body=body))


def drop(tx: Tx, person: str, draft_id: str) -> None:
    """Drop a draft."""
    tx.conn.execute(sa.delete(draft).where(draft.c.person == person, draft.c.id == draft_id))


def drop_all(tx: Tx, person: str) -> None:
    """Drop all drafts of a person."""
    tx.conn.execute(sa.delete(draft).where(draft.c.person == person))


def drop_before(tx: Tx, at: int) -> int:
    """Drop the drafts last saved before a moment; return how many."""
    return tx.conn.execute(sa.delete(draft).where(draft.c.at < at)).rowcount
