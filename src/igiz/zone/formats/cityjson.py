"""CityJSON 1.0 to 2.0: buildings by the ground surfaces and the height of their parts."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from igiz.zone.formats.json_tree import Json, items, member, number, parse
from igiz.zone.model.geography import BadInput, Building, LonLat, Polygon

FLAT_M = 0.1
"""A face whose corners lie within this height of the lowest one is ground, where no face is named so."""
DEPTH = {"MultiSurface": 0, "CompositeSurface": 0, "Solid": 1, "MultiSolid": 2, "CompositeSolid": 2}
"""How many lists a kind of geometry wraps round its faces."""
EPSG = re.compile(r"EPSG(?:::|/\d+(?:\.\d+)?/|:)(\d+)$", re.IGNORECASE)

Floats = NDArray[np.float64]
Face = list[list[int]]


@dataclass(frozen=True, slots=True)
class Corners:
    """The corners of all faces: position in degrees and height in metres by number."""

    positions: tuple[LonLat, ...]
    heights_m: tuple[float, ...]


def read(data: bytes, file: str) -> tuple[tuple[Building, ...], tuple[str, ...]]:
    """The buildings (each with the footprints of its parts and its full height), and remarks on what was left out."""
    tree = parse(data, file)
    version = str(tree.get("version"))
    if tree.get("type") != "CityJSON" or version.split(".")[0] not in ("1", "2"):
        raise BadInput(file, f"is no CityJSON 1 or 2 (type {tree.get('type')!r}, version {version!r})")
    corners = _corners(tree, file)
    objects = member(tree, "CityObjects", file)
    parts: defaultdict[str, list[Polygon]] = defaultdict(list)
    spans: defaultdict[str, list[float]] = defaultdict(list)
    others = 0
    for name in objects:
        thing, where = member(objects, name, file), f"{file}, CityObjects.{name}"
        if thing.get("type") not in ("Building", "BuildingPart"):
            others += 1
            continue
        owner = _owner(name, thing, objects, where)
        polygons, heights = _footprint(thing, corners, where)
        parts[owner] += polygons
        spans[owner] += heights
    found = tuple(
        Building(name, tuple(polygons), round(max(spans[name]) - min(spans[name]), 2) or None)
        for name, polygons in parts.items()
        if polygons
    )
    bare = len(parts) - len(found)
    told = ((others, "objects that are no buildings"), (bare, "buildings without a ground surface"))
    return found, tuple(f"left out: {count:,} {what} in {file}" for count, what in told if count)


def _corners(tree: Json, file: str) -> Corners:
    where = f"{file}, vertices"
    try:
        vertices: Floats = np.asarray(items(tree, "vertices", file), dtype=np.float64)
    except (TypeError, ValueError):
        raise BadInput(where, "is no list of corners [x, y, z]") from None
    if vertices.ndim != 2 or vertices.shape[1] != 3 or not np.isfinite(vertices).all():
        raise BadInput(where, "is no list of corners [x, y, z] with finite numbers")
    if "transform" in tree:
        transform = member(tree, "transform", file)
        vertices = vertices * _triple(transform, "scale", file) + _triple(transform, "translate", file)
    elif tree.get("version") != "1.0":
        raise BadInput(file, "has no object 'transform'")
    lons, lats = _transformer(tree, file).transform(vertices[:, 0], vertices[:, 1])
    if not (np.isfinite(lons).all() and np.isfinite(lats).all()):
        raise BadInput(where, "holds corners outside the reach of its coordinate system; is its EPSG number right?")
    positions = tuple((round(lon, 8), round(lat, 8)) for lon, lat in zip(lons.tolist(), lats.tolist(), strict=True))
    return Corners(positions, tuple(vertices[:, 2].tolist()))


def _triple(transform: Json, key: str, file: str) -> Floats:
    values = items(transform, key, f"{file}, transform")
    if len(values) != 3:
        raise BadInput(f"{file}, transform.{key}", "is not three numbers")
    return np.array([number(value, f"{file}, transform.{key}", -1e9, 1e9) for value in values])


def _transformer(tree: Json, file: str) -> Transformer:
    """From the file's own coordinates to longitude and latitude."""
    told = str(member(tree, "metadata", file).get("referenceSystem", "")) if "metadata" in tree else ""
    match = EPSG.search(told)
    if match is None:
        raise BadInput(f"{file}, metadata.referenceSystem", f"{told!r} names no EPSG number (…EPSG::7415)")
    try:
        return Transformer.from_crs(CRS.from_epsg(int(match[1])), CRS.from_epsg(4326), always_xy=True)
    except ProjError as error:
        raise BadInput(f"{file}, metadata.referenceSystem", f"EPSG:{match[1]} is not known ({error})") from None


