"""What this instance knows of itself: keys and values."""

import sqlalchemy as sa
from sqlalchemy import Column, Connection, String, Text

from igiz.core.db import Tx
from igiz.core.register import MACHINERY, declare

instance = declare(
    "instance",
    Column("key", String(100), primary_key=True),
    Column("value", Text, nullable=False),
    processing=MACHINERY,
)

ID = "id"
DEMO = "demo"
HOST_PARTNER = "host_partner"


def get(conn: Connection, key: str) -> str | None:
    """Return the value of a key, or nothing."""
    return conn.execute(sa.select(instance.c.value).where(instance.c.key == key)).scalar()


def put(tx: Tx, key: str, value: str) -> None:
    """Set the value of a key."""
    done = tx.conn.execute(sa.update(instance).where(instance.c.key == key).values(value=value))
    if not done.rowcount:
        tx.conn.execute(sa.insert(instance).values(key=key, value=value))
