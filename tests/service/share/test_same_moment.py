"""Requests that meet: the moment of one may lie before that of another whose write came first."""

from datetime import timedelta

import pytest

from igiz.share.model.marking import Tlp
from igiz.share.service import details, groups
from tests.service.share.neighbours import NOW, neighbours


@pytest.mark.parametrize("tlp", [Tlp.GREEN, Tlp.AMBER_STRICT, None])
def test_who_shares_reads_it_back_though_a_later_request_made_the_audience(database_url: str, tlp: Tlp | None) -> None:
    with neighbours(database_url) as zone:
        zone.clock.at = NOW + timedelta(milliseconds=3)
        zone.share(zone.city, "Later request, written first", tlp)
        zone.clock.at = NOW
        mine = zone.share(zone.city, "Earlier request", tlp)
        found, _ = details.detail(zone.db, zone.city, mine, NOW)
        assert found.row.title == "Earlier request"


def test_a_change_of_an_earlier_moment_takes_nothing_from_whom_a_later_request_let_in(database_url: str) -> None:
    with neighbours(database_url) as zone:
        made = groups.create(zone.db, zone.city, "Stations", "", 0, NOW)
        later = NOW + timedelta(milliseconds=3)
        groups.invite(zone.db, zone.city, made.id, zone.police.partner, None, 1, later)
        groups.change(zone.db, zone.city, made.id, NOW, name=None, purpose=None, precision_m=50)
        assert [each.id for each in groups.visible_groups(zone.db, zone.police, later)] == [made.id]
