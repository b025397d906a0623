"""Events of the zone: added, changed, cancelled, listed, and exchanged as calendars.

Who may see an event is decided above: `audience` comes in as a number and only filters. The verbs take the caller's
transaction or snapshot, so that an event and its audience are written together.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from igiz.core import audit, bus
from igiz.core.access import Viewer
from igiz.core.db import Tx
from igiz.core.errors import BadRequest, Fault, Forbidden, NotFound, Stale
from igiz.core.ids import new_id
from igiz.zone.formats import icalendar
from igiz.zone.model.actor import CONTRIBUTOR, Actor
from igiz.zone.model.calendar import CalendarEvent, CalendarStatus
from igiz.zone.model.event import (
    Event,
    EventChanged,
    EventKind,
    EventStatus,
    Imported,
    Place,
    RefusedEvent,
    SeenEvent,
)
from igiz.zone.model.geography import BadInput
from igiz.zone.rules import coarse_event, event_faults
from igiz.zone.store import events as store
from igiz.zone.store import zone as zone_store

MOST_EXPORTED = 1000
RETENTION = timedelta(days=365)
"""How long an event is kept after it ended, as its table declares."""
FALLBACK_ZONE = "UTC"
_WORDS = {
    EventKind.SUMMIT: ("summit", "top", "conference", "conferentie"),
    EventKind.VISIT: ("visit", "bezoek"),
    EventKind.DEMONSTRATION: ("demonstration", "demonstratie", "protest", "betoging"),
    EventKind.MATCH: ("match", "wedstrijd"),
    EventKind.MARKET: ("market", "markt"),
}
"""Words for the kinds in the categories of calendars."""


def add_event(tx: Tx, actor: Actor, event: Event, audience: int) -> SeenEvent:
    """Add an event of the actor's partner, under a new identifier."""
    _may_write(actor)
    return _keep(tx, actor, replace(event, id=new_id("event")), audience, "added")


def change_event(
    tx: Tx, actor: Actor, viewer: Viewer, event_id: str, event: Event, audience: int, *, version: int | None = None
) -> SeenEvent:
    """Put other words, times, place or audience to an event of the actor's partner; `version` is the position read."""
    _may_write(actor)
    known = _own(tx, actor, viewer, event_id, version)
    new = replace(event, id=event_id, uid=known.event.uid, sequence=known.event.sequence + 1)
    return _keep(tx, actor, new, audience, "changed")


def cancel_event(tx: Tx, actor: Actor, viewer: Viewer, event_id: str, *, version: int | None = None) -> SeenEvent:
    """Cancel an event of the actor's partner; whoever saw it sees that it is cancelled."""
    _may_write(actor)
    known = _own(tx, actor, viewer, event_id, version)
    if known.event.status is EventStatus.CANCELLED:
        return known
    new = replace(known.event, status=EventStatus.CANCELLED, sequence=known.event.sequence + 1)
    return _keep(tx, actor, new, known.audience, "cancelled")


def purge_events(tx: Tx) -> int:
    """Delete the events whose retention is over and return how many."""
    return store.purge(tx, tx.now - RETENTION)


def get_event(conn: Connection, viewer: Viewer, event_id: str, now: datetime) -> SeenEvent:
    """Return an event as the viewer may see it."""
    return _shown(_known(conn, viewer, event_id, now))


def events_of(conn: Connection, audience: int) -> list[str]:
    """Return the identifiers of the events that carry an audience, for who decides about it; readers see others."""
    return store.of_audience(conn, audience)


def list_events(
    conn: Connection,
    viewer: Viewer,
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: Collection[EventKind] = (),
    before: int | None = None,
    limit: int = 100,
) -> tuple[list[SeenEvent], int]:
    """Return the events that the viewer sees between two moments, the newest change first, and how many there are.

    The count stops at one more than `access.MOST_COUNTED`.
    """
    page = store.newest(conn, viewer, now, since=since, until=until, kinds=kinds, before=before, limit=limit)
    return [_shown(each) for each in page], store.count(conn, viewer, now, since=since, until=until, kinds=kinds)


def export_events(conn: Connection, viewer: Viewer, now: datetime) -> bytes:
    """Return what the viewer sees as an iCalendar file in the times of the zone, in order of start."""
    page = store.newest(conn, viewer, now, since=None, until=None, kinds=(), before=None, limit=MOST_EXPORTED)
    events = sorted((_to_calendar(_shown(each).event) for each in page), key=lambda each: (each.starts, each.uid))
    zone = zone_store.zone_of(conn)
    return icalendar.write(events, _time_zone(conn), now, zone.name.nl if zone else "")


