"""A planar street graph in metres that grows by splitting its faces (the blocks between the streets)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import atan2, hypot

import numpy as np
from numpy.typing import NDArray

from igiz.zone.engine.district.skeleton import XY

Floats = NDArray[np.float64]
Loop = list[int]
"""The corners of a face, counter-clockwise, as vertex numbers."""
Edge = tuple[int, int]
"""Two vertex numbers, the smaller first."""


def edge_of(a: int, b: int) -> Edge:
    return (a, b) if a < b else (b, a)


def signed_area(points: Sequence[XY]) -> float:
    """The area in square metres; negative where the points run clockwise."""
    total = 0.0
    px, py = points[-1]
    for x, y in points:
        total += px * y - x * py
        px, py = x, y
    return total / 2


def inside(x: float, y: float, ring: Sequence[XY]) -> bool:
    """Whether the position lies inside the outline."""
    result = False
    px, py = ring[-1]
    for qx, qy in ring:
        if (qy > y) != (py > y) and x < (px - qx) * (y - qy) / (py - qy) + qx:
            result = not result
        px, py = qx, qy
    return result


def inside_many(spots: Floats, ring: Sequence[XY]) -> NDArray[np.bool_]:
    """Which of the positions (n, 2) lie inside the outline: an (n) array."""
    ends = np.array(ring)
    starts = np.roll(ends, 1, axis=0)
    x, y = spots[:, :1], spots[:, 1:]
    between = (ends[:, 1] > y) != (starts[:, 1] > y)
    rise = ends[:, 1] - starts[:, 1]
    slope = (ends[:, 0] - starts[:, 0]) / np.where(rise == 0, 1.0, rise)
    hits = between & (x < starts[:, 0] + slope * (y - starts[:, 1]))
    result: NDArray[np.bool_] = hits.sum(axis=1) % 2 == 1
    return result


def crossing(a: XY, b: XY, c: XY, d: XY) -> tuple[float, float] | None:
    """Where the lines a-b and c-d cross, as shares of each (0 to 1 lies on it); None where they are parallel."""
    rx, ry = b[0] - a[0], b[1] - a[1]
    sx, sy = d[0] - c[0], d[1] - c[1]
    turn = rx * sy - ry * sx
    if abs(turn) < 1e-9:
        return None
    qx, qy = c[0] - a[0], c[1] - a[1]
    return (qx * sy - qy * sx) / turn, (qx * ry - qy * rx) / turn


@dataclass(slots=True)
class Plane:
    """Vertices, the edges between them with the number of their street, and where edges were split.

    `arms` are the neighbours of each vertex: one with three or more is a junction.
    """

    points: list[XY] = field(default_factory=list)
    arms: list[list[int]] = field(default_factory=list)
    edges: dict[Edge, int] = field(default_factory=dict)
    splits: dict[Edge, int] = field(default_factory=dict)
    junctions: int = 0

    def vertex(self, position: XY) -> int:
        self.points.append(position)
        self.arms.append([])
        return len(self.points) - 1

    def connect(self, a: int, b: int, street: int) -> None:
        """Add an edge of the street, once."""
        key = edge_of(a, b)
        if key in self.edges:
            return
        self.edges[key] = street
        for end, other in ((a, b), (b, a)):
            self.arms[end].append(other)
            self.junctions += len(self.arms[end]) == 3

    def split(self, a: int, b: int, position: XY) -> int:
        """Put a new vertex on an edge."""
        new = self.vertex(position)
        key = edge_of(a, b)
        street = self.edges.pop(key)
        self.edges[edge_of(a, new)] = street
        self.edges[edge_of(new, b)] = street
        self.arms[new] = [a, b]
        for end, other in ((a, b), (b, a)):
            self.arms[end][self.arms[end].index(other)] = new
        self.splits[key] = new
        return new

    def refreshed(self, loop: Loop) -> Loop:
        """The loop with the vertices that neighbours have put on its edges since."""
        result: Loop = []
        last = len(loop) - 1
        for at, a in enumerate(loop):
            self._append(a, loop[at + 1 if at < last else 0], result)
        return result

    def _append(self, a: int, b: int, result: Loop) -> None:
        middle = self.splits.get((a, b) if a < b else (b, a))
        if middle is None:
            result.append(a)
        else:
            self._append(a, middle, result)
            self._append(middle, b, result)

    def outline(self, loop: Iterable[int]) -> list[XY]:
        return [self.points[at] for at in loop]

    def faces(self) -> list[Loop]:
        """The closed faces; streets that end without meeting another are left aside."""
        neighbours: dict[int, list[int]] = defaultdict(list)
        for a, b in _without_ends(self.edges):
            neighbours[a].append(b)
            neighbours[b].append(a)
        following: dict[Edge, Edge] = {}
        for at, around in neighbours.items():
            x, y = self.points[at]
            around.sort(key=lambda to: atan2(self.points[to][1] - y, self.points[to][0] - x))
            for order, to in enumerate(around):
                following[(to, at)] = (at, around[order - 1])
        result: list[Loop] = []
        for start in list(following):
            loop: Loop = []
            step = start
            while step in following:
                loop.append(step[0])
                step = following.pop(step)
            if len(loop) > 2 and signed_area(self.outline(loop)) > 1.0:
                result.append(loop)
        return result


def _without_ends(edges: Iterable[Edge]) -> list[Edge]:
    """The edges that lie on a round trip or between two."""
    left = list(edges)
    while True:
        count: dict[int, int] = defaultdict(int)
        for edge in left:
            count[edge[0]] += 1
            count[edge[1]] += 1
        kept = [edge for edge in left if count[edge[0]] > 1 and count[edge[1]] > 1]
        if len(kept) == len(left):
            return left
        left = kept


def planar(lines: Sequence[Sequence[XY]], merge_m: float = 1.0) -> Plane:
    """The planar graph of the lines, numbered as given; positions closer than `merge_m` are one, crossings meet."""
    plane = Plane()
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)

    def vertex(position: XY) -> int:
        column, row = round(position[0] / merge_m), round(position[1] / merge_m)
        for near in ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            for known in cells.get(near, ()):
                if hypot(plane.points[known][0] - position[0], plane.points[known][1] - position[1]) < merge_m:
                    return known
        cells[(column, row)].append(len(plane.points))
        return plane.vertex(position)

    segments = [(a, b, number) for number, line in enumerate(lines) for a, b in pairwise(line)]
    for at, cuts in enumerate(_cuts(segments)):
        a, b, number = segments[at]
        stops = [0.0, *cuts, 1.0]
        chain = [vertex((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)) for t in stops]
        for u, v in pairwise(chain):
            if u != v:
                plane.connect(u, v, number)
    return plane


def _cuts(segments: Sequence[tuple[XY, XY, int]]) -> list[list[float]]:
    """For each segment the sorted shares at which others cross or touch it."""
    size = 250.0
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, (a, b, _) in enumerate(segments):
        for column in range(int(min(a[0], b[0]) // size), int(max(a[0], b[0]) // size) + 1):
            for row in range(int(min(a[1], b[1]) // size), int(max(a[1], b[1]) // size) + 1):
                cells[(column, row)].append(at)
    cuts: list[set[float]] = [set() for _ in segments]
    for members in cells.values():
        for order, first in enumerate(members):
            for second in members[order + 1 :]:
                found = crossing(*segments[first][:2], *segments[second][:2])
                if found and all(-1e-6 <= share <= 1 + 1e-6 for share in found):
                    cuts[first].add(found[0])
                    cuts[second].add(found[1])
    return [sorted(share for share in shares if 1e-6 < share < 1 - 1e-6) for shares in cuts]
