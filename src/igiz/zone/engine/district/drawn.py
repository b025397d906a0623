"""From metres to the nouns of the map: positions in degrees, lengths, house numbers and identifiers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi

import numpy as np

from igiz.zone.engine.district.plane import Floats
from igiz.zone.engine.district.rows import House
from igiz.zone.engine.district.skeleton import XY, Path
from igiz.zone.engine.district.traffic import Stretch
from igiz.zone.model.geography import (
    BICYCLE_KPH,
    WALKING_KPH,
    Address,
    Building,
    Junction,
    LonLat,
    Mode,
    Shape,
    Street,
    StreetClass,
)

SEMI_MAJOR_M = 6378137.0
FLATTENING = 1 / 298.257223563
SQUARED = FLATTENING * (2 - FLATTENING)
"""Squared eccentricity of the WGS 84 ellipsoid."""
PER_RADIAN = 180 / pi
"""Degrees."""
DECIMALS = 7
"""Of a position in degrees: about a centimetre."""

CAR_KPH = {
    StreetClass.TRUNK: 50.0,
    StreetClass.SECONDARY: 50.0,
    StreetClass.TERTIARY: 30.0,
    StreetClass.RESIDENTIAL: 30.0,
    StreetClass.SERVICE: 15.0,
}
NO_CARS = {StreetClass.CYCLEWAY: Mode.BICYCLE | Mode.FOOT, StreetClass.FOOTWAY: Mode.FOOT}


def _way(kind: StreetClass, against: bool) -> tuple[Mode, float]:
    """Who may go along a street of that class (against its one-way direction), and the fastest one's km/h."""
    modes = NO_CARS.get(kind, Mode.CAR | Mode.BICYCLE | Mode.FOOT)
    modes = modes & ~Mode.CAR if against else modes
    slow_kph = BICYCLE_KPH if modes & Mode.BICYCLE else WALKING_KPH
    return modes, CAR_KPH[kind] if modes & Mode.CAR else slow_kph


WAYS = {(kind, against): _way(kind, against) for kind in StreetClass for against in (False, True)}


def _radii(lat: Floats) -> tuple[Floats, Floats]:
    """Metres per radian of latitude and of longitude at those latitudes (degrees)."""
    sine: Floats = np.sin(np.radians(lat))
    bend = 1 - SQUARED * sine * sine
    meridian: Floats = SEMI_MAJOR_M * (1 - SQUARED) / (bend * np.sqrt(bend))
    parallel: Floats = SEMI_MAJOR_M / np.sqrt(bend) * np.cos(np.radians(lat))
    return meridian, parallel


def degrees(points: Floats, centre: LonLat) -> Floats:
    """Positions (n, 2) in metres from the centre as (n, 2) degrees; distances stay true within 0.1 % over 50 km."""
    lat: Floats = np.full(len(points), centre[1])
    for _ in range(3):
        meridian, _parallel = _radii((lat + centre[1]) / 2)
        lat = centre[1] + points[:, 1] / meridian * PER_RADIAN
    _meridian, parallel = _radii(lat)
    lon = centre[0] + points[:, 0] / parallel * PER_RADIAN
    result: Floats = np.stack([lon, lat], axis=1).round(DECIMALS)
    return result


def lengths(starts: Floats, ends: Floats) -> Floats:
    """Metres between positions in degrees, (n, 2) each, on the ellipsoid; for distances up to a kilometre."""
    meridian, parallel = _radii((starts[:, 1] + ends[:, 1]) / 2)
    result: Floats = np.hypot(
        np.radians(ends[:, 0] - starts[:, 0]) * parallel, np.radians(ends[:, 1] - starts[:, 1]) * meridian
    )
    return result


@dataclass(frozen=True, slots=True)
class Globe:
    """Turns metres from one centre into degrees."""

    centre: LonLat

    def line(self, path: Sequence[XY]) -> tuple[LonLat, ...]:
        spots: list[list[float]] = degrees(np.array(path, dtype=float), self.centre).tolist()
        return tuple((lon, lat) for lon, lat in spots)

    def shape(self, outline: Path) -> Shape:
        """One polygon, its ring closed."""
        return ((self.line([*outline, outline[0]]),),)

    def spot(self, at: XY) -> LonLat:
        return self.line([at])[0]


