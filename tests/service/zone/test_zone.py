"""The zone as its file says it."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from igiz.core import audit
from igiz.core.db import Database
from igiz.core.errors import Forbidden
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import OPERATOR, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.model.zone import Site
from igiz.zone.model.zone_file import Ceiling, CeilingStep, ZoneFile, ZonePartner
from igiz.zone.service import partners, places, zone

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CITY = ZonePartner(
    "city", Text("Gemeente", "City"), "City", PartnerKind.AUTHORITY, "The city", Regime.GDPR, shows_persons=True
)
POLICE = ZonePartner(
    "police", Text("Politie", "Police"), "Police", PartnerKind.POLICE, "The police", Regime.WPG, shows_persons=False
)
HALL = Site("hall", Text("Congrescentrum", "Congress centre"), "venue", (4.2825, 52.0915), None, 50.0)
COURT = Site("station", Text("Politiebureau", "Police station"), "police", (4.29, 52.09), "police", 25.0)
CEILING = Ceiling(
    "open",
    (
        CeilingStep("open", Text("Open", "Open"), ("OPEN",)),
        CeilingStep("secret", Text("Geheim", "Secret"), ("SECRET", "GEHEIM")),
    ),
)
FILE = ZoneFile(
    "a-zone", Text("Een zone", "A zone"), (4.28, 52.09), 2000.0, "Europe/Amsterdam", "EPSG:28992", CEILING,
    (HALL, COURT), (CITY, POLICE),
)  # fmt: skip


def test_a_zone_file_makes_zone_sites_and_partners(db: Database) -> None:
    assert zone.zone_of(db) is None
    made = zone.apply_zone_file(db, OPERATOR, FILE, NOW)
    assert zone.zone_of(db) == made
    with db.read() as conn:
        known = {each.short: each for each in partners.partners(conn)}
    assert list(known) == ["City", "Police"]
    assert (known["City"].regime, known["Police"].regime) == (Regime.GDPR, Regime.WPG)
    assert (made.ceiling, made.forbidden, made.exercise) == ("open", ("SECRET", "GEHEIM"), False)
    assert made.sites == (HALL, replace(COURT, partner=known["Police"].id))
    with db.read(system=True) as conn:
        rows = conn.execute(sa.select(audit.leaf.c.body, audit.leaf.c.partner).order_by(audit.leaf.c.number)).all()
    assert json.loads(rows[-1].body)["action"] == "zone-loaded"
    assert rows[-1].partner == known["City"].id


def test_a_zone_file_read_again_changes_what_differs(db: Database) -> None:
    first = zone.apply_zone_file(db, OPERATOR, FILE, NOW)
    renamed = replace(
        FILE, name=Text("Andere", "Other"), sites=(COURT,), partners=(POLICE, replace(CITY, controller="x"))
    )
    second = zone.apply_zone_file(db, OPERATOR, renamed, NOW)
    assert second.name == Text("Andere", "Other")
    assert second.sites == (first.sites[1],)
    with db.read() as conn:
        assert sorted(each.controller for each in partners.partners(conn)) == ["The police", "x"]


def test_only_an_administrator_changes_the_zone(db: Database) -> None:
    decider = Actor("person--x", "partner--x", frozenset({"decider"}), frozenset({"admin"}), (1,), "gdpr")
    with pytest.raises(Forbidden):
        zone.apply_zone_file(db, decider, FILE, NOW)
    assert zone.zone_of(db) is None


def test_sites_are_looked_up_in_both_languages(db: Database) -> None:
    zone.apply_zone_file(db, OPERATOR, FILE, NOW)

    def found(text: str) -> list[tuple[str, str]]:
        return [(each.kind, each.name) for each in places.find_places(db, text)]

    assert found("congres") == [("site", "Congrescentrum")]
    assert found("congress") == [("site", "Congress centre")]
    assert found("bureau") == [("site", "Politiebureau")]