def _owner(name: str, thing: Json, objects: Json, where: str) -> str:
    """The building that a part belongs to; a building is its own."""
    parents = thing.get("parents")
    if not parents:
        return name
    if not isinstance(parents, list) or parents[0] not in objects:
        raise BadInput(where, f"names a parent that the file does not hold ({str(parents)[:60]})")
    return str(parents[0])


def _footprint(thing: Json, corners: Corners, where: str) -> tuple[list[Polygon], list[float]]:
    """Ground faces as polygons, and the heights of all corners."""
    best: tuple[str, list[tuple[Face, str]]] = ("", [])
    for place, geometry in enumerate(items(thing, "geometry", where) if "geometry" in thing else []):
        if not isinstance(geometry, dict):
            raise BadInput(f"{where}, geometry[{place}]", "is no geometry")
        if geometry.get("type") in DEPTH and str(geometry.get("lod")) > best[0]:
            best = str(geometry.get("lod")), list(_faces(geometry, f"{where}, geometry[{place}]"))
    faces = best[1]
    try:
        heights = [corners.heights_m[corner] for face, _ in faces for ring in face for corner in ring]
        grounds = [face for face, kind in faces if kind == "GroundSurface"]
        if not grounds and heights:
            level = min(heights) + FLAT_M
            grounds = [face for face, _ in faces if all(corners.heights_m[n] <= level for ring in face for n in ring)]
        rings = ([tuple(corners.positions[n] for n in (*ring, ring[0])) for ring in face] for face in grounds)
        return [tuple(polygon) for polygon in rings if polygon and len(polygon[0]) > 3], heights
    except (IndexError, TypeError):
        raise BadInput(where, "names a corner that the file does not hold") from None


def _faces(geometry: Json, where: str) -> Iterator[tuple[Face, str]]:
    """Each face as rings of corner numbers, with the kind of its surface ("" where none is told)."""
    faces: list[object] = items(geometry, "boundaries", where)
    semantics = geometry.get("semantics")
    surfaces: list[object] = []
    kinds: list[object] = []
    if isinstance(semantics, dict):
        surfaces, kinds = items(semantics, "surfaces", where), items(semantics, "values", where)
    for _ in range(DEPTH[str(geometry["type"])]):
        faces = [inner for outer in faces if isinstance(outer, list) for inner in outer]
        kinds = [inner for outer in kinds if isinstance(outer, list) for inner in outer]
    if not kinds:
        kinds = [None] * len(faces)
    if len(kinds) != len(faces):
        raise BadInput(f"{where}, semantics", f"tells of {len(kinds)} faces; the geometry has {len(faces)}")
    for face, kind in zip(faces, kinds, strict=True):
        if not isinstance(face, list) or not all(isinstance(ring, list) and ring for ring in face):
            raise BadInput(where, "holds a face that is no list of rings")
        surface = surfaces[kind] if isinstance(kind, int) and 0 <= kind < len(surfaces) else None
        yield face, str(surface.get("type", "")) if isinstance(surface, dict) else ""
