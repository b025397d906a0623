"""igiz's own reports as STIX: a report and its location, and back without loss."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, isfinite, radians
from typing import Any
from uuid import uuid5

from igiz.share.formats.stix.marks import Marks, marking_refs, pap_of, tlp_of
from igiz.share.formats.stix.shapes import parse_id, parse_time
from igiz.share.formats.stix.types import SHAPES
from igiz.share.formats.stix.write import EXTENSION_ID, NAMESPACE, written_time
from igiz.share.model.marking import Pap, Tlp

SEVERITIES = ("extreme", "severe", "moderate", "minor", "unknown")
_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Where a report speaks of: GeoJSON (WGS84), how exact in metres, and what people call it."""

    geometry: Mapping[str, Any] | None
    precision_m: float
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ReportAttachment:
    """A file beside a report: SHA-256 in hexadecimal, name, media type, size in bytes."""

    sha256: str
    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class ReportContent:
    """All that one version of a report says. `owner` is the STIX identity of the partner; times are aware UTC."""

    id: str
    title: str
    text: str
    lang: str | None
    kind: str
    severity: str
    created: datetime
    modified: datetime
    published: datetime
    owner: str | None
    place: ReportPlace | None = None
    seen_from: datetime | None = None
    useful_until: datetime | None = None
    revoked: bool = False
    object_refs: tuple[str, ...] = ()
    tlp: Tlp | None = None
    pap: Pap | None = None
    attachments: tuple[ReportAttachment, ...] = ()


def location_id(report: str, precision_m: float) -> str:
    """Name the location of a report at one precision: an exact and a coarse one are never the same object."""
    return f"location--{uuid5(NAMESPACE, f'{report} {float(precision_m)}')}"


def report_object(content: ReportContent) -> list[dict[str, Any]]:
    """Write a report: the STIX report first, then its location where it has a position."""
    location = _location(content)
    implied = [location["id"]] if location and location["id"] not in content.object_refs else []
    if not content.object_refs and not implied:
        if content.owner is None:
            raise ValueError(f"{content.id}: a STIX report refers to something; give an owner, a place or object_refs")
        implied = [content.owner]
    report = {
        "type": "report",
        **_common(content),
        "id": content.id,
        "name": content.title,
        **({"description": content.text} if content.text else {}),
        "published": written_time(content.published),
        "object_refs": [*content.object_refs, *implied],
        **({"lang": content.lang} if content.lang else {}),
        **({"revoked": True} if content.revoked else {}),
        "extensions": {EXTENSION_ID: _facts(content, implied)},
    }
    return [report, *([location] if location else [])]


def report_content(obj: Mapping[str, Any], marks: Marks | None = None) -> ReportContent | None:
    """Read a STIX report, ours or a stranger's; None when it is no valid report.

    A stranger's report has no facts of igiz: its kind is its first report type, its severity unknown.
    """
    kind = obj.get("type")
    if kind != "report" or parse_id(obj.get("id")) != kind or SHAPES["report"].fault(obj) is not None:
        return None
    facts = _Facts(obj.get("extensions", {}).get(EXTENSION_ID, {}))
    implied = facts.texts("implied_refs")
    types: list[str] = obj.get("report_types", [])
    severity = facts.text("severity")
    return ReportContent(
        id=obj["id"],
        title=obj["name"],
        text=obj.get("description", ""),
        lang=obj.get("lang"),
        kind=facts.text("kind") or (types[0] if types else "other"),
        severity=severity if severity in SEVERITIES else "unknown",
        created=parse_time(obj["created"]),
        modified=parse_time(obj["modified"]),
        published=parse_time(obj["published"]),
        owner=obj.get("created_by_ref"),
        place=facts.place(),
        seen_from=facts.time("seen_from"),
        useful_until=facts.time("useful_until"),
        revoked=obj.get("revoked", False),
        object_refs=tuple(ref for ref in obj["object_refs"] if ref not in implied),
        tlp=tlp_of(obj, marks),
        pap=pap_of(obj, marks),
        attachments=tuple(facts.attachments()),
    )


def _common(content: ReportContent) -> dict[str, Any]:
    refs = marking_refs(content.tlp, content.pap)
    return {
        "spec_version": "2.1",
        **({"created_by_ref": content.owner} if content.owner else {}),
        "created": written_time(content.created),
        "modified": written_time(content.modified),
        **({"object_marking_refs": refs} if refs else {}),
    }


