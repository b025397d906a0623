"""What happened since a position: for the live stream, dealt out to all readers or caught up by one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from igiz.core import access
from igiz.core.access import Viewer
from igiz.core.db import Database
from igiz.core.ids import moment
from igiz.share.formats import stix
from igiz.share.model.report import Row
from igiz.share.service import reading
from igiz.share.store import audiences, feeds, objects
from igiz.share.store.feeds import Happened
from igiz.share.store.objects import Stored
from igiz.zone.model.actor import Actor
from igiz.zone.service import directory, levels

RESET = objects.RESET
BATCH = 500
CATCH_UP = 1000
ABOUT = ("sighting_of_ref", "object_refs")


@dataclass(frozen=True, slots=True)
class News:
    """One change and who may know of it: each principal with the precision in metres it gets places at.

    `unless` names principals who see the object all the same: a person that is named although the partner is not;
    or to whom it is no news, since another partner's leads there. `instead` names those who see another under its
    identifier: they are to look again, since that one leads now. `shared_by` is whose object was deleted. `passing`
    are those of whom a grant of it ends by itself.
    """

    position: int
    kind: str
    object_id: str | None
    readers: Mapping[int, int]
    owner: int | None = None
    exact: Row | None = None
    stored: Stored | None = None
    about: tuple[str, ...] = ()
    unless: frozenset[int] = frozenset()
    instead: frozenset[int] = frozenset()
    shared_by: str | None = None
    passing: frozenset[int] = frozenset()


def latest(db: Database) -> int:
    """Return the last position taken."""
    with db.read(system=True) as conn:
        return feeds.latest(conn)


def news(db: Database, after: int, now: datetime) -> tuple[list[News], int]:
    """Return what happened after a position with its readers of this moment, and the measure level."""
    with db.read(system=True) as conn:
        level = levels.level_in_force(conn, now).level
        happened = feeds.since(conn, after, BATCH)
        ended = {each.object_id for each in happened if each.stored is None and each.object_id}
        others = feeds.under(conn, ended)
        before = feeds.before_others(conn, [each.stored for each in happened if each.stored])
        numbers = {each.audience for each in happened if each.audience is not None}
        numbers = numbers.union(*before.values(), *(each.values() for each in others.values()))
        seen = access.readers(conn, numbers, level, now)
        passing = access.passing(conn, numbers, now)
        known = audiences.by_number(conn, numbers)
        owners = directory.refs(conn, {each.stored.owner if each.stored else each.owner or 0 for each in happened})
        found: list[News] = []
        for each in happened:
            if each.stored is not None:
                row = reading.row_of(each.stored, known[each.stored.audience], 0, owners[each.stored.owner], None)
                readers = seen.get(each.stored.audience, {})
                first = frozenset(
                    who for audience in before.get(each.stored.number, ()) for who in seen.get(audience, ())
                )
                found.append(
                    News(
                        each.position, each.kind, each.object_id, readers, each.stored.owner, row, each.stored,
                        _about(each.stored), first, passing=passing.get(each.stored.audience, frozenset()),
                    )
                )  # fmt: skip
            elif each.principal is not None:
                found.append(_told(each, each.principal, others.get(each.object_id or "", {}), seen))
            else:
                then = access.readers(conn, [each.audience or 0], level, moment(each.position)).get(
                    each.audience or 0, {}
                )
                readers = {who: 0 for who in seen.get(each.audience or 0, {}) if who in then}
                by = owners.get(each.owner or 0)
                left = others.get(each.object_id or "", {}).values()
                instead = frozenset(who for audience in left for who in seen.get(audience, ()))
                found.append(News(each.position, each.kind, each.object_id, readers, instead=instead, shared_by=by))
        return found, level


def _told(each: Happened, principal: int, others: Mapping[int, int], seen: Mapping[int, Mapping[int, int]]) -> News:
    """Return a word to one principal: to look again, or that an object is hidden from it.

    That is no news to who sees it all the same, or one that leads before it under its identifier (`others`: the
    audiences of these by number); who sees a later one is to look again, since that one leads now.
    """
    hidden = each.hidden or 0
    still = (who for number, audience in others.items() if number <= hidden for who in seen.get(audience, ()))
    later = (principal in seen.get(audience, ()) for number, audience in others.items() if number > hidden)
    kind = RESET if any(later) else each.kind
    return News(each.position, kind, each.object_id, {principal: 0}, unless=frozenset(still))


def _about(stored: Stored) -> tuple[str, ...]:
    if stored.type not in ("sighting", "opinion", "note"):
        return ()
    body = stix.load(stored.body)
    value = next((body[key] for key in ABOUT if key in body), ())
    return (value,) if isinstance(value, str) else tuple(value)


def at_precision(item: News, precision_m: int) -> Row | None:
    """Return the row of a change as one who sees its place to that precision gets it."""
    if item.exact is None or item.stored is None:
        return None
    return reading.with_precision(item.exact, precision_m)


def catch_up(db: Database, actor: Actor, after: int, until: int, now: datetime) -> list[News] | None:
    """Return what one actor missed between two positions, or nothing where looking at all again is due.

    That is when it is too much, or when a grant ended or the level moved since then: nothing was written about that;
    or when what was hidden or deleted left the lead to another object under its identifier.
    """
    with reading.looking(db, actor, now) as (conn, viewer):
        if _ended(conn, viewer, after, now):
            return None
        written, gone, told = feeds.between(conn, viewer, after, until, CATCH_UP + 1, now)
        first = _first_seen(conn, {row.object_id for row in told if row.object} | {row.id for row in gone}, viewer, now)
        many = len(written) + len(gone) + len(told) > CATCH_UP
        written = reading.leading(conn, written, viewer, now)
        rows = reading.rows_of(conn, written, viewer, actor, now)
        owners = directory.remembered_refs(conn, {row.owner for row in gone})
    later = any(row.object and row.object < first.get(row.object_id, 0) for row in told)
    if many or later or any(row.id in first for row in gone):
        return None
    me = {viewer.principals[-1]: 0}
    found = [
        News(stored.position, feeds.WRITTEN, stored.id, me, stored.owner, row, stored, _about(stored))
        for stored, row in zip(written, rows, strict=True)
    ]
    found += [News(row.position, feeds.DELETED, row.id, me, shared_by=owners[row.owner]) for row in gone]
    found += [News(row.position, row.kind, row.object_id, me) for row in told if row.object_id not in first]
    return sorted(found, key=lambda each: each.position)


def newest(db: Database, actor: Actor, until: int, now: datetime) -> int:
    """Return the newest position up to another that the actor may know of, or 0: from there on it can resume."""
    with reading.looking(db, actor, now) as (conn, viewer):
        seen, total = access.count_seen(conn, viewer, now)
        statement = objects.newest(None, usual=access.is_usual(seen, total))
        written = objects.stored(statement(conn, before=until + 1, count=1, type=None, **access.seeing(viewer, now)))
        other = feeds.newest(conn, viewer, until, now)
    return max(other, *(each.position for each in written), 0)


def _first_seen(conn: Connection, ids: set[str], viewer: Viewer, now: datetime) -> dict[str, int]:
    """Return by identifier the number of the object that leads for the viewer, where it sees one."""
    seen = access.precisions(conn, viewer, now) if ids else {}
    found = {
        each: min((number for number, audience in objects_.items() if audience in seen), default=0)
        for each, objects_ in feeds.under(conn, ids).items()
    }
    return {each: number for each, number in found.items() if number}


def _ended(conn: Connection, viewer: Viewer, after: int, now: datetime) -> bool:
    """Say whether the level moved, or a grant that counted for the viewer ended, since a position (microseconds)."""
    return levels.moved_since(conn, moment(after), now) or access.ended(conn, viewer, after, now)


def next_changes(db: Database, principals: Collection[int], since: datetime, now: datetime) -> dict[int, int]:
    """Return for each principal when the next grant after a moment begins or ends, in microseconds, where one does."""
    with db.read(system=True) as conn:
        return access.next_changes(conn, principals, levels.level_in_force(conn, now).level, since)
