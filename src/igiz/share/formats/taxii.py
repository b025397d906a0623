"""TAXII 2.1, its pure parts: media types, resources, filters and pages.

A position is the moment an object was added, in whole microseconds since 1970, unique in a collection. So a client
that pages by `added_after`, by `next` or by both sees each object once and comes to an end.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Generic, Literal, TypeVar

import orjson

from igiz.share.formats.stix import Bundle, Refused, parse_id, written_time

MEDIA_TYPE = "application/taxii+json;version=2.1"
STIX_MEDIA_TYPE = "application/stix+json;version=2.1"
FIRST_HEADER = "X-TAXII-Date-Added-First"
LAST_HEADER = "X-TAXII-Date-Added-Last"

PAGING = frozenset({"added_after", "limit", "next"})
COLLECTION_FILTERS = PAGING | {"match[id]", "match[type]", "match[version]", "match[spec_version]"}
OBJECT_FILTERS = PAGING | {"match[version]", "match[spec_version]"}
VERSION_FILTERS = PAGING | {"match[spec_version]"}
DELETE_FILTERS = frozenset({"match[version]", "match[spec_version]"})

_MOST_VALUES = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_Word = Literal["first", "last", "all"]
Version = _Word | datetime
_WORDS: Mapping[str, _Word] = {"first": "first", "last": "last", "all": "all"}
T = TypeVar("T")


class TaxiiError(ValueError):
    """A request that TAXII refuses: the HTTP status, the parameter or header, and what is wrong with it."""

    def __init__(self, status: int, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.status = status
        self.where = where
        self.what = what


# ---- media types ---------------------------------------------------------------------------------------------------


def check_accept(header: str | None) -> None:
    """Refuse with 406 a client that does not take TAXII 2.1; without the header it takes anything."""
    if header is None:
        return
    best, quality = -1, 0.0
    for part in header.split(","):
        kind, parameters = _media_type(part)
        exactness = _exactness(kind, parameters)
        if exactness > best:
            best, quality = exactness, _quality(parameters.get("q", "1"))
        elif exactness == best:
            quality = max(quality, _quality(parameters.get("q", "1")))
    if best < 0 or quality <= 0:
        raise TaxiiError(406, "Accept", f"does not allow {MEDIA_TYPE}; ask for that")


def check_content_type(header: str | None) -> None:
    """Refuse with 415 a body that is not declared as TAXII 2.1."""
    kind, parameters = _media_type(header or "")
    if kind != "application/taxii+json" or parameters.get("version", "2.1") != "2.1":
        raise TaxiiError(415, "Content-Type", f"must be {MEDIA_TYPE}")


def _media_type(text: str) -> tuple[str, dict[str, str]]:
    kind, *parts = text.split(";")
    pairs = (part.partition("=") for part in parts)
    return kind.strip().lower(), {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}


def _exactness(kind: str, parameters: Mapping[str, str]) -> int:
    """Rank how exactly a range names our media type: -1 not at all, 3 with the version."""
    if kind == "application/taxii+json" and parameters.get("version", "2.1") == "2.1":
        return 3 if "version" in parameters else 2
    return {"application/*": 1, "*/*": 0}.get(kind, -1)


def _quality(text: str) -> float:
    return float(text) if re.fullmatch(r"[01](\.[0-9]{0,3})?", text) else 0.0


# ---- positions and pages -------------------------------------------------------------------------------------------


def position_of(moment: datetime) -> int:
    """Turn a moment into a position."""
    return (moment - _EPOCH) // _MICROSECOND


def header_time(position: int) -> str:
    """Write a position as a TAXII timestamp, to the microsecond."""
    return written_time(_EPOCH + position * _MICROSECOND)


def write_next(position: int, collection: str, key: bytes) -> str:
    """Seal the position after which the next page starts; it serves in this collection only."""
    body = position.to_bytes(8, "big")
    return urlsafe_b64encode(body + _seal(body, collection, key)).decode()


def read_next(token: str, collection: str, key: bytes) -> int:
    """Open what `write_next` sealed."""
    try:
        data = urlsafe_b64decode(token.encode("ascii")) if len(token) == 32 else b""
    except ValueError:
        data = b""
    body = data[:8]
    if len(data) != 24 or not hmac.compare_digest(data[8:], _seal(body, collection, key)):
        raise TaxiiError(400, "next", "is no value that this collection gave; start again without it")
    return int.from_bytes(body, "big")


def _seal(body: bytes, collection: str, key: bytes) -> bytes:
    return blake2b(body + collection.encode(), key=key, digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page: its items, whether more follow, the value of `next` and the two headers."""

    items: Sequence[T]
    more: bool
    next: str | None
    headers: Mapping[str, str]


