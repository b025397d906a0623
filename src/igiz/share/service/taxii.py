"""The collections of TAXII: what a partner may see, in the order in which it came to it, and what it adds."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from igiz.core import access
from igiz.core.access import Viewer
from igiz.core.db import Database, Tx
from igiz.core.errors import Forbidden, NotFound
from igiz.core.ids import microseconds, moment
from igiz.share import rules
from igiz.share.formats import stix, taxii
from igiz.share.model.marking import Tlp
from igiz.share.service import bundles, details, groups, reading
from igiz.share.store import audiences, collections, statuses
from igiz.share.store.collections import Arrived, Wanted
from igiz.zone.model.actor import CONTRIBUTOR, Actor
from igiz.zone.service import directory

NAMESPACE = uuid.UUID("5f0c3a4e-6d0b-5b8e-9a51-1d1f0f3f6f60")
SPEC_VERSION = "2.1"


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection as one partner has it. `named` is what its audiences name; `group` is whom TLP:AMBER reaches."""

    id: str
    alias: str | None
    title: str
    description: str
    can_read: bool
    can_write: bool
    named: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An object as it leaves: its position in the viewer's feed, and its JSON as the viewer may have it."""

    position: int
    id: str
    version: datetime
    raw: bytes
    owner: str
    restricted: bool


def collections_of(db: Database, actor: Actor, now: datetime) -> list[Collection]:
    """Return the collections of the actor's partner: all, its own, the community's, one per group it is in."""
    read, write = "read" in actor.scopes, actor.may(CONTRIBUTOR, "write")
    own, community = audiences.owned_by(actor.partner), audiences.marked(Tlp.GREEN)
    everything = "All that you may see. What you add is shared as its own marking says."
    fixed = [
        Collection(_id(actor, "all"), "all", "Everything", everything, read, write),
        Collection(_id(actor, "own"), "own", "Own", "What your own partner shared.", read, False, own),
        Collection(
            _id(actor, "community"), "community", "Community", "TLP:GREEN of all partners.", read, False, community
        ),
    ]
    return fixed + [
        Collection(
            _id(actor, each.id),
            None,
            each.name,
            f"{each.purpose} What you add as TLP:AMBER reaches this group.".strip(),
            read,
            write,
            each.id,
            each.id,
        )
        for each in groups.visible_groups(db, actor, now)
    ]


def collection(db: Database, actor: Actor, name: str, now: datetime) -> Collection:
    """Return one collection by its id or alias; a group's that one is not in is the same as none."""
    for each in collections_of(db, actor, now):
        if name in (each.id, each.alias):
            return each
    raise NotFound("There is no such collection for you. Ask for the list of collections.")


