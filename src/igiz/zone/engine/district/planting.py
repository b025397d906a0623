"""Trees along streets and in parks, and the points of interest of a neighbourhood, in metres."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot

import numpy as np

from igiz.zone.engine.district.plane import Floats, inside, inside_many, signed_area
from igiz.zone.engine.district.rows import House
from igiz.zone.engine.district.skeleton import XY

SPACING_M = 13.0
CLEAR_M = 14.0
"""No tree stands this near to a junction."""

SHOPS = ("bakery", "supermarket", "cafe", "restaurant", "bicycle", "books", "pharmacy", "greengrocer", "hairdresser")
CARE = ("doctors", "dentist", "school", "kindergarten", "pharmacy", "community_centre", "library", "post_office")
WORDS = {
    "bakery": "Bakkerij", "supermarket": "Supermarkt", "cafe": "Café", "restaurant": "Restaurant",
    "bicycle": "Fietsenmaker", "books": "Boekhandel", "pharmacy": "Apotheek", "greengrocer": "Groenteman",
    "hairdresser": "Kapper", "doctors": "Huisartsenpraktijk", "dentist": "Tandartspraktijk", "school": "Basisschool",
    "kindergarten": "Kinderopvang", "community_centre": "Buurthuis", "library": "Bibliotheek",
    "post_office": "Postpunt", "playground": "Speelplaats",
}  # fmt: skip


def row_trees(lines: Iterable[Sequence[XY]], aside_m: float) -> list[XY]:
    """Trees on both sides of the lines, at that distance from their middle."""
    result: list[XY] = []
    for line in lines:
        pieces = [(a, b, hypot(b[0] - a[0], b[1] - a[1])) for a, b in pairwise(line)]
        total = sum(length for _, _, length in pieces)
        walked, following = 0.0, CLEAR_M
        for a, b, length in pieces:
            while following < min(walked + length, total - CLEAR_M):
                share = (following - walked) / length
                x, y = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
                nx, ny = -(b[1] - a[1]) / length * aside_m, (b[0] - a[0]) / length * aside_m
                result += [(x + nx, y + ny), (x - nx, y - ny)]
                following += SPACING_M
            walked += length
    return result


def park_trees(outline: Sequence[XY], closed: Sequence[Sequence[XY]], draws: np.random.Generator) -> list[XY]:
    """Scattered trees in a park, one for about 900 square metres, none in its water."""
    corners: Floats = np.array(outline)
    low, high = corners.min(axis=0), corners.max(axis=0)
    count = int((high - low).prod() / 900)
    spots = low + draws.random((count, 2)) * (high - low)
    free = inside_many(spots, outline)
    for ring in closed:
        free &= ~inside_many(spots, ring)
    kept: list[list[float]] = spots[free].tolist()
    return [(x, y) for x, y in kept]


def shops(houses: Sequence[House], shopping: frozenset[int], draws: np.random.Generator) -> list[tuple[str, int, XY]]:
    """Shops on the shopping streets and care elsewhere: kind, number of the house and position."""
    result: list[tuple[str, int, XY]] = []
    chances = draws.random((len(houses), 2)).tolist()
    for at, house in enumerate(houses):
        kinds, often = (SHOPS, 0.55) if house.street in shopping else (CARE + SHOPS, 0.035)
        if chances[at][0] < often:
            result.append((kinds[int(chances[at][1] * len(kinds))], at, house.doors[0]))
    return result


def playgrounds(outlines: Iterable[Sequence[XY]], chance: float, draws: np.random.Generator) -> list[XY]:
    """Playgrounds in the middle of some wide blocks."""
    result: list[XY] = []
    for outline in outlines:
        middle = (sum(x for x, _ in outline) / len(outline), sum(y for _, y in outline) / len(outline))
        if draws.random() < chance and signed_area(outline) > 7000 and inside(*middle, outline):
            result.append(middle)
    return result
