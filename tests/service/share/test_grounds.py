"""Personal data to several regimes at once: a ground for each, and each recipient recorded with the ground for it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from igiz.core.access import principal
from igiz.core.bus import Courier
from igiz.core.errors import BadRequest
from igiz.share.model.audience import Audience, Recipient, audience_of
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.routes import events, reports
from igiz.share.service import details, groups
from igiz.share.service import reports as service
from igiz.share.service.handlers import HANDLERS
from igiz.share.store.objects import disclosure
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import OPERATOR, NewPartner, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.service import partners
from igiz.zone.service.identity import Identity
from tests.service.share.neighbours import NOW, Neighbours, neighbours

TO_POLICE, TO_COURT, TO_UNION = "gdpr-public-task-police", "gdpr-instrument-international", "gdpr-vital-union"
BOTH = (TO_COURT, TO_POLICE)


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


def personal(tlp: Tlp, *grounds: str, **values: Any) -> Marking:
    return Marking(tlp, personal_data=True, grounds=grounds, **values)


def to_both(zone: Neighbours, *grounds: str) -> Marking:
    """Personal data of the city for the police and the court, each under another law."""
    named = (Recipient(zone.police.partner), Recipient(zone.court.partner))
    return personal(Tlp.AMBER_STRICT, *grounds, recipients=named)


def draft(marking: Marking) -> ReportDraft:
    return ReportDraft("Somebody", "", "nl", "threat", "severe", marking)


def share(zone: Neighbours, marking: Marking, by: Actor | None = None) -> str:
    return service.share(zone.db, by or zone.city, draft(marking), NOW)


def disclosed(zone: Neighbours) -> list[tuple[str, str]]:
    """Who stands recorded as having got personal data of an object, and on what ground."""
    query = sa.select(principal.c.ref, disclosure.c.ground).join(disclosure)
    with zone.db.read(system=True) as conn:
        return sorted((row.ref, row.ground) for row in conn.execute(query))


def event_leaves(zone: Neighbours) -> list[tuple[str, list[str]]]:
    """What the audit log says of events that went to another regime."""
    with zone.db.read(system=True) as conn:
        bodies = [json.loads(row.body) for row in conn.execute(sa.text("SELECT body FROM audit_leaf ORDER BY number"))]
    return [(each["ground"], each["recipients"]) for each in bodies if each["action"] == "event-disclosed"]


def deliver(zone: Neighbours) -> None:
    courier = Courier(zone.db, HANDLERS, lambda: NOW)
    while courier.deliver():
        pass


def add_union(zone: Neighbours, regime: Regime = Regime.EUDPR) -> str:
    """Add a partner under the law of the Union, and tell it."""
    new = NewPartner(Text("Unie", "Union"), "Union", PartnerKind.AUTHORITY, "The union", regime, False)
    made, _ = partners.add_partner(zone.db, Identity(b"k" * 64), OPERATOR, new, NOW)
    deliver(zone)
    return made.id


def test_an_audience_of_several_regimes_has_a_ground_for_each(zone: Neighbours) -> None:
    for grounds, missing in (((), BOTH), ((TO_POLICE,), BOTH[:1]), ((TO_COURT,), BOTH[1:])):
        with pytest.raises(BadRequest) as refused:
            share(zone, to_both(zone, *grounds))
        assert refused.value.slug == "ground-needed"
        offered = [each.what for each in refused.value.faults]
        assert [[ground for ground in sorted(BOTH) if ground in what] for what in offered] == [
            [each] for each in reversed(missing)
        ]
    report = share(zone, to_both(zone, *BOTH))
    for actor in (zone.police, zone.court):
        assert details.detail(zone.db, actor, report, NOW)[0].row.title == "Somebody"
    assert disclosed(zone) == sorted([(zone.police.partner, TO_POLICE), (zone.court.partner, TO_COURT)])


def test_the_order_of_the_grounds_makes_no_other_audience(zone: Neighbours) -> None:
    one, other = (
        Audience(zone.city.partner, Tlp.GREEN, personal_data=True, grounds=each) for each in (BOTH, BOTH[::-1])
    )
    assert (one.key(), audience_of(other.body())) == (other.key(), one)


def test_the_preview_says_for_which_regime_a_ground_is_missing_and_which_ones_cover_it(zone: Neighbours) -> None:
    browser = zone.browser(zone.city, reports.router)
    named = [{"principal": zone.police.partner}, {"principal": zone.court.partner}]
    marking = {"tlp": "AMBER+STRICT", "personalData": True, "recipients": named}
    found = browser.post("/v1/recipient-previews", {"marking": marking | {"grounds": [TO_POLICE]}}).json
    grounds = {row["partner"]: row["ground"] for row in found["rows"]}
    assert grounds == {zone.city.partner: None, zone.police.partner: TO_POLICE}
    (refused,) = found["refused"]
    assert (refused["partner"], refused["regime"]) == (zone.court.partner, "own")
    assert TO_COURT in refused["grounds"] and TO_POLICE not in refused["grounds"]
    found = browser.post("/v1/recipient-previews", {"marking": marking | {"grounds": list(BOTH)}}).json
    assert {row["partner"]: row["ground"] for row in found["rows"]} == grounds | {zone.court.partner: TO_COURT}
    assert found["refused"] == []
    assert browser.post("/v1/recipient-previews", {"marking": marking | {"ground": TO_POLICE}}).status == 400


def test_a_reader_knows_the_ground_for_its_own_regime_alone(zone: Neighbours) -> None:
    """Another ground would tell that the report went to another regime too."""
    report = share(zone, to_both(zone, *BOTH))
    seen = {
        actor.partner: details.detail(zone.db, actor, report, NOW)[0].marking.grounds
        for actor in (zone.city, zone.police, zone.court)
    }
    assert seen == {zone.city.partner: BOTH, zone.police.partner: (TO_POLICE,), zone.court.partner: (TO_COURT,)}


def test_whoever_joins_a_group_is_recorded_with_the_ground_for_it(zone: Neighbours) -> None:
    gate = groups.create(zone.db, zone.city, "Gate", "", 0, NOW)
    groups.invite(zone.db, zone.city, gate.id, zone.police.partner, None, 1, NOW)
    share(zone, personal(Tlp.AMBER, *BOTH, groups=(gate.id,)))
    share(zone, Marking(Tlp.AMBER, groups=(gate.id,)))
    assert disclosed(zone) == [(zone.police.partner, TO_POLICE)]
    groups.invite(zone.db, zone.city, gate.id, zone.court.partner, None, 1, NOW)
    both = sorted([(zone.police.partner, TO_POLICE), (zone.court.partner, TO_COURT)])
    assert disclosed(zone) == both
    groups.remove(zone.db, zone.city, gate.id, zone.court.partner, NOW)
    groups.invite(zone.db, zone.city, gate.id, zone.court.partner, None, 1, NOW)
    assert disclosed(zone) == both


def test_a_partner_that_is_added_is_recorded_with_the_ground_for_it(zone: Neighbours) -> None:
    share(zone, personal(Tlp.GREEN, *BOTH, TO_UNION))
    before = disclosed(zone)
    union = add_union(zone)
    assert disclosed(zone) == sorted([*before, (union, TO_UNION)])


def test_who_changes_to_another_regime_is_recorded_with_the_ground_for_it(zone: Neighbours) -> None:
    """It sees what it saw; what was within one law before now crosses to another."""
    office = add_union(zone, Regime.GDPR)
    share(zone, personal(Tlp.GREEN, *BOTH, TO_UNION))
    before = disclosed(zone)
    partners.change_partner(zone.db, OPERATOR, office, partners.PartnerEdit(regime=Regime.EUDPR), NOW)
    deliver(zone)
    assert disclosed(zone) == sorted([*before, (office, TO_UNION)])


def test_a_remark_on_personal_data_is_recorded_too(zone: Neighbours) -> None:
    report = share(zone, personal(Tlp.GREEN, *BOTH))
    once = disclosed(zone)
    service.add_sighting(zone.db, zone.city, report, NOW, "seen at the gate", NOW)
    assert disclosed(zone) == sorted([*once, *once])


BACK = "wpg-19-incidental"


@pytest.mark.parametrize("tlp", [Tlp.GREEN, Tlp.AMBER_STRICT, Tlp.AMBER, Tlp.RED])
def test_a_remark_on_personal_data_reaches_the_owner_on_a_ground_or_is_refused(zone: Neighbours, tlp: Tlp) -> None:
    """It is personal data itself: the report's owner gets it lawfully, or nobody does and one hears why."""
    gate = groups.create(zone.db, zone.city, "Gate", "", 0, NOW)
    groups.invite(zone.db, zone.city, gate.id, zone.police.partner, None, 1, NOW)
    named = (Recipient(zone.police.person if tlp is Tlp.RED else zone.police.partner),)
    chosen: dict[str, Any] = {"groups": (gate.id,)} if tlp is Tlp.AMBER else {"recipients": named}
    report = share(zone, personal(tlp, *BOTH, **({} if tlp is Tlp.GREEN else chosen)))
    police = zone.browser(zone.police, reports.router)
    before = disclosed(zone)
    for tail, body in (("sightings", {"note": "seen"}), ("opinions", {"opinion": "agree", "note": "seen"})):
        refused = police.post(f"/v1/reports/{report}/{tail}", body)
        assert (refused.status, refused.json["type"]) == (400, "urn:igiz:problem:ground-needed")
        (fault,) = refused.json["errors"]
        assert fault["where"] == "grounds" and zone.city.partner in fault["what"] and BACK in fault["what"]
        assert police.post(f"/v1/reports/{report}/{tail}", body | {"grounds": [BACK]}).status == 201
    found = details.detail(zone.db, zone.city, report, NOW)[0]
    assert [each.note for each in (*found.sightings, *found.opinions)] == ["seen", "seen"]
    made = (*found.sightings, *found.opinions)
    assert all(details.detail(zone.db, zone.city, each.id, NOW)[0].marking.personal_data for each in made)
    new = disclosed(zone)
    for each in before:
        new.remove(each)
    who = zone.city.person if tlp is Tlp.RED else zone.city.partner
    assert new == [(who, BACK)] * 2


