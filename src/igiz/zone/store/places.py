"""Tables of the zone's map, replaced as a whole: what stands where, its layers ready to send, its names to look up."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Connection, Float, Index, Integer, LargeBinary, String, Table, Text

from igiz.core.db import Tx
from igiz.core.ids import microseconds, moment
from igiz.core.register import Processing, declare
from igiz.zone.model.geography import (
    Address,
    Area,
    Building,
    Geography,
    Junction,
    Mode,
    Point,
    Progress,
    Shape,
    Street,
    StreetClass,
    Surface,
    SurfaceKind,
    TramLine,
    Tree,
)
from igiz.zone.model.place import Layer, Named, Source

_MAP = Processing("show the zone on a map and reckon with its streets", "public task", "until the next import")
_NAME = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared byte by byte on both databases, so that a beginning is a range of an index."""
BATCH = 5000
T = TypeVar("T")


def _number() -> Column[int]:
    return Column("number", Integer, primary_key=True, autoincrement=False)


def _id() -> Column[str]:
    return Column("id", String(300), nullable=False)


junction = declare(
    "junction", _number(), _id(), Column("lon", Float, nullable=False), Column("lat", Float, nullable=False),
    processing=_MAP,
)  # fmt: skip
street = declare(
    "street",
    _number(),
    _id(),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("class", String(20), nullable=False),
    Column("length_m", Float, nullable=False),
    Column("travel_time_s", Float, nullable=False),
    Column("modes", Integer, nullable=False),
    Column("one_way", Boolean, nullable=False),
    Column("geometry", Text, nullable=False),
    processing=_MAP,
)
building = declare(
    "building", _number(), _id(), Column("height_m", Float), Column("footprint", Text, nullable=False),
    processing=_MAP,
)  # fmt: skip
address = declare(
    "address",
    _number(),
    Column("building", Integer),
    Column("street", Text, nullable=False),
    Column("house_number", Text, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    processing=_MAP,
)
point = declare(
    "point",
    _number(),
    _id(),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    processing=_MAP,
)
tree = declare(
    "tree",
    _number(),
    _id(),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("height_m", Float),
    processing=_MAP,
)
surface = declare(
    "surface",
    _number(),
    _id(),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("shape", Text, nullable=False),
    processing=_MAP,
)
tram_line = declare(
    "tram_line", _number(), _id(), Column("name", Text, nullable=False), Column("geometry", Text, nullable=False),
    processing=_MAP,
)  # fmt: skip
area = declare(
    "area", _number(), _id(), Column("name", Text, nullable=False), Column("shape", Text, nullable=False),
    processing=_MAP,
)  # fmt: skip
layer = declare(
    "layer",
    Column("name", String(20), primary_key=True),
    Column("tag", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    processing=_MAP,
)
gazetteer = declare(
    "gazetteer",
    _number(),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", _NAME, nullable=False),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Index("gazetteer_folded", "kind", "folded"),
    processing=_MAP,
)
geography_source = declare(
    "geography_source",
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("attribution", Text, nullable=False),
    Column("schematic", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("remarks", Text, nullable=False),
    processing=_MAP,
)
MAP_TABLES: tuple[Table, ...] = (
    junction, street, building, address, point, tree, surface, tram_line, area, layer, gazetteer, geography_source
)  # fmt: skip


def fold(text: str) -> str:
    """Return a text as it is compared: without case, accents and control characters, single spaces."""
    plain = (each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    kept = ("".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in plain)).split()
    return " ".join(kept)


def replace(
    tx: Tx, geography: Geography, layers: Iterable[Layer], names: list[Named], source: str, progress: Progress
) -> None:
    """Put a geography in the place of the former one; `progress` counts rows."""
    for table in MAP_TABLES:
        tx.conn.execute(sa.delete(table))
    total = rows_of(geography) + len(names)
    done = 0
    for table, rows in _tables(geography, names):
        while batch := list(islice(rows, BATCH)):
            tx.conn.execute(sa.insert(table), batch)
            done += len(batch)
            progress(done, total)
    for each in layers:
        tx.conn.execute(sa.insert(layer).values(name=each.name, tag=each.tag, body=each.body))
    tx.conn.execute(
        sa.insert(geography_source).values(
            id=1,
            source=source,
            attribution=geography.attribution,
            schematic=geography.schematic,
            at=microseconds(tx.now),
            remarks=json.dumps(geography.remarks, ensure_ascii=False),
        )
    )


def rows_of(geography: Geography) -> int:
    """How many rows a geography takes, names and layers apart."""
    parts: tuple[tuple[Any, ...], ...] = (
        geography.junctions, geography.streets, geography.buildings, geography.addresses, geography.points,
        geography.trees, geography.surfaces, geography.tram_lines, geography.areas,
    )  # fmt: skip
    return sum(map(len, parts))


def _tables(  # long: lists the tables
    geography: Geography, names: list[Named]
) -> Iterator[tuple[Table, Iterator[dict[str, Any]]]]:
    numbers = {each.id: number for number, each in enumerate(geography.junctions)}
    yield junction, (_at(n, each) | {"id": each.id} for n, each in enumerate(geography.junctions))
    yield street, (_street_row(n, each, numbers) for n, each in enumerate(geography.streets))
    yield (
        building,
        (
            {"number": n, "id": each.id, "height_m": each.height_m, "footprint": _packed(each.footprint)}
            for n, each in enumerate(geography.buildings)
        ),
    )
    yield address, _address_rows(geography)
    yield (
        point,
        (
            _at(n, each) | {"id": each.id, "name": each.name, "kind": each.kind}
            for n, each in enumerate(geography.points)
        ),
    )
    yield tree, (_at(n, each) | {"id": each.id, "height_m": each.height_m} for n, each in enumerate(geography.trees))
    yield (
        surface,
        (
            {"number": n, "id": each.id, "kind": each.kind.value, "name": each.name, "shape": _packed(each.shape)}
            for n, each in enumerate(geography.surfaces)
        ),
    )
    yield (
        tram_line,
        (
            {"number": n, "id": each.id, "name": each.name, "geometry": _packed(each.geometry)}
            for n, each in enumerate(geography.tram_lines)
        ),
    )
    yield (
        area,
        (
            {"number": n, "id": each.id, "name": each.name, "shape": _packed(each.shape)}
            for n, each in enumerate(geography.areas)
        ),
    )
    yield (
        gazetteer,
        (
            {
                "number": n,
                "kind": each.kind,
                "name": each.name,
                "folded": fold(each.name),
                "lon": each.lon,
                "lat": each.lat,
            }
            for n, each in enumerate(names)
        ),
    )


def _at(number: int, thing: Junction | Point | Tree) -> dict[str, Any]:
    return {"number": number, "lon": thing.position[0], "lat": thing.position[1]}


def _street_row(number: int, each: Street, junctions: dict[str, int]) -> dict[str, Any]:
    return {
        "number": number,
        "id": each.id,
        "start": junctions[each.start],
        "end": junctions[each.end],
        "name": each.name,
        "class": each.street_class.value,
        "length_m": each.length_m,
        "travel_time_s": each.travel_time_s,
        "modes": int(each.modes),
        "one_way": each.one_way,
        "geometry": _packed(each.geometry),
    }


def _address_rows(geography: Geography) -> Iterator[dict[str, Any]]:
    """The addresses in their order; each names the first building that holds it."""
    buildings: dict[Address, int] = {}
    for number, each in enumerate(geography.buildings):
        for inside in each.addresses:
            buildings.setdefault(inside, number)
    for number, one in enumerate(geography.addresses):
        yield {
            "number": number,
            "building": buildings.get(one),
            "street": one.street,
            "house_number": one.number,
            "postcode": one.postcode,
            "city": one.city,
            "lon": one.position[0],
            "lat": one.position[1],
        }


def _packed(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def source_of(conn: Connection) -> Source | None:
    """Return where the map came from, or nothing before the first import."""
    row = conn.execute(sa.select(geography_source)).first()
    if row is None:
        return None
    return Source(row.source, row.attribution, row.schematic, moment(row.at), tuple(json.loads(row.remarks)))


def layer_tags(conn: Connection) -> dict[str, str]:
    """Return the tag of every layer."""
    return {row.name: row.tag for row in conn.execute(sa.select(layer.c.name, layer.c.tag))}


def layer_tag(conn: Connection, name: str) -> str | None:
    """Return the tag of a layer without its body."""
    return conn.execute(sa.select(layer.c.tag).where(layer.c.name == name)).scalar()


def layer_of(conn: Connection, name: str) -> Layer | None:
    """Return a layer ready to send."""
    row = conn.execute(sa.select(layer).where(layer.c.name == name)).first()
    return None if row is None else Layer(row.name, row.tag, row.body)


def names_like(conn: Connection, kind: str, folded: str, limit: int, *, inside: bool) -> list[Named]:
    """Return names of a kind that begin with the text, or hold it further on, in order of name."""
    begins = sa.and_(gazetteer.c.folded >= folded, gazetteer.c.folded < folded + chr(0x10FFFF))
    wanted = sa.and_(gazetteer.c.folded.contains(folded, autoescape=True), sa.not_(begins)) if inside else begins
    query = sa.select(gazetteer).where(gazetteer.c.kind == kind, wanted).order_by(gazetteer.c.folded).limit(limit)
    return [Named(row.name, row.kind, row.lon, row.lat) for row in conn.execute(query)]


def network(conn: Connection) -> tuple[tuple[Junction, ...], tuple[Street, ...]]:
    """Return the junctions and streets."""
    rows = conn.execute(sa.select(junction).order_by(junction.c.number))
    junctions = tuple(Junction(row.id, (row.lon, row.lat)) for row in rows)
    columns = [column for column in street.c if column.name != "class"]
    query = sa.select(*columns, street.c["class"].label("rank")).order_by(street.c.number)
    streets = tuple(
        Street(
            row.id,
            junctions[row.start].id,
            junctions[row.end].id,
            row.name,
            StreetClass(row.rank),
            row.length_m,
            row.travel_time_s,
            Mode(row.modes),
            row.one_way,
            _line(json.loads(row.geometry)),
        )
        for row in conn.execute(query)
    )
    return junctions, streets


def geography(conn: Connection) -> Geography:
    """Return the whole geography as it was imported."""
    junctions, streets = network(conn)
    addresses, held = _addresses(conn)
    kept = source_of(conn)
    return Geography(
        junctions,
        streets,
        _each(
            conn, building, lambda row: Building(row.id, _shape(row.footprint), row.height_m, held.get(row.number, ()))
        ),
        addresses,
        _each(conn, point, lambda row: Point(row.id, row.name, row.kind, (row.lon, row.lat))),
        _each(conn, tree, lambda row: Tree(row.id, (row.lon, row.lat), row.height_m)),
        _each(conn, surface, lambda row: Surface(row.id, SurfaceKind(row.kind), row.name, _shape(row.shape))),
        _each(conn, tram_line, lambda row: TramLine(row.id, row.name, _line(json.loads(row.geometry)))),
        _each(conn, area, lambda row: Area(row.id, row.name, _shape(row.shape))),
        kept.attribution if kept else "",
        kept.schematic if kept else False,
        kept.remarks if kept else (),
    )


def _addresses(conn: Connection) -> tuple[tuple[Address, ...], dict[int, tuple[Address, ...]]]:
    every: list[Address] = []
    held: dict[int, tuple[Address, ...]] = {}
    for row in conn.execute(sa.select(address).order_by(address.c.number)):
        every.append(Address(row.street, row.house_number, row.postcode, row.city, (row.lon, row.lat)))
        if row.building is not None:
            held[row.building] = (*held.get(row.building, ()), every[-1])
    return tuple(every), held


def _each(conn: Connection, table: Table, make: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(make(row) for row in conn.execute(sa.select(table).order_by(table.c.number)))


def _line(value: list[list[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((lon, lat) for lon, lat in value)


def _shape(text: str) -> Shape:
    return tuple(tuple(_line(ring) for ring in polygon) for polygon in json.loads(text))