def _facts(content: ReportContent, implied: list[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {"extension_type": "property-extension", "kind": content.kind, "severity": content.severity}
    if content.seen_from:
        facts["seen_from"] = written_time(content.seen_from)
    if content.useful_until:
        facts["useful_until"] = written_time(content.useful_until)
    if content.place:
        place = {
            "precision_m": content.place.precision_m,
            "name": content.place.name,
            "geometry": content.place.geometry,
        }
        facts["place"] = {name: value for name, value in place.items() if value is not None}
    if content.attachments:
        facts["attachments"] = [
            {"sha256": one.sha256, "name": one.name, "type": one.type, "size": one.size} for one in content.attachments
        ]
    if implied:
        facts["implied_refs"] = implied
    return facts


# ---- place ---------------------------------------------------------------------------------------------------------


def _location(content: ReportContent) -> dict[str, Any] | None:
    place = content.place
    points = list(_positions(place.geometry)) if place else []
    if place is None or not points:
        return None
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    longitude, latitude = (min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2
    return {
        "type": "location",
        **_common(content),
        "id": location_id(content.id, place.precision_m),
        **({"name": place.name} if place.name else {}),
        "latitude": latitude,
        "longitude": longitude,
        "precision": place.precision_m + max(_metres(longitude, latitude, *point) for point in points),
        **({"revoked": True} if content.revoked else {}),
    }


def _positions(geometry: Mapping[str, Any] | None) -> Iterator[tuple[float, float]]:
    """Give the positions of a geometry, longitude first."""
    waiting: list[Any] = [geometry]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            waiting += [one.get("coordinates"), one.get("geometries")]
        elif isinstance(one, list | tuple) and one:
            if len(one) >= 2 and all(isinstance(number, int | float) for number in one):
                yield float(one[0]), float(one[1])
            else:
                waiting += one


def _metres(longitude: float, latitude: float, to_longitude: float, to_latitude: float) -> float:
    """Measure a distance inside a city, in metres, to within a few per mille."""
    east = (to_longitude - longitude) * cos(radians(latitude))
    return hypot(east, to_latitude - latitude) * _METRES_PER_DEGREE


# ---- facts from a stranger may hold anything: what has the wrong type counts as absent -----------------------------


class _Facts:
    """Reads igiz's extension."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, name: str) -> str | None:
        value = self._values.get(name)
        return value if isinstance(value, str) else None

    def texts(self, name: str) -> list[str]:
        value = self._values.get(name)
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

    def time(self, name: str) -> datetime | None:
        value: Any = self._values.get(name)
        return parse_time(value) if SHAPES["report"].checks["published"](value) is None else None

    def place(self) -> ReportPlace | None:
        value = self._values.get("place")
        if not isinstance(value, Mapping):
            return None
        precision: Any = value.get("precision_m")
        name, geometry = value.get("name"), value.get("geometry")
        if type(precision) not in (int, float) or not isfinite(precision) or precision < 0:
            return None
        named = name if isinstance(name, str) else None
        return ReportPlace(geometry if _is_geometry(geometry) else None, float(precision), named)

    def attachments(self) -> Iterator[ReportAttachment]:
        items = self._values.get("attachments")
        for one in items if isinstance(items, list) else ():
            values: list[Any] = (
                [one.get(name) for name in ("sha256", "name", "type", "size")] if isinstance(one, dict) else []
            )
            if [type(value) for value in values] == [str, str, str, int]:
                yield ReportAttachment(*values)


_NESTING = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def _is_geometry(value: Any) -> bool:
    """Say whether a value is GeoJSON that can be drawn and coarsened."""
    if type(value) is not dict or type(value.get("type")) is not str or value["type"] not in _NESTING:
        return False
    return _are_positions(value.get("coordinates"), _NESTING[value["type"]])


def _are_positions(value: Any, nesting: int) -> bool:
    if type(value) is not list or not value:
        return False
    if nesting:
        return all(_are_positions(one, nesting - 1) for one in value)
    if len(value) < 2 or any(type(number) not in (int, float) for number in value):
        return False
    return bool(-180 <= value[0] <= 180 and -90 <= value[1] <= 90)
