"""One viewer looking at one moment: what the oracle expects, and how an answer is held against it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from igiz.share.model.report import Row
from tests.service import oracle
from tests.service.asgi import Answer
from tests.service.world import Thing, World

CANARY = re.compile(rb"kx[0-9a-f]{12}|4\.2[89]\d{9,}")
"""A word that is nowhere else, or a longitude as exact as it was written."""


@dataclass(frozen=True)
class Finding:
    """Where the product and the oracle disagree: a `leak`, or something `hidden` that should be seen."""

    kind: str
    path: str
    viewer: str | None
    what: str


@dataclass
class Tally:
    """What was compared and what was found."""

    decisions: int = 0
    findings: list[Finding] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(each.kind == kind for each in self.findings)


@dataclass
class Look:
    """One viewer (None: anyone, without an account) looking at one moment; what the oracle expects it to see.

    `strict`: messages were delivered, so that nothing may be wrongly hidden either.
    """

    world: World
    viewer: str | None
    tally: Tally
    strict: bool = True
    sample: Sequence[str] | None = None

    def __post_init__(self) -> None:
        self.actor = None if self.viewer is None else self.world.actors[self.viewer]
        self.headers = {} if self.viewer is None else self.world.headers[self.viewer]

    @cached_property
    def things(self) -> dict[str, Thing]:
        return dict(self.world.facts["objects"])

    @cached_property
    def seen(self) -> dict[str, int]:
        """The objects that the viewer sees, each with the metres to which it sees the place."""
        return self._seen(self.things)

    @cached_property
    def events(self) -> dict[str, int]:
        return self._seen(self.world.facts["events"])

    @cached_property
    def groups(self) -> set[str]:
        facts, now = self.world.facts, self.world.now
        return {each for each in facts["groups"] if oracle.sees_group(facts, self.viewer, each, now)}

    def _seen(self, things: dict[str, Thing]) -> dict[str, int]:
        facts, now = self.world.facts, self.world.now
        found = {
            each: oracle.exactness(facts, self.viewer, thing["marks"][-1], now)
            for each, thing in things.items()
            if not thing["gone"]
        }
        return {each: metres for each, metres in found.items() if metres is not None}

    @cached_property
    def words(self) -> set[str]:
        """The canaries that may reach this viewer by any path that is open to it."""
        facts = self.world.facts
        allowed = {facts["drafts"].get(self.viewer, "")}
        for each, metres in [*self.seen.items(), *self.events.items()]:
            thing = self.things.get(each) or facts["events"][each]
            for version in oracle.versions(facts, self.viewer, thing, self.world.now):
                allowed.add(thing["words"][version][0])
            allowed |= set(thing["words"][-1][1:]) if metres == 0 else set()
            allowed |= {thing["file"][1]} if thing["file"] else set()
        return allowed | {word for each in self.groups for word in facts["groups"][each]["words"]}

    def told(self) -> set[str]:
        """The canaries of reasons: for the auditors of the partner whose matter it was."""
        told = self.world.facts["told"].items()
        return {word for word, (partner, *_) in told if self.viewer and partner == self.world.home(self.viewer)}

    # ---- comparing -------------------------------------------------------------------------------------------------
    def find(self, kind: str, path: str, what: str) -> None:
        if kind == "leak" or self.strict:
            self.tally.findings.append(Finding(kind, path, self.viewer, what))

    def same(self, path: str, found: Iterable[str], wanted: Iterable[str], among: int) -> None:
        """Hold what a path shows against what the oracle expects, as that many decisions."""
        shown, expected = set(found), set(wanted)
        self.tally.decisions += among
        for each in shown - expected:
            self.find("leak", path, each)
        for each in expected - shown:
            self.find("hidden", path, each)

    def equal(self, path: str, found: object, wanted: object, what: str = "") -> None:
        """Hold a figure or a text against what it must be: before delivery it may be less, never more."""
        self.tally.decisions += 1
        if found == wanted:
            return
        more = not (isinstance(found, int) and isinstance(wanted, int) and found < wanted)
        self.find("leak" if more else "hidden", path, f"{what}: {found!r} in the place of {wanted!r}"[:300])

    def scan(self, path: str, body: bytes, also: Iterable[str] = ()) -> None:
        """Search an answer for canaries that are not for this viewer."""
        strange = {each.decode() for each in CANARY.findall(body)} - self.words - set(also)
        for word in strange:
            self.find("leak", path, f"the word {word}")

    def get(self, path: str, headers: Mapping[str, str] | None = None, also: Iterable[str] = ()) -> Answer:
        """Ask over HTTP and search all that comes back, headers included."""
        answer = self.world.client.get(path, self.headers | dict(headers or {}))
        self.scan(path, answer.body + repr(answer.headers).encode(), also)
        if answer.status >= 500 or (answer.status == 429):
            raise AssertionError(f"{path} answered {answer.status}: {answer.body[:500]!r}")
        return answer

    def chosen(self) -> list[str]:
        return list(self.things) if self.sample is None else [each for each in self.sample if each in self.things]

    def of_type(self, *types: str) -> set[str]:
        return {each for each in self.seen if self.things[each]["type"] in types}

    def row(self, path: str, row: dict[str, Any]) -> None:
        """Hold the place of a row against the oracle: how exact, and whether it has a name."""
        thing = self.things.get(row["id"])
        if thing is None or thing["words"][-1][1] is None or row["id"] not in self.seen:
            return
        _, name, spot = thing["words"][-1]
        exact = self.seen[row["id"]] == 0
        place = row["place"]
        self.equal(f"{path} precision", place["precisionM"], self.seen[row["id"]], row["id"])
        self.equal(f"{path} place name", place["name"], f"Place {name}" if exact else None, row["id"])
        shown = repr(place["geometry"]["coordinates"][0])
        self.equal(f"{path} place", shown == spot, exact, row["id"])


def as_json(row: Row) -> dict[str, Any]:
    place = row.place
    shown = None if place is None else {"precisionM": place.precision_m, "name": place.name, "geometry": place.geometry}
    return {"id": row.id, "place": shown}
