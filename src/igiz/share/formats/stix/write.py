"""Write STIX 2.1: bundles that carry what they refer to, and the plain objects of the house."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from igiz.share.formats.stix.marks import PAP_STIX_ID, STIX_ID, marking_refs, pap_object, tlp_object
from igiz.share.formats.stix.read import dump
from igiz.share.model.marking import Pap, Tlp

NAMESPACE = uuid5(NAMESPACE_URL, "urn:igiz:stix")
EXTENSION_ID = "extension-definition--be08684e-ec6c-5479-9de7-9cfdffdaea77"
_PRODUCT_ID = "identity--555b2563-8b49-54b5-8127-eb0017167495"
_EXTENSION_SINCE = "2026-11-01T00:00:00.000Z"
_EXTENSION_TEXT = (
    "A JSON object with extension_type (property-extension), kind (string), severity (extreme, severe, moderate, minor,"
    " unknown), and where known seen_from and useful_until (STIX timestamps), place (object: precision_m in metres,"
    " name, geometry as GeoJSON of RFC 7946), attachments (list of objects: sha256 in hexadecimal, name, type as media"
    " type, size in bytes) and implied_refs (those object_refs that STIX needs and no author chose)."
)
_BY_MARKING_ID = {
    **{name: tlp_object(tlp) for tlp, name in STIX_ID.items()},
    **{name: pap_object(pap) for pap, name in PAP_STIX_ID.items()},
}


def written_time(moment: datetime) -> str:
    """Write a moment as a STIX timestamp with microseconds."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def identity_object(id: str, name: str, *, created: datetime, modified: datetime | None = None) -> dict[str, Any]:
    """Write a partner as a STIX identity."""
    return {**_head("identity", id, created, modified), "name": name, "identity_class": "organization"}


def sighting_object(
    id: str,
    *,
    of: str,
    by: str,
    seen: datetime,
    created: datetime,
    note: str = "",
    tlp: Tlp | None,
    pap: Pap | None = None,
) -> dict[str, Any]:
    """Write that a partner (`by`, an identity) saw too what an object (`of`) tells."""
    moment = written_time(seen)
    return {
        **_head("sighting", id, created),
        "created_by_ref": by,
        **({"description": note} if note else {}),
        "first_seen": moment,
        "last_seen": moment,
        "count": 1,
        "sighting_of_ref": of,
        "where_sighted_refs": [by],
        **_marked(tlp, pap),
    }


def opinion_object(
    id: str,
    *,
    of: str,
    by: str,
    opinion: str,
    created: datetime,
    note: str = "",
    tlp: Tlp | None,
    pap: Pap | None = None,
) -> dict[str, Any]:
    """Write what a partner (`by`, an identity) thinks of an object (`of`), from strongly-disagree to strongly-agree."""
    return {
        **_head("opinion", id, created),
        "created_by_ref": by,
        **({"explanation": note} if note else {}),
        "opinion": opinion,
        "object_refs": [of],
        **_marked(tlp, pap),
    }


def write_bundle(
    objects: Iterable[Mapping[str, Any]],
    markings: Iterable[Tlp | Pap] = (),
    *,
    identities: Iterable[Mapping[str, Any]] = (),
) -> bytes:
    """Write a bundle: objects, the identities passed in, and the marking and extension definitions they refer to.

    Equal contents give equal bytes: the bundle's id is made from the ids and versions in it. One object stands once.
    """
    kept = {(one["id"], one.get("modified")): one for one in (*identities, *objects)}
    needed = [*(_definition(marking) for marking in markings), *_definitions(kept.values())]
    present = {name for name, _ in kept}
    first = {one["id"]: one for one in needed if one["id"] not in present}
    items = [*first.values(), *kept.values()]
    content = "\n".join(f"{one['id']} {one.get('modified', '')}" for one in items)
    return dump({"type": "bundle", "id": f"bundle--{uuid5(NAMESPACE, content)}", "objects": items})


def _definition(marking: Tlp | Pap) -> dict[str, Any]:
    return tlp_object(marking) if isinstance(marking, Tlp) else pap_object(marking)


def _definitions(objects: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give the definitions that objects refer to and that the house knows."""
    for one in objects:
        granular = (part.get("marking_ref") for part in one.get("granular_markings", ()))
        for ref in (*one.get("object_marking_refs", ()), *granular):
            if ref in _BY_MARKING_ID:
                yield _BY_MARKING_ID[ref]
        if EXTENSION_ID in one.get("extensions", ()):
            yield _product()
            yield _extension_definition()


def _product() -> dict[str, Any]:
    head = {"type": "identity", "spec_version": "2.1", "id": _PRODUCT_ID}
    times = {"created": _EXTENSION_SINCE, "modified": _EXTENSION_SINCE}
    return {**head, **times, "name": "igiz", "identity_class": "system"}


def _extension_definition() -> dict[str, Any]:
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": EXTENSION_ID,
        "created_by_ref": _PRODUCT_ID,
        "created": _EXTENSION_SINCE,
        "modified": _EXTENSION_SINCE,
        "name": "igiz report facts",
        "description": "What a report in igiz says beyond STIX: kind, severity, period, place and attachments.",
        "schema": _EXTENSION_TEXT,
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }


def _head(kind: str, id: str, created: datetime, modified: datetime | None = None) -> dict[str, Any]:
    times = {"created": written_time(created), "modified": written_time(modified or created)}
    return {"type": kind, "spec_version": "2.1", "id": id, **times}


def _marked(tlp: Tlp | None, pap: Pap | None) -> dict[str, Any]:
    refs = marking_refs(tlp, pap)
    return {"object_marking_refs": refs} if refs else {}
