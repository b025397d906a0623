"""A zone that changes at random: what is done goes to the product and, as plain facts, to the oracle."""

import hashlib
import json
import shutil
import tomllib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from igiz.core import audit
from igiz.core.access import PUBLIC, principal
from igiz.core.bus import Courier
from igiz.core.db import Database, position_table
from igiz.core.errors import BadRequest
from igiz.core.ids import microseconds
from igiz.core.register import metadata
from igiz.core.settings import Security, Server, Settings, Storage
from igiz.edge.web.app import create_app
from igiz.share.formats import stix
from igiz.share.model.audience import Recipient
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.service import attachments, bundles, details, drafting, groups, happenings, reports
from igiz.share.service.handlers import HANDLERS
from igiz.share.store import audiences
from igiz.zone.model.actor import Actor
from igiz.zone.model.event import Event, EventKind, Place
from igiz.zone.model.people import OPERATOR, NewPartner, NewPerson, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.service import directory, levels, partners, persons, roles, sessions, tokens
from tests.service import oracle
from tests.service.asgi import Client

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
REGIMES = (Regime.GDPR, Regime.WPG, Regime.OWN, Regime.EUDPR, Regime.GDPR)
DESK = frozenset({"reader", "contributor", "administrator", "auditor", "decider"})
MARKS = (None, "RED", "AMBER+STRICT", "AMBER", "AMBER", "GREEN", "CLEAR")
SEVERITIES = ("extreme", "severe", "moderate", "minor", "unknown")
KINDS = ("incident", "traffic", "crowd")
Mark = dict[str, Any]
Thing = dict[str, Any]
Words = tuple[str, str | None, str | None]


