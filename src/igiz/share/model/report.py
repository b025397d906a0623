"""What readers get of a shared object: a row of a list, or the whole of a report."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from igiz.share.model.marking import Pap, Tlp

SEVERITIES = ("extreme", "severe", "moderate", "minor", "unknown")
KINDS = (
    "incident",
    "threat",
    "unusual-behaviour",
    "disturbance",
    "traffic",
    "crowd",
    "logistics",
    "information",
    "other",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a GeoJSON geometry (WGS 84) as exact as its reader may have it; the name only with the exact place."""

    geometry: dict[str, Any] | None
    precision_m: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A shared object in a list."""

    id: str
    type: str
    position: int
    version: datetime
    title: str
    kind: str | None
    severity: str
    owner: str
    tlp: Tlp | None
    place: Place | None
    seen_from: datetime | None
    useful_until: datetime | None
    created: datetime
    revoked: bool
    mine: bool
    restricted: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; moments of sharing."""

    type: str | None = "report"
    severities: tuple[str, ...] = ()
    kind: str | None = None
    owner: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list, newest first, and how many there are in all (to 1,000 when narrowed)."""

    rows: tuple[Row, ...]
    next: int | None
    total: int
    capped: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a report, named by the SHA-256 of its content; size in bytes."""

    sha256: str
    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A sighting ("I saw this too") or an opinion of a partner about a report."""

    id: str
    by: str
    at: datetime
    note: str
    opinion: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """An object that a report refers to and its reader may see."""

    id: str
    type: str
    title: str


@dataclass(frozen=True, slots=True)
class MarkingView:
    """A marking as far as its reader may know it: groups they are in, recipients if they are the owner's.

    Of the grounds a reader who is not the owner's knows those under which it reaches its own regime.
    """

    tlp: Tlp | None
    pap: Pap | None
    groups: tuple[str, ...]
    recipients: tuple[Any, ...]
    purpose: str | None
    min_level: int
    personal_data: bool
    grounds: tuple[str, ...]
    break_glass: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """A report with all that its reader may know of it."""

    row: Row
    text: str
    lang: str
    marking: MarkingView
    why: tuple[tuple[str, str | None], ...]
    """Why the reader sees it: (code, group)."""
    attachments: tuple[Attachment, ...]
    sightings: tuple[Remark, ...]
    opinions: tuple[Remark, ...]
    refers_to: tuple[Reference, ...]
    can_edit: bool
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """A former or current version of a report."""

    version: datetime
    title: str
    text: str
    tlp: Tlp | None
    changed_by: str | None
    at: datetime
