"""The measure level: how much the area is secured now, decided by the competent authority with a reason and an end."""

from dataclasses import dataclass
from datetime import datetime

BASE = 1
"""The level that needs no reason, no authority and no end."""
HIGHEST = 5
LEVELS = range(BASE, HIGHEST + 1)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decider decided: the level from `start` until `until`.

    At the end the level is again what it would have been without this decision, and no higher than `then` where that
    is given. So nothing above the base ever lasts beyond an end that somebody decided.
    """

    id: str
    level: int
    start: datetime
    until: datetime | None
    then: int | None
    reason: str
    lang: str
    authority: str
    """Identifier of the partner that decided."""
    decider: str
    """Identifier of the person who decided for it."""


@dataclass(frozen=True, slots=True)
class Level:
    """The level at a moment: `then` is what holds at `until`. Without any decision `authority` is None."""

    level: int
    start: datetime | None = None
    until: datetime | None = None
    then: int | None = None
    reason: str = ""
    lang: str = ""
    authority: str | None = None
    decision: str | None = None
    """Identifier of the decision that it follows from."""
