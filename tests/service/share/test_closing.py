"""What is closed stays closed: by a clock that is set back, and before anybody has decided again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from igiz.core.bus import Courier
from igiz.share.model.audience import Recipient
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.model.report import Filters
from igiz.share.service import groups, reading, reports
from igiz.share.service.handlers import HANDLERS
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import OPERATOR, NewPerson, Regime
from igiz.zone.service import levels, partners, persons, sign_in
from igiz.zone.service.identity import Identity
from igiz.zone.service.partners import PartnerEdit
from tests.service.share.neighbours import NOW, ROLES, Neighbours, neighbours

MINUTE = timedelta(minutes=1)


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


def titles(zone: Neighbours, actor: Actor) -> list[str]:
    page = reading.page(zone.db, actor, Filters(type="report"), None, 50, zone.clock.at)
    return sorted(each.title for each in page.rows)


def share(zone: Neighbours, title: str, marking: Marking) -> None:
    reports.share(zone.db, zone.city, ReportDraft(title, "", "nl", "threat", "severe", marking), zone.clock.at)


def announcements(zone: Neighbours) -> int:
    with zone.db.read(system=True) as conn:
        return int(conn.execute(sa.text("SELECT count(*) FROM announcement")).scalar_one())


def deliver(zone: Neighbours) -> None:
    courier = Courier(zone.db, HANDLERS, lambda: zone.clock.at)
    while courier.deliver():
        pass


def test_a_clock_that_is_set_back_lets_no_member_in_again(zone: Neighbours) -> None:
    group = groups.create(zone.db, zone.city, "Night", "", 0, NOW).id
    groups.invite(zone.db, zone.city, group, zone.police.partner, None, 1, NOW)
    zone.clock.at = NOW + 10 * MINUTE
    share(zone, "Before", Marking(Tlp.AMBER, groups=(group,)))
    assert titles(zone, zone.police) == ["Before"]
    groups.remove(zone.db, zone.city, group, zone.police.partner, zone.clock.at)
    share(zone, "After", Marking(Tlp.AMBER, groups=(group,)))
    zone.clock.at -= 5 * MINUTE
    share(zone, "After, otherwise", Marking(Tlp.AMBER, groups=(group,), purpose="another"))
    assert titles(zone, zone.police) == []
    assert titles(zone, zone.city)[-1] == "Before"
    groups.invite(zone.db, zone.city, group, zone.police.partner, None, 1, zone.clock.at)
    assert titles(zone, zone.police) == ["After", "After, otherwise", "Before"]


def test_a_clock_that_is_set_back_brings_no_measure_level_back(zone: Neighbours) -> None:
    decider = replace(zone.city, roles=ROLES | {"decider"})

    def decide(level: int) -> None:
        until = None if level == 1 else NOW + 60 * MINUTE
        levels.decide_level(zone.db, decider, level=level, reason="fire", until=until, then=None, now=zone.clock.at)

    decide(4)
    zone.share(zone.city, "At level 3", Tlp.GREEN, min_level=3)
    assert titles(zone, zone.police) == ["At level 3"]
    zone.clock.at += 10 * MINUTE
    decide(1)
    zone.clock.at -= 5 * MINUTE
    assert titles(zone, zone.police) == []


def test_what_another_regime_might_close_is_closed_at_once_and_opened_where_it_is_lawful(zone: Neighbours) -> None:
    named = (Recipient(zone.police.partner), Recipient(zone.court.partner))
    ground = ("gdpr-instrument-international", "gdpr-public-task-police")
    share(zone, "Somebody", Marking(Tlp.AMBER_STRICT, personal_data=True, grounds=ground, recipients=named))
    zone.share(zone.police, "By the police", Tlp.GREEN)
    zone.share(zone.court, "Not about it", Tlp.GREEN)
    before = titles(zone, zone.police)
    assert before == ["By the police", "Not about it", "Somebody"]
    announced = announcements(zone)
    partners.change_partner(zone.db, OPERATOR, zone.police.partner, PartnerEdit(regime=Regime.EUDPR), zone.clock.at)
    assert titles(zone, zone.police) == []
    assert titles(zone, zone.court) == ["Not about it"]
    zone.clock.at += MINUTE
    deliver(zone)
    assert titles(zone, zone.police) == ["By the police", "Not about it"]
    assert titles(zone, zone.court) == ["By the police", "Not about it", "Somebody"]
    assert announcements(zone) == announced


def test_who_named_a_person_hears_that_somebody_came_in_anew(zone: Neighbours) -> None:
    """Once for each partner that named the person, and not when a person comes in for the first time."""
    identity = Identity(b"k" * 64)
    chief = replace(zone.court, session="session--00000000-0000-4000-8000-000000000000")
    new = NewPerson("Clerk", "clerk", frozenset({"reader"}))
    clerk, link = persons.add_person(zone.db, identity, chief, new, NOW)
    named = (Recipient(clerk.id),)
    for number in range(2):
        share(zone, f"For the clerk {number}", Marking(Tlp.RED, recipients=(*named, Recipient(zone.city.person))))
    told = []
    for _ in range(2):
        sign_in.accept_invitation(zone.db, identity, link.secret, "a long enough password", "Firefox", NOW)
        deliver(zone)
        with zone.db.read(system=True) as conn:
            bodies = [json.loads(each) for each in conn.execute(sa.text("SELECT body FROM audit_leaf")).scalars()]
        told.append([(each["partner"], each["subject"]) for each in bodies if each["action"] == "recipient-renewed"])
        link = persons.invite_again(zone.db, identity, chief, clerk.id, NOW)
    assert told == [[], [(zone.city.partner, clerk.id)]]
