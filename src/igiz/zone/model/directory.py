"""The directory: the zone's partners and persons as those who decide about visibility need them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DirectoryPartner:
    """A partner: its identifier, its principal, the law it works under."""

    id: str
    principal: int
    regime: str
    active: bool
    shows_persons: bool


@dataclass(frozen=True, slots=True)
class DirectoryPerson:
    """A person (or service) of a partner and its principal."""

    id: str
    principal: int
    partner: str
    name: str
    active: bool
    service: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """All partners and persons at one moment."""

    partners: tuple[DirectoryPartner, ...]
    persons: tuple[DirectoryPerson, ...]

    def partner(self, partner_id: str) -> DirectoryPartner | None:
        """Return an active partner by identifier."""
        return next((each for each in self.partners if each.id == partner_id and each.active), None)

    def person(self, person_id: str) -> DirectoryPerson | None:
        """Return an active person by identifier."""
        return next((each for each in self.persons if each.id == person_id and each.active), None)

    def persons_of(self, partner_id: str) -> tuple[DirectoryPerson, ...]:
        """Return the active people of a partner, services apart."""
        return tuple(each for each in self.persons if each.partner == partner_id and each.active and not each.service)
