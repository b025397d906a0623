"""The layers of the zone's map as GeoJSON (RFC 7946, WGS 84), to a tenth of a metre."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from igiz.zone.model.geography import (
    Area,
    Building,
    Geography,
    Line,
    LonLat,
    Mode,
    Point,
    Shape,
    Street,
    Surface,
    SurfaceKind,
    TramLine,
    Tree,
)

LAYERS = ("streets", "buildings", "green", "water", "trams", "areas", "points", "trees")
DIGITS = 6
MOST_ADDRESSES = 3


def write_layers(geography: Geography) -> dict[str, bytes]:
    """Write every layer of a geography as one FeatureCollection."""
    surfaces = geography.surfaces
    features: dict[str, Iterator[dict[str, Any]]] = {
        "streets": _streets(geography.streets),
        "buildings": (_building(each) for each in geography.buildings),
        "green": (_surface(each) for each in surfaces if each.kind is SurfaceKind.GREEN),
        "water": (_surface(each) for each in surfaces if each.kind is SurfaceKind.WATER),
        "trams": (_tram_line(each) for each in geography.tram_lines),
        "areas": (_area(each) for each in geography.areas),
        "points": (_point(each) for each in geography.points),
        "trees": (_tree(each) for each in geography.trees),
    }
    return {layer: _collection(features[layer]) for layer in LAYERS}


def _collection(features: Iterable[dict[str, Any]]) -> bytes:
    return orjson.dumps({"type": "FeatureCollection", "features": list(features)})


def _streets(streets: Iterable[Street]) -> Iterator[dict[str, Any]]:
    """One feature per stretch: both directions are one line on the map."""
    stretches: dict[Line, tuple[Street, Mode]] = {}
    for street in streets:
        line = min(street.geometry, street.geometry[::-1])
        first, modes = stretches.get(line, (street, Mode.NONE))
        stretches[line] = first, modes | street.modes
    for line, (street, modes) in stretches.items():
        yield _feature(
            "LineString",
            _line(line),
            name=street.name,
            **{"class": street.street_class.value},
            car=Mode.CAR in modes,
            bicycle=Mode.BICYCLE in modes,
            foot=Mode.FOOT in modes,
        )


def _building(building: Building) -> dict[str, Any]:
    lines = [f"{each.street} {each.number}".strip() for each in building.addresses]
    more = " …" if len(lines) > MOST_ADDRESSES else ""
    address = ", ".join(lines[:MOST_ADDRESSES]) + more if lines else None
    return _shape(building.footprint, heightM=building.height_m, address=address)


def _surface(surface: Surface) -> dict[str, Any]:
    return _shape(surface.shape, name=surface.name)


def _area(area: Area) -> dict[str, Any]:
    return _shape(area.shape, name=area.name)


def _tram_line(line: TramLine) -> dict[str, Any]:
    return _feature("LineString", _line(line.geometry), name=line.name)


def _point(point: Point) -> dict[str, Any]:
    return _feature("Point", _position(point.position), name=point.name, kind=point.kind)


def _tree(tree: Tree) -> dict[str, Any]:
    return _feature("Point", _position(tree.position), heightM=tree.height_m)


def _shape(shape: Shape, **properties: Any) -> dict[str, Any]:
    polygons = [[_line(ring) for ring in polygon] for polygon in shape]
    if len(polygons) == 1:
        return _feature("Polygon", polygons[0], **properties)
    return _feature("MultiPolygon", polygons, **properties)


def _feature(geometry: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": geometry, "coordinates": coordinates}, "properties": properties}


def _line(line: Line) -> list[tuple[float, float]]:
    return [_position(each) for each in line]


def _position(position: LonLat) -> tuple[float, float]:
    return round(position[0], DIGITS), round(position[1], DIGITS)
