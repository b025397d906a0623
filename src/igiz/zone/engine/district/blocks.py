"""Splitting the faces of a planar graph into blocks of a usual size, worst first, by streets with names."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise
from math import atan2, cos, hypot, sin

import numpy as np

from igiz.zone.engine.district.plane import Floats, Loop, Plane, crossing, edge_of, inside_many, signed_area
from igiz.zone.engine.district.skeleton import XY, Style

BLOCK_M: dict[Style, tuple[float, float]] = {
    Style.TERRACE: (66.0, 150.0),
    Style.VILLAGE: (52.0, 95.0),
    Style.VILLA: (100.0, 165.0),
    Style.OFFICE: (115.0, 190.0),
}
"""Usual width and length of a block in metres."""
GAP_M = 27.0
"""Junctions keep this distance along a street."""
SQUARE_ENOUGH = 0.72
"""Largest cosine between a new street and the one it starts from: about 44 degrees."""
PIECES = 5
"""A bent street has this many straight pieces."""


@dataclass(slots=True)
class Block:
    """A face that can still be split; `closed` numbers the grounds that may lie in it, `trodden` lies on footways."""

    loop: Loop
    style: Style
    closed: tuple[int, ...]
    excess: float = 0.0
    along: tuple[float, float] = (1.0, 0.0)
    cut: tuple[float, float, int] = (0.0, 0.0, 1)
    trodden: list[XY] = field(default_factory=list)


@dataclass(slots=True)
class Growth:
    """What the splitting reads and writes: the plane, grounds without streets, names, a generator, finished blocks."""

    plane: Plane
    grounds: Sequence[Sequence[XY]]
    boxes: Sequence[tuple[float, float, float, float]]
    new_street: Callable[[XY], int]
    new_footway: Callable[[XY], int]
    draws: np.random.Generator
    first_small: int
    done: list[Block] = field(default_factory=list)
    _chances: list[float] = field(default_factory=list)

    def chance(self) -> float:
        """A number from 0 to 1 (drawn in thousands: one at a time would take most of the run)."""
        if not self._chances:
            self._chances = self.draws.random(4096).tolist()
        return self._chances.pop()


def grow(growth: Growth, blocks: Sequence[Block], junctions: int) -> None:
    """Split the block that is most too large, again and again, until there are that many junctions."""
    heap: list[tuple[float, int, Block]] = []
    count = 0
    for block in blocks:
        measure(growth.plane, block)
        heappush(heap, (-block.excess, count, block))
        count += 1
    while heap and growth.plane.junctions < junctions:
        _, _, block = heappop(heap)
        parts = _split(growth, block) if block.excess > 1.3 else None
        if parts is None:
            growth.done.append(block)
            continue
        for part in parts:
            measure(growth.plane, part)
            heappush(heap, (-part.excess, count, part))
            count += 1
    growth.done.extend(block for _, _, block in heap)


def measure(plane: Plane, block: Block) -> None:
    """Find the block's main direction and where it should be cut first."""
    points = plane.outline(block.loop)
    c4 = s4 = 0.0
    px, py = points[-1]
    for x, y in points:
        dx, dy = x - px, y - py
        length = hypot(dx, dy)
        angle = 4 * atan2(dy, dx)
        c4 += length * cos(angle)
        s4 += length * sin(angle)
        px, py = x, y
    theta = atan2(s4, c4) / 4
    ux, uy = cos(theta), sin(theta)
    us = [x * ux + y * uy for x, y in points]
    vs = [y * ux - x * uy for x, y in points]
    box = (min(us), max(us), min(vs), max(vs))
    if box[1] - box[0] < box[3] - box[2]:
        ux, uy = -uy, ux
        box = (box[2], box[3], -box[1], -box[0])
    width_m, length_m = BLOCK_M[block.style]
    across, along = (box[3] - box[2]) / width_m, (box[1] - box[0]) / length_m
    if across > along:
        block.along, block.cut, block.excess = (ux, uy), (box[2], box[3], max(2, round(across))), across
    else:
        block.along, block.cut, block.excess = (-uy, ux), (-box[1], -box[0], max(2, round(along))), along


