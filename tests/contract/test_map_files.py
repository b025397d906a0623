"""Real map files that nobody of the project wrote, read whole."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from igiz.zone.formats import osm
from igiz.zone.formats.folder import read_folder
from igiz.zone.formats.osm import whole
from igiz.zone.model.geography import BadInput, Geography, Mode
from igiz.zone.model.geometry import Circle

pytestmark = pytest.mark.shared

VADUZ = (9.5215, 47.1410)


@pytest.fixture(scope="module")
def liechtenstein(shared: Path) -> Path:
    return shared / "data" / "osm" / "liechtenstein.osm.pbf"


@pytest.fixture(scope="module")
def country(liechtenstein: Path) -> Geography:
    return osm.read(liechtenstein)


@pytest.fixture(scope="module")
def the_hague(shared: Path) -> Geography:
    folder = shared / "data" / "the-hague"
    return read_folder({path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})


def test_the_country_has_its_streets_and_what_stands_along_them(country: Geography) -> None:
    assert {
        "junctions": len(country.junctions),
        "streets": len(country.streets),
        "buildings": len(country.buildings),
        "trees": len(country.trees),
        "addresses": len(country.addresses),
        "points": len(country.points),
        "surfaces": len(country.surfaces),
        "remarks": country.remarks,
    } == {
        "junctions": 6223,
        "streets": 15635,
        "buildings": 8994,
        "trees": 3000,
        "addresses": 994,
        "points": 842,
        "surfaces": 509,
        "remarks": (),
    }


def test_the_country_agrees_with_another_importer_where_every_node_counts(country: Geography) -> None:
    # The other importer makes a junction of every node of a way: 53,688 junctions and 110,178 arcs for car and foot.
    used = [street for street in country.streets if street.modes & (Mode.CAR | Mode.FOOT)]
    nodes = {position for street in used for position in street.geometry}
    arcs = sum(len(street.geometry) - 1 for street in used)
    assert len(nodes) == pytest.approx(53_688, rel=0.005)
    assert arcs == pytest.approx(110_178, rel=0.005)


def test_every_street_joins_junctions_that_are_there(country: Geography) -> None:
    positions = {junction.id: junction.position for junction in country.junctions}
    ends = {street.id: (positions[street.start], positions[street.end]) for street in country.streets}
    assert ends == {street.id: (street.geometry[0], street.geometry[-1]) for street in country.streets}
    assert len({street.id for street in country.streets}) == len(country.streets)


def test_a_town_is_cut_out_of_the_country(liechtenstein: Path) -> None:
    circle = Circle(VADUZ, 1500)
    town = osm.read(liechtenstein, circle)
    assert (len(town.junctions), len(town.streets), len(town.buildings)) == (622, 1558, 487)
    assert [street.id for street in town.streets for position in street.geometry if not circle.holds(position)] == []


def _blocks(data: bytes) -> Iterator[int]:
    """Where each block of a PBF file ends."""
    place = 0
    while place < len(data):
        (size,) = struct.unpack_from(">I", data, place)
        header = data[place + 4 : place + 4 + size]
        length = shift = 0
        for byte in header[header.rindex(b"\x18") + 1 :]:
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        place += 4 + size + length
        yield place


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_country_that_is_cut_off_is_refused(liechtenstein: Path, share: float) -> None:
    data = liechtenstein.read_bytes()
    with pytest.raises(BadInput):
        osm.read(data[: int(len(data) * share)])


def test_a_country_that_ends_between_two_blocks_is_refused(liechtenstein: Path) -> None:
    data = liechtenstein.read_bytes()
    *ends, last = _blocks(data)
    assert last == len(data)
    for end in ends[-3:]:
        with pytest.raises(BadInput):
            osm.read(data[:end])


def test_a_country_that_ends_with_a_full_block_is_refused(liechtenstein: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # It holds 358 relations.
    monkeypatch.setattr(whole, "FULL_BLOCK", 179)
    with pytest.raises(BadInput, match="stops after exactly 358 relations"):
        osm.read(liechtenstein)


def test_the_folder_of_the_hague_is_read_whole(the_hague: Geography) -> None:
    assert (len(the_hague.junctions), len(the_hague.streets)) == (863, 1827)
    assert round(sum(street.length_m for street in the_hague.streets) / 1000) == 150
    assert (len(the_hague.buildings), sum(len(building.footprint) for building in the_hague.buildings)) == (844, 1990)
    assert (len(the_hague.areas), len(the_hague.tram_lines)) == (236, 99)
    assert the_hague.remarks == (
        "ignored zone_streets.geojson: the streets come from zone_edges.csv",
        "left out: 1 objects that are no buildings in DenHaag_01.city.json",
        "left out: 1,990 footprints of zone_buildings.geojson on buildings that are known in 3-D",
    )


def test_the_streets_are_the_same_from_tables_and_from_geojson(shared: Path, the_hague: Geography) -> None:
    name = "zone_streets.geojson"
    found = read_folder({name: (shared / "data" / "the-hague" / name).read_bytes()})
    assert {junction.id for junction in found.junctions} == {junction.id for junction in the_hague.junctions}
    assert sorted((s.start, s.end, s.name, s.length_m) for s in found.streets) == sorted(
        (s.start, s.end, s.name, s.length_m) for s in the_hague.streets
    )
