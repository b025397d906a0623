"""Events of the zone: what happens in the city, where and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal

from igiz.zone.model.geography import Line, LonLat, Polygon


class EventKind(StrEnum):
    """What kind of happening it is; a demonstration is one of its own: notified and facilitated, never a threat."""

    SUMMIT = "summit"
    VISIT = "visit"
    DEMONSTRATION = "demonstration"
    MATCH = "match"
    MARKET = "market"
    OTHER = "other"


class EventStatus(StrEnum):
    """Whether it goes on, in the words of iCalendar."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: a point, a line or a polygon in GeoJSON's words (WGS 84), or only a name."""

    kind: Literal["Point", "LineString", "Polygon"] | None
    coordinates: LonLat | Line | Polygon | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One happening; `title` in the language `lang`, times aware.

    A demonstration may have a `route` and no organiser (who demonstrates is not kept); the other kinds may have an
    organiser and no route. Nobody needs to know how many people are `expected`.
    """

    id: str
    kind: EventKind
    title: str
    lang: str
    start: datetime
    until: datetime
    place: Place | None = None
    organiser: str | None = None
    expected: int | None = None
    route: Line | None = None
    status: EventStatus = EventStatus.CONFIRMED
    uid: str | None = None
    """The identifier in the calendar it came from; an event that was made here goes out under its own id."""
    sequence: int = 0
    """How often it was changed (iCalendar SEQUENCE)."""


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """An event as a viewer may see it: its place no more exact than `precision_m` metres (0: exact)."""

    event: Event
    owner: str
    position: int
    audience: int
    precision_m: int


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """An event of a calendar that was not taken in: its identifier there, and what is wrong with it."""

    uid: str
    what: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What a calendar brought: identifiers of the events added, changed and left as they were, and what was refused."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    refused: tuple[RefusedEvent, ...]


@dataclass(frozen=True, slots=True)
class EventChanged:
    """An event was added, changed or cancelled (`change`); whoever wants to know more reads it as a viewer."""

    VERSION: ClassVar[int] = 1
    event: str
    owner: str
    change: str
