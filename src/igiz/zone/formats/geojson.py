"""Streets and buildings from GeoJSON (RFC 7946); `layers` writes what goes the other way."""

from collections.abc import Callable

from igiz.zone.formats.json_tree import Json, items, line, member, number, parse, ring
from igiz.zone.formats.nodes_edges_csv import CLASSES, LONGEST_M, road
from igiz.zone.model.geography import BadInput, Building, Junction, Mode, Polygon, Shape, Street

TALLEST_M = 1000.0
FASTEST_KPH = 200.0


def read_buildings(data: bytes, file: str) -> tuple[Building, ...]:
    """Polygons with their height in metres in the property `h` (or `heightM`), which may be null."""
    return tuple(
        _building(place, feature, where) for place, (feature, where) in enumerate(_features(data, file), start=1)
    )


def read_streets(data: bytes, file: str) -> tuple[tuple[Junction, ...], tuple[Street, ...]]:
    """Lines with `u`, `v` (junctions), `name`, `class`, `oneway`, `kph`, `len` (metres): a street per direction."""
    junctions: dict[str, Junction] = {}
    streets: list[Street] = []
    for place, (feature, where) in enumerate(_features(data, file), start=1):
        for street in _street(place, feature, where):
            streets.append(street)
            for name, position in ((street.start, street.geometry[0]), (street.end, street.geometry[-1])):
                junctions.setdefault(name, Junction(name, position))
    return tuple(junctions.values()), tuple(streets)


def _features(data: bytes, file: str) -> list[tuple[Json, str]]:
    tree = parse(data, file)
    if tree.get("type") != "FeatureCollection":
        raise BadInput(file, "is no GeoJSON FeatureCollection")
    found: list[tuple[Json, str]] = []
    for place, feature in enumerate(items(tree, "features", file)):
        where = f"{file}, features[{place}]"
        if not isinstance(feature, dict):
            raise BadInput(where, "is no feature")
        found.append((feature, where))
    if not found:
        raise BadInput(file, "holds no features")
    return found


def _building(place: int, feature: Json, where: str) -> Building:
    properties = member(feature, "properties", where)
    key = "h" if "h" in properties else "heightM"
    told = properties.get(key)
    height = None if told is None else number(told, f"{where}, properties.{key}", 0, TALLEST_M)
    return Building(str(feature.get("id", place)), _shape(member(feature, "geometry", where), where), height)


def _shape(geometry: Json, where: str) -> Shape:
    spot = f"{where}, coordinates"
    coordinates = items(geometry, "coordinates", where)
    readers: dict[object, Callable[[], Shape]] = {
        "Polygon": lambda: (_polygon(coordinates, spot),),
        "MultiPolygon": lambda: tuple(_polygon(part, f"{spot}[{n}]") for n, part in enumerate(coordinates)),
    }
    reader = readers.get(geometry.get("type"))
    if reader is None or not coordinates:
        raise BadInput(where, f"is a {geometry.get('type')!r}; a building is a Polygon or a MultiPolygon with rings")
    return reader()


def _polygon(value: object, where: str) -> Polygon:
    if not isinstance(value, list) or not value:
        raise BadInput(where, "is no list of rings")
    return tuple(ring(part, f"{where}[{place}]") for place, part in enumerate(value))


def _street(place: int, feature: Json, where: str) -> list[Street]:
    properties, geometry = member(feature, "properties", where), member(feature, "geometry", where)
    if geometry.get("type") != "LineString":
        raise BadInput(where, f"is a {geometry.get('type')!r}; a street is a LineString")
    for key in ("u", "v", "class", "oneway", "kph", "len"):
        if properties.get(key) in (None, ""):
            raise BadInput(where, f"has no property {key!r}")
    course = line(geometry.get("coordinates"), f"{where}, coordinates")
    highway, start, end = (str(properties[key]) for key in ("class", "u", "v"))
    kind = road(highway)
    if kind is None:
        raise BadInput(f"{where}, properties.class", f"{highway!r} is not one of {', '.join(sorted(CLASSES))}")
    if not isinstance(properties["oneway"], bool):
        raise BadInput(f"{where}, properties.oneway", "is neither true nor false")
    one_way = properties["oneway"]
    metres = round(number(properties["len"], f"{where}, properties.len", 0.001, LONGEST_M), 3)
    seconds = round(metres * 3.6 / number(properties["kph"], f"{where}, properties.kph", 1, FASTEST_KPH), 3)
    name = str(properties.get("name") or "")
    modes = kind.modes | Mode.CAR
    there = Street(str(place), start, end, name, kind.street_class, metres, seconds, modes, one_way, course)
    if one_way:
        return [there]
    back = Street(f"{place}r", end, start, name, kind.street_class, metres, seconds, modes, one_way, course[::-1])
    return [there, back]
