"""Distances and containment on the scale of a city, on the sphere, in metres and degrees."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, floor, hypot, pi, radians, sin, sqrt

from igiz.zone.model.geography import Line, LonLat, Polygon, Ring, Shape

EARTH_RADIUS_M = 6_371_008.8
METRES_PER_DEGREE = pi * EARTH_RADIUS_M / 180
"""Length of one degree of latitude in metres."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def distance_m(a: LonLat, b: LonLat) -> float:
    """Great-circle distance in metres."""
    lon_a, lat_a, lon_b, lat_b = radians(a[0]), radians(a[1]), radians(b[0]), radians(b[1])
    chord = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, chord)))


def length_m(line: Line) -> float:
    """Length of a line in metres."""
    return sum(distance_m(a, b) for a, b in pairwise(line))


def in_ring(position: LonLat, ring: Ring) -> bool:
    """Does the ring go round the position? (Even-odd rule.)"""
    x, y = position
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def in_polygon(position: LonLat, polygon: Polygon) -> bool:
    """Does the position lie inside the outer ring and in none of the holes?"""
    return in_ring(position, polygon[0]) and not any(in_ring(position, hole) for hole in polygon[1:])


def in_shape(position: LonLat, shape: Shape) -> bool:
    """Does the position lie in one of the polygons?"""
    return any(in_polygon(position, polygon) for polygon in shape)


def box_of(positions: Sequence[LonLat]) -> Box:
    """The smallest box round the positions."""
    lons = [position[0] for position in positions]
    lats = [position[1] for position in positions]
    return min(lons), min(lats), max(lons), max(lats)


def centroid(shape: Shape) -> LonLat:
    """Centre of gravity of the outer rings; the first position where they enclose nothing."""
    area = x_sum = y_sum = 0.0
    x0, y0 = shape[0][0][0]
    for polygon in shape:
        ring = polygon[0]
        for (x1, y1), (x2, y2) in pairwise(ring):
            cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
            area += cross
            x_sum += cross * (x1 + x2 - 2 * x0)
            y_sum += cross * (y1 + y2 - 2 * y0)
    if abs(area) < 1e-18:
        return x0, y0
    return x0 + x_sum / (3 * area), y0 + y_sum / (3 * area)


@dataclass(frozen=True, slots=True)
class Circle:
    """A round piece of the earth's surface, to cut a zone out of a larger map."""

    centre: LonLat
    radius_m: float

    def holds(self, position: LonLat) -> bool:
        """Does the position lie in the circle?"""
        x, y = self._metres(position)
        return x * x + y * y <= self.radius_m * self.radius_m

    def touches(self, shape: Shape) -> bool:
        """Does any part of the shape lie in the circle?"""
        return any(self._reaches(ring) for polygon in shape for ring in polygon) or in_shape(self.centre, shape)

    def _metres(self, position: LonLat) -> tuple[float, float]:
        lon, lat = self.centre
        return (position[0] - lon) * METRES_PER_DEGREE * cos(radians(lat)), (position[1] - lat) * METRES_PER_DEGREE

    def _reaches(self, ring: Ring) -> bool:
        points = [self._metres(position) for position in ring]
        return any(_distance_to_origin(a, b) <= self.radius_m for a, b in pairwise(points))


def _distance_to_origin(a: tuple[float, float], b: tuple[float, float]) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    along = 0.0 if square == 0 else min(1.0, max(0.0, -(a[0] * dx + a[1] * dy) / square))
    return hypot(a[0] + along * dx, a[1] + along * dy)


class ShapeIndex:
    """Finds which of many small shapes hold a position: a grid of cells of about a hundred metres."""

    CELL = 0.001

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = shapes
        self._cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for number, shape in enumerate(shapes):
            for polygon in shape:
                for cell in self._cells_of(box_of(polygon[0])):
                    self._cells[cell].append(number)

    def at(self, position: LonLat) -> int | None:
        """Number of the first shape that holds the position, or None."""
        for number in self._cells.get((int(position[0] // self.CELL), int(position[1] // self.CELL)), ()):
            if in_shape(position, self._shapes[number]):
                return number
        return None

    def _cells_of(self, box: Box) -> Iterator[tuple[int, int]]:
        west, south, east, north = (int(edge // self.CELL) for edge in box)
        return ((x, y) for x in range(west, east + 1) for y in range(south, north + 1))


def coarse_middle(positions: Sequence[LonLat], precision_m: int) -> LonLat:
    """Return the middle of the cell that holds the middle of these positions, in a grid of twice that many metres.

    The grid depends on the precision alone, so that repeated looks at a moving place give no more than one.
    """
    west, south, east, north = box_of(positions)
    step = 2 * precision_m / METRES_PER_DEGREE
    lat = (floor((south + north) / 2 / step) + 0.5) * step
    lon_step = step / max(0.1, cos(radians(lat)))
    lon = (floor((west + east) / 2 / lon_step) + 0.5) * lon_step
    return round(lon, 6), round(lat, 6)
