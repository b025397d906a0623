"""Events of the zone, shared like reports: `zone` keeps them, the marking decided here says who sees them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from igiz.core.access import MOST_COUNTED, Viewer
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Fault
from igiz.core.ids import microseconds
from igiz.share import rules
from igiz.share.model.audience import Audience
from igiz.share.model.draft import Marking
from igiz.share.model.happening import Happening, HappeningPage
from igiz.share.service import decisions, markings, reading
from igiz.share.store import audiences
from igiz.zone.model.actor import CONTRIBUTOR, Actor
from igiz.zone.model.calendar import CalendarEvent
from igiz.zone.model.event import Event, EventKind, Imported, RefusedEvent, SeenEvent
from igiz.zone.service import ceiling, events, zone

MOST_IMPORTED = 2000
"""A calendar may bring this many events at once; more is refused, not cut."""


def page(
    db: Database,
    actor: Actor | None,
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: Collection[EventKind] = (),
    before: int | None = None,
    limit: int = 50,
) -> HappeningPage:
    """Return part of the list of events that the actor sees, the newest change first, from before a position."""
    with reading.looking(db, actor, now) as (conn, viewer):
        seen, total = events.list_events(
            conn, viewer, now, since=since, until=until, kinds=kinds, before=before, limit=limit + 1
        )
        items = _happenings(conn, seen[:limit], actor, viewer, now)
    reading.record_reading(db, actor, _restricted(items), now)
    following = seen[limit - 1].position if 0 < limit < len(seen) else None
    return HappeningPage(items, following, min(total, MOST_COUNTED), total > MOST_COUNTED)


def get(db: Database, actor: Actor | None, event_id: str, now: datetime) -> Happening:
    """Return one event that the actor sees."""
    with reading.looking(db, actor, now) as (conn, viewer):
        (found,) = _happenings(conn, [events.get_event(conn, viewer, event_id, now)], actor, viewer, now)
    reading.record_reading(db, actor, _restricted([found]), now)
    return found


def add(db: Database, actor: Actor, event: Event, marking: Marking, now: datetime) -> str:
    """Add an event for exactly those whom its marking names; return its id."""
    ceiling.refuse_above(zone.forbidden_marks(db), _texts(event))

    def write(tx: Tx) -> str:
        audience, community = _checked(tx, actor, marking)
        made = events.add_event(tx, actor, event, decisions.audience_number(tx, audience, community))
        _record_grounds(tx, actor, [made.event.id], audience, community)
        return made.event.id

    return db.write(write, now)


def change(
    db: Database,
    actor: Actor,
    event_id: str,
    edit: Callable[[Event], Event],
    marking: Marking | None,
    version: int,
    now: datetime,
) -> None:
    """Change the version of an event that stood at a position; without a marking its readers stay the same."""

    def write(tx: Tx) -> None:
        viewer = reading.viewer_of(tx.conn, actor, tx.now)
        was = events.get_event(tx.conn, viewer, event_id, tx.now)
        new = edit(was.event)
        ceiling.refuse_above(zone.forbidden_in(tx.conn), _texts(new))
        number = was.audience
        if marking is not None:
            audience, community = _checked(tx, actor, marking)
            number = decisions.audience_number(tx, audience, community)
        events.change_event(tx, actor, viewer, event_id, new, number, version=version)
        if marking is not None:
            _record_grounds(tx, actor, [event_id], audience, community)

    db.write(write, now)


def cancel(db: Database, actor: Actor, event_id: str, version: int | None, now: datetime) -> None:
    """Cancel an event: whoever saw it sees that it is cancelled."""

    def write(tx: Tx) -> None:
        events.cancel_event(tx, actor, reading.viewer_of(tx.conn, actor, tx.now), event_id, version=version)

    db.write(write, now)


def calendar(db: Database, actor: Actor | None, now: datetime) -> bytes:
    """Return the events that the actor (or, without one, everyone) sees as iCalendar."""
    with reading.looking(db, actor, now) as (conn, viewer):
        seen, _ = events.list_events(conn, viewer, now, limit=events.MOST_EXPORTED)
        items = _happenings(conn, seen, actor, viewer, now)
        file = events.export_events(conn, viewer, now)
    reading.record_reading(db, actor, _restricted(items), now)
    return file


def import_calendar(db: Database, actor: Actor, data: bytes, marking: Marking, lang: str, now: datetime) -> Imported:
    """Take in a calendar with one marking for all its events; each that is refused is named with its reason."""
    with db.read() as conn:
        told, unreadable = events.read_calendar(conn, data)
    if len(told) + len(unreadable) > MOST_IMPORTED:
        raise BadRequest(
            "This calendar is too long to take in at once. Nothing was stored.",
            faults=[Fault("body", f"{len(told) + len(unreadable)} events: send at most {MOST_IMPORTED} at a time")],
        )
    refused, kept = _sorted(told, zone.forbidden_marks(db))

    def write(tx: Tx) -> Imported:
        audience, community = _checked(tx, actor, marking)
        number = decisions.audience_number(tx, audience, community)
        viewer = reading.viewer_of(tx.conn, actor, tx.now)
        done = events.import_events(tx, actor, viewer, kept, number, lang=lang)
        _record_grounds(tx, actor, [*done.added, *done.changed], audience, community)
        return Imported(done.added, done.changed, done.same, (*unreadable, *refused, *done.refused))

    return db.write(write, now)


def _sorted(told: Sequence[CalendarEvent], marks: tuple[str, ...]) -> tuple[list[RefusedEvent], list[CalendarEvent]]:
    refused: list[RefusedEvent] = []
    kept: list[CalendarEvent] = []
    for each in told:
        mark = ceiling.above_in([each.title, each.location, each.uid], marks)
        if "\0" in each.uid:
            refused.append(RefusedEvent(each.uid.replace("\0", "\ufffd"), "its UID holds a NUL: remove it"))
        elif mark is not None:
            refused.append(RefusedEvent(each.uid, f"marked {mark}: share it by the means meant for that"))
        else:
            kept.append(each)
    return refused, kept


def _happenings(
    conn: Connection, seen: Sequence[SeenEvent], actor: Actor | None, viewer: Viewer, now: datetime
) -> tuple[Happening, ...]:
    known = audiences.by_number(conn, {each.audience for each in seen})
    by = markings.reader(conn, actor, viewer.level, now)
    return tuple(_happening(each, known[each.audience], by) for each in seen)


def _happening(seen: SeenEvent, audience: Audience, by: markings.Reader) -> Happening:
    mine = by.actor is not None and by.actor.partner == seen.owner
    return Happening(
        seen.event,
        seen.owner,
        seen.position,
        seen.precision_m,
        markings.view(audience, by),
        mine,
        rules.restricted(audience),
        mine and by.actor is not None and by.actor.may(CONTRIBUTOR, "write"),
    )


def _checked(tx: Tx, actor: Actor, marking: Marking) -> tuple[Audience, rules.Community]:
    """Return the audience that a marking means, or refuse it by name, also for what only reports have."""
    faults = []
    if marking.pap is not None:
        faults.append(Fault("marking.pap", "an event carries no PAP: leave it out"))
    if marking.break_glass:
        faults.append(Fault("marking.breakGlass", "only a report is opened in an emergency: leave it out"))
    return markings.checked(tx, actor, marking, also=faults)


def _record_grounds(tx: Tx, actor: Actor, ids: Iterable[str], audience: Audience, community: rules.Community) -> None:
    """Record in the audit log the grounds on which personal data of events goes to other regimes."""
    found = rules.disclosures(audience, community, microseconds(tx.now))
    if found:
        decisions.record_events_disclosed(tx, ids, audience.owner, found, by=actor.person)


def _texts(event: Event) -> tuple[tuple[str, str], ...]:
    place = event.place.name if event.place else None
    return (("title", event.title), ("placeName", place or ""), ("organiser", event.organiser or ""))


def _restricted(items: Iterable[Happening]) -> list[tuple[str, str]]:
    """Return (owner, id) of those events of which each reading is recorded."""
    return [(each.owner, each.event.id) for each in items if each.restricted]
