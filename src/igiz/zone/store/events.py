"""Table of the events of the zone; each carries the audience that may see it.

What is read is exact, with the precision in metres to which the viewer may see it.
"""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Index, Integer, Select, String, Text

from igiz.core.access import MOST_COUNTED, Viewer, newest_seen, precisions, seen_by
from igiz.core.db import Tx
from igiz.core.ids import microseconds, moment
from igiz.core.register import Processing, declare
from igiz.zone.model.event import Event, EventKind, EventStatus, Place, SeenEvent

event = declare(
    "event",
    Column("number", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("id", String(300), nullable=False),
    Column("owner", String(300), nullable=False),
    Column("audience", Integer, ForeignKey("audience.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("lang", String(35), nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("place", Text),
    Column("organiser", Text),
    Column("expected", Integer),
    Column("route", Text),
    Column("status", String(20), nullable=False),
    Column("uid", Text),
    Column("sequence", Integer, nullable=False),
    Index("event_id", "id", "owner", unique=True),
    Index("event_audience", "audience", "position"),
    Index("event_until", "until"),
    processing=Processing(
        "know what happens in the zone; of a demonstration never who organises it",
        "public task",
        "1 year after the event",
        controller="owner",
        regime="owner",
        personal=True,
    ),
)


def put(tx: Tx, new: Event, owner: str, audience: int) -> int:
    """Add an event, or put it in the place of the owner's one with the same identifier; return its new position."""
    values = _values(new) | {"position": tx.position(), "audience": audience}
    done = tx.conn.execute(sa.update(event).where(event.c.id == new.id, event.c.owner == owner).values(values))
    if not done.rowcount:
        tx.conn.execute(sa.insert(event).values(values | {"id": new.id, "owner": owner}))
    position: int = values["position"]
    return position


def purge(tx: Tx, ended_before: datetime) -> int:
    """Delete the events that ended before a moment and return how many."""
    return tx.conn.execute(sa.delete(event).where(event.c.until < microseconds(ended_before))).rowcount


def by_id(conn: Connection, event_id: str, viewer: Viewer, now: datetime) -> SeenEvent | None:
    """Return an event if the viewer sees it, or nothing."""
    return _first(conn, sa.select(event).where(event.c.id == event_id), viewer, now)


def by_uid(conn: Connection, owner: str, uid: str, viewer: Viewer, now: datetime) -> SeenEvent | None:
    """Return the owner's event that came from a calendar under an identifier, if the viewer sees it."""
    return _first(conn, sa.select(event).where(event.c.owner == owner, event.c.uid == uid), viewer, now)


def of_audience(conn: Connection, audience: int) -> list[str]:
    """Return the identifiers of the events that carry an audience."""
    query = sa.select(event.c.id).where(event.c.audience == audience).order_by(event.c.position)
    return [row.id for row in conn.execute(query)]


def newest(
    conn: Connection,
    viewer: Viewer,
    now: datetime,
    *,
    since: datetime | None,
    until: datetime | None,
    kinds: Collection[EventKind],
    before: int | None,
    limit: int,
) -> list[SeenEvent]:
    """Return what the viewer sees, the newest change first, from before a position."""
    query = _between(sa.select(event), since, until, kinds)
    if before is not None:
        query = query.where(event.c.position < before)
    rows = conn.execute(newest_seen(query, event, viewer, now).limit(limit)).all()
    return _seen(conn, rows, viewer, now)


def count(
    conn: Connection,
    viewer: Viewer,
    now: datetime,
    *,
    since: datetime | None,
    until: datetime | None,
    kinds: Collection[EventKind],
) -> int:
    """Return how many events the viewer sees, at most one more than are counted."""
    query = seen_by(_between(sa.select(event.c.number), since, until, kinds), event.c.audience, viewer, now)
    counted = query.limit(MOST_COUNTED + 1).subquery()
    return int(conn.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one())


def _between(
    query: Select[Any], since: datetime | None, until: datetime | None, kinds: Collection[EventKind]
) -> Select[Any]:
    if since is not None:
        query = query.where(event.c.until >= microseconds(since))
    if until is not None:
        query = query.where(event.c.start < microseconds(until))
    return query.where(event.c.kind.in_([each.value for each in kinds])) if kinds else query


def _first(conn: Connection, query: Select[Any], viewer: Viewer, now: datetime) -> SeenEvent | None:
    query = seen_by(query, event.c.audience, viewer, now).order_by(event.c.position.desc()).limit(1)
    return next(iter(_seen(conn, conn.execute(query).all(), viewer, now)), None)


def _seen(conn: Connection, rows: Collection[Any], viewer: Viewer, now: datetime) -> list[SeenEvent]:
    finest = precisions(conn, viewer, now) if rows else {}
    return [
        SeenEvent(
            _event(row),
            row.owner,
            row.position,
            row.audience,
            finest[row.audience],
        )
        for row in rows
        if row.audience in finest
    ]


def _values(new: Event) -> dict[str, Any]:
    place = new.place
    return {
        "kind": new.kind.value,
        "title": new.title,
        "lang": new.lang,
        "start": microseconds(new.start),
        "until": microseconds(new.until),
        "place": None if place is None else json.dumps([place.kind, place.coordinates, place.name]),
        "organiser": new.organiser,
        "expected": new.expected,
        "route": None if new.route is None else json.dumps(new.route),
        "status": new.status.value,
        "uid": new.uid,
        "sequence": new.sequence,
    }


def _event(row: Any) -> Event:
    return Event(
        row.id,
        EventKind(row.kind),
        row.title,
        row.lang,
        moment(row.start),
        moment(row.until),
        None if row.place is None else _place(*json.loads(row.place)),
        row.organiser,
        row.expected,
        None if row.route is None else _tuples(json.loads(row.route)),
        EventStatus(row.status),
        row.uid,
        row.sequence,
    )


def _place(kind: Any, coordinates: Any, name: str | None) -> Place:
    return Place(kind, _tuples(coordinates), name)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value
