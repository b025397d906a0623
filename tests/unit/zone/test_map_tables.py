"""Tables, GeoJSON, areas, shapes and CityJSON: what is wrong is named by file, line and column."""

import json
from collections.abc import Callable

import pytest

from igiz.zone.formats import areas, cityjson, geojson, gtfs_shapes, nodes_edges_csv
from igiz.zone.formats.folder import read_folder
from igiz.zone.model.geography import Area, BadInput, Junction, Mode

NODES = "osm_node,lon,lat,street_count\n1,4.28,52.09,1\n2,4.281,52.09,1\n"
EDGES = (
    "u,v,key,name,highway,oneway,length_m,travel_time_s,wkt\n"
    '1,2,0,Laan,residential,False,68.3,8.2,"LINESTRING (4.28 52.09, 4.281 52.09)"\n'
    '2,1,0,Laan,residential,False,68.3,8.2,"LINESTRING (4.281 52.09, 4.28 52.09)"\n'
)
JUNCTIONS = (Junction("1", (4.28, 52.09)), Junction("2", (4.281, 52.09)))
AREAS = "7,Statenkwartier|52.09,4.28|52.09,4.29|52.10,4.29^52.2,4.28|52.2,4.29|52.3,4.29|52.2,4.28\n"
SHAPES = "shape_id,shape_pt_sequence,shape_pt_lat,shape_pt_lon\n9,2,52.1,4.2\n9,1,52.0,4.1\n"


def test_the_tables_become_junctions_and_directed_streets() -> None:
    junctions = nodes_edges_csv.read_nodes(NODES.encode(), "nodes.csv")
    there, back = nodes_edges_csv.read_edges(EDGES.encode(), "edges.csv", junctions)
    assert junctions == JUNCTIONS
    assert (there.id, there.start, there.end, there.travel_time_s, there.one_way) == ("1-2-0", "1", "2", 8.2, False)
    assert there.modes == Mode.CAR | Mode.BICYCLE | Mode.FOOT
    assert back.geometry == ((4.281, 52.09), (4.28, 52.09))


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("lon,lat", "lng,lat", "nodes.csv, line 1"),
        ("2,4.281,52.09", "2,4.281,north", "nodes.csv, line 3, column lat"),
        ("2,4.281,52.09", "2,52.09,4281", "nodes.csv, line 3, column lat"),
        ("2,4.281,52.09", "2,nan,52.09", "nodes.csv, line 3, column lon"),
        ("2,4.281", "1,4.281", "nodes.csv, line 3, column osm_node"),
        (",52.09,1\n2", ",52.09,1,7\n2", "nodes.csv, line 2"),
        ("2,4.281,52.09,1\n", '2,"4.281,52.09,1\n', "nodes.csv, line 3"),
    ],
)
def test_a_fault_in_the_junctions_is_named(old: str, new: str, where: str) -> None:
    with pytest.raises(BadInput) as refusal:
        nodes_edges_csv.read_nodes(NODES.replace(old, new, 1).encode(), "nodes.csv")
    assert refusal.value.where == where


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("2,1,0", "2,3,0", "edges.csv, line 3, column v"),
        ("2,1,0", "1,2,0", "edges.csv, line 3, column wkt"),
        ("1,2,0", "1,2,", "edges.csv, line 2, column key"),
        ("68.3", "-1", "edges.csv, line 2, column length_m"),
        ("8.2", "fast", "edges.csv, line 2, column travel_time_s"),
        ("False", "perhaps", "edges.csv, line 2, column oneway"),
        ("residential", "river", "edges.csv, line 2, column highway"),
        ("4.281 52.09)", "4.281)", "edges.csv, line 2, column wkt"),
        ("travel_time_s", "seconds", "edges.csv, line 1"),
    ],
)
def test_a_fault_in_the_streets_is_named(old: str, new: str, where: str) -> None:
    with pytest.raises(BadInput) as refusal:
        nodes_edges_csv.read_edges(EDGES.replace(old, new, 1).encode(), "edges.csv", JUNCTIONS)
    assert refusal.value.where == where