def test_of_an_event_each_recipient_stands_with_its_ground_newcomers_too(zone: Neighbours) -> None:
    gate = groups.create(zone.db, zone.city, "Gate", "", 0, NOW)
    groups.invite(zone.db, zone.city, gate.id, zone.police.partner, None, 1, NOW)
    marking = {"tlp": "AMBER", "groups": [gate.id], "personalData": True, "grounds": list(BOTH)}
    span = {"from": "2026-11-23T09:00:00Z", "until": "2026-11-23T10:00:00Z"}
    city = zone.browser(zone.city, events.router)
    assert city.post("/v1/events", {"title": "Visit", "kind": "visit", "marking": marking} | span).status == 201
    assert event_leaves(zone) == [(TO_POLICE, [zone.police.partner])]
    groups.invite(zone.db, zone.city, gate.id, zone.court.partner, None, 1, NOW)
    assert event_leaves(zone)[1:] == [(TO_COURT, [zone.court.partner])]
    named = {"tlp": "RED", "recipients": [{"principal": zone.court.person}, {"principal": zone.police.person}]}
    red = {"title": "Named", "kind": "visit", "marking": marking | {"groups": []} | named}
    assert city.post("/v1/events", red | span).status == 201
    assert event_leaves(zone)[2:] == [(TO_COURT, [zone.court.partner]), (TO_POLICE, [zone.police.partner])]
