"""What a calendar says of an event, before somebody makes an event of the zone of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from igiz.zone.model.geography import LonLat


class CalendarStatus(StrEnum):
    """How sure the event is."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event, or one occurrence of an event that repeats; times are aware UTC."""

    uid: str
    title: str
    starts: datetime
    ends: datetime
    location: str = ""
    geo: LonLat | None = None
    categories: tuple[str, ...] = ()
    status: CalendarStatus = CalendarStatus.CONFIRMED
    sequence: int = 0
