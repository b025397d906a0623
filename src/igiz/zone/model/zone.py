"""The zone itself: where it is, what is to be protected in it, and what its instance may hold."""

from dataclasses import dataclass

from igiz.zone.model.geography import LonLat
from igiz.zone.model.text import Text


@dataclass(frozen=True, slots=True)
class Site:
    """A place to protect: `partner` is who is housed there, `stand_off_m` the distance in metres to keep free."""

    id: str
    name: Text
    kind: str
    position: LonLat
    partner: str | None
    stand_off_m: float


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone that this instance serves.

    `ceiling` is the highest classification that it may hold; a text that bears one of the marks in `forbidden` is
    refused.
    """

    id: str
    name: Text
    centre: LonLat
    radius_m: float
    time_zone: str
    crs: str
    ceiling: str | None
    forbidden: tuple[str, ...]
    exercise: bool
    sites: tuple[Site, ...]