def page_of(found: Sequence[T], limit: int, position: Callable[[T], int], *, collection: str, key: bytes) -> Page[T]:
    """Cut a page from what was found after `Filters.after`, oldest first, one more than `limit` where there is more."""
    items = found[:limit]
    if not items:
        return Page((), False, None, {})
    first, last = position(items[0]), position(items[-1])
    more = len(found) > limit
    headers = {FIRST_HEADER: header_time(first), LAST_HEADER: header_time(last)}
    return Page(items, more, write_next(last, collection, key) if more else None, headers)


# ---- filters -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filters:
    """What a client asks for: objects added after a position, so many, and of these ids, types and versions.

    An empty tuple asks for all; `versions` is never empty and `("last",)` unless the client says otherwise.
    """

    after: int | None
    limit: int
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ("last",)
    spec_versions: tuple[str, ...] = ()


def of_one(filters: Filters, object_id: str, versions: tuple[Version, ...] | None = None) -> Filters:
    """Narrow filters to one object (and to these of its versions)."""
    return replace(filters, ids=(object_id,), versions=versions or filters.versions)


def read_filters(
    parameters: Iterable[tuple[str, str]],
    *,
    allowed: frozenset[str] = COLLECTION_FILTERS,
    collection: str,
    key: bytes,
    limit: int,
    most: int,
) -> Filters:
    """Read the query of a request; `limit` where the client names none, `most` where it names more than that."""
    given: dict[str, str] = {}
    for name, value in parameters:
        known = name in COLLECTION_FILTERS or name.startswith("match[")
        if known and name not in allowed:
            raise TaxiiError(400, name, f"is no filter here; there are {', '.join(sorted(allowed))}")
        if known and name in given:
            raise TaxiiError(400, name, "is given twice; write its values once, separated by commas")
        given[name] = value
    starts = [
        *([read_added_after(given["added_after"])] if "added_after" in given else []),
        *([read_next(given["next"], collection, key)] if "next" in given else []),
    ]
    return Filters(
        after=max(starts, default=None),
        limit=_limit(given["limit"], most) if "limit" in given else min(limit, most),
        ids=_values(given, "match[id]", lambda text: parse_id(text) is not None, "ids like indicator--uuid"),
        types=_values(given, "match[type]", _is_type, "types like indicator"),
        versions=_versions(given.get("match[version]")),
        spec_versions=_values(given, "match[spec_version]", _is_spec_version, "versions like 2.1"),
    )


_is_type = re.compile(r"[a-z0-9-]{1,250}").fullmatch
_is_spec_version = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}").fullmatch
_is_moment = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,30})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
).fullmatch


def read_added_after(text: str) -> int:
    """Read the moment after which a client wants objects; what is finer than a microsecond is cut off."""
    return position_of(_moment("added_after", text))


def _moment(where: str, text: str) -> datetime:
    if _is_moment(text):
        try:
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    advice = "; write + as %2B in an address" if " " in text else ""
    raise TaxiiError(400, where, f"must be a time with a zone, like 2026-03-01T09:00:00.000000Z{advice}")


def _limit(text: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,30}", text) or int(text) == 0:
        raise TaxiiError(400, "limit", f"must be a whole number from 1 to {most}")
    return min(int(text), most)


def _split(where: str, text: str) -> list[str]:
    values = text.split(",", _MOST_VALUES)
    if len(values) > _MOST_VALUES:
        raise TaxiiError(400, where, f"holds too many values; at most {_MOST_VALUES}")
    return list(dict.fromkeys(values))


def _values(given: Mapping[str, str], where: str, good: Callable[[str], object], what: str) -> tuple[str, ...]:
    values = _split(where, given[where]) if where in given else []
    if not all(good(value) for value in values):
        raise TaxiiError(400, where, f"must be {what}, separated by commas")
    return tuple(values)


