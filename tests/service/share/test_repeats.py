"""Commands that are repeated: with one key once, also when it is said later; and what was deleted stays deleted."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from igiz.share.model.marking import Tlp
from igiz.share.routes import reports as routes
from igiz.share.service import feeds, groups, reports
from tests.service.share.neighbours import NOW, Neighbours, neighbours

KEY = {"idempotency_key": "the same key"}


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


def test_a_sighting_without_a_moment_is_repeated_by_its_key(zone: Neighbours) -> None:
    report = zone.share(zone.city, "Gate", Tlp.GREEN)
    made = []
    for _ in range(2):
        browser = zone.browser(zone.police, routes.router)
        made.append(browser.post(f"/v1/reports/{report}/sightings", {"note": "seen"}, **KEY).json["id"])
        zone.clock.at += timedelta(seconds=5)
    assert made[0] == made[1]


def test_a_key_does_not_bring_back_what_was_deleted(zone: Neighbours) -> None:
    city = zone.browser(zone.city, routes.router)
    sent = {"title": "Gate", "marking": {"tlp": "GREEN"}}
    made = city.post("/v1/reports", sent, **KEY)
    assert city.post("/v1/reports", sent, **KEY).json["id"] == made.json["id"]
    reports.delete(zone.db, zone.city, made.json["id"], NOW)
    refused = city.post("/v1/reports", sent, **KEY)
    assert (refused.status, "deleted" in refused.json["detail"]) == (409, True)
    assert city.post("/v1/reports", sent, idempotency_key="another key").status == 201


def test_a_newcomer_hears_nothing_of_what_was_deleted_before_it_came(zone: Neighbours) -> None:
    gate = groups.create(zone.db, zone.city, "Gate", "", 0, NOW)
    groups.invite(zone.db, zone.city, gate.id, zone.police.partner, None, 1, NOW)
    amber = zone.browser(zone.city, routes.router)
    marking = {"marking": {"tlp": "AMBER", "groups": [gate.id]}}
    gone = amber.post("/v1/reports", {"title": "Gone", **marking}).json["id"]
    stays = amber.post("/v1/reports", {"title": "Stays", **marking}).json["id"]
    reports.delete(zone.db, zone.city, gone, NOW + timedelta(seconds=10))
    newest = feeds.newest(zone.db, zone.court, feeds.latest(zone.db), NOW + timedelta(seconds=20))
    assert newest == 0
    groups.invite(zone.db, zone.city, gate.id, zone.court.partner, None, 1, NOW + timedelta(seconds=30))
    now = NOW + timedelta(seconds=40)
    heard = {
        each: {item.object_id for item in feeds.catch_up(zone.db, each, 0, feeds.latest(zone.db), now) or ()}
        for each in (zone.police, zone.court)
    }
    assert (gone in heard[zone.police], gone in heard[zone.court], stays in heard[zone.court]) == (True, False, True)
    readers = [each.readers for each in feeds.news(zone.db, 0, now)[0] if each.object_id == gone]
    police, court = zone.police.principals[1], zone.court.principals[1]
    assert [(police in each, court in each) for each in readers] == [(True, False)]
