"""What a person sends to share a report, and the preview of who will see it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from igiz.share.model.audience import Recipient
from igiz.share.model.marking import Pap, Tlp


@dataclass(frozen=True, slots=True)
class Marking:
    """A marking as it was chosen, before it becomes an audience."""

    tlp: Tlp | None = None
    pap: Pap | None = None
    groups: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    purpose: str | None = None
    min_level: int = 1
    personal_data: bool = False
    grounds: tuple[str, ...] = ()
    break_glass: bool = False


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """A report as its author wrote it. Place in WGS 84; retention in days."""

    title: str
    text: str
    lang: str
    kind: str
    severity: str
    marking: Marking
    seen_from: datetime | None = None
    useful_until: datetime | None = None
    geometry: dict[str, Any] | None = None
    place_name: str | None = None
    attachments: tuple[str, ...] = ()
    retention_days: int | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """A partner that will see it: how many persons, why, how exact a place, until when, from which level."""

    partner: str
    persons: int
    reason: str
    group: str | None
    precision_m: int
    ground: str | None
    people: tuple[tuple[str, str], ...] | None
    until: int | None
    min_level: int


@dataclass(frozen=True, slots=True)
class NotReached:
    """Partners that will not see it, and why; `partner` is None for everyone outside the zone."""

    partner: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A partner that may not get personal data without a ground, its regime, and the grounds that would cover it."""

    partner: str
    regime: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A partner that joined a group since its user last shared with it."""

    partner: str
    group: str
    since: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly who will see an object, from the rule that decides it."""

    reached: tuple[Reached, ...]
    not_reached: tuple[NotReached, ...]
    refused: tuple[Refused, ...]
    newcomers: tuple[Newcomer, ...]
    public: bool
    empty_groups: tuple[str, ...]
    persons: int = field(default=0)