def _split(growth: Growth, block: Block) -> tuple[Block, Block] | None:
    """Two blocks with a street between them, or None where no street fits."""
    block.loop = loop = growth.plane.refreshed(block.loop)
    points = growth.plane.outline(loop)
    for along, offset in _tries(growth, block, points):
        ends = _ends(growth.plane, loop, points, along, offset)
        path = _path(growth, block, points, ends) if ends else None
        parts = _divide(growth, block, ends, path) if ends and path is not None else None
        if parts is not None:
            return parts
    return None


def _tries(growth: Growth, block: Block, points: list[XY]) -> Iterator[tuple[XY, float]]:
    """Where to cut, best first: direction and offset. The last resort is a cut across."""
    low, high, parts = block.cut
    step = (high - low) / parts
    middle = low + step * (parts // 2 if parts % 2 == 0 or growth.chance() < 0.5 else parts // 2 + 1)
    jitter = (growth.chance() - 0.5) * 0.22 * step
    shifts = (0.0, 0.3 * step, -0.3 * step, 0.6 * step, -0.6 * step, step, -step, 1.6 * step, -1.6 * step)
    for shift in shifts[:5] if block.excess < 2 else shifts:
        if low + 0.3 * step < middle + jitter + shift < high - 0.3 * step:
            yield block.along, middle + jitter + shift
    if block.closed or block.excess > 1.7:
        ux, uy = block.along
        spans = sorted(-x * ux - y * uy for x, y in points)
        low, high = spans[0], spans[-1]
        yield from (((-uy, ux), low + (high - low) * share) for share in (0.5, 0.35, 0.65, 0.22, 0.78))


End = tuple[int, XY, bool]
"""A place on a loop: index of the corner before it, the position, and whether it is that corner itself."""


def _ends(plane: Plane, loop: Loop, points: list[XY], along: XY, offset: float) -> tuple[End, End] | None:
    """Where the line at that offset crosses the loop: the ends of its longest stretch inside."""
    ux, uy = along
    nx, ny = -uy, ux
    found: list[tuple[float, int, XY]] = []
    last = len(points) - 1
    side = [x * nx + y * ny - offset for x, y in points]
    for at in range(len(points)):
        after = at + 1 if at < last else 0
        here, there = side[at], side[after]
        if (here > 0) != (there > 0):
            share = here / (here - there)
            (ax, ay), (bx, by) = points[at], points[after]
            x, y = ax + (bx - ax) * share, ay + (by - ay) * share
            found.append((x * ux + y * uy, at, (x, y)))
    found.sort()
    best = max(range(0, len(found) - 1, 2), key=lambda at: found[at + 1][0] - found[at][0], default=None)
    if best is None:
        return None
    first, second = (_snapped(plane, loop, points, at, spot) for _, at, spot in found[best : best + 2])
    return first, second


def _snapped(plane: Plane, loop: Loop, points: list[XY], at: int, spot: XY) -> End:
    """The place itself, or a corner so near that a second junction beside it would look wrong."""
    best: tuple[float, int] | None = None
    for direction in (0, 1):
        index = (at + direction) % len(loop)
        far = hypot(points[index][0] - spot[0], points[index][1] - spot[1])
        while far < GAP_M:
            junction = len(plane.arms[loop[index]]) > 2
            if (junction or far < 9.0) and (best is None or far < best[0]):
                best = (far, index)
            if junction:
                break
            before, index = index, (index + (1 if direction else -1)) % len(loop)
            far += hypot(points[index][0] - points[before][0], points[index][1] - points[before][1])
    if best is None:
        return at, spot, False
    return best[1], points[best[1]], True


def _path(growth: Growth, block: Block, points: list[XY], ends: tuple[End, End]) -> list[XY] | None:
    """The positions between both ends, bent now and then; None where the street does not fit."""
    (i, a, _), (j, b, _) = ends
    length = hypot(b[0] - a[0], b[1] - a[1])
    if length < 32.0 or i == j or not _square(points, ends[0], b) or not _square(points, ends[1], a):
        return None
    bend = (growth.chance() - 0.5) * 0.16 * length if growth.chance() < 0.35 and length > 90 else 0.0
    for sagitta in (bend, 0.0) if bend else (0.0,):
        path = _arc(a, b, sagitta)
        if _clear(points, [a, *path, b], ends) and not _blocked(growth, block, [a, *path, b]):
            return path
    return None


def _arc(a: XY, b: XY, sagitta: float) -> list[XY]:
    """The corners of a shallow arc between two positions; none where it is straight."""
    if not sagitta:
        return []
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = hypot(dx, dy)
    nx, ny = -dy / length * sagitta, dx / length * sagitta
    shares = [at / PIECES for at in range(1, PIECES)]
    return [(a[0] + dx * t + nx * 4 * t * (1 - t), a[1] + dy * t + ny * 4 * t * (1 - t)) for t in shares]


def _square(points: list[XY], end: End, to: XY) -> bool:
    """Whether a street towards `to` leaves the loop at that end inwards and steeply enough."""
    index, (x, y), corner = end
    count = len(points)
    before = points[index - 1] if corner else points[index]
    after = points[(index + 1) % count]
    dx, dy = to[0] - x, to[1] - y
    length = hypot(dx, dy)
    if length == 0:
        return False
    bx, by, ax, ay = before[0] - x, before[1] - y, after[0] - x, after[1] - y
    if (bx * dx + by * dy) / (hypot(bx, by) * length + 1e-9) > SQUARE_ENOUGH:
        return False
    if (ax * dx + ay * dy) / (hypot(ax, ay) * length + 1e-9) > SQUARE_ENOUGH:
        return False
    from_after = atan2(ax * dy - ay * dx, ax * dx + ay * dy) % 6.283185307179586
    opening = atan2(ax * by - ay * bx, ax * bx + ay * by) % 6.283185307179586
    return from_after < (opening or 6.283185307179586)


def _clear(points: list[XY], path: list[XY], ends: tuple[End, End]) -> bool:
    """Whether the path touches the loop at its two ends only."""
    count = len(points)
    for order, (a, b) in enumerate(pairwise(path)):
        rx, ry = b[0] - a[0], b[1] - a[1]
        cx, cy = points[-1]
        side_c = rx * (cy - a[1]) - ry * (cx - a[0])
        for at, (dx, dy) in enumerate(points):
            side_d = rx * (dy - a[1]) - ry * (dx - a[0])
            if (side_c > 0) != (side_d > 0):
                found = crossing(a, b, (cx, cy), (dx, dy))
                ours = _touches_end((at - 1) % count, count, order, len(path) - 2, ends)
                if not ours and found and -0.02 < found[0] < 1.02:
                    return False
            cx, cy, side_c = dx, dy, side_d
    return True


def _touches_end(edge: int, count: int, order: int, last: int, ends: tuple[End, End]) -> bool:
    """Whether that edge of the loop is one on which this piece of the path starts or ends."""
    for piece, (index, _, corner) in ((0, ends[0]), (last, ends[1])):
        if order == piece and (edge == index or (corner and edge == (index - 1) % count)):
            return True
    return False


def _blocked(growth: Growth, block: Block, path: list[XY]) -> bool:
    """Whether the path runs through ground that is to stay free of streets."""
    low_x, high_x = min(x for x, _ in path), max(x for x, _ in path)
    low_y, high_y = min(y for _, y in path), max(y for _, y in path)
    spots: Floats | None = None
    for ground in block.closed:
        west, south, east, north = growth.boxes[ground]
        if west < high_x and east > low_x and south < high_y and north > low_y:
            spots = _steps(path) if spots is None else spots
            if inside_many(spots, growth.grounds[ground]).any():
                return True
    return False


def _steps(path: list[XY]) -> Floats:
    """Positions on the path between its corners, at most nine metres apart."""
    result: list[XY] = []
    for (ax, ay), (bx, by) in pairwise(path):
        count = max(2, int(hypot(bx - ax, by - ay) / 9.0) + 1)
        result += [(ax + (bx - ax) * at / count, ay + (by - ay) * at / count) for at in range(1, count)]
    return np.array(result)


def _divide(growth: Growth, block: Block, ends: tuple[End, End], path: list[XY]) -> tuple[Block, Block] | None:
    """Draw the street into the plane and return both sides, unless one would be a sliver."""
    plane, loop = growth.plane, block.loop
    (i, a, _), (j, b, _) = ends
    points = plane.outline(loop)
    one = [*_between(points, i, j, ends), b, *reversed(path), a]
    if min(signed_area(one), signed_area(points) - signed_area(one)) < 700.0:
        return None
    street = _street_through(growth, loop, ends, path) or growth.new_street(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))
    first, second = (at if corner else None for at, corner in ((loop[i], ends[0][2]), (loop[j], ends[1][2])))
    start = plane.split(loop[i], loop[(i + 1) % len(loop)], a) if first is None else first
    stop = plane.split(loop[j], loop[(j + 1) % len(loop)], b) if second is None else second
    chain = [start, *(plane.vertex(spot) for spot in path), stop]
    for u, v in pairwise(chain):
        plane.connect(u, v, street)
    fresh = plane.refreshed(loop)
    at, to = fresh.index(start), fresh.index(stop)
    rolled = fresh[at:] + fresh[:at]
    cut = (to - at) % len(fresh)
    left = rolled[: cut + 1] + chain[-2:0:-1]
    right = rolled[cut:] + chain[:-1]
    return (
        Block(left, block.style, _near(growth, block, left)),
        Block(right, block.style, _near(growth, block, right)),
    )


