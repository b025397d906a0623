"""Audience: who may see an object, as one distinct tuple."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from igiz.share.model.marking import Tlp


@dataclass(frozen=True, slots=True, order=True)
class Recipient:
    """A person or partner named to see an object, until a moment (microseconds, None: no end), from a level on."""

    principal: str
    until: int | None = None
    min_level: int = 1


@dataclass(frozen=True, slots=True)
class Audience:
    """Owner, marking, groups, named recipients, purpose, level, and the grounds for sharing personal data.

    A ground covers one crossing from regime to regime: an audience that spans several regimes has several grounds.
    No marking means the owner's partner alone. Groups count only under AMBER; `min_level` binds all but the owner.
    """

    owner: str
    tlp: Tlp | None = None
    groups: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    purpose: str | None = None
    min_level: int = 1
    personal_data: bool = False
    grounds: tuple[str, ...] = ()

    def body(self) -> str:
        """Return the audience as canonical JSON."""
        return _body(self)

    def key(self) -> str:
        """Return what tells one audience from another."""
        return hashlib.sha256(_body(self).encode()).hexdigest()


@lru_cache(maxsize=1024)
def _body(audience: Audience) -> str:
    value = asdict(audience) | {
        "groups": sorted(set(audience.groups)),
        "recipients": [asdict(each) for each in sorted(set(audience.recipients), key=_order)],
        "grounds": sorted(set(audience.grounds)),
    }
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _order(recipient: Recipient) -> tuple[str, int, int]:
    return (recipient.principal, recipient.until or 0, recipient.min_level)


def audience_of(body: str) -> Audience:
    """Read an audience back from its JSON."""
    value: dict[str, Any] = json.loads(body)
    value["tlp"] = None if value["tlp"] is None else Tlp(value["tlp"])
    value["groups"] = tuple(value["groups"])
    value["recipients"] = tuple(Recipient(**each) for each in value["recipients"])
    value["grounds"] = tuple(value["grounds"])
    return Audience(**value)


@dataclass(frozen=True, slots=True)
class Membership:
    """A partner in a group, from and until (microseconds, None: no end), from a measure level on."""

    group: str
    partner: str
    since: int
    until: int | None
    min_level: int
    precision_m: int


@dataclass(frozen=True, slots=True)
class Group:
    """A sharing group of partners; only members see it."""

    id: str
    name: str
    purpose: str
    owner: str
    precision_m: int
    members: tuple["Member", ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A partner in a group, as its members see it; moments in microseconds."""

    partner: str
    since: int
    until: int | None
    min_level: int
    invited_by: str
