"""Fill an empty database with the schematic zone, its partners and a day of reports, by the verbs that all use."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from igiz.core.db import Database, Tx
from igiz.demo import schematic
from igiz.share.model.audience import Recipient
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.service import groups, reports
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import NewPerson, Operator
from igiz.zone.model.text import Text
from igiz.zone.service import levels, partners, persons, places, roles, sign_in, zone

BEFORE = timedelta(hours=8)
"""The demo's people and groups are there since this long before its start."""


def is_empty(db: Database) -> bool:
    """Say whether the database holds no partner yet."""
    with db.read(system=True) as conn:
        return not partners.partners(conn)


def fill(db: Database, now: datetime, progress: Callable[[str], None] = lambda _: None) -> None:
    """Make an empty database the demo; moments lie before `now`, so that the last hours have a history."""
    began = now - BEFORE
    operator = Operator()
    progress("zone")
    db.write(sign_in.mark_demo, began)
    roles.prepare_instance(db, began)
    file = schematic.zone_file()
    zone.apply_zone_file(db, operator, file, began)
    partner_ids = _partner_ids(db)
    places.import_geography(db, operator, schematic.geography(), "schematic", began)
    progress("people")
    day = tomllib.loads(files("igiz.demo").joinpath("scenes", "day.toml").read_text(encoding="utf-8"))
    person_ids = {each["id"]: _person(db, each, partner_ids, began) for each in day["persons"]}
    actors = {name: _actor(db, person, began) for name, person in person_ids.items()}
    names = partner_ids | person_ids
    group_ids = {each["id"]: _group(db, each, actors, names, began) for each in day["groups"]}
    progress("reports")
    for each in day["levels"]:
        _level(db, each, actors, now)
    for each in day["reports"]:
        draft = _draft(each, names, group_ids)
        reports.share(db, actors[each["by"]], draft, now - timedelta(minutes=each["ago"]))


def _partner_ids(db: Database) -> dict[str, str]:
    """Return the partners' identifiers by the slugs of the zone file, which names them in the same order."""
    with db.read(system=True) as conn:
        known = partners.partners(conn)
    return {each.id: partner.id for each, partner in zip(schematic.zone_file().partners, known, strict=True)}


def _person(db: Database, each: Mapping[str, Any], partner_ids: Mapping[str, str], now: datetime) -> str:
    def write(tx: Tx) -> str:
        partner = partners.partner_of(tx.conn, partner_ids[each["partner"]])
        assert partner is not None
        new = NewPerson(each["name"], each["login"], frozenset(each["roles"]))
        person = persons.enrol(tx, partner, new, "demo")
        if "title" in each:
            sign_in.offer_demo_role(tx, person.id, Text(**each["title"]))
        return person.id

    return db.write(write, now)


def _actor(db: Database, person: str, now: datetime) -> Actor:
    actor = persons.load_actor(db, person, now)
    assert actor is not None
    return actor


def _group(
    db: Database, each: Mapping[str, Any], actors: Mapping[str, Actor], names: Mapping[str, str], now: datetime
) -> str:
    owner = actors[each["owner"]]
    made = groups.create(db, owner, each["name"], each["purpose"], each["precision_m"], now)
    for member in each["members"]:
        groups.invite(db, owner, made.id, names[member], None, 1, now)
    return made.id


def _level(db: Database, each: Mapping[str, Any], actors: Mapping[str, Actor], now: datetime) -> None:
    decided = now - timedelta(minutes=each["ago"])
    levels.decide_level(
        db,
        actors[each["by"]],
        level=each["level"],
        reason=each["reason"],
        until=decided + timedelta(hours=each["hours"]),
        then=None,
        now=decided,
        lang="en",
    )


def _draft(each: Mapping[str, Any], names: Mapping[str, str], group_ids: Mapping[str, str]) -> ReportDraft:
    marking = Marking(
        tlp=Tlp(each["tlp"]) if "tlp" in each else None,
        groups=tuple(group_ids[group] for group in each.get("groups", ())),
        recipients=tuple(Recipient(names[name]) for name in each.get("recipients", ())),
    )
    place = each.get("place")
    return ReportDraft(
        each["title"],
        each["text"],
        "en",
        each["kind"],
        each["severity"],
        marking,
        geometry=None if place is None else {"type": "Point", "coordinates": place},
        place_name=each.get("name"),
    )
