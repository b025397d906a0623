"""The whole of one object for one reader: remarks, references, history, readers."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from igiz.core import access
from igiz.core.access import Viewer
from igiz.core.db import Database
from igiz.core.errors import Forbidden, NotFound
from igiz.core.ids import microseconds, moment
from igiz.share import rules
from igiz.share.formats import stix
from igiz.share.model.audience import Audience
from igiz.share.model.draft import Preview
from igiz.share.model.report import Attachment, Detail, Reference, Remark, Version
from igiz.share.service import decisions, markings, previews, reading
from igiz.share.service.reports import tag_of
from igiz.share.store import audiences, objects
from igiz.share.store.objects import Stored, object_table, version_table
from igiz.zone.model.actor import CONTRIBUTOR, Actor
from igiz.zone.service import directory

COARSE_LOCATION = (
    "type", "spec_version", "id", "created_by_ref", "created", "modified", "revoked", "confidence", "lang",
    "region", "country", "administrative_area", "city",
)  # fmt: skip


def detail(db: Database, actor: Actor | None, object_id: str, now: datetime) -> tuple[Detail, str]:
    """Return all that the actor may know of an object, and the entity tag of its version."""
    with reading.looking(db, actor, now) as (conn, viewer):
        stored = reading.find(conn, object_id, viewer, now)
        audience = audiences.by_number(conn, [stored.audience])[stored.audience]
        found, beside = _detail(conn, stored, audience, viewer, actor, now)
        read = reading.restricted(conn, [stored, *beside])
    reading.record_reading(db, actor, read, now)
    return found, tag_of(stored, audience if found.row.mine else None)


def _detail(
    conn: Connection, stored: Stored, audience: Audience, viewer: Viewer, actor: Actor | None, now: datetime
) -> tuple[Detail, list[Stored]]:
    """Return what the actor may know of an object, and the remarks and references that stand in it."""
    (row,) = reading.rows_of(conn, [stored], viewer, actor, now)
    precisions = access.precisions(conn, viewer, now)
    body = as_seen(stix.load(stored.body), stored.type, precisions[stored.audience])
    content = stix.report_content(body) if stored.type == "report" else None
    by = markings.reader(conn, actor, viewer.level, now)
    sightings, opinions = (_remarks(conn, stored, kind, viewer, now) for kind in ("sighting", "opinion"))
    references = _references(conn, content, viewer, now) if content else []
    owners = directory.refs(conn, {each.owner for each in (*sightings, *opinions)})
    found = Detail(
        row=row,
        text=content.text if content else str(body.get("description", "")),
        lang=(content.lang if content else None) or "en",
        marking=markings.view(audience, by, pap=stix.pap_of(body), break_glass=stored.break_glass),
        why=_why(conn, audience, actor, now, viewer.level),
        attachments=tuple(Attachment(e.sha256, e.name, e.type, e.size) for e in content.attachments) if content else (),
        sightings=tuple(_remark(each, owners[each.owner]) for each in sightings),
        opinions=tuple(_remark(each, owners[each.owner]) for each in opinions),
        refers_to=tuple(_reference(each, precisions[each.audience]) for each in references),
        can_edit=row.mine and actor is not None and actor.may(CONTRIBUTOR, "write") and stored.type == "report",
        body=body,
    )
    return found, [*sightings, *opinions, *references]


def as_seen(body: dict[str, Any], kind: str, precision_m: int) -> dict[str, Any]:
    """Return the STIX object as one who sees its place to `precision_m` metres gets it; all else unchanged."""
    if precision_m and kind == "location":
        return _coarse_location(body, precision_m)
    if precision_m == 0 or kind != "report" or stix.EXTENSION_ID not in body.get("extensions", {}):
        return body
    facts = dict(body["extensions"][stix.EXTENSION_ID])
    content = stix.report_content(body)
    if content is None or content.place is None:
        facts.pop("place", None)
        return body | {"extensions": body["extensions"] | {stix.EXTENSION_ID: facts or {"kind": "other"}}}
    geometry = rules.coarsen(dict(content.place.geometry) if content.place.geometry else None, precision_m)
    facts["place"] = {"precision_m": precision_m} | ({"geometry": geometry} if geometry else {})
    exact, coarse = stix.location_id(content.id, content.place.precision_m), stix.location_id(content.id, precision_m)
    swap = {exact: coarse}
    if isinstance(facts.get("implied_refs"), list):
        facts["implied_refs"] = [swap.get(ref, ref) if isinstance(ref, str) else ref for ref in facts["implied_refs"]]
    return body | {
        "object_refs": [swap.get(ref, ref) for ref in body["object_refs"]],
        "extensions": body["extensions"] | {stix.EXTENSION_ID: facts},
    }


def _coarse_location(body: dict[str, Any], precision_m: int) -> dict[str, Any]:
    """Return a location on the grid, without name, street and whatever else could say more than the grid does.

    The marking of a part that is left out holds for the whole.
    """
    kept = {key: body[key] for key in COARSE_LOCATION if key in body}
    if isinstance(body.get("latitude"), int | float) and isinstance(body.get("longitude"), int | float):
        point = rules.coarsen({"type": "Point", "coordinates": [body["longitude"], body["latitude"]]}, precision_m)
        known = body.get("precision")
        precision = max(float(precision_m), known if isinstance(known, int | float) else 0.0)
        longitude, latitude = point["coordinates"] if point else (0.0, 0.0)
        kept |= {"latitude": latitude, "longitude": longitude, "precision": precision}
    refs = stix.all_marking_refs(body)
    return kept | ({"object_marking_refs": refs} if refs else {})


def _why(
    conn: Connection, audience: Audience, actor: Actor | None, now: datetime, level: int
) -> tuple[tuple[str, str | None], ...]:
    at = microseconds(now)
    reasons = list(rules.reasons_of_public(audience))
    if actor is not None:
        community = decisions.community_of(conn, at, audience)
        partner = community.directory.partner(actor.partner)
        if partner is not None:
            reasons = [
                *rules.reasons_of_partner(partner, audience, community),
                *rules.reasons_of_person(actor.person, partner, audience, community),
                *reasons,
            ]
    return tuple(dict.fromkeys((each.code, each.group) for each in reasons if each.holds(at, level)))


def _remarks(conn: Connection, stored: Stored, kind: str, viewer: Viewer, now: datetime) -> list[Stored]:
    query = objects.referring(stored.id, [kind]).order_by(object_table.c.position).limit(200)
    return objects.fetch(conn, access.seen_by(query, object_table.c.audience, viewer, now))


def _remark(stored: Stored, owner: str) -> Remark:
    body = stix.load(stored.body)
    note = body.get("description") or body.get("explanation") or ""
    return Remark(stored.id, owner, moment(stored.version), str(note), body.get("opinion"))


def _references(conn: Connection, content: stix.ReportContent, viewer: Viewer, now: datetime) -> list[Stored]:
    """Return the objects that a report refers to and the viewer sees, in the order of the report."""
    query = objects.select_objects().where(object_table.c.id.in_(content.object_refs[:500]))
    found = objects.fetch(conn, access.seen_by(query, object_table.c.audience, viewer, now))
    known = {each.id: each for each in reversed(reading.in_order(found))}
    return [known[ref] for ref in content.object_refs if ref in known]


def _reference(each: Stored, precision_m: int) -> Reference:
    body = as_seen(stix.load(each.body), each.type, precision_m)
    return Reference(each.id, each.type, reading.title_of(body, each.type))


def history(db: Database, actor: Actor, object_id: str, now: datetime) -> tuple[Version, ...]:
    """Return the versions of an object that the actor sees, newest first: each by its own audience."""
    with reading.looking(db, actor, now) as (conn, viewer):
        stored = reading.find(conn, object_id, viewer, now)
        query = access.seen_by(objects.versions(conn, stored.number), version_table.c.audience, viewer, now)
        former: list[Any] = [stored, *conn.execute(query.limit(100))]
        known = audiences.by_number(conn, [row.audience for row in former])
        precision = access.precisions(conn, viewer, now)
        changers = directory.partners_of(conn, {each.author for each in former if each.author})
        owner = directory.refs(conn, [stored.owner])[stored.owner]
    restricted = any(rules.restricted(each) for each in known.values())
    reading.record_reading(db, actor, [(owner, stored.id)] if restricted else [], now)
    return tuple(
        _version(each, stored.type, precision[each.audience], known[each.audience], changers.get(each.author or 0))
        for each in former
    )


def _version(each: Any, kind: str, precision_m: int, audience: Audience, changed_by: str | None) -> Version:
    body = as_seen(stix.load(each.body), kind, precision_m)
    return Version(
        moment(each.version),
        reading.title_of(body, body.get("type", "")),
        str(body.get("description", "")),
        audience.tlp,
        changed_by,
        moment(each.position),
    )


def readers(db: Database, actor: Actor, object_id: str, now: datetime) -> Preview:
    """Return who sees an object now, to the partner that owns it."""
    with reading.looking(db, actor, now) as (conn, viewer):
        stored = reading.find(conn, object_id, viewer, now)
        if stored.owner != actor.principals[1]:
            raise Forbidden("Only the partner that shared it knows who sees it.")
        number = stored.audience
        # where an emergency may have let somebody in, the author did not name all that are named
        named = stored.author == actor.principals[-1] and not stored.break_glass
    with db.read(system=True) as conn:
        audience = audiences.by_number(conn, [number]).get(number)
        if audience is None:
            raise NotFound()
        return previews.of_audience(conn, actor, audience, now, named_by_actor=named)
