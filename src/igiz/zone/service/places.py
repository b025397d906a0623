"""The map of the zone: taken in as a whole, sent layer by layer, looked up by name."""

import gzip
import hashlib
from collections.abc import Iterator
from datetime import datetime

from igiz.core import audit
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Fault, Forbidden, NotFound
from igiz.zone.formats.layers import DIGITS, LAYERS, write_layers
from igiz.zone.model.actor import ADMINISTRATOR, Actor
from igiz.zone.model.geography import Geography, Junction, LonLat, Progress, Street, SurfaceKind, no_progress
from igiz.zone.model.geometry import centroid, distance_m
from igiz.zone.model.people import Operator
from igiz.zone.model.place import Layer, Named, Source
from igiz.zone.model.text import Text
from igiz.zone.service.zone import doer
from igiz.zone.store import places as store
from igiz.zone.store import zone as zone_store

KINDS = ("site", "area", "street", "address")
MOST_PLACES = 50
MOST_QUERY = 200
COMPRESSION = 6
MOST_RECENT = 16
_RECENT: dict[str, Layer] = {}


def import_geography(
    db: Database,
    actor: Actor | Operator,
    geography: Geography,
    source: str,
    now: datetime,
    progress: Progress = no_progress,
) -> dict[str, int]:
    """Replace the zone's map in one transaction and return how much of each it holds; if it fails the former stays."""
    if isinstance(actor, Actor) and not actor.may(ADMINISTRATOR, "admin"):
        raise Forbidden("Only an administrator replaces the map of the zone.")
    faults = list(_faults(geography))[:20]
    if faults:
        raise BadRequest("The map does not hold together; nothing was changed.", faults=faults)
    layers = [_layer(name, body) for name, body in write_layers(geography).items()]
    names = _names(geography)
    counts = _counts(geography)

    def work(tx: Tx) -> None:
        store.replace(tx, geography, layers, names, source, progress)
        by, whose = doer(tx.conn, actor)
        audit.record(tx, "map-imported", actor=by, partner=whose, source=source, counts=counts)

    db.write(work, now=now)
    return counts


def layer_tag(db: Database, name: str) -> str:
    """Return the tag of a layer, to compare with what a caller has."""
    with db.read() as conn:
        return store.layer_tag(conn, _known(name)) or _empty(name).tag


def layer(db: Database, name: str) -> Layer:
    """Return a layer ready to send; before the first import it is empty.

    The last few are kept in memory by their tag, which is a hash of what they hold.
    """
    with db.read() as conn:
        kept = _RECENT.get(store.layer_tag(conn, _known(name)) or "")
        found = kept or store.layer_of(conn, name) or _empty(name)
    while len(_RECENT) >= MOST_RECENT:
        _RECENT.pop(next(iter(_RECENT)), None)
    _RECENT[found.tag] = found
    return found


def layer_tags(db: Database) -> dict[str, str]:
    """Return the tag of every layer."""
    with db.read() as conn:
        kept = store.layer_tags(conn)
    return {name: kept.get(name) or _empty(name).tag for name in LAYERS}


def source(db: Database) -> Source | None:
    """Return where the map came from, or nothing before the first import."""
    with db.read() as conn:
        return store.source_of(conn)


def geography(db: Database) -> Geography:
    """Return the whole map as it was imported."""
    with db.read() as conn:
        return store.geography(conn)


def network(db: Database) -> tuple[tuple[Junction, ...], tuple[Street, ...]]:
    """Return the junctions and streets."""
    with db.read() as conn:
        return store.network(conn)


