"""Read what one may see: lists, one object, its history, its readers. Every path passes `core.access`."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Select

from igiz.core import access, audit
from igiz.core.access import Viewer
from igiz.core.db import Database, Tx
from igiz.core.errors import NotFound
from igiz.core.ids import microseconds, moment
from igiz.share import rules
from igiz.share.formats import stix
from igiz.share.model.audience import Audience
from igiz.share.model.report import Filters, Page, Place, Row
from igiz.share.store import audiences, objects, search
from igiz.share.store.objects import Stored, object_table
from igiz.zone.model.actor import ANYONE, Actor
from igiz.zone.service import directory, levels

LISTED_TITLE = ("name", "abstract", "value", "relationship_type", "opinion", "pattern")


def viewer_of(conn: Connection, actor: Actor | None, now: datetime) -> Viewer:
    """Return who looks, at the measure level of that moment."""
    level = levels.level_in_force(conn, now).level
    return Viewer(ANYONE.principals, level) if actor is None else actor.viewer(level)


@contextmanager
def looking(db: Database, actor: Actor | None, now: datetime) -> Iterator[tuple[Connection, Viewer]]:
    """Open a snapshot for whoever looks: the connection, and the viewer it is held to."""
    with db.read() as conn:
        viewer = viewer_of(conn, actor, now)
        access.hold_to(conn, viewer, now)
        yield conn, viewer


def page(db: Database, actor: Actor | None, filters: Filters, before: int | None, limit: int, now: datetime) -> Page:
    """Return part of the list of objects that the actor sees, newest first, from before a position.

    Of one identifier the object that leads is listed, others only where one asks for what their partner shared.
    """
    with looking(db, actor, now) as (conn, viewer):
        if _narrow(filters):
            found, total = _narrowed_page(conn, filters, before, limit + 1, viewer, now)
        else:
            found, total = _plain_page(conn, filters.type, before, limit + 1, viewer, now)
        shown = found[:limit] if filters.owner else leading(conn, found[:limit], viewer, now)
        rows = rows_of(conn, shown, viewer, actor, now)
    audit_reading(db, actor, rows, now)
    following = found[limit - 1].position if 0 < limit < len(found) else None
    capped = _narrow(filters) and total > access.MOST_COUNTED
    return Page(tuple(rows), following, access.MOST_COUNTED if capped else total, capped)


def _plain_page(
    conn: Connection, kind: str | None, before: int | None, limit: int, viewer: Viewer, now: datetime
) -> tuple[list[Stored], int]:
    seen, total = access.count_seen(conn, viewer, now, kind)
    statement = objects.newest(kind, usual=access.is_usual(seen, total))
    values = access.seeing(viewer, now)
    rows = statement(conn, before=access.FOREVER if before is None else before, count=limit, type=kind, **values)
    return objects.stored(rows), seen


def _narrowed_page(
    conn: Connection, filters: Filters, before: int | None, limit: int, viewer: Viewer, now: datetime
) -> tuple[list[Stored], int]:
    query = access.newest_seen(narrowed(conn, objects.select_objects(), filters), object_table, viewer, now)
    if before is not None:
        query = query.where(object_table.c.position < before)
    return objects.fetch(conn, query.limit(limit)), _count_narrowed(conn, filters, viewer, now)


def narrowed(conn: Connection, query: Select[Any], filters: Filters) -> Select[Any]:
    """Narrow a selection of objects to what was asked for."""
    if filters.type == "report":
        query = query.where(sa.text("object.type = 'report'"))
    elif filters.type is not None:
        query = query.where(object_table.c.type == filters.type)
    if filters.severities:
        query = query.where(object_table.c.severity.in_(filters.severities))
    if filters.kind is not None:
        query = query.where(object_table.c.kind == filters.kind)
    if filters.owner is not None:
        query = query.where(object_table.c.owner == access.principal_ids(conn, [filters.owner]).get(filters.owner, 0))
    if filters.since is not None:
        query = query.where(object_table.c.position >= microseconds(filters.since))
    if filters.until is not None:
        query = query.where(object_table.c.position < microseconds(filters.until))
    return search.narrow(conn, query, filters.words) if filters.words else query


def _narrow(filters: Filters) -> bool:
    return filters != Filters(type=filters.type)


def _count_narrowed(conn: Connection, filters: Filters, viewer: Viewer, now: datetime) -> int:
    chosen = access.seen_by(
        narrowed(conn, sa.select(object_table.c.number), filters), object_table.c.audience, viewer, now
    )
    counted = sa.select(sa.func.count()).select_from(chosen.limit(access.MOST_COUNTED + 1).subquery())
    return int(conn.execute(counted).scalar_one())


def rows_of(conn: Connection, found: Sequence[Stored], viewer: Viewer, actor: Actor | None, now: datetime) -> list[Row]:
    """Turn objects that the viewer sees into rows, each place as exact as the viewer may have it."""
    if not found:
        return []
    precision = access.precisions(conn, viewer, now)
    known = audiences.remembered(conn, {each.audience for each in found})
    owners = directory.remembered_refs(conn, {each.owner for each in found})
    return [row_of(each, known[each.audience], precision[each.audience], owners[each.owner], actor) for each in found]


def row_of(each: Stored, audience: Audience, precision_m: int, owner: str, actor: Actor | None) -> Row:
    """Return one object as a row of a list."""
    body = stix.load(each.body)
    content = stix.report_content(body) if each.type == "report" else None
    version = moment(each.version)
    return Row(
        id=each.id,
        type=each.type,
        position=each.position,
        version=version,
        title=title_of(body, each.type, precision_m),
        kind=content.kind if content else None,
        severity=(content.severity if content else None) or "unknown",
        owner=owner,
        tlp=audience.tlp,
        place=_place(content, precision_m) if content else None,
        seen_from=content.seen_from if content else None,
        useful_until=content.useful_until if content else None,
        created=content.created if content else version,
        revoked=each.revoked,
        mine=actor is not None and actor.partner == owner,
        restricted=rules.restricted(audience),
    )


def with_precision(row: Row, precision_m: int) -> Row:
    """Return a row with its exact place as one gets it who sees it to that precision in metres."""
    if precision_m and row.type == "location":
        return replace(row, title=row.type)
    if row.place is None or precision_m == 0:
        return row
    return replace(row, place=Place(rules.coarsen(row.place.geometry, precision_m), precision_m, None))


def title_of(body: dict[str, Any], kind: str, precision_m: int = 0) -> str:
    """Return what an object of any type is called in a list; a place has a name for those who see it exactly."""
    if kind == "location" and precision_m:
        return kind
    return next((str(body[key]) for key in LISTED_TITLE if body.get(key)), kind)


def _place(content: stix.ReportContent, precision_m: int) -> Place | None:
    if content.place is None:
        return None
    geometry = rules.coarsen(content.place.geometry, precision_m)
    return Place(geometry, precision_m, None if precision_m else content.place.name)


def find(conn: Connection, object_id: str, viewer: Viewer, now: datetime) -> Stored:
    """Return one object that the viewer sees; `NotFound` tells nothing more.

    Several partners may have shared an object under one identifier: of those that the viewer sees the first leads.
    """
    return foremost(versions_of(conn, object_id, viewer, now))


def versions_of(conn: Connection, object_id: str, viewer: Viewer, now: datetime) -> list[Stored]:
    """Return what the viewer sees under one identifier, one of each partner that shared it."""
    query = objects.select_objects().where(object_table.c.id == object_id)
    return objects.fetch(conn, access.seen_by(query, object_table.c.audience, viewer, now))


def foremost(found: Iterable[Stored]) -> Stored:
    """Return of objects under one identifier the one that leads, or refuse where there is none."""
    for each in in_order(found):
        return each
    raise NotFound()


def in_order(found: Iterable[Stored]) -> list[Stored]:
    """Order objects as `find` chooses among them: by when their partners first shared them.

    An identifier belongs to whoever made the object. Where the first came last, or the newest version did, any reader
    could put words of its own in the place of a report by sending its identifier.
    """
    return sorted(found, key=lambda each: each.number)


def leading(conn: Connection, found: Sequence[Stored], viewer: Viewer, now: datetime) -> list[Stored]:
    """Leave out those that another partner shared before under the same identifier, as far as the viewer sees."""
    copies = {each.id for each in found if each.copy}
    if not copies:
        return list(found)
    query = sa.select(object_table.c.id, sa.func.min(object_table.c.number)).where(object_table.c.id.in_(copies))
    seen = access.seen_by(query, object_table.c.audience, viewer, now).group_by(object_table.c.id)
    first = {row[0]: row[1] for row in conn.execute(seen)}
    return [each for each in found if first.get(each.id, each.number) == each.number]


def audit_reading(db: Database, actor: Actor | None, rows: Sequence[Row], now: datetime) -> None:
    """Record the reading of restricted objects, one leaf per owner, before the answer leaves."""
    record_reading(db, actor, [(row.owner, row.id) for row in rows if row.restricted], now)


def restricted(conn: Connection, found: Sequence[Stored]) -> list[tuple[str, str]]:
    """Return (owner, id) of those objects of which each reading is recorded, by their own audiences."""
    known = audiences.remembered(conn, {each.audience for each in found})
    kept = [each for each in found if rules.restricted(known[each.audience])]
    owners = directory.refs(conn, {each.owner for each in kept})
    return [(owners[each.owner], each.id) for each in kept]


def record_reading(db: Database, actor: Actor | None, read: Sequence[tuple[str, str]], now: datetime) -> None:
    """Record that the actor read these restricted objects, each (owner, id)."""
    if actor is None or not read:
        return
    reader = actor.person
    of: dict[str, list[str]] = {}
    for owner, object_id in read:
        of.setdefault(owner, []).append(object_id)

    def write(tx: Tx) -> None:
        for owner, ids in sorted(of.items()):
            subject = ids[0] if len(ids) == 1 else None
            audit.record(tx, "read", actor=reader, partner=owner, subject=subject, objects=ids)

    db.write(write, now)
