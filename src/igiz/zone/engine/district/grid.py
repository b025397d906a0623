"""The main streets of a fictional district: a crooked net of lanes with parks and ponds in some of its meshes."""

from math import ceil, sqrt

import numpy as np

from igiz.zone.engine.district.names import Names
from igiz.zone.engine.district.skeleton import XY, Ground, GroundKind, MainStreet, Path, Quarter, Skeleton, Style
from igiz.zone.model.geography import LonLat, StreetClass

MESH_M = 560.0
"""Usual side of a mesh."""
JUNCTIONS_PER_MESH = 30
"""Junctions that small streets make out of one mesh without getting too near to each other."""
GREEN_SHARE = 0.06


def main_grid(junctions: int, seed: int, centre: LonLat, city: str) -> Skeleton:
    """A net of main streets with room for about that many junctions."""
    draws = np.random.default_rng([seed, junctions])
    side = max(2, ceil(sqrt(junctions / JUNCTIONS_PER_MESH)))
    across = np.arange(side + 1) * MESH_M - side * MESH_M / 2
    knots = np.stack(np.meshgrid(across, across, indexing="ij"), axis=-1) + draws.normal(0, 45, (side + 1, side + 1, 2))
    where = [[(float(x), float(y)) for x, y in column] for column in knots]
    names = Names((), draws)
    streets: list[MainStreet] = []
    for at in range(side + 1):
        kind = StreetClass.SECONDARY if at % 3 == 0 else StreetClass.TERTIARY
        columns, rows = tuple(where[at]), tuple(column[at] for column in where)
        for line in (columns, rows):
            streets.append(MainStreet(names.fresh("green"), kind, line, shops=at % 4 == 2, trees=at % 2 == 0))
    grounds: list[Ground] = []
    quarters: list[Quarter] = []
    styles = list(Style)
    for i in range(side):
        for j in range(side):
            mesh = (where[i][j], where[i + 1][j], where[i + 1][j + 1], where[i][j + 1])
            if draws.random() < GREEN_SHARE:
                grounds.append(Ground(GroundKind.PARK, f"Park {i}-{j}", mesh))
                grounds.append(Ground(GroundKind.WATER, f"Vijver {i}-{j}", _shrunk(mesh, 0.25)))
            elif side <= 12:
                quarters.append(Quarter(f"Buurt {i}-{j}", mesh, styles[(i * 7 + j * 3) % len(styles)]))
    return Skeleton(centre, city, tuple(streets), tuple(grounds), tuple(quarters))


def _shrunk(outline: Path, share: float) -> Path:
    """The outline drawn together towards its middle."""
    x, y = (sum(at[axis] for at in outline) / len(outline) for axis in (0, 1))
    result: list[XY] = [(x + (px - x) * share, y + (py - y) * share) for px, py in outline]
    return tuple(result)
