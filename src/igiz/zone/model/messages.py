"""What the zone tells the parts above it: identifiers and plain values, never personal data."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PartnerAdded:
    """A partner joined the zone."""

    VERSION: ClassVar[int] = 1
    partner: str


@dataclass(frozen=True, slots=True)
class PartnerChanged:
    """A partner's name, regime, openness or activity changed: read it again."""

    VERSION: ClassVar[int] = 1
    partner: str


@dataclass(frozen=True, slots=True)
class PersonAdded:
    """A person (or a service) of a partner was added, or is active again."""

    VERSION: ClassVar[int] = 1
    person: str
    partner: str


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """A person (or a service) of a partner left or was made inactive; signing in has already ended."""

    VERSION: ClassVar[int] = 1
    person: str
    partner: str


@dataclass(frozen=True, slots=True)
class PersonRenewed:
    """Somebody came in by another invitation as a person who had come in before: perhaps it is somebody else."""

    VERSION: ClassVar[int] = 1
    person: str
    partner: str


@dataclass(frozen=True, slots=True)
class LevelChanged:
    """The measure level changed: `until` in microseconds since 1970, `authority` the partner that decided.

    `lowest` is the lowest level since the decision before: what waits for a level above it was closed meanwhile.
    """

    VERSION: ClassVar[int] = 1
    level: int
    lowest: int
    until: int | None
    authority: str
