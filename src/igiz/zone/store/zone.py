"""Tables of the zone itself and its sites."""

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Connection, Float, Integer, String
from sqlalchemy import Text as Words

from igiz.core.db import Tx
from igiz.core.prepared import Prepared
from igiz.core.register import MACHINERY, Processing, declare
from igiz.zone.model.text import Text
from igiz.zone.model.zone import Site, Zone

zone = declare(
    "zone",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(300), nullable=False),
    Column("name_nl", Words, nullable=False),
    Column("name_en", Words, nullable=False),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("radius_m", Float, nullable=False),
    Column("time_zone", String(100), nullable=False),
    Column("crs", String(100), nullable=False),
    Column("ceiling", Words),
    Column("forbidden", Words, nullable=False),
    Column("exercise", Boolean, nullable=False),
    processing=MACHINERY,
)
site = declare(
    "site",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(300), nullable=False),
    Column("name_nl", Words, nullable=False),
    Column("name_en", Words, nullable=False),
    Column("kind", String(100), nullable=False),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("partner", String(300)),
    Column("stand_off_m", Float, nullable=False),
    processing=Processing("know what is to be protected in the zone", "public task", "as long as the zone"),
)


def put(tx: Tx, new: Zone) -> None:
    """Put a zone and its sites in the place of the former ones."""
    tx.conn.execute(sa.delete(zone))
    tx.conn.execute(sa.delete(site))
    tx.conn.execute(
        sa.insert(zone).values(
            number=1,
            id=new.id,
            name_nl=new.name.nl,
            name_en=new.name.en,
            lon=new.centre[0],
            lat=new.centre[1],
            radius_m=new.radius_m,
            time_zone=new.time_zone,
            crs=new.crs,
            ceiling=new.ceiling,
            forbidden=json.dumps(new.forbidden, ensure_ascii=False),
            exercise=new.exercise,
        )
    )
    if new.sites:
        tx.conn.execute(sa.insert(site), [_site_row(number, each) for number, each in enumerate(new.sites)])


def _site_row(number: int, each: Site) -> dict[str, Any]:
    return {
        "number": number,
        "id": each.id,
        "name_nl": each.name.nl,
        "name_en": each.name.en,
        "kind": each.kind,
        "lon": each.position[0],
        "lat": each.position[1],
        "partner": each.partner,
        "stand_off_m": each.stand_off_m,
    }


def zone_of(conn: Connection) -> Zone | None:
    """Return the zone, or nothing before a zone file was read."""
    row = conn.execute(sa.select(zone)).first()
    if row is None:
        return None
    return Zone(
        row.id,
        Text(row.name_nl, row.name_en),
        (row.lon, row.lat),
        row.radius_m,
        row.time_zone,
        row.crs,
        row.ceiling,
        tuple(json.loads(row.forbidden)),
        row.exercise,
        sites(conn),
    )


_FORBIDDEN = Prepared(lambda: sa.select(zone.c.forbidden))


def forbidden(conn: Connection) -> tuple[str, ...]:
    """Return the marks above the ceiling; before a zone file was read there are none."""
    found = _FORBIDDEN(conn).scalar()
    return () if found is None else tuple(json.loads(found))


def sites(conn: Connection) -> tuple[Site, ...]:
    """Return the sites in the order of the zone file."""
    return tuple(
        Site(row.id, Text(row.name_nl, row.name_en), row.kind, (row.lon, row.lat), row.partner, row.stand_off_m)
        for row in conn.execute(sa.select(site).order_by(site.c.number))
    )
