"""An event of the zone as one reader gets it: with its marking, as exact as the reader may have it."""

from dataclasses import dataclass

from igiz.share.model.report import MarkingView
from igiz.zone.model.event import Event


@dataclass(frozen=True, slots=True)
class Happening:
    """An event and what its reader may know of its marking; its place is no more exact than `precision_m` metres."""

    event: Event
    owner: str
    position: int
    precision_m: int
    marking: MarkingView
    mine: bool
    restricted: bool
    can_edit: bool


@dataclass(frozen=True, slots=True)
class HappeningPage:
    """Part of the list of events, the newest change first, and how many there are in all (to 1,000)."""

    items: tuple[Happening, ...]
    next: int | None
    total: int
    capped: bool