def _near(growth: Growth, block: Block, loop: Loop) -> tuple[int, ...]:
    """Those grounds of the block that may lie in this part of it."""
    if not block.closed:
        return ()
    xs, ys = zip(*growth.plane.outline(loop), strict=True)
    west, south, east, north = min(xs), min(ys), max(xs), max(ys)
    boxes = growth.boxes
    return tuple(
        at
        for at in block.closed
        if boxes[at][0] < east and boxes[at][2] > west and boxes[at][1] < north and boxes[at][3] > south
    )


def _between(points: list[XY], i: int, j: int, ends: tuple[End, End]) -> list[XY]:
    """The corners of the loop after the first end and up to the second."""
    count = len(points)
    result: list[XY] = []
    at = (i + 1) % count
    stop = (j if ends[1][2] else j + 1) % count
    while at != stop:
        result.append(points[at])
        at = (at + 1) % count
    return result


def _street_through(growth: Growth, loop: Loop, ends: tuple[End, End], path: list[XY]) -> int | None:
    """The small street that this one carries on across a junction, when it does so nearly straight."""
    plane = growth.plane
    for end, other in ((ends[0], ends[1]), (ends[1], ends[0])):
        if not end[2]:
            continue
        at = loop[end[0]]
        toward = (path[0] if end is ends[0] else path[-1]) if path else other[1]
        found = _ahead(plane, at, toward, growth.first_small, plane.arms[at])
        if found is not None:
            return found
    return None


def _ahead(plane: Plane, at: int, toward: XY, first_small: int, arms: Sequence[int]) -> int | None:
    x, y = plane.points[at]
    dx, dy = toward[0] - x, toward[1] - y
    for arm in arms:
        street = plane.edges.get(edge_of(at, arm))
        if street is None or street < first_small:
            continue
        ex, ey = plane.points[arm][0] - x, plane.points[arm][1] - y
        if (dx * ex + dy * ey) / (hypot(dx, dy) * hypot(ex, ey) + 1e-9) < -0.94:
            return street
    return None