def test_areas_are_latitude_first_and_may_have_parts() -> None:
    first = ((4.28, 52.09), (4.29, 52.09), (4.29, 52.10), (4.28, 52.09))
    second = ((4.28, 52.2), (4.29, 52.2), (4.29, 52.3), (4.28, 52.2))
    assert areas.read(AREAS.encode(), "areas.txt") == (Area("7", "Statenkwartier", ((first,), (second,))),)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("7|52.1,4.2|52.1,4.3|52.2,4.3", "areas.txt, line 1, column 1"),
        ("7,Laan|52.1,4.2|52.1|52.2,4.3", "areas.txt, line 1, column 3"),
        ("7,Laan|152.1,4.2|52.1,4.3|52.2,4.3", "areas.txt, line 1, column 2"),
        ("7,Laan|52.1,4.2|52.1,4.3", "areas.txt, line 1"),
        ("", "areas.txt"),
    ],
)
def test_a_fault_in_the_areas_is_named(text: str, where: str) -> None:
    with pytest.raises(BadInput) as refusal:
        areas.read(text.encode(), "areas.txt")
    assert refusal.value.where == where


def test_shapes_run_by_their_sequence() -> None:
    (line,) = gtfs_shapes.read(SHAPES.encode(), "shapes.txt")
    assert (line.id, line.geometry) == ("9", ((4.1, 52.0), (4.2, 52.1)))
    with pytest.raises(BadInput, match="line 3, column shape_pt_sequence"):
        gtfs_shapes.read(SHAPES.replace("9,1", "9,2").encode(), "shapes.txt")


def collection(geometry: dict[str, object], **properties: object) -> bytes:
    feature = {"type": "Feature", "geometry": geometry, "properties": properties}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


TRIANGLE = [[4.28, 52.09], [4.29, 52.09], [4.29, 52.1], [4.28, 52.09]]
LINE: dict[str, object] = {"type": "LineString", "coordinates": [[4.28, 52.09], [4.29, 52.09]]}
STREET = {"u": 1, "v": 2, "class": "tertiary", "oneway": False, "kph": 36, "len": 100, "name": None}


def test_buildings_from_geojson() -> None:
    (building,) = geojson.read_buildings(collection({"type": "Polygon", "coordinates": [TRIANGLE]}, h=6.4), "b")
    assert (building.height_m, building.footprint) == (6.4, ((tuple((x, y) for x, y in TRIANGLE),),))


def test_streets_from_geojson() -> None:
    junctions, (there, back) = geojson.read_streets(collection(LINE, **STREET), "s")
    assert junctions == (Junction("1", (4.28, 52.09)), Junction("2", (4.29, 52.09)))
    assert (there.start, there.end, there.travel_time_s, there.street_class) == ("1", "2", 10.0, "tertiary")
    assert (back.start, back.end, back.geometry) == ("2", "1", there.geometry[::-1])


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b'{"type": "FeatureCollection", "features": [', "b.geojson, line 1, column 44"),
        (b'{"type": "Feature"}', "b.geojson"),
        (collection({"type": "Polygon", "coordinates": [[*TRIANGLE[:3], [4.2, 52]]]}, h=1),
         "b.geojson, features[0], coordinates[0]"),
        (b"[]", "b.geojson"),
        (collection({"type": "Polygon", "coordinates": [TRIANGLE[:3]]}, h=1), "b.geojson, features[0], coordinates[0]"),
        (collection({"type": "Polygon", "coordinates": [[[95, 95]] * 4]}, h=1),
         "b.geojson, features[0], coordinates[0], position 0, latitude"),
        (collection({"type": "Polygon", "coordinates": [TRIANGLE]}, h="high"), "b.geojson, features[0], properties.h"),
        (collection({"type": "Point", "coordinates": [4, 52]}), "b.geojson, features[0]"),
    ],
)  # fmt: skip
def test_a_fault_in_geojson_is_named(data: bytes, where: str) -> None:
    with pytest.raises(BadInput) as refusal:
        geojson.read_buildings(data, "b.geojson")
    assert refusal.value.where == where


