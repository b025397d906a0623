"""Who may see what, decided: pure rules over an audience, the directory and the groups. The only place that decides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from igiz.core.access import FOREVER, PUBLIC, Pair
from igiz.core.errors import Fault
from igiz.core.ids import is_id
from igiz.share.model.audience import Audience, Membership, Recipient
from igiz.share.model.marking import Tlp
from igiz.zone.model.directory import Directory, DirectoryPartner
from igiz.zone.model.geometry import coarse_middle

COMMUNITY_PRECISION_M = 250
PUBLIC_PRECISION_M = 500
RESTRICTED = frozenset({Tlp.RED, Tlp.AMBER_STRICT})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a principal sees an audience: a code of the closed list owner, named, group, community, public."""

    code: str
    valid_until: int = FOREVER
    min_level: int = 1
    precision_m: int = 0
    group: str | None = None

    def holds(self, at: int, level: int) -> bool:
        """Say whether the reason holds at a moment (microseconds) and measure level."""
        return self.valid_until > at and self.min_level <= level


@dataclass(frozen=True, slots=True)
class Community:
    """All that the rule needs to know at one moment: directory, open memberships, grounds between regimes."""

    directory: Directory
    memberships: Mapping[str, Sequence[Membership]]
    grounds: frozenset[tuple[str, str, str]] = field(default=frozenset())
    """(ground, from regime, to regime)."""


def reasons_of_partner(partner: DirectoryPartner, audience: Audience, community: Community) -> list[Reason]:
    """Return every reason for which a partner as a whole sees the audience; an empty list: it does not."""
    if not partner.active:
        return []
    if partner.id == audience.owner:
        return [] if audience.tlp is Tlp.RED else [Reason("owner")]
    if not _lawful(partner.regime, audience, community):
        return []
    found = _named(partner.id, audience, audience.min_level)
    if audience.tlp is Tlp.AMBER:
        found += _by_group(partner.id, audience, community)
    if audience.tlp in (Tlp.GREEN, Tlp.CLEAR):
        precision = PUBLIC_PRECISION_M if audience.tlp is Tlp.CLEAR else COMMUNITY_PRECISION_M
        found.append(Reason("community", FOREVER, audience.min_level, precision))
    return found


def reasons_of_person(person: str, partner: DirectoryPartner, audience: Audience, community: Community) -> list[Reason]:
    """Return every reason for which one person, apart from the partner, sees the audience: being named.

    As for the owner itself, the audience's level does not bind the owner's own people.
    """
    if not partner.active:
        return []
    if partner.id == audience.owner:
        return _named(person, audience, 1)
    return _named(person, audience, audience.min_level) if _lawful(partner.regime, audience, community) else []


def reasons_of_public(audience: Audience) -> list[Reason]:
    """Return why everyone sees the audience: TLP:CLEAR without personal data."""
    if audience.tlp is not Tlp.CLEAR or audience.personal_data:
        return []
    return [Reason("public", FOREVER, audience.min_level, PUBLIC_PRECISION_M)]


def _named(ref: str, audience: Audience, least: int) -> list[Reason]:
    return [
        Reason("named", FOREVER if each.until is None else each.until, max(each.min_level, least))
        for each in audience.recipients
        if each.principal == ref
    ]


def _by_group(partner: str, audience: Audience, community: Community) -> list[Reason]:
    return [
        Reason(
            "group",
            FOREVER if member.until is None else member.until,
            max(member.min_level, audience.min_level),
            member.precision_m,
            group,
        )
        for group in audience.groups
        for member in community.memberships.get(group, ())
        if member.partner == partner
    ]


def _lawful(regime: str, audience: Audience, community: Community) -> bool:
    """Personal data crosses from one regime to another only on a ground of the legal pack."""
    if not audience.personal_data:
        return True
    source = _source(audience, community)
    return source == regime or ground_for(regime, audience, community) is not None


def _source(audience: Audience, community: Community) -> str | None:
    """Return the regime that an audience's objects come from: its owner's."""
    return next((each.regime for each in community.directory.partners if each.id == audience.owner), None)


def ground_for(regime: str, audience: Audience, community: Community) -> str | None:
    """Return the ground, of those chosen, on which personal data goes to a regime; of several the first by name."""
    return next((each for each in grounds_to(regime, audience, community) if each in audience.grounds), None)


def grounds_to(regime: str, audience: Audience, community: Community) -> tuple[str, ...]:
    """Return the grounds of the legal pack on which personal data may go from the owner to a regime, by name."""
    crossing = (_source(audience, community), regime)
    return tuple(sorted(ground for ground, came, goes in community.grounds if (came, goes) == crossing))


