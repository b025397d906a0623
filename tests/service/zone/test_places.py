"""The map of the zone: replaced as a whole, sent as layers, looked up by name."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from igiz.core.db import Database
from igiz.core.errors import BadRequest, Forbidden, NotFound
from igiz.zone.model.actor import Actor
from igiz.zone.model.geography import (
    Address,
    Area,
    Building,
    Geography,
    Junction,
    Mode,
    Point,
    Street,
    StreetClass,
    Surface,
    SurfaceKind,
    TramLine,
    Tree,
)
from igiz.zone.model.people import OPERATOR
from igiz.zone.service import places

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
A, B = (4.28, 52.09), (4.2812345678, 52.0912345678)
SQUARE = (((4.28, 52.09), (4.281, 52.09), (4.281, 52.091), (4.28, 52.09)),)
HOUSE = Address("Élandstraat", "1a", "2513 AA", "Den Haag", A)


def street(number: int, start: str, end: str, name: str, modes: Mode) -> Street:
    line = (A, B) if start == "a" else (B, A)
    return Street(f"s{number}", start, end, name, StreetClass.TERTIARY, 163.25, 11.5, modes, False, line)


SMALL = Geography(
    junctions=(Junction("a", A), Junction("b", B)),
    streets=(street(1, "a", "b", "Élandstraat", Mode.CAR | Mode.FOOT), street(2, "b", "a", "Élandstraat", Mode.FOOT)),
    buildings=(
        Building("h1", (SQUARE,), 12.5, (HOUSE,)),
        Building("h2", (SQUARE, SQUARE), None, ()),
    ),
    addresses=(HOUSE, Address("Zeestraat", "9", "2518 AA", "Den Haag", B)),
    points=(Point("p", "Apotheek", "pharmacy", A),),
    trees=(Tree("t", B, None),),
    surfaces=(Surface("w", SurfaceKind.WATER, "Vijver", (SQUARE,)), Surface("g", SurfaceKind.GREEN, "", (SQUARE,))),
    tram_lines=(TramLine("l", "1", (A, B)),),
    areas=(Area("n", "Zeeheldenkwartier", (SQUARE,)),),
    attribution="drawn for this test",
    schematic=True,
    remarks=("one way left out",),
)
COUNTS = {
    "junctions": 2, "edges": 2, "buildings": 2, "addresses": 2, "points": 1, "trees": 1, "green": 1, "water": 1,
    "trams": 1, "areas": 1,
}  # fmt: skip


def test_what_is_imported_is_what_is_read_back(db: Database) -> None:
    seen: list[tuple[int, int]] = []
    counts = places.import_geography(
        db, OPERATOR, SMALL, "test.osm", NOW, lambda done, total: seen.append((done, total))
    )
    assert counts == COUNTS
    assert places.geography(db) == SMALL
    assert places.network(db) == (SMALL.junctions, SMALL.streets)
    kept = places.source(db)
    assert kept is not None
    assert (kept.source, kept.attribution, kept.schematic, kept.at) == ("test.osm", "drawn for this test", True, NOW)
    assert seen[-1][0] == seen[-1][1] == 18


def test_a_second_import_leaves_nothing_of_the_first(db: Database) -> None:
    places.import_geography(db, OPERATOR, SMALL, "first", NOW)
    second = Geography(junctions=(Junction("c", A),))
    assert places.import_geography(db, OPERATOR, second, "second", NOW)["junctions"] == 1
    assert places.geography(db) == second
    assert places.find_places(db, "e") == []


def test_an_import_that_fails_leaves_the_former_zone(db: Database) -> None:
    places.import_geography(db, OPERATOR, SMALL, "first", NOW)
    tags = places.layer_tags(db)

    def fail(done: int, total: int) -> None:
        if done > 3:
            raise RuntimeError("stopped half way")

    other = Geography(junctions=(Junction("c", A), Junction("d", B)), trees=SMALL.trees * 3)
    with pytest.raises(RuntimeError):
        places.import_geography(db, OPERATOR, other, "second", NOW, fail)
    loose = Geography(streets=SMALL.streets)
    with pytest.raises(BadRequest) as refused:
        places.import_geography(db, OPERATOR, loose, "third", NOW)
    assert {fault.where for fault in refused.value.faults} == {"street s1", "street s2"}
    assert places.geography(db) == SMALL
    assert places.layer_tags(db) == tags


def test_only_an_administrator_imports(db: Database) -> None:
    reader = Actor("person--x", "partner--x", frozenset({"reader"}), frozenset({"admin"}), (1,), "gdpr")
    with pytest.raises(Forbidden):
        places.import_geography(db, reader, SMALL, "test", NOW)
    assert places.source(db) is None


def test_layers_are_geojson(db: Database) -> None:
    empty = places.layer(db, "streets")
    assert json.loads(gzip.decompress(empty.body)) == {"type": "FeatureCollection", "features": []}
    assert empty.tag == places.layer_tag(db, "streets")
    places.import_geography(db, OPERATOR, SMALL, "test", NOW)
    layer = places.layer(db, "streets")
    assert layer.tag == places.layer_tag(db, "streets") != empty.tag
    assert json.loads(gzip.decompress(layer.body))["features"] == [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [[4.28, 52.09], [4.281235, 52.091235]]},
            "properties": {"name": "Élandstraat", "class": "tertiary", "car": True, "bicycle": False, "foot": True},
        }
    ]
    houses = json.loads(gzip.decompress(places.layer(db, "buildings").body))["features"]
    assert [each["geometry"]["type"] for each in houses] == ["Polygon", "MultiPolygon"]
    assert [each["properties"] for each in houses] == [
        {"heightM": 12.5, "address": "Élandstraat 1a"},
        {"heightM": None, "address": None},
    ]
    with pytest.raises(NotFound):
        places.layer(db, "sewers")


def test_names_are_found_without_case_and_accents(db: Database) -> None:
    places.import_geography(db, OPERATOR, SMALL, "test", NOW)

    def found(text: str) -> list[tuple[str, str]]:
        return [(each.kind, each.name) for each in places.find_places(db, text)]

    elandstraat = [("street", "Élandstraat"), ("address", "Élandstraat 1a, 2513 AA Den Haag")]
    assert found("éLAND") == found("eland") == found("  ELANDSTRAAT ") == elandstraat
    assert found("zee") == [("area", "Zeeheldenkwartier"), ("address", "Zeestraat 9, 2518 AA Den Haag")]
    assert found("straat") == [*elandstraat, ("address", "Zeestraat 9, 2518 AA Den Haag")]
    assert found("2513 aa") == [("address", "Élandstraat 1a, 2513 AA Den Haag")]
    assert found("%") == found("_") == found("") == found("\0") == []
    assert len(places.find_places(db, "e", limit=2)) == 2
    with pytest.raises(BadRequest):
        places.find_places(db, "e" * 201)
