"""A hand-drawn piece of OpenStreetMap, from bytes to streets and what stands along them."""

import pytest

from igiz.zone.formats import osm
from igiz.zone.model.geography import BadInput, Geography, Mode, SurfaceKind
from igiz.zone.model.geometry import Circle, distance_m

ALL = Mode.CAR | Mode.BICYCLE | Mode.FOOT
SLOW = Mode.BICYCLE | Mode.FOOT

# 1 -- 2 -- 3 -- 4 along the equator of the drawing; 5 above 2; 6..9 a square; every step is 0.001 degree.
NODES = {
    1: (4.280, 52.090), 2: (4.281, 52.090), 3: (4.282, 52.090), 4: (4.283, 52.090), 5: (4.281, 52.091),
    6: (4.284, 52.092), 7: (4.285, 52.092), 8: (4.285, 52.093), 9: (4.284, 52.093),
    16: (4.2842, 52.0922), 17: (4.2844, 52.0922), 18: (4.2844, 52.0924), 19: (4.2842, 52.0924),
}  # fmt: skip
SQUARE = (6, 7, 8, 9, 6)
HOLE = (16, 17, 18, 19, 16)


def tag(**tags: str) -> str:
    return "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())


def way(number: int, nodes: tuple[int, ...], **tags: str) -> str:
    return f'<way id="{number}">' + "".join(f'<nd ref="{node}"/>' for node in nodes) + tag(**tags) + "</way>"


def drawing(*things: str, nodes: dict[int, str] | None = None) -> bytes:
    """The nodes (with the tags of `nodes`), then ways and relations."""
    told = nodes or {}
    places = "".join(
        f'<node id="{name}" lat="{lat}" lon="{lon}">{told.get(name, "")}</node>' for name, (lon, lat) in NODES.items()
    )
    return f'<?xml version="1.0"?><osm version="0.6">{places}{"".join(things)}</osm>'.encode()


def arcs(geography: Geography) -> dict[tuple[str, str], Mode]:
    return {(street.start, street.end): street.modes for street in geography.streets}


def test_a_street_is_split_where_another_meets_it() -> None:
    found = osm.read(drawing(way(10, (1, 2, 3), highway="residential"), way(11, (2, 5), highway="footway")))
    assert {junction.id for junction in found.junctions} == {"1", "2", "3", "5"}
    assert arcs(found) == {
        ("1", "2"): ALL, ("2", "1"): ALL, ("2", "3"): ALL, ("3", "2"): ALL,
        ("2", "5"): Mode.FOOT, ("5", "2"): Mode.FOOT,
    }  # fmt: skip


def test_a_street_knows_its_length_time_and_course() -> None:
    found = osm.read(drawing(way(10, (1, 2, 3), highway="residential", name="Laan", maxspeed="NL:urban")))
    street = found.streets[0]
    metres = distance_m(NODES[1], NODES[2]) + distance_m(NODES[2], NODES[3])
    assert (street.id, street.name, street.street_class, street.one_way) == ("10.0", "Laan", "residential", False)
    assert street.geometry == (NODES[1], NODES[2], NODES[3])
    assert street.length_m == round(metres, 3)
    assert street.travel_time_s == round(street.length_m * 3.6 / 50, 3)
    assert found.streets[1].geometry == street.geometry[::-1]


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({"oneway": "yes"}, ALL, Mode.FOOT),
        ({"oneway": "-1"}, Mode.FOOT, ALL),
        ({"oneway": "yes", "oneway__bicycle": "no"}, ALL, SLOW),
        ({"oneway": "yes", "cycleway": "opposite_lane"}, ALL, SLOW),
        ({"junction": "roundabout"}, ALL, Mode.FOOT),
        ({"access": "no", "bicycle": "yes"}, Mode.BICYCLE, Mode.BICYCLE),
        ({"access": "private", "foot": "permissive"}, Mode.FOOT, Mode.FOOT),
        ({"motor_vehicle": "no"}, SLOW, SLOW),
        ({"bicycle": "use_sidepath"}, Mode.CAR | Mode.FOOT, Mode.CAR | Mode.FOOT),
        ({"motorroad": "yes"}, Mode.CAR, Mode.CAR),
    ],
)
def test_who_may_go_where(tags: dict[str, str], forward: Mode, backward: Mode) -> None:
    found = arcs(osm.read(drawing(way(10, (1, 2), highway="residential", **tags))))
    assert (found.get(("1", "2")), found.get(("2", "1"))) == (forward, backward)


@pytest.mark.parametrize(
    ("highway", "modes"),
    [("motorway_link", Mode.CAR), ("cycleway", SLOW), ("steps", Mode.FOOT), ("track", SLOW), ("path", SLOW)],
)
def test_defaults(highway: str, modes: Mode) -> None:
    assert arcs(osm.read(drawing(way(10, (1, 2), highway=highway))))["1", "2"] == modes