def named_streets(
    pieces: Sequence[Stretch], spots: Sequence[LonLat], names: Sequence[str], classes: Sequence[StreetClass]
) -> tuple[tuple[Junction, ...], tuple[Street, ...]]:
    """The junctions, and both directions of every stretch."""
    numbers = sorted({end for piece in pieces for end in (piece.vertices[0], piece.vertices[-1])})
    ids = {at: f"junction-{number}" for number, at in enumerate(numbers, 1)}
    result: list[Street] = []
    for number, (piece, length) in enumerate(zip(pieces, _piece_lengths(pieces, spots), strict=True), 1):
        line = tuple(spots[at] for at in piece.vertices)
        a, b = ids[piece.vertices[0]], ids[piece.vertices[-1]]
        kind, name = classes[piece.street], names[piece.street]
        way = piece.one_way
        (there, kph), (back, back_kph) = WAYS[(kind, False)], WAYS[(kind, way)]
        time, back_time = round(length * 3.6 / kph, 2), round(length * 3.6 / back_kph, 2)
        result.append(Street(f"street-{number}", a, b, name, kind, length, time, there, way, line))
        result.append(Street(f"street-{number}-back", b, a, name, kind, length, back_time, back, way, line[::-1]))
    return tuple(Junction(ids[at], spots[at]) for at in numbers), tuple(result)


def _piece_lengths(pieces: Sequence[Stretch], spots: Sequence[LonLat]) -> list[float]:
    """The length of every stretch in metres, to a millimetre."""
    counts = np.array([len(piece.vertices) for piece in pieces], dtype=np.int64)
    order = np.fromiter((at for piece in pieces for at in piece.vertices), dtype=np.int64, count=int(counts.sum()))
    where = np.array(spots, dtype=float)[order]
    steps = np.concatenate([[0.0], np.cumsum(lengths(where[:-1], where[1:]))])
    ends = np.cumsum(counts) - 1
    result: list[float] = np.round(steps[ends] - steps[ends - counts + 1], 3).tolist()
    return result


def numbered(
    houses: Sequence[House], names: Sequence[str], city: str, globe: Globe
) -> tuple[tuple[Building, ...], tuple[Address, ...]]:
    """The buildings with their addresses: odd numbers left of the street as it runs, even numbers right."""
    if not houses:
        return (), ()
    corners = globe.line([at for house in houses for at in (*house.corners, house.corners[0])])
    doors = [(house.street, at, number) for number, house in enumerate(houses) for at in house.doors]
    spots = globe.line([at for _, at, _ in doors])
    found: dict[int, list[Address]] = defaultdict(list)
    every: list[Address] = []
    for at, number in _house_numbers(houses, doors):
        street, _, house = doors[at]
        address = Address(names[street], str(number), "", city, spots[at])
        found[house].append(address)
        every.append(address)
    buildings = tuple(
        Building(f"building-{at + 1}", ((corners[5 * at : 5 * at + 5],),), house.height_m, tuple(found[at]))
        for at, house in enumerate(houses)
    )
    return buildings, tuple(every)


Door = tuple[int, XY, int]


def _house_numbers(houses: Sequence[House], doors: Sequence[Door]) -> list[tuple[int, int]]:
    """(door, number) in the order of streets and numbers."""
    by_street: dict[int, list[int]] = defaultdict(list)
    for at, door in enumerate(doors):
        by_street[door[0]].append(at)
    result: list[tuple[int, int]] = []
    for street in sorted(by_street):
        members = by_street[street]
        dx, dy = _run([doors[at][1] for at in members])
        sides: tuple[list[tuple[float, int]], list[tuple[float, int]]] = ([], [])
        for at in members:
            (ax, ay), (bx, by), _, _ = houses[doors[at][2]].corners
            x, y = doors[at][1]
            # A front runs with its block on its left, so a house right of the street has a front that runs against it.
            sides[(bx - ax) * dx + (by - ay) * dy < 0].append((x * dx + y * dy, at))
        for even, side in enumerate(sides):
            result += [(at, 2 * order + 1 + even) for order, (_, at) in enumerate(sorted(side))]
    return result


def _run(spots: Sequence[XY]) -> XY:
    """The main direction of the positions, pointing east (or north)."""
    where = np.array(spots)
    where = where - where.mean(axis=0)
    (a, b), (_, c) = (where.T @ where).tolist()
    angle = 0.5 * np.arctan2(2 * b, a - c)
    x, y = float(np.cos(angle)), float(np.sin(angle))
    return (x, y) if (round(x, 9), y) > (0.0, 0.0) else (-x, -y)
