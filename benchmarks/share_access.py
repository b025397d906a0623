"""A page of what one may see, out of a million objects, for viewers who see much, little and almost nothing."""

import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

from benchmarks.frame import Result, arguments, databases
from igiz.core import access
from igiz.core.db import Database, Tx
from igiz.core.ids import microseconds, new_id
from igiz.share.model.audience import Audience, Group, Member
from igiz.share.model.marking import Tlp
from igiz.share.model.report import Filters
from igiz.share.service import decisions, reading
from igiz.share.store import audiences, groups, objects
from igiz.share.store.objects import NewObject
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import NewPartner, NewPerson, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.service import partners, persons, roles

PARTNERS, GROUPS, PAGE = 40, 60, 100
EVERYTHING = Filters(type=None)
START = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 5000
SHARES = {"44 %": 0.44, "19 %": 0.19, "3 %": 0.03}
"""What three kinds of viewers see; the fourth, the public, sees one object."""


@dataclass(frozen=True)
class World:
    """The partners' principals and the audiences with whom each reaches, by a rule of this module's own."""

    actors: list[Actor]
    audiences: list[tuple[int, frozenset[int]]]
    weights: list[float]


def people(db: Database) -> list[Actor]:
    """Make the partners with one person each."""
    roles.prepare_instance(db, START)
    ids: list[str] = []
    for number in range(PARTNERS):

        def write(tx: Tx, number: int = number) -> str:
            name = f"Partner {number}"
            new = NewPartner(Text(name, name), name, PartnerKind.AUTHORITY, name, Regime.GDPR)
            partner = partners.enrol(tx, new, "benchmark")
            return persons.enrol(tx, partner, NewPerson("Reader", "reader", frozenset({"reader"})), "benchmark").id

        ids.append(db.write(write, START))
    actors = [persons.load_actor(db, each, START) for each in ids]
    return [each for each in actors if each is not None]


def world(db: Database) -> World:
    """Make groups and audiences such that partner 0 sees 44 %, partner 1 19 % and partner 2 3 % of all objects.

    The last 37 partners own everything; groups 0 to 29 hold partner 0, groups 30 to 39 hold partner 1.
    """
    actors = people(db)
    rng = random.Random(7)
    members: list[set[int]] = []
    for number in range(GROUPS):
        chosen = set(rng.sample(range(3, PARTNERS), 6))
        chosen |= {0} if number < 30 else {1} if number < 40 else set()
        members.append(chosen)
    names = [new_id("group") for _ in members]

    def write(tx: Tx) -> World:
        at = microseconds(START)
        for name, chosen in zip(names, members, strict=True):
            host = actors[min(chosen - {0, 1})].partner
            number = decisions.audience_number(tx, Audience(host, Tlp.AMBER, (name,)))
            groups.add(tx, Group(name, name, "", host, 0, ()), number)
            for each in chosen:
                groups.join(tx, name, Member(actors[each].partner, at, None, 1, host))
        decisions.decide_again(tx, audiences.naming(tx.conn, names))
        found: list[tuple[int, frozenset[int]]] = []
        weights: list[float] = []

        def add(audience: Audience, reach: set[int], weight: float) -> None:
            found.append((decisions.audience_number(tx, audience), frozenset(reach)))
            weights.append(weight)

        for number, (name, chosen) in enumerate(zip(names, members, strict=True)):
            weight = 0.41 / 30 if number < 30 else 0.16 / 10 if number < 40 else 0.2 / 20
            owners = sorted(chosen - {0, 1})[:3]
            for owner in owners:
                add(Audience(actors[owner].partner, Tlp.AMBER, (name,)), chosen | {owner}, weight / len(owners))
        for alone in range(3, PARTNERS):
            add(Audience(actors[alone].partner, Tlp.GREEN), set(range(PARTNERS)), 0.03 / 37)
            add(Audience(actors[alone].partner), {alone}, 0.2 / 37)
        add(Audience(actors[3].partner, Tlp.CLEAR), set(range(PARTNERS)) | {-1}, 0.0)
        return World(actors, found, weights)

    return db.write(write, START)