def read_calendar(
    conn: Connection, data: bytes, file: str = "calendar"
) -> tuple[list[CalendarEvent], list[RefusedEvent]]:
    """Read a calendar file in the times of the zone, with the events that cannot be taken; or say what is wrong."""
    refused: list[tuple[str, str]] = []
    try:
        told = icalendar.read(data, _time_zone(conn), file, refused)
        return told, [RefusedEvent(name, what) for name, what in refused]
    except BadInput as error:
        raise BadRequest("This is no calendar that can be read.", faults=[Fault(error.where, error.what)]) from None


def import_events(
    tx: Tx, actor: Actor, viewer: Viewer, events: Sequence[CalendarEvent], audience: int, *, lang: str = "nl"
) -> Imported:
    """Add the events of a calendar, or bring those that came from it before up to date; name what is refused."""
    _may_write(actor)
    outcome: dict[str, list[str]] = {"added": [], "changed": [], "same": []}
    refused: list[RefusedEvent] = []
    for told in events:
        known = store.by_uid(tx.conn, actor.partner, told.uid, viewer, tx.now)
        event = _from_calendar(told, lang, known.event if known else None)
        faults = event_faults(event)
        if faults:
            refused.append(RefusedEvent(told.uid, "; ".join(f"{each.where}: {each.what}" for each in faults)))
        elif known is not None and known.event == event and known.audience == audience:
            outcome["same"].append(event.id)
        else:
            change = "changed" if known else "added"
            outcome[change].append(_keep(tx, actor, event, audience, change).event.id)
    return Imported(tuple(outcome["added"]), tuple(outcome["changed"]), tuple(outcome["same"]), tuple(refused))


def _known(conn: Connection, viewer: Viewer, event_id: str, now: datetime) -> SeenEvent:
    found = store.by_id(conn, event_id, viewer, now)
    if found is None:
        raise NotFound()
    return found


def _shown(seen: SeenEvent) -> SeenEvent:
    return replace(seen, event=coarse_event(seen.event, seen.precision_m))


def _may_write(actor: Actor) -> None:
    if not actor.may(CONTRIBUTOR, "write"):
        raise Forbidden("Only a contributor adds or changes events.")


def _own(tx: Tx, actor: Actor, viewer: Viewer, event_id: str, version: int | None) -> SeenEvent:
    known = _known(tx.conn, viewer, event_id, tx.now)
    if known.owner != actor.partner:
        raise Forbidden("Another partner added this event; ask that partner to change it.")
    if version is not None and version != known.position:
        raise Stale("Read it again: it changed since you read it.")
    return known


def _keep(tx: Tx, actor: Actor, event: Event, audience: int, change: str) -> SeenEvent:
    faults = event_faults(event)
    if faults:
        raise BadRequest("This event does not hold together.", faults=faults)
    position = store.put(tx, event, actor.partner, audience)
    audit.record(tx, f"event-{change}", actor=actor.person, partner=actor.partner, subject=event.id)
    bus.publish(tx, EventChanged(event.id, actor.partner, change))
    return SeenEvent(event, actor.partner, position, audience, 0)


def _time_zone(conn: Connection) -> ZoneInfo:
    zone = zone_store.zone_of(conn)
    return ZoneInfo(zone.time_zone if zone else FALLBACK_ZONE)


def _to_calendar(event: Event) -> CalendarEvent:
    place = event.place
    geo = place.coordinates if place is not None and place.kind == "Point" else None
    return CalendarEvent(
        uid=event.uid or event.id,
        title=event.title,
        starts=event.start,
        ends=event.until,
        location=(place.name if place else None) or "",
        geo=geo,  # type: ignore[arg-type]  # the coordinates of a point are a position
        categories=(event.kind.value,),
        status=CalendarStatus(event.status.value),
        sequence=event.sequence,
    )


def _from_calendar(told: CalendarEvent, lang: str, known: Event | None) -> Event:
    place = None
    if told.geo is not None or told.location:
        place = Place("Point" if told.geo else None, told.geo, told.location or None)
    return Event(
        id=known.id if known else new_id("event"),
        kind=_kind(told.categories, known),
        title=told.title,
        lang=known.lang if known else lang,
        start=told.starts,
        until=told.ends,
        place=place,
        organiser=known.organiser if known else None,
        expected=known.expected if known else None,
        route=known.route if known else None,
        status=EventStatus(told.status.value),
        uid=told.uid,
        sequence=told.sequence,
    )


def _kind(categories: Collection[str], known: Event | None) -> EventKind:
    said = {each.casefold() for each in categories}
    for kind, words in _WORDS.items():
        if said & set(words):
            return kind
    return known.kind if known else EventKind.OTHER
