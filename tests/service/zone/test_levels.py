"""Deciding the measure level: who may, what is kept, told and audited."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa

from igiz.core import audit
from igiz.core.bus import outbox
from igiz.core.db import Database
from igiz.core.errors import BadRequest, Forbidden
from igiz.core.ids import microseconds
from igiz.zone.model.actor import Actor
from igiz.zone.model.level import Level
from igiz.zone.model.people import Partner, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.rules import level_at
from igiz.zone.service import levels
from igiz.zone.store import people

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def partner(db: Database, kind: PartnerKind) -> str:
    partner_id = f"partner--{kind.value}"
    new = Partner(
        partner_id, Text("n", "n"), kind.value, kind.value, kind, "controller", Regime.GDPR, False, active=True
    )
    db.write(lambda tx: people.add_partner(tx, new), now=NOW)
    return partner_id


def actor(partner_id: str, *roles: str) -> Actor:
    return Actor("person--x", partner_id, frozenset(roles), frozenset({"read", "write"}), (1,), "gdpr")


@pytest.fixture
def decider(db: Database) -> Actor:
    return actor(partner(db, PartnerKind.AUTHORITY), "decider")


@pytest.fixture
def leaves(db: Database) -> Callable[[], list[str]]:
    def read() -> list[str]:
        with db.read(system=True) as conn:
            rows = conn.execute(sa.select(audit.leaf.c.body).order_by(audit.leaf.c.number))
            return [json.loads(row.body)["action"] for row in rows]

    return read


def decide(db: Database, actor: Actor, level: int, hours: int | None, now: datetime = NOW, **more: int) -> Level:
    until = None if hours is None else now + hours * HOUR
    return levels.decide_level(
        db, actor, level=level, reason="a summit", until=until, then=more.get("then"), now=now, lang="en"
    )


def test_a_decision_holds_until_its_end(db: Database, decider: Actor, leaves: Callable[[], list[str]]) -> None:
    assert levels.level_now(db, NOW) == Level(1)
    made = decide(db, decider, 3, 8)
    assert (made.level, made.start, made.until, made.then, made.reason) == (3, NOW, NOW + 8 * HOUR, 1, "a summit")
    assert levels.level_now(db, NOW + 7 * HOUR) == made
    assert levels.level_now(db, NOW + 8 * HOUR).level == 1
    assert leaves() == ["measure-level-decided"]
    with db.read(system=True) as conn:
        told = conn.execute(sa.select(outbox.c.type, outbox.c.body)).one()
    assert told.type == "LevelChanged"
    assert json.loads(told.body) == {
        "level": 3, "lowest": 1, "until": microseconds(NOW + 8 * HOUR), "authority": "partner--authority"
    }  # fmt: skip


def test_only_a_decider_of_an_authority_decides(db: Database, decider: Actor) -> None:
    police = actor(partner(db, PartnerKind.POLICE), "decider", "administrator")
    reader = actor(decider.partner, "reader", "contributor", "administrator", "auditor")
    token = Actor("person--x", decider.partner, frozenset({"decider"}), frozenset({"read"}), (1,), "gdpr")
    for other in (police, reader, token):
        with pytest.raises(Forbidden):
            decide(db, other, 3, 8)
    assert levels.decisions(db) == ([], 0)


def test_a_level_above_the_base_needs_reason_and_end(
    db: Database, decider: Actor, leaves: Callable[[], list[str]]
) -> None:
    with pytest.raises(BadRequest) as refused:
        levels.decide_level(db, decider, level=4, reason=" ", until=None, then=None, now=NOW)
    assert [fault.where for fault in refused.value.faults] == ["until", "reason"]
    with pytest.raises(BadRequest) as refused:
        levels.decide_level(db, decider, level=1, reason="\0", until=None, then=None, now=NOW)
    assert [fault.where for fault in refused.value.faults] == ["reason"]
    assert (levels.decisions(db), leaves()) == (([], 0), [])


def test_decisions_are_listed_newest_first(db: Database, decider: Actor) -> None:
    for number in range(5):
        decide(db, decider, 2, 100 + number, NOW + number * HOUR)
    first, total = levels.decisions(db, limit=3)
    rest, _ = levels.decisions(db, before=first[-1][0], limit=3)
    starts = [each.start for _, each in first + rest]
    assert (starts, total) == ([NOW + number * HOUR for number in (4, 3, 2, 1, 0)], 5)


def test_the_few_rows_read_say_what_all_of_them_say(db: Database, decider: Actor) -> None:
    """Random decisions over a year: at each moment the level from the store equals the one from the whole history."""
    random = Random(7)
    now = NOW
    for _ in range(60):
        now += random.randrange(1, 30) * HOUR
        level = random.choice((1, 1, 2, 3, 4, 5))
        decide(db, decider, level, None if level == 1 else random.randrange(1, 90), now)
        everything = [each for _, each in reversed(levels.decisions(db, limit=100)[0])]
        for later in (0, 1, 20, 60, 100):
            moment = now + later * HOUR
            assert levels.level_now(db, moment) == level_at(everything, moment)
