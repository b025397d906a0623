"""What a district is grown from: main streets, ground that no street may cross, and quarters with their own style.

All positions here are metres east and north of the district's centre.
"""

from dataclasses import dataclass
from enum import StrEnum

from igiz.zone.model.geography import LonLat, StreetClass

XY = tuple[float, float]
"""A position: metres east and north of the centre."""
Path = tuple[XY, ...]
"""Two positions or more; an outline does not repeat its first position."""


class Style(StrEnum):
    """How a quarter is built."""

    TERRACE = "terrace"
    VILLAGE = "village"
    VILLA = "villa"
    OFFICE = "office"


class GroundKind(StrEnum):
    """What lies where no street may be drawn: footways cross a park, nothing crosses water, a site or bare ground."""

    PARK = "park"
    WATER = "water"
    SITE = "site"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class MainStreet:
    """A named main street; two main streets meet where they share a position or cross."""

    name: str
    street_class: StreetClass
    line: Path
    shops: bool = False
    trees: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """A stretch of ground that streets and houses leave free."""

    kind: GroundKind
    name: str
    outline: Path


@dataclass(frozen=True, slots=True)
class Quarter:
    """A neighbourhood, its outline and the style of its buildings."""

    name: str
    outline: Path
    style: Style = Style.TERRACE


@dataclass(frozen=True, slots=True)
class Landmark:
    """A building drawn by hand; its height is in metres."""

    name: str
    outline: Path
    height_m: float


@dataclass(frozen=True, slots=True)
class Tram:
    """A tram line: its course, and its stops by name."""

    name: str
    line: Path
    stops: tuple[tuple[str, XY], ...] = ()


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The hand-drawn part of a district; `fill` grows the rest."""

    centre: LonLat
    city: str
    main_streets: tuple[MainStreet, ...]
    grounds: tuple[Ground, ...] = ()
    quarters: tuple[Quarter, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    trams: tuple[Tram, ...] = ()
