"""Rows of houses round the blocks: footprints with their depth and height, and house numbers, in metres."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import NDArray

from igiz.zone.engine.district.blocks import Block, Growth
from igiz.zone.engine.district.plane import Floats, crossing, edge_of, inside_many
from igiz.zone.engine.district.skeleton import XY, Style
from igiz.zone.model.geography import StreetClass


@dataclass(frozen=True, slots=True)
class Manner:
    """How a style builds, in metres: front garden, depth, width of a house, houses in a row, gaps, heights."""

    garden: float
    depth: float
    width: tuple[float, float]
    houses: tuple[int, int]
    gap: tuple[float, float]
    height: tuple[float, float]
    filled: float


MANNERS = {
    Style.TERRACE: Manner(3.0, 11.0, (6.0, 7.5), (4, 9), (0.0, 3.0), (8.5, 14.0), 0.97),
    Style.VILLAGE: Manner(0.5, 8.5, (5.0, 6.5), (4, 11), (0.0, 2.0), (6.0, 10.5), 0.98),
    Style.VILLA: Manner(8.0, 13.0, (11.0, 17.0), (1, 2), (8.0, 18.0), (8.0, 12.5), 0.9),
    Style.OFFICE: Manner(7.0, 19.0, (22.0, 38.0), (1, 2), (9.0, 24.0), (13.0, 34.0), 0.86),
}
HALF_STREET_M = {
    StreetClass.TRUNK: 15.0,
    StreetClass.SECONDARY: 13.0,
    StreetClass.TERTIARY: 10.0,
    StreetClass.RESIDENTIAL: 7.5,
    StreetClass.SERVICE: 5.0,
    StreetClass.CYCLEWAY: 4.0,
    StreetClass.FOOTWAY: 4.0,
}
"""Metres from the middle of a street to where front gardens begin."""


@dataclass(frozen=True, slots=True)
class House:
    """A footprint of four corners, its height, and the front doors with the street they stand on."""

    corners: tuple[XY, XY, XY, XY]
    height_m: float
    street: int
    doors: tuple[XY, ...]


def row_houses(growth: Growth, block: Block, classes: Sequence[StreetClass]) -> list[House]:
    """The houses round one block, none on another, on a street or on ground that is to stay free."""
    plane = growth.plane
    block.loop = plane.refreshed(block.loop)
    sides = _sides(growth, block)
    if len(sides) < 3:
        return []
    manner = MANNERS[block.style]
    away = [HALF_STREET_M[classes[street]] + manner.garden for _, street in sides]
    corners = [at for at, _ in sides]
    front = _inset(corners, away)
    back = _inset(corners, [metres + manner.depth for metres in away])
    houses: list[House] = []
    for at, (_, street) in enumerate(sides):
        after = (at + 1) % len(sides)
        houses += _row(growth, manner, (front[at], front[after], back[after], back[at]), street)
    return _fitting(growth, block, manner.garden, classes, houses)


def _sides(growth: Growth, block: Block) -> list[tuple[XY, int]]:
    """The block's real corners, each with the street of the side that follows; straight-on corners are left out."""
    plane, loop = growth.plane, block.loop
    streets = [plane.edges[edge_of(a, b)] for a, b in zip(loop, loop[1:] + loop[:1], strict=True)]
    points = plane.outline(loop)
    result: list[tuple[XY, int]] = []
    turned = 0.0
    for at, (x, y) in enumerate(points):
        px, py = points[at - 1]
        nx, ny = points[(at + 1) % len(points)]
        turned += ((x - px) * (ny - y) - (y - py) * (nx - x)) / (hypot(x - px, y - py) * hypot(nx - x, ny - y) + 1e-9)
        if abs(turned) > 0.06 or streets[at] != streets[at - 1]:
            result.append(((x, y), streets[at]))
            turned = 0.0
    return result


def _inset(corners: Sequence[XY], away: Sequence[float]) -> list[XY]:
    """The corners moved inwards, each side by its own distance in metres."""
    count = len(corners)
    lines: list[tuple[XY, XY]] = []
    for at, metres in enumerate(away):
        (ax, ay), (bx, by) = corners[at], corners[(at + 1) % count]
        length = hypot(bx - ax, by - ay) or 1.0
        nx, ny = -(by - ay) / length * metres, (bx - ax) / length * metres
        lines.append(((ax + nx, ay + ny), (bx + nx, by + ny)))
    result: list[XY] = []
    for at in range(count):
        before, after = lines[at - 1], lines[at]
        found = crossing(*before, *after)
        if found is None or abs(found[0]) > 6:
            result.append(((before[1][0] + after[0][0]) / 2, (before[1][1] + after[0][1]) / 2))
        else:
            (ax, ay), (bx, by) = before
            result.append((ax + (bx - ax) * found[0], ay + (by - ay) * found[0]))
    return result