def _versions(text: str | None) -> tuple[Version, ...]:
    values = ["last"] if text is None else _split("match[version]", text)
    found: list[Version] = [_WORDS.get(value) or _moment("match[version]", value) for value in values]
    return ("all",) if "all" in found else tuple(found)


# ---- resources -----------------------------------------------------------------------------------------------------


def discovery(title: str, description: str, *, contact: str | None, roots: Sequence[str]) -> dict[str, Any]:
    """Write what a server offers; the first root is the default one."""
    return _present(
        {
            "title": title,
            "description": description or None,
            "contact": contact,
            "default": roots[0] if roots else None,
            "api_roots": list(roots) or None,
        }
    )


def api_root(title: str, description: str, *, most_bytes: int) -> dict[str, Any]:
    """Write one API root: what it is and how large a request may be."""
    return _present(
        {
            "title": title,
            "description": description or None,
            "versions": [MEDIA_TYPE],
            "max_content_length": most_bytes,
        }
    )


def collection(
    id: str, title: str, description: str, *, can_read: bool, can_write: bool, alias: str | None = None
) -> dict[str, Any]:
    """Write one collection; its id is a bare UUID."""
    return _present(
        {
            "id": id,
            "title": title,
            "description": description or None,
            "alias": alias,
            "can_read": can_read,
            "can_write": can_write,
            "media_types": [STIX_MEDIA_TYPE],
        }
    )


def collections(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Write the collections that a client may see."""
    return {"collections": list(items)} if items else {}


def envelope(page: Page[bytes]) -> bytes:
    """Write a page of objects, each its stored JSON as it came; an empty page is an empty object."""
    return _paged(page, "objects", [orjson.Fragment(raw) for raw in page.items])


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One object in a manifest: its id, its position and the version it has (modified, else created)."""

    id: str
    position: int
    version: datetime | None


def manifest(page: Page[ManifestEntry]) -> bytes:
    """Write what objects there are without the objects; what has no version counts from when it was added."""
    records = [
        {
            "id": entry.id,
            "date_added": header_time(entry.position),
            "version": written_time(entry.version) if entry.version else header_time(entry.position),
            "media_type": STIX_MEDIA_TYPE,
        }
        for entry in page.items
    ]
    return _paged(page, "objects", records)


def versions(page: Page[ManifestEntry]) -> bytes:
    """Write the versions there are of one object."""
    moments = [written_time(one.version) if one.version else header_time(one.position) for one in page.items]
    return _paged(page, "versions", moments)


def status(id: str, bundle: Bundle, failed: Sequence[Refused], *, requested: datetime) -> dict[str, Any]:
    """Write what became of a POST: the objects taken in, and those refused by the format and by the service.

    A refused object without a usable id is named by its place in the request.
    """
    moment = written_time(requested)
    late = {one.index for one in failed}
    taken = [one for one in bundle.objects if one.index not in late]
    successes = [{"id": one.id, "version": written_time(one.version) if one.version else moment} for one in taken]
    known = {one.index: written_time(one.version) for one in bundle.objects if one.version}
    failures = [
        {"id": one.id or one.where, "version": known.get(one.index, moment), "message": f"{one.where} {one.what}"}
        for one in sorted((*bundle.refused, *failed), key=lambda one: one.index)
    ]
    return {
        "id": id,
        "status": "complete",
        "request_timestamp": moment,
        "total_count": len(successes) + len(failures),
        "success_count": len(successes),
        **({"successes": successes} if successes else {}),
        "failure_count": len(failures),
        **({"failures": failures} if failures else {}),
        "pending_count": 0,
    }


def error(
    title: str, description: str, *, http_status: int, details: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Write an error as TAXII wants it."""
    return _present(
        {
            "title": title,
            "description": description or None,
            "http_status": str(http_status),
            "details": dict(details) if details else None,
        }
    )


def _paged(page: Page[Any], name: str, items: Sequence[Any]) -> bytes:
    if not items:
        return b"{}"
    following = {"next": page.next} if page.next is not None else {}
    return orjson.dumps({"more": page.more, **following, name: items})


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what has no value."""
    return {name: value for name, value in values.items() if value is not None}
