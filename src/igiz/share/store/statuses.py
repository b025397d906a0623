"""What became of each request to add objects over TAXII: kept for a day, for its poster alone."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Index, Integer, String, Text

from igiz.core.db import Tx
from igiz.core.register import Processing, declare

RETENTION_MICROSECONDS = 86_400 * 1_000_000

status = declare(
    "taxii_status",
    Column("id", String(36), primary_key=True),
    Column("poster", Integer, ForeignKey("principal.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Index("taxii_status_at", "at"),
    processing=Processing(
        "tell who sent objects what became of them", "public task", "1 day", controller="owner", regime="owner"
    ),
)


def keep(tx: Tx, status_id: str, poster: int, at: int, body: str) -> None:
    """Keep a status and drop those whose day is over."""
    tx.conn.execute(sa.delete(status).where(status.c.at <= at - RETENTION_MICROSECONDS))
    tx.conn.execute(sa.insert(status).values(id=status_id, poster=poster, at=at, body=body))


def body_of(conn: Connection, status_id: str, poster: int, at: int) -> str | None:
    """Return a status of this poster that is not older than a day at that moment."""
    query = sa.select(status.c.body).where(
        status.c.id == status_id, status.c.poster == poster, status.c.at > at - RETENTION_MICROSECONDS
    )
    return conn.execute(query).scalar()
