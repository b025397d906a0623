"""What the streets of a zone look like: junctions, streets, buildings and what stands between them.

Positions are (longitude, latitude) in degrees, WGS 84; lengths and heights are in metres, times in seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntFlag, StrEnum

LonLat = tuple[float, float]
"""A position: longitude, latitude in degrees (WGS 84)."""
Line = tuple[LonLat, ...]
"""Two positions or more."""
Ring = tuple[LonLat, ...]
"""A closed line: the last position is the first one again."""
Polygon = tuple[Ring, ...]
"""The outer ring, then its holes."""
Shape = tuple[Polygon, ...]
"""One polygon or several that belong together."""
Progress = Callable[[int, int], None]
"""Called with (done, total) while a reader works; the total does not change during one read."""


def no_progress(done: int, total: int) -> None:
    """Say nothing: the progress of a caller that does not ask."""


class BadInput(ValueError):
    """A file that cannot be taken in: `where` names file, line and column, `what` says what is wrong and what to do."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(where, what)
        self.where = where
        self.what = what

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Mode(IntFlag):
    """How one may travel along a street in its direction."""

    NONE = 0
    CAR = 1
    BICYCLE = 2
    FOOT = 4


BICYCLE_KPH = 15.0
"""Speed of a bicycle in km/h where no other figure is known."""
WALKING_KPH = 5.0
"""Speed of a person on foot in km/h where no other figure is known."""


class StreetClass(StrEnum):
    """The rank of a street, from through road to footway."""

    TRUNK = "trunk"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"
    RESIDENTIAL = "residential"
    SERVICE = "service"
    CYCLEWAY = "cycleway"
    FOOTWAY = "footway"


class SurfaceKind(StrEnum):
    """What covers a surface."""

    WATER = "water"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Junction:
    """A place where streets meet or end."""

    id: str
    position: LonLat


@dataclass(frozen=True, slots=True)
class Street:
    """One direction of a stretch of street between two junctions.

    `travel_time_s` is free flow by car where cars may go, else by bicycle, else on foot. `one_way` is a fact of the
    street, equal for both directions: who drives (or cycles, where no car may) cannot come back along it.
    """

    id: str
    start: str
    end: str
    name: str
    street_class: StreetClass
    length_m: float
    travel_time_s: float
    modes: Mode
    one_way: bool
    geometry: Line


@dataclass(frozen=True, slots=True)
class Address:
    """A house number that a person can look up."""

    street: str
    number: str
    postcode: str
    city: str
    position: LonLat


@dataclass(frozen=True, slots=True)
class Building:
    """A building by its footprint; `height_m` is None where nobody says how high it is."""

    id: str
    footprint: Shape
    height_m: float | None = None
    addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A point of interest: `kind` is the source's own word (pharmacy, school, tram_stop)."""

    id: str
    name: str
    kind: str
    position: LonLat


@dataclass(frozen=True, slots=True)
class Tree:
    """A single tree."""

    id: str
    position: LonLat
    height_m: float | None = None


@dataclass(frozen=True, slots=True)
class Surface:
    """A stretch of water or green."""

    id: str
    kind: SurfaceKind
    name: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class TramLine:
    """A stretch of track or the course of a line."""

    id: str
    name: str
    geometry: Line


@dataclass(frozen=True, slots=True)
class Area:
    """A neighbourhood."""

    id: str
    name: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Geography:
    """Everything a zone's map holds; `remarks` says what its reader left out and why.

    `addresses` are all addresses, those of the buildings included.
    """

    junctions: tuple[Junction, ...] = ()
    streets: tuple[Street, ...] = ()
    buildings: tuple[Building, ...] = ()
    addresses: tuple[Address, ...] = ()
    points: tuple[Point, ...] = ()
    trees: tuple[Tree, ...] = ()
    surfaces: tuple[Surface, ...] = ()
    tram_lines: tuple[TramLine, ...] = ()
    areas: tuple[Area, ...] = ()
    attribution: str = ""
    schematic: bool = False
    remarks: tuple[str, ...] = ()