def fill(db: Database, made: World, count: int) -> list[int]:
    """Write that many indicators in random audiences; return the audience index of each, in order of position."""
    rng = random.Random(11)
    chosen = rng.choices(range(len(made.audiences)), made.weights, k=count)
    chosen[count // 2] = len(made.audiences) - 1
    owners = [actor.principals[1] for actor in made.actors[3:]]
    began = time.perf_counter()
    for first in range(0, count, BATCH):
        part = chosen[first : first + BATCH]

        def write(tx: Tx, part: list[int] = part, first: int = first) -> None:
            new = [_indicator(first + offset) for offset in range(len(part))]
            numbers = [made.audiences[each][0] for each in part]
            objects.insert(tx, new, rng.choice(owners), None, numbers, tx.positions(len(part)))
            for number in set(numbers):
                access.count(tx, number, "indicator", numbers.count(number))

        db.write(write, START + timedelta(seconds=1 + first))
    if not db.sqlite:  # what PostgreSQL's own autovacuum does within a minute
        with db.admin_engine.begin() as conn:
            conn.exec_driver_sql("ANALYZE")
    print(f"  {count:,} objects written in {time.perf_counter() - began:.0f} s")
    return chosen


def _indicator(number: int) -> NewObject:
    body = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": new_id("indicator"),
        "created": "2026-01-01T00:00:00Z",
        "modified": "2026-01-01T00:00:00Z",
        "name": f"Address seen in campaign {number}",
        "pattern": f"[ipv4-addr:value = '198.51.{number % 256}.{number // 256 % 256}']",
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    return NewObject(body["id"], "indicator", microseconds(START), orjson.dumps(body).decode())


def pages(db: Database, actor: Actor | None, cursors: Sequence[int | None], now: datetime) -> list[float]:
    """Return the milliseconds that each page took."""
    times: list[float] = []
    for cursor in cursors:
        began = time.perf_counter()
        reading.page(db, actor, EVERYTHING, cursor, PAGE, now)
        times.append((time.perf_counter() - began) * 1000)
    return times


def mismatches(db: Database, actor: Actor | None, expected: list[int], now: datetime) -> int:
    """Walk ten pages and return how many differ from what the rule of this module says, count included."""
    wrong = 0
    cursor: int | None = None
    for number in range(10):
        found = reading.page(db, actor, EVERYTHING, cursor, PAGE, now)
        wrong += [row.position for row in found.rows] != expected[number * PAGE : (number + 1) * PAGE]
        wrong += found.total != len(expected)
        if found.next is None:
            break
        cursor = found.next
    return wrong


def measure(db: Database, name: str, count: int, rounds: int, result: Result) -> None:
    """Build the world on one database and measure the four kinds of viewers."""
    print(name)
    made = world(db)
    chosen = fill(db, made, count)
    now = START + timedelta(days=400)
    with db.read(system=True) as conn:
        positions = [row[0] for row in conn.exec_driver_sql("SELECT position FROM object ORDER BY position")]
    rng = random.Random(3)
    worst = 0.0
    for place, kind in enumerate([*SHARES, "one"]):
        who = -1 if kind == "one" else place
        actor = None if kind == "one" else made.actors[place]
        expected = [p for p, index in zip(positions, chosen, strict=True) if who in made.audiences[index][1]][::-1]
        wrong = mismatches(db, actor, expected, now)
        cursors: list[int | None] = [None] * (rounds // 2)
        cursors += [rng.choice(positions) for _ in range(rounds - len(cursors))]
        p50 = statistics.median(pages(db, actor, cursors, now))
        worst = max(worst, p50)
        print(f"  {kind:>5}: sees {len(expected) / count:.4%}, p50 {p50:.2f} ms, {wrong} mismatches")
        result.at_most(f"{name} mismatches {kind}", wrong, 0)
        result.figures[f"{name} p50 ms {kind}"] = round(p50, 3)
    result.at_most(f"{name} worst p50 ms", round(worst, 3), 5.0)


def main() -> None:
    """Measure both databases and end with one JSON line."""
    given = arguments(__doc__ or "", objects=(1_000_000, 60_000), rounds=(400, 100))
    result = Result("share_access")
    with databases() as opened:
        for name, db in opened.items():
            measure(db, name, given.objects, given.rounds, result)
    result.end()


if __name__ == "__main__":
    main()
