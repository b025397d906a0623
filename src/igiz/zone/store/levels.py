"""Table of what was decided about the measure level; rows are added, never changed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, Integer, String, Text

from igiz.core.db import Tx
from igiz.core.ids import microseconds, moment
from igiz.core.prepared import Prepared
from igiz.core.register import Processing, declare
from igiz.zone.model.level import Decision

measure_level = declare(
    "measure_level",
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(300), nullable=False, unique=True),
    Column("level", Integer, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("until", BigInteger, index=True),
    Column("then", Integer),
    Column("reason", Text, nullable=False),
    Column("lang", String(35), nullable=False),
    Column("authority", String(300), nullable=False),
    Column("decider", String(300), nullable=False),
    processing=Processing(
        "account for who raised or lowered the measure level, why and until when",
        "public task",
        "10 years",
        personal=True,
    ),
)


def add(tx: Tx, new: Decision) -> None:
    """Keep a decision."""
    tx.conn.execute(
        sa.insert(measure_level).values(
            position=tx.position(),
            id=new.id,
            level=new.level,
            start=microseconds(new.start),
            until=None if new.until is None else microseconds(new.until),
            then=new.then,
            reason=new.reason,
            lang=new.lang,
            authority=new.authority,
            decider=new.decider,
        )
    )


def _bearing_on() -> sa.Select[Any]:
    level, at = measure_level.c, sa.bindparam("at", type_=sa.BigInteger)
    first = sa.select(sa.func.min(level.position)).where(level.until > at).scalar_subquery()
    base = sa.select(sa.func.max(level.position)).where(level.until.is_(None), level.start <= at).scalar_subquery()
    latest = sa.select(level.position).where(level.until <= at).order_by(level.until.desc()).limit(1).scalar_subquery()
    query = sa.select(measure_level).where(
        sa.or_(level.position >= sa.func.coalesce(first, latest), level.position == base)
    )
    return query.order_by(level.position)


_BEARING_ON = Prepared(_bearing_on)


def bearing_on(conn: Connection, now: datetime) -> list[Decision]:
    """Return, in order, the decisions that can bear on the level at a moment or later: few, however long the history.

    From the first that is in force; else from the one with the latest end, to say since when it is over.
    Every reading asks for it.
    """
    return [_decision(row) for row in _BEARING_ON(conn, at=microseconds(now))]


def newest_first(conn: Connection, before: int | None, limit: int) -> list[tuple[int, Decision]]:
    """Return decisions with their positions, newest first, from before a position."""
    query = sa.select(measure_level).order_by(measure_level.c.position.desc()).limit(limit)
    if before is not None:
        query = query.where(measure_level.c.position < before)
    return [(row.position, _decision(row)) for row in conn.execute(query)]


def count(conn: Connection) -> int:
    """Return how many decisions were taken."""
    return int(conn.execute(sa.select(sa.func.count()).select_from(measure_level)).scalar_one())


def _decision(row: Any) -> Decision:
    return Decision(
        row.id,
        row.level,
        moment(row.start),
        None if row.until is None else moment(row.until),
        row.then,
        row.reason,
        row.lang,
        row.authority,
        row.decider,
    )
