"""What reached one viewer, in the order in which it did: page by page, whatever the number of objects.

A cell is what one audience holds of one type. A page starts at the first object of each cell and merges the cells;
each step is one seek in an index. Where an audience was shown to a viewer as new, the positions of that moment count.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from heapq import heapify, heappop, heappush, nsmallest
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Connection, Integer, Select, String

from igiz.core import access
from igiz.core.access import Viewer, audience_count
from igiz.core.prepared import Prepared
from igiz.share.store.audiences import audience_ref
from igiz.share.store.objects import (
    Stored,
    announcement,
    fetch,
    object_table,
    select_objects,
    shown,
    version_table,
)

LEAST_CHUNK = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page is narrowed to: audiences that name something (None: all), types (none: all), after a position."""

    named: str | None = None
    types: tuple[str, ...] = ()
    after: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """An object (or a former version of it) and the position at which it reached the viewer."""

    position: int
    stored: Stored


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a cell goes on: its next position, and the principal to whom its objects were shown as new, if any."""

    first: int
    audience: int
    type: str
    shown_to: int | None = None


def page(conn: Connection, viewer: Viewer, now: datetime, wanted: Wanted, limit: int) -> list[Arrived]:
    """Return the first objects after a position, oldest first."""
    cells = _cells(conn, viewer, now, wanted)
    order = _merge(conn, nsmallest(limit, cells, key=lambda cell: cell.first), limit)
    query = select_objects().where(object_table.c.number.in_(order.values()))
    found = {each.number: each for each in fetch(conn, access.seen_by(query, object_table.c.audience + 0, viewer, now))}
    return [Arrived(position, found[number]) for position, number in order.items() if number in found]


def _merge(conn: Connection, cells: Sequence[_Cell], limit: int) -> dict[int, int]:
    """Return the numbers of the first objects of all cells by their positions, in order."""
    chunk = max(LEAST_CHUNK, 2 * limit // max(1, len(cells)))
    waiting = [(cell.first, index) for index, cell in enumerate(cells)]
    heapify(waiting)
    ready: list[deque[tuple[int, int]]] = [deque() for _ in cells]
    order: dict[int, int] = {}
    while waiting and len(order) < limit:
        position, index = heappop(waiting)
        if not ready[index]:
            ready[index].extend(_chunk(conn, cells[index], position, chunk))
        position, number = ready[index].popleft()
        order[position] = number
        following = ready[index][0][0] if ready[index] else _next(conn, cells[index], position)
        if following is not None:
            heappush(waiting, (following, index))
    return order


def _next(conn: Connection, cell: _Cell, position: int) -> int | None:
    following = _chunk(conn, cell, position + 1, 1)
    return following[0][0] if following else None


def _chunk(conn: Connection, cell: _Cell, first: int, count: int) -> list[tuple[int, int]]:
    values: dict[str, Any] = {"audience_": cell.audience, "type_": cell.type, "first": first, "count": count}
    if cell.shown_to is None:
        rows = _chunks(object_table, object_table.c.number, by_rows=_by_rows(conn))(conn, **values)
    else:
        rows = _chunks(shown, shown.c.object, by_rows=_by_rows(conn))(conn, who=cell.shown_to, **values)
    return [(position, number) for position, number in rows]


@cache
def _chunks(table: sa.Table, number: sa.ColumnElement[int], *, by_rows: bool) -> Prepared:
    """Return the prepared statement of the next objects of a cell."""

    def build() -> Select[Any]:
        cell = (sa.bindparam("audience_", type_=Integer), sa.bindparam("type_", type_=String))
        first = sa.bindparam("first", type_=BigInteger)
        query = _along(table, sa.select(table.c.position, number), cell, first, by_rows=by_rows)
        if table is shown:
            query = query.where(shown.c.principal == sa.bindparam("who", type_=Integer))
        return query.limit(sa.bindparam("count", type_=Integer))

    return Prepared(build)


def _cells(conn: Connection, viewer: Viewer, now: datetime, wanted: Wanted) -> list[_Cell]:
    """Return where each cell of the viewer goes on after the wanted position."""
    last = announcements(conn, viewer)
    columns = (audience_count.c.audience, audience_count.c.type)
    plain = sa.select(*columns, _head(conn, object_table, wanted.after).scalar_subquery().label("first"))
    if last:
        plain = plain.where(audience_count.c.audience.not_in(list(last)))
    rows = conn.execute(_narrowed(plain, viewer, now, wanted))
    return [
        *(_Cell(row.first, row.audience, row.type) for row in rows if row.first is not None),
        *(_shown_cells(conn, viewer, now, wanted, last) if last else ()),
    ]


def _shown_cells(
    conn: Connection, viewer: Viewer, now: datetime, wanted: Wanted, last: dict[int, tuple[int, int]]
) -> list[_Cell]:
    """Return the cells of audiences that were shown as new: what was there then, and what came later."""
    there = _head(conn, shown, wanted.after).where(shown.c.principal == announcement.c.principal)
    later = _head(conn, object_table, wanted.after).where(object_table.c.position > announcement.c.position)
    query = (
        sa.select(
            audience_count.c.audience,
            audience_count.c.type,
            announcement.c.principal,
            there.correlate(audience_count, announcement).scalar_subquery().label("there"),
            later.correlate(audience_count, announcement).scalar_subquery().label("later"),
        )
        .join(announcement, announcement.c.audience == audience_count.c.audience)
        .where(announcement.c.principal.in_(viewer.principals))
    )
    cells: list[_Cell] = []
    for row in conn.execute(_narrowed(query, viewer, now, wanted)):
        if last[row.audience][1] != row.principal:
            continue
        if row.there is not None:
            cells.append(_Cell(row.there, row.audience, row.type, row.principal))
        if row.later is not None:
            cells.append(_Cell(row.later, row.audience, row.type))
    return cells


def _head(conn: Connection, table: sa.Table, after: int) -> Select[Any]:
    """Select the first position of a cell after a position."""
    cell = (audience_count.c.audience, audience_count.c.type)
    query = _along(table, sa.select(table.c.position), cell, sa.literal(after + 1), by_rows=_by_rows(conn))
    return query.limit(1)


def _by_rows(conn: Connection) -> bool:
    return conn.dialect.name != "sqlite"


def _along(
    table: sa.Table, query: Select[Any], cell: tuple[Any, Any], first: sa.ColumnElement[int], *, by_rows: bool
) -> Select[Any]:
    """Narrow a query to one cell from a position on, in order, by a seek in the index over these three columns.

    PostgreSQL would rather walk along the positions of everything, unless rows are compared as a whole; SQLite seeks
    only by equal values.
    """
    if not by_rows:
        same = sa.and_(table.c.audience == cell[0], table.c.type == cell[1])
        return query.where(same, table.c.position >= first).order_by(table.c.position)
    place = sa.tuple_(table.c.audience, table.c.type, table.c.position)
    until = sa.literal(access.FOREVER, BigInteger)
    within = sa.and_(place >= sa.tuple_(*cell, first), place <= sa.tuple_(*cell, until))
    return query.where(within).order_by(table.c.audience, table.c.type, table.c.position)


def announcements(conn: Connection, viewer: Viewer) -> dict[int, tuple[int, int]]:
    """Return for each audience that was shown to the viewer as new the last time: (position, principal)."""
    query = sa.select(announcement.c.audience, announcement.c.position, announcement.c.principal).where(
        announcement.c.principal.in_(viewer.principals)
    )
    last: dict[int, tuple[int, int]] = {}
    for audience, position, principal in conn.execute(query):
        last[audience] = max((position, principal), last.get(audience, (0, 0)))
    return last


def _narrowed(query: Select[Any], viewer: Viewer, now: datetime, wanted: Wanted) -> Select[Any]:
    query = access.seen_by(query.where(audience_count.c.objects > 0), audience_count.c.audience, viewer, now)
    if wanted.types:
        query = query.where(audience_count.c.type.in_(wanted.types))
    return query if wanted.named is None else query.where(audience_count.c.audience.in_(_naming(wanted.named)))


def _naming(ref: str) -> Select[Any]:
    return sa.select(audience_ref.c.audience).where(audience_ref.c.ref == ref)


def by_id(conn: Connection, viewer: Viewer, now: datetime, wanted: Wanted, ids: Sequence[str]) -> list[Arrived]:
    """Return the current versions of these objects that the viewer sees, oldest first; `after` plays no part."""
    query = select_objects().where(object_table.c.id.in_(ids))
    if wanted.types:
        query = query.where(object_table.c.type.in_(wanted.types))
    if wanted.named is not None:
        query = query.where(object_table.c.audience.in_(_naming(wanted.named)))
    found = fetch(conn, access.seen_by(query, object_table.c.audience + 0, viewer, now))
    last = announcements(conn, viewer) if found else {}
    arrived = [Arrived(_position_of(conn, each, last.get(each.audience)), each) for each in found]
    return sorted(arrived, key=lambda each: each.position)


def _position_of(conn: Connection, each: Stored, last: tuple[int, int] | None) -> int:
    if last is None or each.position > last[0]:
        return each.position
    query = sa.select(shown.c.position).where(shown.c.object == each.number, shown.c.principal == last[1])
    return int(conn.execute(query).scalar() or each.position)


def former(conn: Connection, viewer: Viewer, now: datetime, each: Stored) -> list[Arrived]:
    """Return the former versions of an object that the viewer sees, each at its own position."""
    query = sa.select(version_table).where(version_table.c.object == each.number)
    rows = conn.execute(access.seen_by(query, version_table.c.audience, viewer, now))
    return [
        Arrived(
            row.position,
            Stored(
                each.number, each.id, each.owner, row.author, each.type, row.version, row.position, row.audience,
                False, None, False, each.copy, row.body,
            ),
        )
        for row in rows
    ]  # fmt: skip