def test_a_bollard_lets_bicycles_past_and_no_car() -> None:
    found = osm.read(drawing(way(10, (1, 2, 3), highway="residential"), nodes={2: tag(barrier="bollard")}))
    assert arcs(found) == {
        ("1", "2"): ALL, ("2", "1"): ALL, ("2-1", "3"): ALL, ("3", "2-1"): ALL, ("2", "2-1"): SLOW, ("2-1", "2"): SLOW,
    }  # fmt: skip


def test_a_gate_stops_no_one_unless_a_tag_says_so() -> None:
    open_gate = osm.read(drawing(way(10, (1, 2, 3), highway="residential"), nodes={2: tag(barrier="gate")}))
    closed = osm.read(
        drawing(way(10, (1, 2, 3), highway="residential"), nodes={2: tag(barrier="gate", motor_vehicle="no")})
    )
    assert ("1", "3") in arcs(open_gate)
    assert ("1", "3") not in arcs(closed)


def test_a_building_has_its_height_and_every_address_in_it() -> None:
    block = way(20, SQUARE, building="yes", building__levels="4", addr__street="Laan", addr__housenumber="2")
    inside = tag(addr__street="Laan", addr__housenumber="4", addr__postcode="2517 JW", addr__city="Den Haag")
    found = osm.read(drawing(way(10, (1, 2), highway="service"), block, nodes={16: inside}))
    (building,) = found.buildings
    assert (building.id, building.height_m) == ("w20", 12.0)
    assert [(item.number, item.postcode, item.city) for item in building.addresses] == [
        ("2", "", ""),
        ("4", "2517 JW", "Den Haag"),
    ]
    assert {item.number for item in found.addresses} == {"2", "4"}


@pytest.mark.parametrize(("height", "metres"), [("12.5", 12.5), ("12,5 m", 12.5), ("10 ft", 3.05), ("tall", None)])
def test_heights(height: str, metres: float | None) -> None:
    found = osm.read(drawing(way(10, (1, 2), highway="service"), way(20, SQUARE, building="yes", height=height)))
    assert found.buildings[0].height_m == metres


def test_a_pond_with_an_island_is_a_polygon_with_a_hole() -> None:
    members = '<member type="way" ref="20" role="outer"/><member type="way" ref="21" role="inner"/>'
    pond = f'<relation id="30">{members}{tag(type="multipolygon", natural="water", name="Vijver")}</relation>'
    found = osm.read(drawing(way(10, (1, 2), highway="service"), way(20, SQUARE), way(21, HOLE), pond))
    (surface,) = found.surfaces
    assert (surface.id, surface.kind, surface.name) == ("r30", SurfaceKind.WATER, "Vijver")
    assert [[len(ring) for ring in polygon] for polygon in surface.shape] == [[5, 5]]


def test_points_trees_and_tram_lines() -> None:
    told = {16: tag(natural="tree", height="9"), 17: tag(amenity="pharmacy", name="Apotheek"), 18: tag(amenity="bench")}
    line = (
        f'<relation id="31"><member type="way" ref="22" role=""/>{tag(type="route", route="tram", ref="16")}</relation>'
    )
    found = osm.read(drawing(way(10, (1, 2), highway="service"), way(22, (3, 4), railway="tram"), line, nodes=told))
    assert [(tree.id, tree.height_m) for tree in found.trees] == [("n16", 9.0)]
    assert [(point.name, point.kind) for point in found.points] == [("Apotheek", "pharmacy")]
    assert [(track.name, track.geometry) for track in found.tram_lines] == [("16", (NODES[3], NODES[4]))]


def test_the_clip_cuts_streets_at_its_rim() -> None:
    data = drawing(way(10, (1, 2, 3, 4), highway="residential"), way(20, SQUARE, building="yes"))
    found = osm.read(data, Circle(NODES[1], 150))
    assert arcs(found) == {("1", "3"): ALL, ("3", "1"): ALL}
    assert found.buildings == ()


def test_a_node_that_is_missing_is_left_out_and_told() -> None:
    found = osm.read(drawing(way(10, (1, 2, 99, 3, 4), highway="residential")))
    assert {street.id for street in found.streets} == {"10.0", "10.0r", "10.3", "10.3r"}
    assert found.remarks == ("left out: 1 places where a way names a node that the file does not hold",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 something else altogether",
        b"<html><body>sign in</body></html>",
        drawing(way(10, (1, 2), highway="residential"))[:-30],
        drawing(way(20, SQUARE, building="yes")),
        drawing(way(10, (1, 2), highway="residential")).replace(b'lat="52.09"', b'lat="north"'),
        drawing(way(10, (1, 2), highway="residential")).replace(b'id="10"', b'id="ten"'),
        drawing(),
    ],
)
def test_what_is_no_map_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput) as refusal:
        osm.read(data, name="map.osm")
    assert refusal.value.where == "map.osm"


def test_a_node_named_twice_in_a_row_counts_once() -> None:
    (there, _) = osm.read(drawing(way(10, (1, 2, 2, 3), highway="residential"))).streets
    assert there.geometry == (NODES[1], NODES[2], NODES[3])


def test_progress_ends_at_its_total() -> None:
    calls: list[tuple[int, int]] = []
    osm.read(drawing(way(10, (1, 2), highway="service")), progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (1, 1)
