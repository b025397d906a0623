"""Decisions of the zone: which measure level holds, what an event may say, how coarse a place is shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from igiz.core.errors import Fault
from igiz.zone.model.event import Event, EventKind, Place
from igiz.zone.model.geography import LonLat
from igiz.zone.model.geometry import coarse_middle
from igiz.zone.model.level import BASE, LEVELS, Decision, Level

MAX_TEXT = 2000
MAX_POSITIONS = 1000
LONGEST_LEVEL = timedelta(days=366)
YEARS = range(1970, 2200)
"""The years in which an event can be."""


def level_at(history: Sequence[Decision], now: datetime) -> Level:
    """Say which level holds at a moment, from all decisions in the order in which they were taken.

    The latest decision holds until its end; then the one before it counts again as far as it still runs, no higher
    than `then`. Without any decision in force it is the base. Nothing has to run for that.
    """
    level, decision, in_force = _holding(history, now)
    since = _since(history, now)
    if decision is None:
        return Level(BASE)
    if not in_force:
        return Level(BASE, since, authority=decision.authority, decision=decision.id)
    known = [each for each in history if each.start <= now]
    then = None if decision.until is None else _holding(known, decision.until)[0]
    return Level(level, since, decision.until, then, decision.reason, decision.lang, decision.authority, decision.id)


def lowest_level(history: Sequence[Decision], since: datetime, until: datetime) -> int:
    """Say which level was the lowest from one moment to another, both included."""
    moments = {each.until for each in history if each.until is not None} | {each.start for each in history}
    turns = {since, until, *(moment for moment in moments if since < moment < until)}
    return min(level_at(history, moment).level for moment in turns)


def _holding(history: Sequence[Decision], at: datetime) -> tuple[int, Decision | None, bool]:
    """The level at a moment, the decision that it follows from, and whether that is in force or has just ended."""
    cap = LEVELS[-1]
    ended: Decision | None = None
    for decision in reversed(history):
        if decision.start > at:
            continue
        if decision.until is None or at < decision.until:
            return min(cap, decision.level), decision, True
        cap = min(cap, decision.then or cap)
        ended = ended or decision
    return BASE, ended, False


def _since(history: Sequence[Decision], now: datetime) -> datetime | None:
    """Since when what holds now has held."""
    moments = {each.start for each in history} | {each.until for each in history if each.until is not None}
    since = None
    for moment in sorted((each for each in moments if each <= now), reverse=True):
        if _state(history, moment) != _state(history, now):
            break
        since = moment
    return since


def _state(history: Sequence[Decision], at: datetime) -> tuple[int, str | None]:
    level, decision, in_force = _holding(history, at)
    return level, decision.id if decision is not None and in_force else None


def level_faults(history: Sequence[Decision], wanted: Decision) -> list[Fault]:
    """Say what is wrong with a decision that somebody wants to take: a level above the base has reason and end."""
    if wanted.level not in LEVELS:
        return [Fault("level", f"{wanted.level} is no measure level: give {LEVELS[0]} to {LEVELS[-1]}")]
    faults = _end_faults(wanted)
    if wanted.level > BASE and not wanted.reason.strip():
        faults.append(Fault("reason", "missing: say why the level goes above the base"))
    faults += text_faults("reason", wanted.reason)
    return faults or _then_faults(history, wanted)


def _end_faults(wanted: Decision) -> list[Fault]:
    if wanted.until is None:
        if wanted.level > BASE:
            return [Fault("until", "missing: a level above the base ends at a moment")]
        return []
    if wanted.until <= wanted.start:
        return [Fault("until", "not in the future: give a later end")]
    if wanted.until - wanted.start > LONGEST_LEVEL:
        return [Fault("until", f"more than {LONGEST_LEVEL.days} days ahead: decide again when it ends")]
    return []


def _then_faults(history: Sequence[Decision], wanted: Decision) -> list[Fault]:
    if wanted.then is None:
        return []
    if wanted.until is None:
        return [Fault("then", "without an end nothing follows: leave it out or give `until`")]
    after = level_at(history, wanted.until).level
    if wanted.then not in LEVELS or wanted.then > after:
        return [
            Fault(
                "then",
                f"at that moment level {after} holds by what was decided before: give {BASE} to {after}, or take a "
                "decision with an end of its own",
            )
        ]
    return []


def event_faults(event: Event) -> list[Fault]:
    """Say what is wrong with an event."""
    faults = [] if event.title.strip() else [Fault("title", "missing: give it a name")]
    faults += text_faults("title", event.title) + text_faults("organiser", event.organiser)
    faults += _time_faults(event)
    if event.expected is not None and event.expected < 0:
        faults.append(Fault("expected", "less than nobody: give a number from 0, or leave it out"))
    if event.kind is EventKind.DEMONSTRATION and event.organiser is not None:
        faults.append(Fault("organiser", "who demonstrates is not kept: leave it out"))
    if event.kind is not EventKind.DEMONSTRATION and event.route is not None:
        faults.append(Fault("route", "only a demonstration has a route: give a line as place"))
    if event.place is not None:
        faults += place_faults(event.place)
    return faults + (_positions_faults("route", event.route) if event.route is not None else [])


def _time_faults(event: Event) -> list[Fault]:
    wrong = [where for where, at in (("from", event.start), ("until", event.until)) if at.year not in YEARS]
    if wrong:
        return [Fault(each, f"not between {YEARS[0]} and {YEARS[-1]}: give the year") for each in wrong]
    return [] if event.until >= event.start else [Fault("until", "before `from`: give a later end")]


def place_faults(place: Place, where: str = "place") -> list[Fault]:
    """Say what is wrong with a place: its coordinates lie on the earth, lines have two positions, rings close."""
    faults = text_faults(f"{where}.name", place.name)
    if place.kind is None:
        return faults if place.name else [Fault(where, "empty: give coordinates or a name")]
    return faults + _coordinates_faults(place, where)


def _coordinates_faults(place: Place, where: str) -> list[Fault]:
    coordinates: Any = place.coordinates
    if place.kind == "Point":
        return _positions_faults(where, (coordinates, coordinates))
    if place.kind == "LineString":
        return _positions_faults(where, coordinates)
    faults = [] if coordinates else [Fault(where, "a polygon without a ring: give one")]
    for ring in coordinates:
        faults += _positions_faults(where, ring)
        if len(ring) < 4 or ring[0] != ring[-1]:
            faults.append(Fault(where, "a ring that is not closed: four positions or more, the last one as the first"))
    return faults


def _positions_faults(where: str, positions: Sequence[LonLat]) -> list[Fault]:
    if not 2 <= len(positions) <= MAX_POSITIONS:
        return [Fault(where, f"{len(positions)} positions: give 2 to {MAX_POSITIONS}")]
    wrong = [each for each in positions if not (-180 <= each[0] <= 180 and -90 <= each[1] <= 90)]
    if wrong:
        return [Fault(where, f"{list(wrong[0])} is not on the earth: longitude, then latitude, in degrees")]
    return []


def text_faults(where: str, text: str | None, most: int = MAX_TEXT) -> list[Fault]:
    """Say what is wrong with a text: too long, or characters that no database keeps."""
    if text is None:
        return []
    if len(text) > most:
        return [Fault(where, f"longer than {most} characters: shorten it")]
    if any(each == "\0" or "\ud800" <= each <= "\udfff" for each in text):
        return [Fault(where, "holds a character that is no text (NUL or half a surrogate pair): remove it")]
    return []


def coarse_event(event: Event, precision_m: int) -> Event:
    """Show an event no more exactly than that many metres: its place as a point on a grid, without name or route."""
    if precision_m <= 0:
        return event
    return replace(event, place=None if event.place is None else coarse_place(event.place, precision_m), route=None)


def coarse_place(place: Place, precision_m: int) -> Place | None:
    """Show a place as the middle of its cell in a grid that depends on the precision alone; its name tells too much."""
    if precision_m <= 0:
        return place
    if place.kind is None:
        return None
    return Place("Point", coarse_middle(positions_of(place), precision_m))


def positions_of(place: Place) -> list[LonLat]:
    """Every position of a place."""
    coordinates: Any = place.coordinates
    if place.kind is None:
        return []
    if place.kind == "Point":
        return [coordinates]
    return list(coordinates) if place.kind == "LineString" else [each for ring in coordinates for each in ring]