class Moment:
    """The clock of the zone, moved by the test; walls stand still, so that no session ends."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def wall(self) -> datetime:
        return START


class Timed(Database):
    """A database whose writes without a moment of their own (the courier's) happen at the moment of the zone."""

    moment: Moment | None = None

    def write(self, fn: Any, now: datetime | None = None) -> Any:
        return super().write(fn, now or (self.moment.at if self.moment else None))


def empty(db: Database) -> None:
    """Bring a migrated database back to its first rows."""
    with db.admin_engine.connect() as conn:
        conn.exec_driver_sql("BEGIN")
        for table in reversed(metadata.sorted_tables):
            conn.execute(sa.delete(table))
        conn.execute(sa.insert(position_table).values(id=1, last=0))
        conn.execute(sa.insert(principal).values(id=PUBLIC, ref="public"))
        conn.exec_driver_sql("COMMIT")
    audiences._REMEMBERED.clear()
    directory._REMEMBERED.clear()


def for_want_of_a_ground(refusal: BadRequest) -> str | None:
    """Let pass that the product refuses personal data for want of a ground, and nothing else."""
    if refusal.slug == "ground-needed":
        return None
    raise refusal


def settings_in(folder: Path) -> Settings:
    return Settings(
        server=Server(requests_per_minute=10**9),
        security=Security(secret_file=folder / "secret"),
        storage=Storage(attachments=folder / "files", erasures=folder / "erasures.jsonl"),
    )


@dataclass
class World:
    """The product over an emptied database, and the facts; every act takes a second."""

    db: Timed
    folder: Path
    clock: Moment = field(default_factory=Moment)
    counter: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.db.moment = self.clock
        empty(self.db)
        shutil.rmtree(self.folder / "files", ignore_errors=True)
        self.settings = settings_in(self.folder)
        # the test clock has the verbs of the real one
        self.app = create_app(self.settings, self.db, clock=self.clock, chores=False)  # type: ignore[arg-type]  # as above
        self.client = Client(self.app)
        self.courier = Courier(self.db, HANDLERS, lambda: self.clock.at)
        self.facts = {key: {} for key in ("partners", "persons", "groups", "objects", "events", "drafts", "told")}
        law = tomllib.loads(files("igiz.zone").joinpath("legal", "nl.toml").read_text())
        self.facts["grounds"] = {(each["id"], each["from_regime"], each["to_regime"]) for each in law["grounds"]}
        self.facts["levels"] = []
        roles.prepare_instance(self.db, self.now)

    def close(self) -> None:
        self.client.close()

    # ---- small things ----------------------------------------------------------------------------------------------
    @property
    def now(self) -> datetime:
        return self.clock.at

    def tick(self, **span: float) -> datetime:
        self.clock.at += timedelta(**(span or {"seconds": 1}))
        return self.clock.at

    def word(self) -> str:
        """A canary: a word that is nowhere else."""
        self.counter += 1
        return "kx" + hashlib.sha256(f"canary {self.counter}".encode()).hexdigest()[:12]

    def words(self) -> Words:
        """The words of what has a place: of its text, of its place's name, and the place's exact longitude."""
        return self.word(), self.word(), repr(4.28 + self.counter % 9973 / 997391)

    def desks(self) -> list[str]:
        """Those who write for their partner: the first person of each that is active."""
        persons_ = self.facts["persons"]
        return [each for each, who in persons_.items() if who["desk"] and self.active(each)]

    def active(self, person: str) -> bool:
        who = self.facts["persons"][person]
        return bool(who["active"] and self.facts["partners"][who["partner"]]["active"])

    def home(self, person: str) -> str:
        return str(self.facts["persons"][person]["partner"])

    def level(self) -> int:
        return oracle.level(self.facts["levels"], self.now)

    def sees(self, person: str | None, thing: Thing) -> bool:
        return bool(oracle.versions(self.facts, person, thing, self.now))

    def own_groups(self, person: str) -> list[str]:
        home, level = self.home(person), self.level()
        return [
            group
            for group, each in self.facts["groups"].items()
            for member in each["members"]
            if member["partner"] == home and member["level"] <= level and not self.over(member["until"])
        ]

    def over(self, until: datetime | None) -> bool:
        return until is not None and until <= self.now

    def deliver(self) -> None:
        while self.courier.deliver():
            pass

    # ---- who there is ----------------------------------------------------------------------------------------------
    def add_partner(self, regime: Regime, kind: PartnerKind = PartnerKind.AUTHORITY, people: int = 2) -> str:
        number = len(self.facts["partners"])
        name = f"P{number}"
        new = NewPartner(Text(name, name), name, kind, name, regime, number % 2 == 0)
        made, _ = partners.add_partner(self.db, self.app.state.identity, OPERATOR, new, self.tick())
        self.facts["partners"][made.id] = {"regime": regime.value, "active": True}
        for each in range(people):
            self.add_person(made.id, DESK if each == 0 else frozenset({"reader"}))
        return made.id

    def add_person(self, partner: str, roles_: frozenset[str]) -> str:
        identity = self.app.state.identity
        new = NewPerson("Somebody", f"p{len(self.facts['persons'])}", roles_)
        made, _ = persons.add_person(self.db, identity, OPERATOR, new, self.tick(), partner_id=partner)
        self.facts["persons"][made.id] = {"partner": partner, "active": True, "desk": roles_ == DESK}
        self.sign_in(made.id)
        self._load(made.id)
        return made.id

    def sign_in(self, person: str) -> None:
        identity = self.app.state.identity
        opened = self.db.write(lambda tx: sessions.start(tx, identity, person, "test"), START)
        self.headers[person] = {"cookie": f"igiz_session={opened.secret}", "x-igiz-console": "1"}

    def add_token(self, partner: str) -> str:
        end, identity = START + timedelta(days=30), self.app.state.identity
        scopes = frozenset({"read", "write"})
        made = tokens.create_token(self.db, identity, OPERATOR, "feed", scopes, end, self.tick(), partner_id=partner)
        self.facts["persons"][made.token.person] = {"partner": partner, "active": True, "desk": False}
        self.headers[made.token.person] = {"authorization": f"Bearer {made.secret}"}
        self._load(made.token.person)
        return made.token.person

    def _load(self, person: str) -> None:
        found = persons.load_actor(self.db, person, START)
        assert found is not None
        self.actors[person] = found

    def set_active(self, partner: str, active: bool) -> None:
        edit = partners.PartnerEdit(active=active)
        partners.change_partner(self.db, OPERATOR, partner, edit, self.tick())
        self.facts["partners"][partner]["active"] = active
        for person in self.facts["persons"] if active else ():
            if self.home(person) == partner and self.active(person) and "cookie" in self.headers[person]:
                self.sign_in(person)

    def person_leaves(self, person: str) -> None:
        by = next(each for each in self.desks() if self.home(each) == self.home(person))
        persons.remove_person(self.db, self.actors[by], person, self.tick())
        self.facts["persons"][person]["active"] = False

    # ---- groups and levels -----------------------------------------------------------------------------------------
    def make_group(self, by: str, metres: int) -> str:
        words = self.word(), self.word()
        made = groups.create(self.db, self.actors[by], *words, metres, self.tick())
        member = {"partner": self.home(by), "from": self.now, "until": None, "level": 1}
        self.facts["groups"][made.id] = {
            "owner": self.home(by), "metres": metres, "members": [member], "words": words
        }  # fmt: skip
        return made.id

    def invite(self, by: str, group: str, partner: str, until: datetime | None = None, level: int = 1) -> None:
        groups.invite(self.db, self.actors[by], group, partner, until, level, self.tick())
        each = self.facts["groups"][group]
        each["members"] = [m for m in each["members"] if m["partner"] != partner]
        each["members"].append({"partner": partner, "from": self.now, "until": until, "level": level})

    def expel(self, by: str, group: str, partner: str) -> None:
        groups.remove(self.db, self.actors[by], group, partner, self.tick())
        each = self.facts["groups"][group]
        each["members"] = [m for m in each["members"] if m["partner"] != partner]

    def coarsen_group(self, by: str, group: str, metres: int) -> None:
        actor = self.actors[by]
        groups.change(self.db, actor, group, self.tick(), name=None, purpose=None, precision_m=metres)
        self.facts["groups"][group]["metres"] = metres

    def decide_level(self, by: str, level: int, minutes: float, then: int | None) -> None:
        until = None if level == 1 else self.now + timedelta(minutes=minutes)
        then = None if level == 1 else then
        try:
            levels.decide_level(
                self.db, self.actors[by], level=level, reason="because", until=until, then=then, now=self.tick()
            )
        except BadRequest:
            return
        self.facts["levels"].append({"from": self.now, "until": until, "level": level, "then": then})

    # ---- markings --------------------------------------------------------------------------------------------------
    def mark(self, by: str, tlp: str | None, **values: Any) -> Mark:
        """A marking as the oracle knows it: TLP:RED always names its author."""
        found = {"owner": self.home(by), "tlp": tlp, "groups": [], "named": [], "level": 1} | values
        if tlp == "RED":
            found["named"] = [each for each in found["named"] if each["who"] != by]
            found["named"].append({"who": by, "until": None, "level": 1})
        return {"personal": False, "grounds": []} | found

    def named(self, who: str, until: datetime | None = None, level: int = 1) -> dict[str, Any]:
        return {"who": who, "until": until, "level": level}

    def marking(self, mark: Mark, by: str, break_glass: bool = False) -> Marking:
        """The same marking as the product takes it."""
        recipients = tuple(
            Recipient(each["who"], None if each["until"] is None else microseconds(each["until"]), each["level"])
            for each in mark["named"]
            if each["who"] != by
        )
        return Marking(
            None if mark["tlp"] is None else Tlp(mark["tlp"]),
            groups=tuple(mark["groups"]),
            recipients=recipients,
            min_level=mark["level"],
            personal_data=mark["personal"],
            grounds=tuple(mark["grounds"]),
            break_glass=break_glass,
        )

    def any_mark(self, rng: Random, by: str) -> Mark:
        """A marking at random, such as a person could choose."""
        tlp = rng.choice(MARKS)
        values: dict[str, Any] = {"level": rng.choice((1, 1, 1, 2, 4))}
        own = self.own_groups(by)
        if tlp == "AMBER" and own:
            values["groups"] = sorted(set(rng.choices(own, k=rng.choice((0, 1, 1, 2)))))
        known = {"RED": [p for p in self.facts["persons"] if self.active(p)], "AMBER+STRICT": self._active_partners()}
        if tlp in known:
            chosen = sorted(set(rng.choices(known[tlp], k=rng.choice((0, 1, 2)))))
            values["named"] = [self.named(who, self.any_end(rng), rng.choice((1, 1, 3))) for who in chosen]
        if tlp != "CLEAR" and rng.random() < 0.25:
            regime = self.facts["partners"][self.home(by)]["regime"]
            values |= {"personal": True, "grounds": self.any_grounds(rng, regime)}
        return self.mark(by, tlp, **values)

    def any_grounds(self, rng: Random, regime: str) -> list[str]:
        """Of the crossings from a regime, a ground for some of them; now and then one that leads nowhere."""
        leading: dict[str, list[str]] = {"": ["nonsense"]}
        for ground, source, goes in sorted(self.facts["grounds"]):
            if source == regime:
                leading.setdefault(goes, []).append(ground)
        return [rng.choice(fitting) for fitting in leading.values() if rng.random() < 0.6]

    def any_end(self, rng: Random) -> datetime | None:
        return rng.choice((None, None, self.now + timedelta(minutes=rng.choice((2, 30)))))

    def _active_partners(self) -> list[str]:
        return [each for each, partner in self.facts["partners"].items() if partner["active"]]

    # ---- reports ---------------------------------------------------------------------------------------------------
    def draft(self, mark: Mark, by: str, words: Words, file: str | None, **values: Any) -> ReportDraft:
        spot = {"type": "Point", "coordinates": [float(words[2] or 0), 52.0915]}
        return ReportDraft(
            f"Title {words[0]}", f"Text {words[0]}", "en", KINDS[self.counter % 3], SEVERITIES[self.counter % 5],
            self.marking(mark, by, values.get("break_glass", False)),
            geometry=spot, place_name=f"Place {words[1]}", attachments=() if file is None else (file,),
        )  # fmt: skip

    def share(self, by: str, mark: Mark, *, file: bool = False, break_glass: bool = False) -> str | None:
        """Share a report; nothing where the product refuses personal data for want of a ground."""
        words = self.words()
        held = self.add_file(by) if file else None
        draft = self.draft(mark, by, words, held and held[0], break_glass=break_glass)
        try:
            made = reports.share(self.db, self.actors[by], draft, self.tick())
        except BadRequest as refusal:
            return for_want_of_a_ground(refusal)
        self.facts["objects"][made] = self.thing("report", mark, words, by, file=held, break_glass=break_glass)
        return made

    def thing(self, kind: str, mark: Mark, words: Words, by: str, **values: Any) -> Thing:
        found: Thing = {"type": kind, "owner": self.home(by), "marks": [mark], "words": [words], "author": by}
        return found | {"gone": False, "revoked": False, "file": None, "refs": [], "about": None} | values

    def add_file(self, by: str) -> tuple[str, str]:
        word = self.word()
        name, data = f"{word}.txt", f"file {word}\n".encode()
        folder = self.settings.storage.attachments
        made = attachments.take_in(self.db, self.actors[by], folder, name, data, 10_000, self.tick())
        return made.sha256, word

    def edit(self, by: str, report: str, mark: Mark) -> None:
        """Put a new version, with another mark and other words; a file is left out."""
        thing = self.facts["objects"][report]
        words = self.words()
        _, tag = details.detail(self.db, self.actors[by], report, self.now)
        try:
            reports.edit(self.db, self.actors[by], report, self.draft(mark, by, words, None), tag, self.tick())
        except BadRequest as refusal:
            for_want_of_a_ground(refusal)
            return
        thing["marks"].append(mark)
        thing["words"].append(words)
        thing |= {"author": by, "file": None, "break_glass": False}

    def revoke(self, by: str, report: str) -> None:
        thing = self.facts["objects"][report]
        word = self.word()
        reports.revoke(self.db, self.actors[by], report, f"reason {word}", self.tick())
        self._tell(word, self.home(by), report)
        thing["marks"].append(thing["marks"][-1])
        thing["words"].append(thing["words"][-1])
        thing["revoked"] = True

    def _tell(self, word: str, partner: str, report: str) -> None:
        """Keep that the last leaf of the audit log holds a word for the auditors of a partner alone."""
        with self.db.read(system=True) as conn:
            self.facts["told"][word] = (partner, audit.size(conn) - 1, report)

    def delete(self, by: str, report: str) -> None:
        reports.delete(self.db, self.actors[by], report, self.tick())
        self.facts["objects"][report]["gone"] = True

    def break_glass(self, by: str, report: str) -> None:
        """Open a report whose originator allowed it: no other version; the reason is for its owner's auditors."""
        thing = self.facts["objects"][report]
        word, minutes = self.word(), self.settings.security.break_glass_minutes
        reports.break_glass(self.db, self.actors[by], report, f"reason {word}", minutes, self.tick())
        self._tell(word, thing["owner"], report)
        was = thing["marks"][-1]
        thing["marks"][-1] = was | {"named": [*was["named"], self.named(by, self.now + timedelta(hours=1))]}

    def remark(self, by: str, report: str, opinion: bool) -> str | None:
        """A sighting or an opinion: for the owner of the report, on a ground, and its readers whom one may know."""
        thing = self.facts["objects"][report]
        word, actor, at = self.word(), self.actors[by], self.tick()
        mark = self.mark_of_remark(by, thing["marks"][-1], thing["author"])
        say: Any = reports.add_opinion if opinion else reports.add_sighting
        try:
            made: str = say(self.db, actor, report, "agree" if opinion else at, f"note {word}", at)
        except BadRequest as refusal:
            return for_want_of_a_ground(refusal)
        kind = made.partition("--")[0]
        self.facts["objects"][made] = self.thing(kind, mark, (word, None, None), by, about=report)
        return made

    def mark_of_remark(self, by: str, about: Mark, author: str) -> Mark:
        home = self.home(by)
        shared = [group for group in about["groups"] if group in self.own_groups(by)]
        same = {key: about[key] for key in ("level", "personal", "grounds")}
        if about["tlp"] in ("GREEN", "CLEAR"):
            return about | {"owner": home, "tlp": "GREEN"}
        if about["owner"] == home:
            return about
        if about["tlp"] == "RED":
            return self.mark(by, "RED", named=[self.named(author)], **same)
        if shared:
            return about | {"owner": home, "groups": shared, "named": []}
        return self.mark(by, "AMBER+STRICT", named=[self.named(about["owner"])], **same)

    # ---- objects of STIX -------------------------------------------------------------------------------------------
    def take_in(
        self, by: str, tlp: str | None, group: str | None = None, refs: Sequence[str] = (), known: str | None = None
    ) -> str:
        """Take in a bundle of one object: a report that refers to others, or without `refs` a campaign."""
        word = self.word()
        self.tick()
        kind = "report" if refs else "campaign"
        written = stix.written_time(self.now)
        new = f"{kind}--{uuid.UUID(int=self.counter << 64, version=4)}"
        value: dict[str, Any] = {
            "type": kind, "spec_version": "2.1", "id": known or new,
            "created": stix.written_time(START), "modified": written, "name": f"Object {word}",
        }  # fmt: skip
        if tlp:
            value["object_marking_refs"] = [stix.STIX_ID[Tlp(tlp)]]
        if refs:
            value |= {"published": written, "object_refs": list(refs), "report_types": ["threat-report"]}
        sent = json.dumps({"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": [value]}).encode()
        bundle = stix.read_bundle(sent, limit_bytes=10**6, limit_objects=10)
        done = bundles.take_in(self.db, self.actors[by], bundle, group, self.now)
        assert done.stored == (value["id"],), done
        mark = self.mark(by, tlp, groups=[group] if group and tlp == "AMBER" else [])
        if known:
            thing = self.facts["objects"][known]
            thing["marks"].append(mark)
            thing["words"].append((word, None, None))
            thing["author"] = by
        else:
            self.facts["objects"][value["id"]] = self.thing(
                kind, mark, (word, None, None), by, refs=list(refs), taken=True
            )
        return str(value["id"])

    # ---- events and drafts -----------------------------------------------------------------------------------------
    def add_event(self, by: str, mark: Mark) -> str | None:
        words = self.words()
        try:
            made = happenings.add(self.db, self.actors[by], self._event(words), self.marking(mark, by), self.tick())
        except BadRequest as refusal:
            return for_want_of_a_ground(refusal)
        self.facts["events"][made] = self.thing("event", mark, words, by)
        return made

    def _event(self, words: Words) -> Event:
        place = Place("Point", (float(words[2] or 0), 52.0915), f"Place {words[1]}")
        end = START + timedelta(days=2)
        return Event("", EventKind.SUMMIT, f"Event {words[0]}", "en", START + timedelta(days=1), end, place)

    def change_event(self, by: str, event: str, mark: Mark) -> None:
        words, actor = self.words(), self.actors[by]
        was = happenings.get(self.db, actor, event, self.now)

        def edit(old: Event) -> Event:
            return replace(old, title=f"Event {words[0]}", place=self._event(words).place)

        try:
            happenings.change(self.db, actor, event, edit, self.marking(mark, by), was.position, self.tick())
        except BadRequest as refusal:
            for_want_of_a_ground(refusal)
            return
        self.facts["events"][event] |= {"marks": [mark], "words": [words]}

    def save_draft(self, by: str) -> None:
        word = self.word()
        drafting.save(self.db, self.actors[by], "d1", {"title": word}, self.tick())
        self.facts["drafts"][by] = word
