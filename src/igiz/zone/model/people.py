"""Who takes part: partners, their people, and how these show who they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from igiz.zone.model.text import Text


class PartnerKind(StrEnum):
    """The closed list of what a partner can be."""

    AUTHORITY = "authority"
    POLICE = "police"
    INTERNATIONAL_ORGANISATION = "international-organisation"
    RESILIENCE_OFFICE = "resilience-office"
    SUPPLIER = "supplier"
    KNOWLEDGE_INSTITUTE = "knowledge-institute"
    VENUE = "venue"
    RESIDENTS_BODY = "residents-body"


class Regime(StrEnum):
    """The law a partner processes data under."""

    GDPR = "gdpr"
    WPG = "wpg"
    EUDPR = "eudpr"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation of the zone. `handle` ends its people's logins and never changes."""

    id: str
    name: Text
    short: str
    handle: str
    kind: PartnerKind
    controller: str
    regime: Regime
    shows_persons: bool
    active: bool


@dataclass(frozen=True, slots=True)
class NewPartner:
    """A partner to be added; without `id` it gets a new one, without `handle` one from its short name."""

    name: Text
    short: str
    kind: PartnerKind
    controller: str
    regime: Regime
    shows_persons: bool = False
    id: str | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One of a partner's people, or a service that acts for it. Whoever left keeps identifier and partner alone."""

    id: str
    name: str
    login: str | None
    partner: str
    roles: frozenset[str]
    active: bool
    service: bool


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be added. `login` may leave out the partner's handle (`desk` becomes `desk@police`)."""

    name: str
    login: str
    roles: frozenset[str]
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What a role is called and which desks it opens. No role widens what one sees."""

    name: str
    title: Text
    desks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody's time signed in with a browser: wall times; `device` is what the browser calls itself."""

    id: str
    person: str
    started: datetime
    last_seen: datetime
    expires: datetime
    device: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that has just begun, with the only copy of its cookie's value."""

    session: Session
    secret: str


@dataclass(frozen=True, slots=True)
class Token:
    """An API token: who it acts as, what its scopes open, until when. `user` is its name in HTTP Basic."""

    id: str
    name: str
    partner: str
    person: str
    scopes: frozenset[str]
    created: datetime
    expires: datetime
    user: str
    basic: bool
    revoked: bool


@dataclass(frozen=True, slots=True)
class Issued:
    """A token that has just been made, with the only copy of its secret."""

    token: Token
    secret: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link for a person to choose a password. `secret` is known only when it is made."""

    person: str
    expires: datetime
    secret: str

    @property
    def path(self) -> str:
        """Return the path of the link."""
        return f"/invitation/{self.secret}"


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of a person: what it is called and when it was added and last used."""

    id: str
    person: str
    name: str
    created: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class DemoRole:
    """A person of the demo whom anyone at this machine may play."""

    person: str
    role: Text
    partner: Text


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs the instance, at its command line: not a person of any partner, and never someone on the network."""

    name: str = "operator"


OPERATOR = Operator()


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request showed, already hashed: a session's cookie, or a token with or without its user."""

    kind: Literal["session", "token"]
    digest: str
    user: str | None = None


ROLE_SCOPES: Mapping[str, str] = {
    "reader": "read",
    "auditor": "read",
    "contributor": "write",
    "decider": "write",
    "administrator": "admin",
}
"""Which scope of a token a role's verbs need."""
