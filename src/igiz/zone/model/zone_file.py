"""What a zone file says: which zone an instance serves, its sites and partners, and what may never be stored in it."""

from dataclasses import dataclass

from igiz.zone.model.geography import LonLat
from igiz.zone.model.people import PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.model.zone import Site

SITE_KINDS = (
    "organisation",
    "court",
    "embassy",
    "government",
    "venue",
    "police",
    "station",
    "hospital",
    "school",
    "other",
)


@dataclass(frozen=True, slots=True)
class CeilingStep:
    """One step of the scale of classifications: `marks` are the words that state it on a document."""

    id: str
    name: Text
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The scale of classifications, lowest first, and the highest step that the instance may hold."""

    highest: str
    steps: tuple[CeilingStep, ...]

    def forbidden(self) -> tuple[str, ...]:
        """The marks above the ceiling: a text that bears one is refused."""
        place = next(place for place, step in enumerate(self.steps) if step.id == self.highest)
        return tuple(mark for step in self.steps[place + 1 :] for mark in step.marks)


@dataclass(frozen=True, slots=True)
class ZonePartner:
    """A partner as the zone file names it; `id` is a slug that is unique in the file."""

    id: str
    name: Text
    short: str
    kind: PartnerKind
    controller: str
    regime: Regime
    shows_persons: bool


@dataclass(frozen=True, slots=True)
class ZoneFile:
    """A zone file. `crs` is the projected coordinate system (EPSG:28992); a site's `partner` is a partner's slug."""

    id: str
    name: Text
    centre: LonLat
    radius_m: float
    time_zone: str
    crs: str
    ceiling: Ceiling
    sites: tuple[Site, ...]
    partners: tuple[ZonePartner, ...]
