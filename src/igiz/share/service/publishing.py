"""What everyone may know of the zone: read as the one who is not signed in, through the same filter as everybody."""

import gzip
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, and_, or_

from igiz.core import access
from igiz.core.access import Viewer
from igiz.core.db import Database
from igiz.core.errors import NotFound
from igiz.core.ids import microseconds
from igiz.share.formats import stix
from igiz.share.formats.svg_paths import draw, polygons_of
from igiz.share.model.published import Drawing, PublicEvent, PublicLevel, PublicPicture, PublicReport, Spot
from igiz.share.model.report import Row
from igiz.share.service import reading
from igiz.share.store import objects
from igiz.share.store.objects import Stored, object_table
from igiz.zone.model.event import Place, SeenEvent
from igiz.zone.model.geography import LonLat
from igiz.zone.model.geometry import distance_m, in_shape
from igiz.zone.model.text import Text
from igiz.zone.model.zone import Zone
from igiz.zone.service import events, levels, partners, places, sign_in, zone

MOST = 100
PAST = timedelta(days=7)
"""How long a report that ended or was revoked stays on the page."""
LAYERS = ("streets", "water", "green", "areas")
FALLBACK = Text("Internationale Zone", "International Zone")
Areas = Sequence[tuple[str, Any]]
_drawn: dict[tuple[Any, ...], tuple[Drawing, Areas]] = {}


def picture(db: Database, now: datetime) -> PublicPicture:
    """Return what everyone may know now."""
    known = zone.zone_of(db)
    drawing, areas = _map(db, known) if known else (None, ())
    source, demo = places.source(db), sign_in.is_demo(db)
    with reading.looking(db, None, now) as (conn, viewer):
        names = {each.id: each for each in partners.partners(conn)}
        host = names.get(partners.host_partner(conn) or "")
        reports = _reports(conn, viewer, now, {each.id: each.name for each in names.values()}, areas)
        seen, _ = events.list_events(conn, viewer, now, since=now, limit=MOST)
        held = levels.level_in_force(conn, now)
        authority = names.get(held.authority or "") if held.until else None
        return PublicPicture(
            zone=known.name if known else FALLBACK,
            time_zone=known.time_zone if known else "UTC",
            at=now,
            level=PublicLevel(held.level, held.until, held.then, authority.name if authority else None),
            reports=tuple(each for each in reports if not each.revoked and not each.over),
            past=tuple(each for each in reports if each.revoked or each.over),
            events=_events(seen, {each.id: each.name for each in names.values()}, areas),
            contact=host.name if host else None,
            controller=host.controller if host else None,
            attribution=source.attribution if source else "",
            schematic=source.schematic if source else False,
            demo=demo,
            exercise=known.exercise if known else False,
            drawing=drawing if source else None,
        )


def report(db: Database, report_id: str, now: datetime) -> PublicReport:
    """Return one report that everyone may read, however long ago it ended."""
    known = zone.zone_of(db)
    areas = _map(db, known)[1] if known else ()
    with reading.looking(db, None, now) as (conn, viewer):
        stored = reading.find(conn, report_id, viewer, now)
        if stored.type != "report":
            raise NotFound()
        names = {each.id: each.name for each in partners.partners(conn)}
        return _public(conn, [stored], viewer, now, names, areas)[0]


def _reports(
    conn: Connection, viewer: Viewer, now: datetime, names: dict[str, Text], areas: Areas
) -> list[PublicReport]:
    """Return the newest that are current and the newest that ended lately; neither takes the other's place."""
    query = objects.select_objects().where(object_table.c.type == "report")
    query = access.seen_by(query, object_table.c.audience, viewer, now).order_by(object_table.c.position.desc())
    until, lately = objects.value_at(conn, "extensions", stix.EXTENSION_ID, "useful_until"), now - PAST
    over = until <= stix.written_time(now)
    revoked = object_table.c.revoked
    current = query.where(revoked.is_(False), or_(until.is_(None), ~over))
    past = query.where(
        or_(
            and_(revoked.is_(True), object_table.c.version > microseconds(lately)),
            and_(revoked.is_(False), over, until > stix.written_time(lately)),
        )
    )
    found = [each for part in (current, past) for each in objects.fetch(conn, part.limit(MOST))]
    found.sort(key=lambda each: each.position, reverse=True)
    return _public(conn, reading.leading(conn, found, viewer, now), viewer, now, names, areas)


