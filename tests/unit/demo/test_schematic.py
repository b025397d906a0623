"""The demo's map: drawn by hand, filled by the engine, sound enough to route on."""

from math import cos, hypot, radians

import pytest

from igiz.demo import schematic
from igiz.zone.model.geography import Geography, SurfaceKind
from tests.unit.zone.test_district import assert_connected, assert_planar


@pytest.fixture(scope="module")
def demo() -> Geography:
    return schematic.geography()


def test_it_says_that_it_is_no_map_data(demo: Geography) -> None:
    assert demo.schematic
    assert demo.attribution == "Schematisch, geen kaartgegevens / Schematic, not map data"


def test_it_can_be_routed_on(demo: Geography) -> None:
    assert_connected(demo)
    assert_planar(demo)
    assert 700 < len(demo.junctions) < 1000


def test_it_is_drawn_the_same_every_time(demo: Geography) -> None:
    assert schematic.geography() == demo


def test_the_streets_around_the_sites_bear_their_names(demo: Geography) -> None:
    known = {
        "Johan de Wittlaan",
        "Eisenhowerlaan",
        "Scheveningseweg",
        "Churchillplein",
        "Catsheuvel",
        "Stadhouderslaan",
    }
    assert known <= {street.name for street in demo.streets}


def test_parks_water_trams_and_neighbourhoods_are_there(demo: Geography) -> None:
    green = {surface.name for surface in demo.surfaces if surface.kind is SurfaceKind.GREEN}
    water = {surface.name for surface in demo.surfaces if surface.kind is SurfaceKind.WATER}
    assert {"Scheveningse Bosjes", "Park Sorghvliet", "Westbroekpark"} <= green
    assert {"Verversingskanaal", "Hubertusvijver"} <= water
    assert [line.name for line in demo.tram_lines] == ["Tram 1", "Tram 9", "Tram 11", "Tram 16/17"]
    assert {"Geuzen- en Statenkwartier", "Zorgvliet", "Duinoord", "Belgisch Park"} <= {area.name for area in demo.areas}


def test_every_site_of_the_zone_has_its_building(demo: Geography) -> None:
    corners = [at for b in demo.buildings if b.id.startswith("landmark-") for at in b.footprint[0][0]]
    for site in schematic.zone_file().sites:
        lon, lat = site.position
        east, north = 111_320 * cos(radians(lat)), 111_250
        assert min(hypot((x - lon) * east, (y - lat) * north) for x, y in corners) < 80, site.id


def test_no_house_stands_in_the_woods(demo: Geography) -> None:
    woods = (4.2935, 52.0945)
    near = [
        b for b in demo.buildings if hypot(*(a - c for a, c in zip(b.footprint[0][0][0], woods, strict=True))) < 0.0015
    ]
    assert near == []


def test_a_rounded_line_keeps_its_corners() -> None:
    corners = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)]
    line = schematic.rounded(corners)
    assert [at for at in line if at in corners] == corners
    assert len(line) > 6
