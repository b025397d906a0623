"""A road network as two tables: junctions (osm_node, lon, lat) and directed streets for cars (u, v, ...)."""

import re

from igiz.zone.formats.osm.access import DEFAULTS, Default
from igiz.zone.formats.table import Row, rows
from igiz.zone.model.geography import BadInput, Junction, Line, LonLat, Mode, Street, StreetClass
from igiz.zone.model.geometry import distance_m

NODE_COLUMNS = ("osm_node", "lon", "lat")
EDGE_COLUMNS = ("u", "v", "key", "name", "highway", "oneway", "length_m", "travel_time_s", "wkt")
WKT = re.compile(r"LINESTRING\s*\(([^()]*)\)")
LONGEST_M = 100_000.0
SLOWEST_S = 86_400.0
ADRIFT_M = 25.0
"""A line may begin and end at most this far, in metres, from its junctions."""

NOT_FOR_CARS = frozenset({StreetClass.FOOTWAY, StreetClass.CYCLEWAY})
CLASSES = {word: default for word, default in DEFAULTS.items() if default.street_class not in NOT_FOR_CARS}
"""The roads of a network for cars, by OpenStreetMap's word."""


def road(highway: str) -> Default | None:
    """What holds for an OpenStreetMap highway value: of several (a|b) the first counts."""
    return CLASSES.get(highway.split("|")[0])


def read_nodes(data: bytes, file: str) -> tuple[Junction, ...]:
    """The junctions, each once."""
    found: dict[str, Junction] = {}
    for row in rows(data, file, NODE_COLUMNS):
        name = row.text("osm_node")
        if name in found:
            raise row.bad("osm_node", f"{name} stands here a second time; keep one line per junction")
        found[name] = Junction(name, row.position("lon", "lat"))
    if not found:
        raise BadInput(file, "holds no junctions")
    return tuple(found.values())


def read_edges(data: bytes, file: str, junctions: tuple[Junction, ...]) -> tuple[Street, ...]:
    """The directed streets between the junctions; the free-flow time is the file's own."""
    positions = {junction.id: junction.position for junction in junctions}
    found: dict[str, Street] = {}
    for row in rows(data, file, EDGE_COLUMNS):
        street = _street(row, positions)
        if street.id in found:
            raise row.bad("key", f"the street {street.id} stands here a second time; give each its own key")
        found[street.id] = street
    if not found:
        raise BadInput(file, "holds no streets")
    return tuple(found.values())


def _street(row: Row, positions: dict[str, LonLat]) -> Street:
    start, end = row.text("u"), row.text("v")
    for column, name in (("u", start), ("v", end)):
        if name not in positions:
            raise row.bad(column, f"names the junction {name}, which the table of junctions does not hold")
    highway = row.text("highway")
    kind = road(highway)
    if kind is None:
        raise row.bad("highway", f"{highway!r} is no class of road for cars; use one of {', '.join(sorted(CLASSES))}")
    line = _line(row)
    if max(distance_m(line[0], positions[start]), distance_m(line[-1], positions[end])) > ADRIFT_M:
        raise row.bad(
            "wkt", f"does not run from junction {start} to junction {end}; is it reversed or from another street?"
        )
    return Street(
        id=f"{start}-{end}-{row.text('key')}",
        start=start,
        end=end,
        name=" / ".join(part.strip() for part in row.values["name"].split("|")),
        street_class=kind.street_class,
        length_m=round(row.number("length_m", 0.001, LONGEST_M), 3),
        travel_time_s=row.number("travel_time_s", 0.001, SLOWEST_S),
        modes=kind.modes | Mode.CAR,
        one_way=row.flag("oneway"),
        geometry=line,
    )


def _line(row: Row) -> Line:
    match = WKT.fullmatch(row.text("wkt"))
    if match is None:
        raise row.bad("wkt", "is no LINESTRING (lon lat, lon lat, ...)")
    line = tuple(_position(row, pair) for pair in match[1].split(","))
    if len(line) < 2:
        raise row.bad("wkt", "holds fewer than two positions")
    return line


def _position(row: Row, pair: str) -> LonLat:
    try:
        lon, lat = (float(text) for text in pair.split())
    except ValueError:
        raise row.bad("wkt", f"{pair.strip()!r} is not a longitude and a latitude") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise row.bad("wkt", f"{pair.strip()} lies outside the earth; write longitude, then latitude, in degrees")
    return lon, lat
