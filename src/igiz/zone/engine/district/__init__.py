"""Draws a district: small streets, houses, trees and footways inside a skeleton of main streets; a seed fixes all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from igiz.zone.engine.district.blocks import Block, Growth, grow
from igiz.zone.engine.district.drawn import Globe, named_streets, numbered
from igiz.zone.engine.district.grid import main_grid
from igiz.zone.engine.district.names import Names
from igiz.zone.engine.district.paths import lay_footways
from igiz.zone.engine.district.plane import Floats, Plane, inside, inside_many, planar
from igiz.zone.engine.district.planting import WORDS, park_trees, playgrounds, row_trees, shops
from igiz.zone.engine.district.rows import House, row_houses
from igiz.zone.engine.district.skeleton import (
    XY,
    Ground,
    GroundKind,
    Landmark,
    MainStreet,
    Path,
    Quarter,
    Skeleton,
    Style,
    Tram,
)
from igiz.zone.engine.district.traffic import Stretch, make_one_way, stretches
from igiz.zone.model.geography import (
    Area,
    Building,
    Geography,
    LonLat,
    Point,
    StreetClass,
    Surface,
    SurfaceKind,
    TramLine,
    Tree,
)

ONE_WAY_SHARE = 0.28
"""Share of the small streets that may become one-way."""
TREES_SHARE = 0.22
"""Share of the small streets with trees."""
SURFACES = {GroundKind.PARK: SurfaceKind.GREEN, GroundKind.WATER: SurfaceKind.WATER}


@dataclass(slots=True)
class _Register:
    """The streets by number: main streets as given, then small streets and footways as they are drawn."""

    names: list[str]
    classes: list[StreetClass]
    fresh: Names
    villas: Sequence[Path]

    def residential(self, at: XY) -> int:
        green = any(inside(*at, outline) for outline in self.villas)
        return self._add(self.fresh.fresh("green" if green else "mixed"), StreetClass.RESIDENTIAL)

    def footway(self, at: XY) -> int:
        return self._add("", StreetClass.FOOTWAY)

    def _add(self, name: str, kind: StreetClass) -> int:
        self.names.append(name)
        self.classes.append(kind)
        return len(self.names) - 1


def fill(skeleton: Skeleton, seed: int, junctions: int, houses: bool = True) -> Geography:
    """The skeleton with small streets until there are that many junctions, and with houses and trees if wanted.

    Cars reach every junction they may drive to from every other, one-way streets included.
    """
    draws = np.random.default_rng(seed)
    plane = planar([street.line for street in skeleton.main_streets])
    register, growth = _ready(skeleton, plane, draws)
    grow(growth, _first_blocks(skeleton, plane), junctions)
    for block in growth.done:
        if any(skeleton.grounds[at].kind is GroundKind.PARK for at in block.closed):
            lay_footways(growth, block, skeleton.grounds)
    built: list[House] = []
    if houses:
        for block in growth.done:
            built += row_houses(growth, block, register.classes)
    return _geography(skeleton, growth, register, built, draws if houses else None)


def district(
    junctions: int, seed: int, centre: LonLat = (4.2826, 52.0905), city: str = "Voorbeeldstad", houses: bool = False
) -> Geography:
    """A fictional district of about that many junctions, for tests of scale."""
    return fill(main_grid(junctions, seed, centre, city), seed, junctions, houses)


def _ready(skeleton: Skeleton, plane: Plane, draws: np.random.Generator) -> tuple[_Register, Growth]:
    """The register of streets and the state of the splitting, before the first split."""
    names = [street.name for street in skeleton.main_streets]
    villas = [quarter.outline for quarter in skeleton.quarters if quarter.style is Style.VILLA]
    register = _Register(names, [street.street_class for street in skeleton.main_streets], Names(names, draws), villas)
    outlines = [ground.outline for ground in skeleton.grounds]
    boxes = [(min(x for x, _ in o), min(y for _, y in o), max(x for x, _ in o), max(y for _, y in o)) for o in outlines]
    return register, Growth(plane, outlines, boxes, register.residential, register.footway, draws, len(names))


def _first_blocks(skeleton: Skeleton, plane: Plane) -> list[Block]:
    """The faces of the skeleton, each with the style of its quarter and the grounds that may lie in it."""
    grounds = [np.array(ground.outline) for ground in skeleton.grounds]
    boxes = np.array([[*o.min(axis=0), *o.max(axis=0)] for o in grounds]).reshape(-1, 4)
    blocks: list[Block] = []
    for loop in plane.faces():
        points = np.array(plane.outline(loop))
        (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
        near = (boxes[:, 0] < east) & (boxes[:, 2] > west) & (boxes[:, 1] < north) & (boxes[:, 3] > south)
        blocks.append(Block(loop, _style(skeleton, points), tuple(int(at) for at in np.flatnonzero(near))))
    return blocks


def _style(skeleton: Skeleton, points: Floats) -> Style:
    """The style of the quarter in which most of the face lies, as far as a few positions can tell."""
    if not skeleton.quarters:
        return Style.TERRACE
    middle = points.mean(axis=0)
    spots = np.concatenate([middle + (points - middle) * 0.6, middle[None, :]])
    counts = [int(inside_many(spots, quarter.outline).sum()) for quarter in skeleton.quarters]
    best = int(np.argmax(counts))
    return skeleton.quarters[best].style if counts[best] else Style.TERRACE


def _geography(
    skeleton: Skeleton, growth: Growth, register: _Register, built: Sequence[House], draws: np.random.Generator | None
) -> Geography:
    """Everything as nouns of the map."""
    globe = Globe(skeleton.centre)
    pieces = stretches(growth.plane)
    first = growth.first_small
    chosen = growth.draws.random(len(register.names)) < ONE_WAY_SHARE
    small = [at >= first and kind is StreetClass.RESIDENTIAL for at, kind in enumerate(register.classes)]
    make_one_way(
        pieces,
        growth.plane.points,
        lambda street: small[street] and bool(chosen[street]),
        lambda street: register.classes[street] is not StreetClass.FOOTWAY,
    )
    spots = list(globe.line(growth.plane.points))
    junctions, streets = named_streets(pieces, spots, register.names, register.classes)
    buildings, addresses = numbered(built, register.names, skeleton.city, globe)
    return Geography(
        junctions=junctions,
        streets=streets,
        buildings=_landmarks(skeleton, globe) + buildings,
        addresses=addresses,
        points=_points(skeleton, growth, built, register, globe, draws),
        trees=_trees(skeleton, growth, register, pieces, globe, draws),
        surfaces=_surfaces(skeleton, globe),
        tram_lines=tuple(
            TramLine(f"tram-line-{at}", tram.name, globe.line(tram.line)) for at, tram in enumerate(skeleton.trams, 1)
        ),
        areas=tuple(
            Area(f"area-{at}", quarter.name, globe.shape(quarter.outline))
            for at, quarter in enumerate(skeleton.quarters, 1)
        ),
        schematic=True,
    )


def _landmarks(skeleton: Skeleton, globe: Globe) -> tuple[Building, ...]:
    return tuple(
        Building(f"landmark-{at}", globe.shape(landmark.outline), landmark.height_m)
        for at, landmark in enumerate(skeleton.landmarks, 1)
    )


def _surfaces(skeleton: Skeleton, globe: Globe) -> tuple[Surface, ...]:
    shown = [ground for ground in skeleton.grounds if ground.kind in SURFACES]
    return tuple(
        Surface(f"surface-{at}", SURFACES[ground.kind], ground.name, globe.shape(ground.outline))
        for at, ground in enumerate(shown, 1)
    )


def _trees(
    skeleton: Skeleton,
    growth: Growth,
    register: _Register,
    pieces: Sequence[Stretch],
    globe: Globe,
    draws: np.random.Generator | None,
) -> tuple[Tree, ...]:
    if draws is None:
        return ()
    planted = [street.trees for street in skeleton.main_streets]
    planted += (draws.random(len(register.names) - len(planted)) < TREES_SHARE).tolist()
    spots: list[XY] = []
    wide = (StreetClass.TRUNK, StreetClass.SECONDARY)
    for piece in pieces:
        kind = register.classes[piece.street]
        if planted[piece.street] and kind is not StreetClass.FOOTWAY:
            spots += row_trees([[growth.plane.points[at] for at in piece.vertices]], 9.0 if kind in wide else 5.5)
    closed = [ground.outline for ground in skeleton.grounds if ground.kind is not GroundKind.PARK]
    closed += [landmark.outline for landmark in skeleton.landmarks]
    for ground in skeleton.grounds:
        if ground.kind is GroundKind.PARK:
            spots += park_trees(ground.outline, closed, draws)
    heights = (5.0 + 13.0 * draws.random(len(spots))).round(1).tolist()
    where = globe.line(spots) if spots else ()
    return tuple(Tree(f"tree-{at + 1}", spot, heights[at]) for at, spot in enumerate(where))


def _points(
    skeleton: Skeleton,
    growth: Growth,
    built: Sequence[House],
    register: _Register,
    globe: Globe,
    draws: np.random.Generator | None,
) -> tuple[Point, ...]:
    found = [(name, "tram_stop", at) for tram in skeleton.trams for name, at in tram.stops]
    if draws is not None:
        shopping = frozenset(at for at, street in enumerate(skeleton.main_streets) if street.shops)
        for kind, house, at in shops(built, shopping, draws):
            found.append((f"{WORDS[kind]} {register.names[built[house].street]}", kind, at))
        outlines = [growth.plane.outline(block.loop) for block in growth.done if not block.closed]
        found += [(WORDS["playground"], "playground", at) for at in playgrounds(outlines, 0.12, draws)]
    return tuple(Point(f"point-{at}", name, kind, globe.spot(spot)) for at, (name, kind, spot) in enumerate(found, 1))


__all__ = [
    "XY",
    "Ground",
    "GroundKind",
    "Landmark",
    "MainStreet",
    "Path",
    "Quarter",
    "Skeleton",
    "Style",
    "Tram",
    "district",
    "fill",
]
