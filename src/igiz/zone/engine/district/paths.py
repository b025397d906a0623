"""Footways through parks: between the streets around them and a few meeting places inside, never over water."""

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import ceil, hypot

import numpy as np

from igiz.zone.engine.district.blocks import Block, Growth
from igiz.zone.engine.district.plane import crossing, inside, inside_many
from igiz.zone.engine.district.skeleton import XY, Ground, GroundKind

SPACING_M = 130.0
"""Usual distance between the meeting places of footways."""
REACH_M = 265.0
"""No footway runs further than this between two of them."""


def lay_footways(growth: Growth, block: Block, grounds: Sequence[Ground]) -> None:
    """Draw footways into the block where it is a park."""
    block.loop = growth.plane.refreshed(block.loop)
    outline = growth.plane.outline(block.loop)
    parks = [grounds[at].outline for at in block.closed if grounds[at].kind is GroundKind.PARK]
    others = [grounds[at].outline for at in block.closed if grounds[at].kind is not GroundKind.PARK]
    inner = [at for at in _meeting_places(growth, outline) if _in_any(at, parks) and not _in_any(at, others)]
    if not inner:
        return
    doors = _doors(growth, block)
    places = [growth.plane.points[at] for at in doors] + inner
    laid = _chosen(growth, outline, others, places, len(doors))
    numbers = doors + [-1] * len(inner)
    street = growth.new_footway(places[-1])
    for i, j, line in _reached(laid, len(doors)):
        for end in (i, j):
            if numbers[end] < 0:
                numbers[end] = growth.plane.vertex(places[end])
        chain = [numbers[i], *(growth.plane.vertex(at) for at in line[1:-1]), numbers[j]]
        for a, b in pairwise(chain):
            growth.plane.connect(a, b, street)
        block.trodden += _samples(line)


def _in_any(at: XY, outlines: Sequence[Sequence[XY]]) -> bool:
    return any(inside(at[0], at[1], outline) for outline in outlines)


def _meeting_places(growth: Growth, outline: Sequence[XY]) -> list[XY]:
    """A loose grid of positions inside the outline, away from its edge."""
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    result: list[XY] = []
    row, y = 0, min(ys) + 45
    while y < max(ys):
        x = min(xs) + 45 + (row % 2) * SPACING_M / 2
        while x < max(xs):
            at = (x + (growth.chance() - 0.5) * 55, y + (growth.chance() - 0.5) * 55)
            if inside(at[0], at[1], outline) and _far_from_edge(at, outline, 28.0):
                result.append(at)
            x += SPACING_M
        row, y = row + 1, y + SPACING_M * 0.87
    return result


def _far_from_edge(at: XY, outline: Sequence[XY], metres: float) -> bool:
    return all(distance(at, a, b) > metres for a, b in pairwise([*outline, outline[0]]))


def distance(at: XY, a: XY, b: XY) -> float:
    """Metres from the position to the segment a-b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    share = ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / (dx * dx + dy * dy + 1e-12)
    share = min(1.0, max(0.0, share))
    return hypot(a[0] + dx * share - at[0], a[1] + dy * share - at[1])


def _doors(growth: Growth, block: Block) -> list[int]:
    """Corners of the block, some way apart, where footways may begin."""
    result: list[int] = []
    points = growth.plane.points
    for at in block.loop:
        x, y = points[at]
        if all(hypot(points[door][0] - x, points[door][1] - y) > 105 for door in result):
            result.append(at)
    return result


Laid = tuple[int, int, list[XY]]


def _chosen(
    growth: Growth, outline: Sequence[XY], closed: Sequence[Sequence[XY]], places: Sequence[XY], doors: int
) -> list[Laid]:
    """The shortest footways first, as long as none meets another, a street, water or a site on its way."""
    pairs = sorted(
        (hypot(places[i][0] - places[j][0], places[i][1] - places[j][1]), i, j)
        for i, j in combinations(range(len(places)), 2)
        if j >= doors
    )
    walls = list(pairwise([*outline, outline[0]]))
    laid: list[Laid] = []
    for length, i, j in pairs:
        if length > REACH_M:
            break
        line = _bent(places[i], places[j], (growth.chance() - 0.5) * 0.22 * length)
        if _too_close(laid, i, j, places) or any(_hits(line, a, b, i < doors) for a, b in walls):
            continue
        if any(_meet(line, other, (i, j), (k, m)) for k, m, other in laid):
            continue
        steps = np.array(_samples(line))
        if not any(inside_many(steps, ring).any() for ring in closed):
            laid.append((i, j, line))
    return laid


def _bent(a: XY, b: XY, sagitta: float) -> list[XY]:
    """A footway in four pieces with that much bend, in metres."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = hypot(dx, dy) or 1.0
    bends = [(t, sagitta * 4 * t * (1 - t) / length) for t in (0.25, 0.5, 0.75)]
    return [a, *((a[0] + dx * t - dy * s, a[1] + dy * t + dx * s) for t, s in bends), b]


def _samples(line: Sequence[XY]) -> list[XY]:
    """Positions along the line, at most three metres apart."""
    result = [line[0]]
    for a, b in pairwise(line):
        pieces = ceil(hypot(b[0] - a[0], b[1] - a[1]) / 3.0)
        result += [
            (a[0] + (b[0] - a[0]) * at / pieces, a[1] + (b[1] - a[1]) * at / pieces) for at in range(1, pieces + 1)
        ]
    return result


def _too_close(laid: Sequence[Laid], i: int, j: int, places: Sequence[XY]) -> bool:
    """Whether another footway leaves one of the ends in nearly the same direction."""
    for here, there in ((i, j), (j, i)):
        dx, dy = places[there][0] - places[here][0], places[there][1] - places[here][1]
        for k, m, _ in laid:
            if here not in (k, m):
                continue
            other = places[m if k == here else k]
            ex, ey = other[0] - places[here][0], other[1] - places[here][1]
            if (dx * ex + dy * ey) / (hypot(dx, dy) * hypot(ex, ey) + 1e-9) > 0.62:
                return True
    return False


def _hits(line: Sequence[XY], a: XY, b: XY, from_door: bool) -> bool:
    """Whether the footway crosses that side of the block; its first end may stand on it."""
    for order, (p, q) in enumerate(pairwise(line)):
        found = crossing(p, q, a, b)
        start = 1e-6 if order == 0 and from_door else -1e-6
        if found and start < found[0] < 1 + 1e-6 and -1e-6 < found[1] < 1 + 1e-6:
            return True
    middle = line[len(line) // 2]
    return distance(middle, a, b) < 9.0


def _meet(one: Sequence[XY], two: Sequence[XY], ends: tuple[int, int], others: tuple[int, int]) -> bool:
    """Whether two footways meet elsewhere than at an end that they share."""
    (px, py), (qx, qy) = one[len(one) // 2], two[len(two) // 2]
    if abs(px - qx) > REACH_M or abs(py - qy) > REACH_M:
        return False
    shared = set(ends) & set(others)
    low, high = (1e-6, 1 - 1e-6) if shared else (-1e-6, 1 + 1e-6)
    for p, q in pairwise(one):
        for a, b in pairwise(two):
            found = crossing(p, q, a, b)
            if found and low < found[0] < high and low < found[1] < high:
                return True
    return False


def _reached(laid: Sequence[Laid], doors: int) -> list[Laid]:
    """The footways that hang together with a street."""
    reached = set(range(doors))
    while True:
        more = {end for i, j, _ in laid if i in reached or j in reached for end in (i, j)} - reached
        if not more:
            return [path for path in laid if path[0] in reached]
        reached |= more
