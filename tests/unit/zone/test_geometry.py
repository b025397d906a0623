"""Distances and containment on the scale of a city."""

import pytest

from igiz.zone.model.geography import LonLat, Polygon
from igiz.zone.model.geometry import Circle, ShapeIndex, centroid, distance_m, in_polygon, in_shape, length_m

OUTER = ((0.0, 0.0), (0.01, 0.0), (0.01, 0.01), (0.0, 0.01), (0.0, 0.0))
HOLE = ((0.004, 0.004), (0.006, 0.004), (0.006, 0.006), (0.004, 0.006), (0.004, 0.004))
POLYGON: Polygon = (OUTER, HOLE)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert round(distance_m((4.3, 52.0), (4.3, 53.0))) == 111_195
    assert round(length_m(((4.3, 52.0), (4.3, 53.0), (4.3, 52.0)))) == 222_390


@pytest.mark.parametrize(
    ("position", "inside"),
    [((0.002, 0.002), True), ((0.005, 0.005), False), ((0.011, 0.005), False), ((0.009, 0.005), True)],
)
def test_a_hole_is_outside(position: LonLat, inside: bool) -> None:
    assert in_polygon(position, POLYGON) is inside
    assert in_shape(position, (POLYGON,)) is inside
    assert ShapeIndex([(POLYGON,)]).at(position) == (0 if inside else None)


def test_the_centre_of_gravity() -> None:
    lon, lat = centroid((POLYGON,))
    assert (round(lon, 9), round(lat, 9)) == (0.005, 0.005)
    assert centroid(((((1.0, 2.0),) * 4,),)) == (1.0, 2.0)


@pytest.mark.parametrize(
    ("centre", "radius_m", "touches"),
    [
        ((0.002, 0.002), 1.0, True),  # the centre lies inside, far from every line
        ((0.005, 0.005), 1.0, False),  # in the hole
        ((0.005, -0.001), 100.0, False),  # 111 m from the nearest line
        ((0.005, -0.001), 120.0, True),  # between two corners of that line
    ],
)
def test_a_circle_touches_a_shape(centre: LonLat, radius_m: float, touches: bool) -> None:
    assert Circle(centre, radius_m).touches((POLYGON,)) is touches


def test_a_circle_holds_what_is_near() -> None:
    circle = Circle((4.28, 52.09), 100)
    # At this latitude a thousandth of a degree is 111 m to the north and 68 m to the east.
    assert [circle.holds(position) for position in ((4.281, 52.09), (4.28, 52.091), (4.2815, 52.09))] == [
        True,
        False,
        False,
    ]