def disclosures(audience: Audience, community: Community, at: int) -> dict[int, str]:
    """Return the ground for each principal of another regime than the owner's that gets personal data."""
    if not audience.personal_data:
        return {}
    regimes = {each.id: each.regime for each in community.directory.partners}
    of = {each.principal: regimes[each.partner] for each in community.directory.persons if each.partner in regimes}
    of |= {each.principal: each.regime for each in community.directory.partners}
    source = _source(audience, community)
    seeing = {pair.principal for pair in pairs(audience, community, at)}
    crossing = {who: of[who] for who in seeing if of.get(who, source) != source}
    found = {who: ground_for(regime, audience, community) for who, regime in crossing.items()}
    return {who: ground for who, ground in found.items() if ground is not None}


def pairs(audience: Audience, community: Community, at: int) -> set[Pair]:
    """Return the pairs that keep the decision about an audience, for every principal there is."""
    found: set[Pair] = set()
    partners = {each.id: each for each in community.directory.partners}
    for partner in community.directory.partners:
        found |= _pairs(partner.principal, reasons_of_partner(partner, audience, community), at)
    named = {each.principal for each in audience.recipients}
    for person in community.directory.persons:
        if person.id in named and person.active and person.partner in partners:
            reasons = reasons_of_person(person.id, partners[person.partner], audience, community)
            found |= _pairs(person.principal, reasons, at)
    return found | _pairs(PUBLIC, reasons_of_public(audience), at)


def _pairs(principal: int, reasons: Iterable[Reason], at: int) -> set[Pair]:
    return {
        Pair(principal, at, reason.valid_until, reason.min_level, reason.precision_m)
        for reason in reasons
        if reason.valid_until > at
    }


def let_in(audience: Audience) -> frozenset[Recipient]:
    """Return whom an emergency let in: named for a time although the marking names nobody like them."""
    if audience.tlp is Tlp.RED:
        return frozenset()
    return frozenset(each for each in audience.recipients if is_id(each.principal, "person"))


def faults_of(
    audience: Audience, directory: Directory, own_groups: frozenset[str], standing: frozenset[Recipient] = frozenset()
) -> list[Fault]:
    """Say what does not hold together in a marking that somebody chose; `standing` recipients may stay named."""
    faults: list[Fault] = []
    if audience.groups and audience.tlp is not Tlp.AMBER:
        faults.append(Fault("marking.groups", "groups belong to TLP:AMBER: choose it or leave the groups out"))
    faults += [
        Fault("marking.groups", "you are not in this group: choose one of your own groups")
        for group in audience.groups
        if group not in own_groups
    ]
    for number, recipient in enumerate(audience.recipients):
        where = f"marking.recipients[{number}]"
        if recipient in standing:
            continue
        if audience.tlp is Tlp.RED and directory.person(recipient.principal) is None:
            faults.append(Fault(where, "TLP:RED goes to named persons: name a person of the zone"))
        elif audience.tlp is Tlp.AMBER_STRICT and directory.partner(recipient.principal) is None:
            faults.append(Fault(where, "TLP:AMBER+STRICT goes to named partners: name a partner of the zone"))
        elif audience.tlp not in RESTRICTED:
            faults.append(Fault(where, "only TLP:RED and TLP:AMBER+STRICT name their recipients"))
    if not 1 <= audience.min_level <= 5:
        faults.append(Fault("marking.minLevel", "a measure level is 1 to 5"))
    if audience.tlp is Tlp.CLEAR and audience.personal_data:
        faults.append(Fault("marking.personalData", "personal data is never public: choose a narrower marking"))
    return faults


def unlawful(audience: Audience, community: Community) -> list[DirectoryPartner]:
    """Return the partners who would see personal data but for want of a ground, in the order of the directory."""
    if not audience.personal_data:
        return []
    open_audience = Audience(
        audience.owner, audience.tlp, audience.groups, audience.recipients, audience.purpose, audience.min_level
    )
    persons = {each.id: each.partner for each in community.directory.persons}
    named = {persons.get(each.principal, each.principal) for each in audience.recipients}
    return [
        partner
        for partner in community.directory.partners
        if partner.active
        and partner.id != audience.owner
        and not _lawful(partner.regime, audience, community)
        and (partner.id in named or reasons_of_partner(partner, open_audience, community))
    ]


def restricted(audience: Audience) -> bool:
    """Say whether each reading of such an object is audited."""
    return audience.tlp in RESTRICTED or audience.personal_data


def coarsen(geometry: Mapping[str, Any] | None, precision_m: int) -> dict[str, Any] | None:
    """Return a GeoJSON geometry (WGS 84) as one who sees it to `precision_m` metres gets it."""
    if geometry is None or precision_m == 0:
        return None if geometry is None else dict(geometry)
    return {"type": "Point", "coordinates": list(coarse_middle(list(_points(geometry["coordinates"])), precision_m))}


def _points(coordinates: Any) -> Iterable[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield (coordinates[0], coordinates[1])
        return
    for each in coordinates:
        yield from _points(each)
