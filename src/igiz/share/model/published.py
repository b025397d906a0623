"""What everyone may know of the zone, as its public page shows it."""

from dataclasses import dataclass
from datetime import datetime

from igiz.zone.model.event import Event
from igiz.zone.model.geography import LonLat
from igiz.zone.model.text import Text


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map: a circle of `radius_m` metres, and the neighbourhood it lies in (or is nearest to)."""

    position: LonLat
    radius_m: int
    near: str | None


@dataclass(frozen=True, slots=True)
class PublicReport:
    """A report that is TLP:CLEAR; `over` once its end has passed."""

    id: str
    title: str
    text: str
    lang: str
    owner: Text
    since: datetime
    until: datetime | None
    created: datetime
    changed: datetime
    revoked: bool
    over: bool
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event that is TLP:CLEAR, with its place as everyone may have it."""

    event: Event
    owner: Text
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class PublicLevel:
    """The measure level: until when, what then, and which authority decided."""

    level: int
    until: datetime | None
    then: int | None
    authority: Text | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The map as paths of an SVG of `size` by `size` units; `roads` by rank, names with where they stand."""

    size: int
    units_per_metre: float
    centre: LonLat
    roads: dict[str, str]
    water: str
    green: str
    names: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class PublicPicture:
    """All that the public page shows. `contact` is the partner that runs the instance, `controller` who answers."""

    zone: Text
    time_zone: str
    at: datetime
    level: PublicLevel
    reports: tuple[PublicReport, ...]
    past: tuple[PublicReport, ...]
    events: tuple[PublicEvent, ...]
    contact: Text | None
    controller: str | None
    attribution: str
    schematic: bool
    demo: bool
    exercise: bool
    drawing: Drawing | None
