"""STIX bundles out and in: all that one may see as one file, and the file of another system taken in."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from igiz.core import access
from igiz.core.access import Viewer
from igiz.core.db import Database
from igiz.core.errors import BadRequest, Fault, TooLarge
from igiz.share import rules
from igiz.share.formats import stix
from igiz.share.model.report import Filters
from igiz.share.service import bundles, details, groups, reading
from igiz.share.service.reports import identity_of
from igiz.share.store import audiences, objects
from igiz.share.store.objects import Stored, object_table
from igiz.zone.model.actor import Actor
from igiz.zone.service import directory, partners

BATCH = 500
IDENTITIES_SINCE = datetime(2026, 11, 1, tzinfo=UTC)
"""When identities of partners count as made: it must be the same in every bundle."""


def export_bundle(
    db: Database, actor: Actor | None, filters: Filters, now: datetime, *, most: int | None = None
) -> bytes:
    """Return what the actor sees as one bundle, with markings, identities and places as exact as it may have them.

    More than `most` objects are refused, never cut. Reading restricted objects is audited before the answer leaves.
    """
    with reading.looking(db, actor, now) as (conn, viewer):
        found = list(_every(conn, filters, viewer, now, most))
        if filters.owner is None:
            found = reading.leading(conn, found, viewer, now)
        owners = directory.refs(conn, {each.owner for each in found})
        precision = access.precisions(conn, viewer, now)
        known = audiences.remembered(conn, {each.audience for each in found})
        values = [one for each in reversed(found) for one in _leaving(each, precision[each.audience])]
        identities = _identities(conn, sorted(set(owners.values())))
    restricted = [(owners[each.owner], each.id) for each in found if rules.restricted(known[each.audience])]
    reading.record_reading(db, actor, restricted, now)
    return stix.write_bundle(values, identities=identities)


def _every(conn: Connection, filters: Filters, viewer: Viewer, now: datetime, most: int | None) -> Iterator[Stored]:
    count, before = 0, access.FOREVER
    while True:
        query = access.newest_seen(
            reading.narrowed(conn, objects.select_objects(), filters), object_table, viewer, now
        ).where(object_table.c.position < before)
        found = objects.fetch(conn, query.limit(BATCH))
        count += len(found)
        if most is not None and count > most:
            raise BadRequest(
                f"That is more than {most} objects. Narrow it, or read it in pages over TAXII.",
                faults=[Fault("from", "give a shorter period, or a type")],
            )
        yield from found
        if len(found) < BATCH:
            return
        before = found[-1].position


def _leaving(each: Stored, precision_m: int) -> list[dict[str, Any]]:
    """Return an object as its reader may have it, a report with its location."""
    value = details.as_seen(stix.load(each.body), each.type, precision_m)
    content = stix.report_content(value) if each.type == "report" else None
    if content is None or content.place is None:
        return [value]
    _, *location = stix.report_object(content)
    return [value, *(one for one in location if one["id"] in value["object_refs"])]


def _identities(conn: Connection, partner_ids: Sequence[str]) -> list[dict[str, Any]]:
    known = {each.id: each for each in partners.partners(conn)}
    return [
        stix.identity_object(identity_of(each), known[each].name.en, created=IDENTITIES_SINCE)
        for each in partner_ids
        if each in known
    ]


def import_bundle(
    db: Database,
    actor: Actor,
    data: bytes,
    now: datetime,
    *,
    limit_bytes: int,
    limit_objects: int,
    group: str | None = None,
    grounds: tuple[str, ...] | None = None,
) -> bundles.Receipt:
    """Take in a bundle for the actor's partner; `group` is one it is in, and whom TLP:AMBER reaches.

    With `grounds` (none, or one per other regime) it is personal data.
    """
    bundles.check(actor)
    if group is not None:
        groups.group(db, actor, group, now)
    try:
        bundle = stix.read_bundle(data, limit_bytes=limit_bytes, limit_objects=limit_objects)
    except stix.StixError as error:
        faults = [Fault(error.where, error.what)]
        if error.too_large:
            raise TooLarge(str(error), faults=faults) from None
        raise BadRequest("This is not a STIX 2.1 bundle.", slug="not-a-bundle", faults=faults) from None
    return bundles.take_in(db, actor, bundle, group, now, grounds=grounds)
