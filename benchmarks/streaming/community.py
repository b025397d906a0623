"""Who takes part in the benchmark, what is sent, and who must hear of it: by a rule of this module's own."""

import random
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from igiz.core.bus import Courier
from igiz.core.config import secret_from
from igiz.core.db import Database, Tx
from igiz.core.ids import microseconds, new_id
from igiz.migrations import migrate
from igiz.share.model.audience import Audience, Group, Member
from igiz.share.model.marking import Tlp
from igiz.share.service import decisions
from igiz.share.service.handlers import HANDLERS
from igiz.share.store import groups
from igiz.zone.model.people import NewPartner, NewPerson, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.service import partners, persons, roles, sessions
from igiz.zone.service.identity import Identity

PARTNERS, GROUPS, MEMBERS = 40, 20, 6
ROLES = frozenset({"reader", "contributor"})
KINDS = {"GREEN": 0.2, "AMBER": 0.4, "AMBER+STRICT": 0.15, "RED": 0.1, "none": 0.15}
"""How often each marking is sent in the mixed part."""


@dataclass(frozen=True)
class Community:
    """Persons with an open session, `per_partner` of each partner in order; groups by the partners in them."""

    per_partner: int
    partners: list[str]
    persons: list[str]
    secrets: list[str]
    groups: dict[str, frozenset[int]]

    def staff(self, partner: int) -> set[int]:
        """Return the persons of a partner."""
        return set(range(partner * self.per_partner, (partner + 1) * self.per_partner))


@dataclass(frozen=True)
class Message:
    """What one person sends and the persons who must hear of it."""

    number: int
    author: int
    marking: dict[str, Any]
    readers: frozenset[int]

    @property
    def title(self) -> str:
        """Return the title by which the stored report is found."""
        return f"Message {self.number}"

    @property
    def body(self) -> dict[str, Any]:
        """Return what is posted."""
        return {
            "title": self.title,
            "text": "The bridge stays open until the evening; trams take the way round by the station.",
            "lang": "en",
            "kind": "traffic",
            "severity": "minor",
            "place": {"geometry": {"type": "Point", "coordinates": [4.2843, 52.0907]}, "name": "Bridge"},
            "marking": self.marking,
        }


def settle(folder: Path, streams: int) -> Community:
    """Make a database in which the persons are signed in, with nothing left to deliver."""
    identity = Identity(secret_from(folder / "igiz.secret"))
    db = Database(f"sqlite:///{folder / 'igiz.db'}", synchronous="OFF")
    migrate(db)
    now = datetime.now(UTC)
    roles.prepare_instance(db, now)
    made = db.write(lambda tx: _settle(tx, identity, streams // PARTNERS), now)
    while Courier(db, HANDLERS).deliver():
        pass
    db.close()
    return made


def _settle(tx: Tx, identity: Identity, per_partner: int) -> Community:
    partner_ids, person_ids, secrets = [], [], []
    for number in range(PARTNERS):
        name = f"Partner {number}"
        new = NewPartner(Text(name, name), name, PartnerKind.AUTHORITY, name, Regime.GDPR)
        partner = partners.enrol(tx, new, "benchmark")
        partner_ids.append(partner.id)
        for each in range(per_partner):
            person = persons.enrol(tx, partner, NewPerson("Reader", f"reader-{each}", ROLES), "benchmark")
            person_ids.append(person.id)
            secrets.append(sessions.start(tx, identity, person.id, "benchmark").secret)
    rng = random.Random(5)
    chosen = {new_id("group"): frozenset(rng.sample(range(PARTNERS), MEMBERS)) for _ in range(GROUPS)}
    for name, members in chosen.items():
        owner = partner_ids[min(members)]
        number = decisions.audience_number(tx, Audience(owner, Tlp.AMBER, (name,)))
        groups.add(tx, Group(name, name, "", owner, 0, ()), number)
        for each in members:
            groups.join(tx, name, Member(partner_ids[each], microseconds(tx.now), None, 1, owner))
    return Community(per_partner, partner_ids, person_ids, secrets, chosen)


def message(made: Community, number: int, kind: str | None = None) -> Message:
    """Return the message of a number; its marking is drawn unless it is given."""
    rng = random.Random(number)
    kind = kind or rng.choices(list(KINDS), list(KINDS.values()))[0]
    partner = rng.randrange(PARTNERS)
    author = rng.choice(sorted(made.staff(partner)))
    readers, marking = made.staff(partner), dict[str, Any]()
    if kind == "GREEN":
        readers = set(range(len(made.persons)))
    elif kind == "AMBER":
        group = rng.choice(sorted(name for name, members in made.groups.items() if members & {partner}) or [""])
        if not group:
            return message(made, number, "GREEN")
        marking = {"groups": [group]}
        readers = set[int]().union(*(made.staff(each) for each in made.groups[group]))
    elif kind == "AMBER+STRICT":
        named = rng.sample(range(PARTNERS), 3)
        marking = {"recipients": [{"principal": made.partners[each]} for each in named]}
        readers = readers.union(*(made.staff(each) for each in named))
    elif kind == "RED":
        people = rng.sample(range(len(made.persons)), 3)
        marking = {"recipients": [{"principal": made.persons[each]} for each in people]}
        readers = {author, *people}
    marking |= {} if kind == "none" else {"tlp": kind}
    return Message(number, author, marking, frozenset(readers))


def stored(folder: Path) -> dict[str, str]:
    """Return the titles of all stored reports with their ids."""
    with sqlite3.connect(folder / "igiz.db") as conn:
        rows = conn.execute("SELECT json_extract(body, '$.name'), id FROM object WHERE type = 'report'").fetchall()
    return dict(rows)
