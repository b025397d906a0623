"""What happened after a position: objects, tombstones, and what single principals are told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Select

from igiz.core import access
from igiz.core.access import Viewer
from igiz.core.db import position_table
from igiz.core.prepared import Prepared
from igiz.share.store.objects import (
    HIDDEN,
    RESET,
    Stored,
    feed,
    fetch,
    object_table,
    select_objects,
    stored,
    tombstone,
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One change: an object written, an object gone (`stored` is None), or a word to one principal alone."""

    position: int
    kind: str
    object_id: str | None = None
    stored: Stored | None = None
    audience: int | None = None
    principal: int | None = None
    hidden: int | None = None
    owner: int | None = None


WRITTEN, DELETED = "written", "deleted"


def latest(conn: Connection) -> int:
    """Return the last position taken."""
    return int(conn.execute(sa.select(position_table.c.last)).scalar() or 0)


def since(conn: Connection, after: int, limit: int) -> list[Happened]:
    """Return what happened after a position, in order, for everyone: to be dealt out by audience."""
    written = fetch(conn, _after(select_objects(), object_table, after, limit))
    gone = conn.execute(_after(sa.select(tombstone), tombstone, after, limit)).all()
    words = sa.select(feed).where(feed.c.kind.in_([HIDDEN, RESET]))
    told = conn.execute(_after(words, feed, after, limit)).all()
    happened = [Happened(each.position, WRITTEN, each.id, each, each.audience) for each in written]
    happened += [Happened(row.position, DELETED, row.id, None, row.audience, owner=row.owner) for row in gone]
    happened += [
        Happened(row.position, row.kind, row.object_id, principal=row.principal, hidden=row.object) for row in told
    ]
    ends = [part[-1].position for part in (written, gone, told) if len(part) == limit]
    end = min(ends, default=None)
    return sorted((each for each in happened if end is None or each.position <= end), key=lambda each: each.position)


def under(conn: Connection, ids: Collection[str]) -> dict[str, dict[int, int]]:
    """Return the objects that there are under these identifiers, by number, with their audiences.

    A number alone says little: when the newest object is deleted, the next one has its number.
    """
    columns = object_table.c
    query = sa.select(columns.id, columns.number, columns.audience).where(columns.id.in_(ids))
    found: dict[str, dict[int, int]] = {}
    for row in conn.execute(query) if ids else ():
        found.setdefault(row.id, {})[row.number] = row.audience
    return found


def before_others(conn: Connection, written: Sequence[Stored]) -> dict[int, set[int]]:
    """Return, by number, the audiences of what other partners shared before under the same identifier."""
    found: dict[int, set[int]] = {}
    copies = [each for each in written if each.copy]
    columns = object_table.c
    query = sa.select(columns.id, columns.number, columns.audience).where(columns.id.in_([each.id for each in copies]))
    for row in conn.execute(query) if copies else ():
        for each in copies:
            if each.id == row.id and row.number < each.number:
                found.setdefault(each.number, set()).add(row.audience)
    return found


def _after(query: Select[Any], table: sa.Table, after: int, limit: int) -> Select[Any]:
    return query.where(table.c.position > after).order_by(table.c.position).limit(limit)


_AFTER = sa.bindparam("after", type_=sa.BigInteger)
_UNTIL = sa.bindparam("until", type_=sa.BigInteger)


def _between(query: Select[Any], table: sa.Table) -> Select[Any]:
    kept = query.where(table.c.position > _AFTER, table.c.position <= _UNTIL)
    return kept.limit(sa.bindparam("count", type_=sa.Integer))


_WRITTEN = Prepared(
    lambda: access.seen_by_prepared(_between(select_objects(), object_table), object_table.c.audience + 0).order_by(
        object_table.c.position
    )
)
_GONE = Prepared(
    lambda: access.seen_since_prepared(
        _between(sa.select(tombstone), tombstone), tombstone.c.audience, tombstone.c.position
    )
)
_TOLD = Prepared(
    lambda: access.told_prepared(
        _between(sa.select(feed), feed).where(sa.text("feed.kind IN ('hidden', 'reset')")), feed.c.principal
    )
)


def between(
    conn: Connection, viewer: Viewer, after: int, until: int, most: int, now: datetime
) -> tuple[list[Stored], list[Any], list[Any]]:
    """Return what was written, what is gone and what the viewer was told between positions, at most so many of each."""
    values = access.seeing(viewer, now) | {"after": after, "until": until, "count": most}
    written = stored(_WRITTEN(conn, **values))
    return written, list(_GONE(conn, **values)), list(_TOLD(conn, **values))


def _newest() -> Select[Any]:
    gone = sa.select(sa.func.max(tombstone.c.position).label("at")).where(tombstone.c.position <= _UNTIL)
    told = sa.select(sa.func.max(feed.c.position).label("at")).where(
        feed.c.position <= _UNTIL, sa.text("feed.kind IN ('hidden', 'reset')")
    )
    both = sa.union_all(
        access.seen_since_prepared(gone, tombstone.c.audience, tombstone.c.position),
        access.told_prepared(told, feed.c.principal),
    ).subquery()
    return sa.select(sa.func.max(both.c.at))


_NEWEST = Prepared(_newest)


def newest(conn: Connection, viewer: Viewer, until: int, now: datetime) -> int:
    """Return the newest position up to another of what is gone, or what the viewer was told, or 0."""
    return int(_NEWEST(conn, until=until, **access.seeing(viewer, now)).scalar() or 0)