def _id(actor: Actor, what: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{actor.partner} {what}"))


def objects(
    db: Database, actor: Actor, where: Collection, filters: taxii.Filters, key: bytes, now: datetime
) -> taxii.Page[bytes]:
    """Return a page of a collection, oldest first, each object as the actor may see it; restricted ones are audited."""
    found = _page(db, actor, where, filters, key, now)
    reading.record_reading(db, actor, [(each.owner, each.id) for each in found.items if each.restricted], now)
    return taxii.Page([each.raw for each in found.items], found.more, found.next, found.headers)


def manifest(
    db: Database, actor: Actor, where: Collection, filters: taxii.Filters, key: bytes, now: datetime
) -> taxii.Page[taxii.ManifestEntry]:
    """Return what stands on a page of a collection without the objects."""
    found = _page(db, actor, where, filters, key, now)
    entries = [taxii.ManifestEntry(each.id, each.position, each.version) for each in found.items]
    return taxii.Page(entries, found.more, found.next, found.headers)


def exists(db: Database, actor: Actor, where: Collection, object_id: str, now: datetime) -> None:
    """Refuse an object that is not in the collection, or that the actor may not see: the same words for both."""
    with reading.looking(db, actor, now) as (conn, viewer):
        if not collections.by_id(conn, viewer, now, Wanted(where.named), [object_id]):
            raise NotFound()


def _page(
    db: Database, actor: Actor, where: Collection, filters: taxii.Filters, key: bytes, now: datetime
) -> taxii.Page[Item]:
    if not where.can_read:
        raise Forbidden("Reading this collection needs a token with the scope read.")
    with reading.looking(db, actor, now) as (conn, viewer):
        found = _found(conn, viewer, where, filters, now)[: filters.limit + 1]
        items = _leaving(conn, viewer, found, now)
    return taxii.page_of(items, filters.limit, lambda each: each.position, collection=where.id, key=key)


def _found(conn: Connection, viewer: Viewer, where: Collection, filters: taxii.Filters, now: datetime) -> list[Arrived]:
    if filters.spec_versions and SPEC_VERSION not in filters.spec_versions:
        return []
    after = filters.after or 0
    wanted = Wanted(where.named, filters.types, after)
    if not filters.ids:
        if filters.versions != ("last",):
            raise taxii.TaxiiError(400, "match[version]", "needs match[id] beside it: name the objects")
        return _page_of_leading(conn, viewer, wanted, filters.limit + 1, now)
    current = _leading(conn, viewer, wanted, collections.by_id(conn, viewer, now, wanted, filters.ids), now)
    chosen = [one for each in current for one in _versions(conn, viewer, each, filters.versions, now)]
    return sorted((each for each in chosen if each.position > after), key=lambda each: each.position)


def _page_of_leading(conn: Connection, viewer: Viewer, wanted: Wanted, limit: int, now: datetime) -> list[Arrived]:
    """Return the first objects after a position, without those that stand behind another partner's."""
    kept: list[Arrived] = []
    while True:
        found = collections.page(conn, viewer, now, wanted, limit - len(kept))
        kept += _leading(conn, viewer, wanted, found, now)
        if len(kept) == limit or not found:
            return kept
        wanted = replace(wanted, after=found[-1].position)


def _leading(
    conn: Connection, viewer: Viewer, wanted: Wanted, found: Sequence[Arrived], now: datetime
) -> list[Arrived]:
    """Leave out what another partner shared before under the same identifier; what is one's own is all there."""
    if wanted.named is not None and wanted.named.startswith(audiences.owned_by("")):
        return list(found)
    first = {each.number for each in reading.leading(conn, [each.stored for each in found], viewer, now)}
    return [each for each in found if each.stored.number in first]


def _versions(
    conn: Connection, viewer: Viewer, current: Arrived, wanted: Sequence[taxii.Version], now: datetime
) -> Iterable[Arrived]:
    """Choose among the versions of one object that the viewer sees."""
    if tuple(wanted) == ("last",):
        return [current]
    former = collections.former(conn, viewer, now, current.stored)
    every = sorted([*former, current], key=lambda each: each.stored.version)
    moments = {microseconds(each) for each in wanted if isinstance(each, datetime)}
    chosen = {
        **{index: each for index, each in enumerate(every) if "all" in wanted or each.stored.version in moments},
        **({0: every[0]} if "first" in wanted else {}),
        **({len(every) - 1: every[-1]} if "last" in wanted else {}),
    }
    return chosen.values()


def _leaving(conn: Connection, viewer: Viewer, found: Sequence[Arrived], now: datetime) -> list[Item]:
    """Turn objects that the viewer sees into what leaves: a report's place as exact as the viewer may have it."""
    if not found:
        return []
    precision = access.precisions(conn, viewer, now)
    known = audiences.remembered(conn, {each.stored.audience for each in found})
    owners = directory.refs(conn, {each.stored.owner for each in found})
    return [
        Item(
            each.position,
            each.stored.id,
            moment(each.stored.version),
            _raw(each, precision[each.stored.audience]),
            owners[each.stored.owner],
            rules.restricted(known[each.stored.audience]),
        )
        for each in found
    ]


def _raw(each: Arrived, precision_m: int) -> bytes:
    """Return the stored JSON as it came, or a report or location with its place coarsened."""
    if precision_m == 0 or each.stored.type not in ("report", "location"):
        return each.stored.body.encode()
    return stix.dump(details.as_seen(stix.load(each.stored.body), each.stored.type, precision_m))


def add(
    db: Database, actor: Actor, where: Collection, data: bytes, limit_bytes: int, limit_objects: int, now: datetime
) -> dict[str, Any]:
    """Store the good objects of an envelope and return the status resource, which is kept for a day."""
    if not where.can_write:
        raise Forbidden("Nothing is added to this collection. Add it to `all`, or to the collection of a group.")
    bundles.check(actor)
    bundle = stix.read_envelope(data, limit_bytes=limit_bytes, limit_objects=limit_objects)

    def write(tx: Tx) -> dict[str, Any]:
        receipt = bundles.store(tx, actor, bundle, where.group)
        late = receipt.refused[len(bundle.refused) :]
        made = taxii.status(str(uuid.uuid4()), bundle, late, requested=now)
        poster, at = actor.principals[-1], microseconds(tx.now)
        statuses.keep(tx, made["id"], poster, at, orjson.dumps(made).decode())
        return made

    return db.write(write, now)


def status(db: Database, actor: Actor, status_id: str, now: datetime) -> bytes:
    """Return what became of a request of this actor, for a day; to others there was none."""
    with reading.looking(db, actor, now) as (conn, _viewer):
        body = statuses.body_of(conn, status_id, actor.principals[-1], microseconds(now))
    if body is None:
        raise NotFound()
    return body.encode()
