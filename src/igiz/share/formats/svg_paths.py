"""The map of the zone as paths of an SVG: GeoJSON layers in, few and short paths out."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

from igiz.share.model.published import Drawing
from igiz.zone.model.geography import LonLat
from igiz.zone.model.geometry import METRES_PER_DEGREE

SIZE = 1000
TOLERANCE = 1.6
"""A point nearer than this many units to the line without it is left out."""
SMALLEST_AREA = 60.0
"""Water and green of fewer square units are left out."""
HALF_LETTER, LINE = 9.5, 46.0
"""Room that a name takes: units per letter to either side, and up and down."""
RANKS = {"trunk": "main", "secondary": "main", "tertiary": "middle", "residential": "small"}
Point = tuple[float, float]


def draw(layers: Mapping[str, Mapping[str, Any]], centre: LonLat, radius_m: float) -> Drawing:
    """Draw the layers streets, water, green and areas, north up, the zone's circle filling the square."""
    scale = SIZE / (2 * radius_m)
    roads: dict[str, list[str]] = {"small": [], "middle": [], "main": []}
    for feature in layers["streets"]["features"]:
        rank = RANKS.get(feature["properties"].get("class", ""))
        if rank is not None:
            roads[rank].append(_line(_shown(feature["geometry"]["coordinates"], centre, scale)))
    return Drawing(
        SIZE,
        scale,
        centre,
        {rank: "".join(paths) for rank, paths in roads.items()},
        _surfaces(layers["water"], centre, scale),
        _surfaces(layers["green"], centre, scale),
        tuple(_names(layers["areas"], centre, scale)),
    )


def on_map(position: LonLat, centre: LonLat, units_per_metre: float) -> Point:
    """Return where a position stands in the drawing."""
    east = (position[0] - centre[0]) * METRES_PER_DEGREE * cos(radians(centre[1]))
    north = (position[1] - centre[1]) * METRES_PER_DEGREE
    return SIZE / 2 + east * units_per_metre, SIZE / 2 - north * units_per_metre


def polygons_of(geometry: Mapping[str, Any]) -> list[list[list[Any]]]:
    """Return the polygons of a GeoJSON surface."""
    coordinates: list[Any] = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def _shown(line: Iterable[Sequence[float]], centre: LonLat, scale: float) -> list[Point]:
    points = [on_map((each[0], each[1]), centre, scale) for each in line]
    inside = any(-20 <= x <= SIZE + 20 and -20 <= y <= SIZE + 20 for x, y in points)
    return simplified(points) if inside else []


def simplified(points: Sequence[Point]) -> list[Point]:
    """Leave out the points of a line that it does not need (Douglas and Peucker)."""
    if len(points) < 3:
        return list(points)
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        distances = [(_distance(points[at], points[first], points[last]), at) for at in range(first + 1, last)]
        furthest, at = max(distances, default=(0.0, 0))
        if furthest > TOLERANCE:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [points[at] for at in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    along = 0.0 if square == 0 else ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / square
    along = min(1.0, max(0.0, along))
    return hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)


def _line(points: Sequence[Point]) -> str:
    whole = [(round(x), round(y)) for x, y in points]
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(whole) if (a, b) != (x, y)]
    if not steps:
        return ""
    return f"M{whole[0][0]} {whole[0][1]}l" + " ".join(f"{dx} {dy}" for dx, dy in steps)


def _surfaces(layer: Mapping[str, Any], centre: LonLat, scale: float) -> str:
    paths = []
    for feature in layer["features"]:
        for polygon in polygons_of(feature["geometry"]):
            outline = _shown(polygon[0], centre, scale)
            if len(outline) > 3 and _area(outline) >= SMALLEST_AREA:
                paths.append(_line(outline) + "z")
    return "".join(paths)


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def _names(layer: Mapping[str, Any], centre: LonLat, scale: float) -> Iterable[tuple[int, int, str]]:
    """Yield the names of neighbourhoods whose middle lies well inside, as far as they do not stand on one another."""
    taken: list[tuple[float, float, float]] = []
    for feature in layer["features"]:
        name = str(feature["properties"].get("name") or "")
        half = HALF_LETTER * len(name)
        ring = [on_map((each[0], each[1]), centre, scale) for each in polygons_of(feature["geometry"])[0][0]]
        x = (min(each[0] for each in ring) + max(each[0] for each in ring)) / 2
        y = (min(each[1] for each in ring) + max(each[1] for each in ring)) / 2
        free = all(abs(x - a) > half + other or abs(y - b) > LINE for a, b, other in taken)
        if name and half <= x <= SIZE - half and LINE <= y <= SIZE - LINE and free:
            taken.append((x, y, half))
            yield round(x), round(y), name