def _row(growth: Growth, manner: Manner, frame: tuple[XY, XY, XY, XY], street: int) -> list[House]:
    """The houses along one side, inside the frame: front left, front right, back right, back left."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = frame
    length = hypot(bx - ax, by - ay)
    if length < manner.width[0] or (bx - ax) * (cx - dx) + (by - ay) * (cy - dy) <= 0:
        return []
    low, high = manner.height
    base = low + (high - low) * growth.chance()
    result: list[House] = []
    at = 0.0
    while at < length - manner.width[0] * 0.8:
        width = manner.width[0] + (manner.width[1] - manner.width[0]) * growth.chance()
        count = manner.houses[0] + int(growth.chance() * (manner.houses[1] - manner.houses[0] + 1))
        count = min(count, max(1, round((length - at) / width)))
        stop = min(length, at + width * count)
        if length - stop < manner.width[0]:
            stop = length
        depth = 1.0 if manner.gap[1] < 4 and growth.chance() < 0.6 else 0.8 + 0.2 * growth.chance()
        height = base + (growth.chance() - 0.5) * (high - low) * 0.35
        if growth.chance() < manner.filled:
            result.append(_house(frame, (at / length, stop / length), depth, round(height, 1), street, count))
        at = stop + manner.gap[0] + (manner.gap[1] - manner.gap[0]) * growth.chance() ** 2
    return result


def _house(
    frame: tuple[XY, XY, XY, XY], span: tuple[float, float], depth: float, height: float, street: int, doors: int
) -> House:
    """One footprint between two shares of the frame's length, down to a share of its depth."""
    a, b, c, d = frame

    def spot(share: float, deep: float) -> XY:
        fx, fy = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        return fx + (d[0] + (c[0] - d[0]) * share - fx) * deep, fy + (d[1] + (c[1] - d[1]) * share - fy) * deep

    one, two = span
    steps = [one + (two - one) * (door + 0.5) / doors for door in range(doors)]
    corners = (spot(one, 0.0), spot(two, 0.0), spot(two, depth), spot(one, depth))
    return House(corners, height, street, tuple(spot(share, 0.1) for share in steps))


def _fitting(
    growth: Growth, block: Block, garden: float, classes: Sequence[StreetClass], houses: list[House]
) -> list[House]:
    """The houses that keep their distance from every street and from one another."""
    if not houses:
        return []
    plane, loop = growth.plane, block.loop
    quads = np.array([house.corners for house in houses])
    corners = plane.outline(loop)
    streets = [plane.edges[edge_of(a, b)] for a, b in zip(loop, loop[1:] + loop[:1], strict=True)]
    away = np.array([HALF_STREET_M[classes[street]] + garden - 1.5 for street in streets])
    starts = np.array(corners)
    far = distances(quads.reshape(-1, 2), starts, np.roll(starts, -1, axis=0)) - away
    walls = distances(starts, quads.reshape(-1, 2), np.roll(quads, -1, axis=1).reshape(-1, 2)).T - away
    fine = np.minimum(far, walls).min(axis=1).reshape(-1, 4).min(axis=1) > 0
    clash = overlaps(quads)
    fine &= inside_many(quads.mean(axis=1), corners) & ~_on_closed(growth, block, quads)
    kept: list[int] = []
    for at in np.flatnonzero(fine).tolist():
        if not clash[at, kept].any():
            kept.append(at)
    return [houses[at] for at in kept]


def distances(at: Floats, starts: Floats, ends: Floats) -> Floats:
    """Metres from each position (n, 2) to each segment (m, 2): an (n, m) array."""
    along = ends - starts
    offset = at[:, None, :] - starts[None, :, :]
    share = np.clip((offset * along).sum(axis=2) / np.maximum((along * along).sum(axis=1), 1e-9), 0.0, 1.0)
    result: Floats = np.sqrt(((offset - share[:, :, None] * along[None, :, :]) ** 2).sum(axis=2))
    return result


def overlaps(quads: Floats) -> NDArray[np.bool_]:
    """Which convex quadrilaterals (n, 4, 2) share more than an edge with which: an (n, n) array."""
    edges = np.roll(quads, -1, axis=1) - quads
    axes = np.stack([-edges[..., 1], edges[..., 0]], axis=-1)
    axes /= np.maximum(np.linalg.norm(axes, axis=-1, keepdims=True), 1e-9)
    spans = np.einsum("iad,jcd->iajc", axes, quads)
    low, high = spans.min(axis=3), spans.max(axis=3)
    own_low = np.einsum("iai->ia", low)[:, :, None]
    own_high = np.einsum("iai->ia", high)[:, :, None]
    apart = ((low > own_high - 0.05) | (high < own_low + 0.05)).any(axis=1)
    result: NDArray[np.bool_] = ~(apart | apart.T)
    return result


def _on_closed(growth: Growth, block: Block, quads: Floats) -> NDArray[np.bool_]:
    """Which footprints (n, 4, 2) stand on a footway or on ground that is to stay free: an (n) array."""
    middles = quads.mean(axis=1, keepdims=True)
    halves = (quads + np.roll(quads, -1, axis=1)) / 2
    spots = np.concatenate([quads, halves, middles], axis=1)
    result = np.zeros(len(quads), dtype=np.bool_)
    for at in block.closed:
        result |= inside_many(spots.reshape(-1, 2), growth.grounds[at]).reshape(len(quads), -1).any(axis=1)
    if block.trodden:
        near = distances(np.array(block.trodden), quads.reshape(-1, 2), np.roll(quads, -1, axis=1).reshape(-1, 2))
        result |= (near.min(axis=0) < 3.0).reshape(-1, 4).any(axis=1)
    return result
