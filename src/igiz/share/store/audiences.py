"""Which audiences a change concerns: an index of what each audience names."""

from collections.abc import Iterable
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Engine, ForeignKey, Index, Integer, String

from igiz.core import access
from igiz.core.db import Tx
from igiz.core.register import Processing, declare
from igiz.share.model.audience import Audience, audience_of
from igiz.share.model.marking import Tlp

audience_ref = declare(
    "audience_ref",
    Column("audience", Integer, ForeignKey("audience.id"), primary_key=True),
    Column("ref", String(300), primary_key=True),
    Index("audience_ref_ref", "ref"),
    processing=Processing("decide who may see an object", "public task", "as long as the object"),
)


def names_of(audience: Audience) -> set[str]:
    """Return what an audience names: owner, marking, groups, recipients."""
    named = {audience.owner, owned_by(audience.owner), marked(audience.tlp), *audience.groups}
    return named | {each.principal for each in audience.recipients}


def owned_by(owner: str) -> str:
    """Return what the audiences of an owner name and no others."""
    return f"owner:{owner}"


def marked(tlp: Tlp | None) -> str:
    """Return what the audiences of a marking name."""
    return f"tlp:{tlp}"


def index(tx: Tx, number: int, audience: Audience) -> None:
    """Remember what a new audience names."""
    tx.conn.execute(sa.insert(audience_ref), [{"audience": number, "ref": ref} for ref in sorted(names_of(audience))])


def naming(conn: Connection, refs: Iterable[str]) -> dict[int, Audience]:
    """Return the audiences that name one of these."""
    query = (
        sa.select(access.audience.c.id, access.audience.c.body)
        .join(audience_ref, audience_ref.c.audience == access.audience.c.id)
        .where(audience_ref.c.ref.in_(list(refs)))
        .distinct()
    )
    return {row.id: audience_of(row.body) for row in conn.execute(query)}


def by_number(conn: Connection, numbers: Iterable[int] | None = None) -> dict[int, Audience]:
    """Return audiences by number (None: all)."""
    query = sa.select(access.audience.c.id, access.audience.c.body)
    if numbers is not None:
        query = query.where(access.audience.c.id.in_(set(numbers)))
    return {row.id: audience_of(row.body) for row in conn.execute(query)}


_REMEMBERED: WeakKeyDictionary[Engine, dict[int, Audience]] = WeakKeyDictionary()


def remembered(conn: Connection, numbers: set[int]) -> dict[int, Audience]:
    """Return audiences by number for readers. An audience never changes once it is committed, so it is kept."""
    kept = _REMEMBERED.setdefault(conn.engine, {})
    missing = numbers - kept.keys()
    if missing:
        kept |= by_number(conn, missing)
    return {number: kept[number] for number in numbers}