def city() -> dict[str, object]:
    """A box of 10 by 10 by 4 metres near the origin of RD New, with one part of its own, 6 metres high."""
    base = [(0, 0), (10000, 0), (10000, 10000), (0, 10000)]
    corners = [[x, y, z] for z in (0, 4000, 6000) for x, y in base]
    ground, roof, high = [[0, 3, 2, 1]], [[4, 5, 6, 7]], [[8, 9, 10, 11]]
    semantics = {"surfaces": [{"type": "GroundSurface"}, {"type": "RoofSurface"}], "values": [[0, 1]]}
    solid = {"type": "Solid", "lod": 2, "boundaries": [[ground, roof]], "semantics": semantics}
    plain = {"type": "Solid", "lod": 2, "boundaries": [[ground, high]]}
    return {
        "type": "CityJSON",
        "version": "1.0",
        "metadata": {"referenceSystem": "urn:ogc:def:crs:EPSG::7415"},
        "transform": {"scale": [0.001] * 3, "translate": [155000, 463000, 2]},
        "CityObjects": {
            "a": {"type": "Building", "geometry": [solid], "children": ["a-1"]},
            "a-1": {"type": "BuildingPart", "geometry": [plain], "parents": ["a"]},
            "hill": {"type": "TINRelief", "geometry": []},
        },
        "vertices": corners,
    }


def test_a_building_of_cityjson_gathers_its_parts() -> None:
    (building,), remarks = cityjson.read(json.dumps(city()).encode(), "c")
    assert (building.id, len(building.footprint), building.height_m) == ("a", 2, 6.0)
    lon, lat = building.footprint[0][0][0]
    # The origin of RD New is the tower of Amersfoort: 52.15517 N, 5.38721 E.
    assert (round(lon, 4), round(lat, 4)) == (5.3872, 52.1552)
    assert remarks == ("left out: 1 objects that are no buildings in c",)


def _unknown_corner(tree: dict[str, object]) -> None:
    tree["vertices"] = [[0, 0, 0]]


def _no_system(tree: dict[str, object]) -> None:
    tree["metadata"] = {}


def _strange_system(tree: dict[str, object]) -> None:
    tree["metadata"] = {"referenceSystem": "urn:ogc:def:crs:EPSG::99999"}


def _other_type(tree: dict[str, object]) -> None:
    tree["type"] = "Feature"


@pytest.mark.parametrize(
    ("break_it", "where"),
    [
        (_unknown_corner, "c, CityObjects.a"),
        (_no_system, "c, metadata.referenceSystem"),
        (_strange_system, "c, metadata.referenceSystem"),
        (_other_type, "c"),
    ],
)
def test_a_fault_in_cityjson_is_named(break_it: Callable[[dict[str, object]], None], where: str) -> None:
    tree = city()
    break_it(tree)
    with pytest.raises(BadInput) as refusal:
        cityjson.read(json.dumps(tree).encode(), "c")
    assert refusal.value.where == where


def test_a_folder_says_what_it_ignored() -> None:
    calls: list[tuple[int, int]] = []
    files = {
        "map/zone_nodes.csv": NODES.encode(),
        "map/zone_edges.csv": EDGES.encode(),
        "map/zone_streets.geojson": collection(LINE, **STREET),
        "areas.txt": AREAS.encode(),
        "holiday.jpg": b"\xff\xd8",
    }
    found = read_folder(files, lambda done, total: calls.append((done, total)))
    assert (len(found.junctions), len(found.streets), len(found.areas)) == (2, 2, 1)
    assert found.remarks == (
        "ignored holiday.jpg: its name is none that is known",
        "ignored map/zone_streets.geojson: the streets come from map/zone_edges.csv",
    )
    assert calls[-1][0] == calls[-1][1] == len(NODES) + len(EDGES) + len(AREAS)


@pytest.mark.parametrize(
    "names", [("areas.txt",), ("zone_edges.csv",), ("zone_nodes.csv",), ("a_nodes.csv", "b_nodes.csv")]
)
def test_a_folder_without_a_whole_network_is_refused(names: tuple[str, ...]) -> None:
    texts = {"areas.txt": AREAS, "zone_edges.csv": EDGES}
    with pytest.raises(BadInput):
        read_folder({name: texts.get(name, NODES).encode() for name in names})