def find_places(db: Database, text: str, limit: int = 20) -> list[Named]:
    """Look up sites, areas, streets and addresses: first the names that begin with the text, then those that hold it.

    Case and accents do not count. Within each the order is by kind, then by name.
    """
    if len(text) > MOST_QUERY:
        raise BadRequest(faults=[Fault("q", f"longer than {MOST_QUERY} characters: shorten it")])
    folded = store.fold(text)
    if not folded:
        return []
    limit = min(limit, MOST_PLACES)
    found: list[Named] = []
    with db.read() as conn:
        sites = [Named(name, "site", *site.position) for site in zone_store.sites(conn) for name in _both(site.name)]
        for inside in (False, True):
            for kind in KINDS:
                if kind == "site":
                    found += [each for each in sites if _holds(store.fold(each.name), folded, inside=inside)]
                elif len(found) < limit:
                    found += store.names_like(conn, kind, folded, limit - len(found), inside=inside)
    return _distinct(found)[:limit]


def _known(name: str) -> str:
    if name not in LAYERS:
        raise NotFound(f"There is no layer of that name: take one of {', '.join(LAYERS)}.")
    return name


def _layer(name: str, body: bytes) -> Layer:
    return Layer(name, hashlib.sha256(body).hexdigest()[:32], gzip.compress(body, COMPRESSION, mtime=0))


def _empty(name: str) -> Layer:
    return _layer(name, write_layers(Geography())[name])


def _faults(geography: Geography) -> Iterator[Fault]:
    """What would leave a street without an end, or two things with one identifier."""
    junctions = {each.id for each in geography.junctions}
    if len(junctions) < len(geography.junctions):
        yield Fault("junctions", "two junctions have the same identifier: make them distinct")
    for street in geography.streets:
        for end in {street.start, street.end} - junctions:
            yield Fault(f"street {street.id}", f"its junction {end} is not there: add it, or leave the street out")


def _counts(geography: Geography) -> dict[str, int]:
    green = sum(each.kind is SurfaceKind.GREEN for each in geography.surfaces)
    return {
        "junctions": len(geography.junctions),
        "edges": len(geography.streets),
        "buildings": len(geography.buildings),
        "addresses": len(geography.addresses),
        "points": len(geography.points),
        "trees": len(geography.trees),
        "green": green,
        "water": len(geography.surfaces) - green,
        "trams": len(geography.tram_lines),
        "areas": len(geography.areas),
    }


def _names(geography: Geography) -> list[Named]:
    """What one can look up: each street once, at the middle of its stretch nearest to the middle of them all."""
    names = [Named(each.name, "area", *_rounded(centroid(each.shape))) for each in geography.areas if each.name]
    stretches: dict[str, list[LonLat]] = {}
    for street in geography.streets:
        if street.name:
            stretches.setdefault(street.name, []).append(street.geometry[len(street.geometry) // 2])
    for name, middles in stretches.items():
        names.append(Named(name, "street", *_rounded(_middle(middles))))
    lines = {f"{each.street} {each.number}, {each.postcode} {each.city}": each.position for each in geography.addresses}
    names += [Named(" ".join(line.split()).rstrip(" ,"), "address", *_rounded(at)) for line, at in lines.items()]
    return names


def _rounded(position: LonLat) -> LonLat:
    return round(position[0], DIGITS), round(position[1], DIGITS)


def _middle(positions: list[LonLat]) -> LonLat:
    mean = sum(each[0] for each in positions) / len(positions), sum(each[1] for each in positions) / len(positions)
    return min(positions, key=lambda each: distance_m(each, mean))


def _holds(folded_name: str, folded: str, *, inside: bool) -> bool:
    begins = folded_name.startswith(folded)
    return folded in folded_name and not begins if inside else begins


def _both(name: Text) -> list[str]:
    return list(dict.fromkeys((name.nl, name.en)))


def _distinct(found: list[Named]) -> list[Named]:
    """Each place once: a site whose Dutch and English names both match is one."""
    seen: dict[tuple[str, float, float, str], Named] = {}
    for each in found:
        key = (each.kind, each.lon, each.lat, "" if each.kind == "site" else each.name)
        seen.setdefault(key, each)
    return list(seen.values())