def _public(
    conn: Connection, found: Sequence[Stored], viewer: Viewer, now: datetime, names: dict[str, Text], areas: Areas
) -> list[PublicReport]:
    rows = reading.rows_of(conn, found, viewer, None, now)
    made = []
    for stored, row in zip(found, rows, strict=True):
        content = stix.report_content(orjson.loads(stored.body))
        if content is not None:
            made.append(_one(row, content.text, content.lang or "en", now, names, areas))
    return made


def _one(row: Row, text: str, lang: str, now: datetime, names: dict[str, Text], areas: Areas) -> PublicReport:
    geometry = row.place.geometry if row.place else None
    spot = None
    if row.place is not None and geometry is not None and geometry["type"] == "Point":
        lon, lat = geometry["coordinates"]
        spot = _spot((lon, lat), row.place.precision_m, areas)
    return PublicReport(
        row.id,
        row.title,
        text,
        lang,
        names.get(row.owner, Text("een partner", "a partner")),
        row.seen_from or row.created,
        row.useful_until,
        row.created,
        row.version,
        row.revoked,
        row.useful_until is not None and row.useful_until <= now,
        spot,
    )


def _events(seen: Sequence[SeenEvent], names: dict[str, Text], areas: Areas) -> tuple[PublicEvent, ...]:
    ordered = sorted(seen, key=lambda each: (each.event.start, each.event.id))
    return tuple(
        PublicEvent(
            each.event,
            names.get(each.owner, Text("een partner", "a partner")),
            _event_spot(each.event.place, each.precision_m, areas),
        )
        for each in ordered
    )


def _event_spot(place: Place | None, precision_m: int, areas: Areas) -> Spot | None:
    if place is None or place.kind != "Point" or precision_m <= 0:
        return None
    position: Any = place.coordinates
    return _spot((position[0], position[1]), precision_m, areas)


def _spot(position: LonLat, precision_m: int, areas: Areas) -> Spot:
    """Name a coarse position by the neighbourhood that holds it, or the nearest one within two kilometres."""
    inside = next((name for name, shape in areas if in_shape(position, shape)), None)
    if inside is None:
        distances = [(min(distance_m(position, at) for at in shape[0][0]), name) for name, shape in areas]
        nearest = min(distances, default=None)
        inside = nearest[1] if nearest is not None and nearest[0] <= 2000 else None
    return Spot(position, precision_m, inside)


def _map(db: Database, known: Zone) -> tuple[Drawing, Areas]:
    """Return the drawing and the neighbourhoods of the map that the zone has now; made once per map."""
    tags = places.layer_tags(db)
    key = (*(tags[name] for name in LAYERS), known.centre, known.radius_m)
    if key not in _drawn:
        layers = {name: orjson.loads(gzip.decompress(places.layer(db, name).body)) for name in LAYERS}
        areas = [
            (str(each["properties"]["name"]), tuple(map(_polygon, polygons_of(each["geometry"]))))
            for each in layers["areas"]["features"]
            if each["properties"].get("name")
        ]
        _drawn.clear()
        _drawn[key] = draw(layers, known.centre, known.radius_m), areas
    return _drawn[key]


def _polygon(rings: Sequence[Sequence[Sequence[float]]]) -> tuple[tuple[LonLat, ...], ...]:
    return tuple(tuple((at[0], at[1]) for at in ring) for ring in rings)
