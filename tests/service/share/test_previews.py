"""What a preview and the list of readers tell of other partners' people."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from igiz.share.model.audience import Recipient
from igiz.share.model.draft import Marking, Preview, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.service import details, previews, reports
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import OPERATOR, NewPerson
from igiz.zone.service import partners, persons
from igiz.zone.service.identity import Identity
from tests.service.share.neighbours import NOW, ROLES, Neighbours, neighbours


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


def colleague(zone: Neighbours) -> Actor:
    """A second person of the city."""
    new = NewPerson("Second desk", "second", ROLES)
    made, _ = persons.add_person(zone.db, Identity(b"k" * 64), OPERATOR, new, NOW, partner_id=zone.city.partner)
    found = persons.load_actor(zone.db, made.id, NOW)
    assert found is not None
    return replace(found, scopes=frozenset({"read", "write"}))


def people(found: Preview) -> dict[str, tuple[int, list[str] | None]]:
    """Per partner how many persons, and which where they are named."""
    return {
        row.partner: (row.persons, None if row.people is None else sorted(who for who, _ in row.people))
        for row in found.reached
    }


def test_people_that_their_partner_does_not_show_are_counted_unless_one_named_them_oneself(zone: Neighbours) -> None:
    """The court shows no persons, the police do: TLP:RED names one of each and a colleague."""
    partners.change_partner(zone.db, OPERATOR, zone.police.partner, partners.PartnerEdit(shows_persons=True), NOW)
    other = colleague(zone)
    named = tuple(Recipient(each.person) for each in (zone.court, zone.police, other))
    marking = Marking(Tlp.RED, recipients=named)
    own = {
        zone.city.partner: (2, sorted([zone.city.person, other.person])),
        zone.police.partner: (1, [zone.police.person]),
    }
    seen_by_author = own | {zone.court.partner: (1, [zone.court.person])}
    assert people(previews.preview(zone.db, zone.city, marking, NOW)) == seen_by_author
    report = reports.share(zone.db, zone.city, ReportDraft("Red", "", "nl", "threat", "severe", marking), NOW)
    assert people(details.readers(zone.db, zone.city, report, NOW)) == seen_by_author
    assert people(details.readers(zone.db, other, report, NOW)) == own | {zone.court.partner: (1, None)}


@pytest.mark.parametrize("tlp", [Tlp.RED, Tlp.AMBER_STRICT])
def test_whom_an_emergency_let_in_was_named_by_nobody(zone: Neighbours, tlp: Tlp) -> None:
    draft = ReportDraft("Closed", "", "nl", "threat", "severe", Marking(tlp, break_glass=True))
    report = reports.share(zone.db, zone.city, draft, NOW)
    reports.break_glass(zone.db, zone.court, report, "somebody is hurt", 60, NOW)
    found = people(details.readers(zone.db, zone.city, report, NOW))
    assert found == {zone.city.partner: (1, [zone.city.person]), zone.court.partner: (1, None)}
