"""What a partner gets does not depend on what is hidden from it: byte for byte, with and without the hidden things."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest

from igiz.core import ids
from igiz.edge.web.stream import Hub, Listener, message
from igiz.migrations import migrate
from igiz.share.formats import stix
from igiz.share.model.marking import Tlp
from igiz.share.service import feeds, taxii
from igiz.zone.service import identity
from tests.service.route_rules import routes
from tests.service.world import REGIMES, START, Timed, World

SIZE_OF_THE_TREE = ("/v1/audit/",)
"""The audit tree's size, roots and hashes are for auditors (SECURITY.md, What remains)."""
OPERATORS = ("/metrics", "/health/")
NOT_ASKED = (*SIZE_OF_THE_TREE, *OPERATORS, "/v1/stream", "/{page:path}")
TAXII = {"accept": "application/taxii+json;version=2.1", "content-type": "application/taxii+json;version=2.1"}
CALENDAR = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:shared@example.org\r\n\
DTSTAMP:20261122T120000Z\r\nDTSTART:20261201T120000Z\r\nDTEND:20261201T130000Z\r\nSUMMARY:Market\r\n\
END:VEVENT\r\nEND:VCALENDAR\r\n"""


@dataclass
class Told:
    """A history told twice: each act has its own moment, seed and words, so that others between leave no trace."""

    world: World
    hidden: bool
    random: Random = field(default_factory=Random)
    known: dict[str, Any] = field(default_factory=dict)

    def seed(self, name: str, seconds: float) -> None:
        number = int(hashlib.sha256(name.encode()).hexdigest()[:12], 16)
        self.random.seed(number)
        self.world.counter = number % 10**9
        self.world.clock.at = START + timedelta(seconds=seconds)

    def act(self, name: str, seconds: float, do: Callable[[], Any]) -> Any:
        self.seed(name, seconds)
        self.known[name] = do()
        return self.known[name]

    @contextmanager
    def seeded(self) -> Iterator[None]:
        """Ids, cookies and tokens come from the seed of the act."""

        def uuid4() -> uuid.UUID:
            return uuid.UUID(int=self.random.getrandbits(128), version=4)

        secret = SimpleNamespace(
            token_urlsafe=lambda size: self.random.randbytes(size).hex(), token_bytes=self.random.randbytes
        )
        seeds = {name: getattr(uuid, name) for name in ("UUID", "uuid5")} | {"uuid4": uuid4}
        with (
            mock.patch.object(ids, "uuid", SimpleNamespace(**seeds)),
            mock.patch.object(taxii, "uuid", SimpleNamespace(**seeds)),
            mock.patch.object(identity, "secrets", secret),
        ):
            yield


def begin(told: Told) -> str:
    """Three partners; the last looks. Return its desk."""
    world = told.world
    for number, regime in enumerate(REGIMES[:3]):
        told.act(f"partner {number}", number, lambda regime=regime: world.add_partner(regime))  # type: ignore[misc]  # bound per turn
    a, b, v = world.desks()
    told.known |= {"a": a, "b": b, "v": v}
    told.act("token", 4, lambda: world.add_token(world.home(v)))
    told.act("group", 5, lambda: world.make_group(a, 100))
    for number, who in enumerate((b, v)):
        told.act(f"join {who}", 6 + number, lambda who=who: world.invite(a, told.known["group"], world.home(who)))  # type: ignore[misc]  # bound per turn
    world.deliver()
    return v


def history(told: Told) -> None:
    """What the last partner sees, and between it, at other moments, what is hidden from it."""
    v = begin(told)
    world, known = told.world, told.known
    a, b = known["a"], known["b"]
    shown: list[tuple[str, str, Any]] = [
        ("green", a, world.mark(a, "GREEN")),
        ("clear", b, world.mark(b, "CLEAR")),
        ("amber", a, world.mark(a, "AMBER", groups=[known["group"]])),
        ("strict", a, world.mark(a, "AMBER+STRICT", named=[world.named(world.home(v)), world.named(world.home(b))])),
        ("own", v, world.mark(v, None)),
    ]
    for number, (name, by, mark) in enumerate(shown):
        told.act(name, 20 + 10 * number, lambda by=by, mark=mark: world.share(by, mark, file=True))  # type: ignore[misc]  # bound per turn
        if told.hidden:
            _hide(told, number, 25 + 10 * number)
    told.act("remark", 100, lambda: world.remark(v, known["amber"], True))
    told.act("event", 110, lambda: world.add_event(a, world.mark(a, "GREEN")))
    if told.hidden:
        told.act("hidden copy before", 115, lambda: _copy(told, b, COPIED))
    told.act("copied", 118, lambda: _copy(told, a, COPIED, "GREEN"))
    told.act("campaign", 120, lambda: world.take_in(a, "GREEN"))
    told.act("sketch", 126, lambda: _upload(told, v, SKETCH))
    told.act("edit", 130, lambda: world.edit(a, known["green"], world.mark(a, "GREEN")))
    if told.hidden:
        _hide_more(told)
    told.act("revoke", 150, lambda: world.revoke(b, known["clear"]))
    world.deliver()
    told.seed("end", 200)


def _hide(told: Told, number: int, seconds: float) -> None:
    """Something like what was just shared, hidden from the last partner, with the same words to be found by."""
    world, known = told.world, told.known
    a, b = known["a"], known["b"]
    told.act(f"hidden group {number}", seconds, lambda: world.make_group(a, 0))
    group = known[f"hidden group {number}"]
    told.act(f"hidden join {number}", seconds + 1, lambda: world.invite(a, group, world.home(b)))
    marks = (
        world.mark(a, "RED", named=[world.named(b)]),
        world.mark(a, None),
        world.mark(a, "AMBER", groups=[group]),
        world.mark(a, "AMBER+STRICT", named=[world.named(world.home(b))]),
        world.mark(a, "AMBER", groups=[known["group"]], level=4),
    )
    told.act(f"hidden {number}", seconds + 2, lambda: world.share(a, marks[number], file=True, break_glass=False))
    told.act(f"hidden event {number}", seconds + 3, lambda: world.add_event(a, marks[number]))


def _hide_more(told: Told) -> None:
    """Hidden things are judged, edited, revoked, deleted; hidden remarks about what is seen; hidden drafts."""
    world, known = told.world, told.known
    a, b = known["a"], known["b"]
    told.act("hidden remark", 131, lambda: world.remark(b, known["strict"], True))
    told.act("hidden sighting", 132, lambda: world.remark(b, known["hidden 2"], False))
    told.act("hidden edit", 133, lambda: world.edit(a, known["hidden 1"], world.mark(a, "RED")))
    told.act("hidden revoke", 134, lambda: world.revoke(a, known["hidden 2"]))
    told.act("hidden delete", 135, lambda: world.delete(a, known["hidden 3"]))
    told.act("hidden campaign", 136, lambda: world.take_in(a, "RED", refs=[known["green"]]))
    told.act("hidden copy", 140, lambda: _copy(told, b, known["green"]))
    told.act("hidden draft", 137, lambda: world.save_draft(a))
    told.act("hidden leave", 138, lambda: world.expel(a, known["hidden group 2"], world.home(b)))
    told.act("hidden file", 139, lambda: _upload(told, a, PLAN))
    told.act("hidden sketch", 141, lambda: _come_and_go(told, a))


PLAN, SKETCH = b"the same plan", b"the same sketch"


COPIED = f"campaign--{uuid.UUID(int=11, version=4)}"


def _copy(told: Told, by: str, known: str, tlp: str = "RED") -> list[str]:
    """Share something under an identifier that others share too; the facts say nothing of it."""
    at = stix.written_time(told.world.now)
    value: dict[str, Any] = {
        "type": known.partition("--")[0], "spec_version": "2.1", "id": known, "created": at, "modified": at,
        "name": "Title of a copy", "object_marking_refs": [stix.STIX_ID[Tlp(tlp)]],
    }  # fmt: skip
    if value["type"] == "report":
        value |= {"published": at, "object_refs": [COPIED]}
    bundle = {"type": "bundle", "id": f"bundle--{uuid.UUID(int=12, version=4)}", "objects": [value]}
    stored: list[str] = told.world.client.call("POST", "/v1/bundle", bundle, told.world.headers[by]).json["stored"]
    assert stored == [known]
    return stored


def _upload(told: Told, by: str, data: bytes) -> str:
    answer = told.world.client.call("POST", "/v1/attachments?name=plan.txt", data, told.world.headers[by])
    return str(answer.json["sha256"])


def _come_and_go(told: Told, by: str) -> None:
    """Share a report with a sketch that somebody else has sent too, and delete it."""
    call, headers = told.world.client.call, told.world.headers[by]
    sent = {"title": "Sketch", "attachments": [_upload(told, by, SKETCH)]}
    made = call("POST", "/v1/reports", sent, headers).json["id"]
    assert call("DELETE", f"/v1/reports/{made}", None, headers).status == 204


def reads(told: Told, hidden: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every path to read, about what is seen and about what is hidden or does not exist."""
    known = told.known | hidden
    sha256 = [told.world.facts["objects"][known[each]]["file"][0] for each in ("amber", "strict")]
    values = {
        "id": [known[each] for each in ("green", "amber", "strict", "campaign", "event", "group")]
        + [COPIED]
        + [hidden[each] for each in sorted(hidden) if isinstance(hidden[each], str)],
        "sha256": [*sha256, hidden["sha256"]],
        "report_id": [known["clear"], hidden["hidden 0"]],
        "collection": ["all", "own", "community"],
        "partner_id": [told.world.home(known["a"])],
        "person_id": [known["b"]],
        "layer": ["streets"],
        "secret": ["nothing"],
        "session_id": [],
        "index": [],
    }
    for method, path in sorted(set(routes(told.world.app))):
        if method == "GET" and not path.startswith(NOT_ASKED) and path != "/":
            yield from ((path, filled) for filled in _filled(path, values))
    for query in ("q=Title", "q=Place", "type=any", "type=any&limit=2", "kind=crowd", "severity=minor"):
        yield "/v1/reports", f"/v1/reports?{query}"
        yield "/v1/bundle", f"/v1/bundle?{query.replace('&limit=2', '')}"
    yield "/v1/reports", f"/v1/reports?owner={told.world.home(known['a'])}"
    yield "/taxii2", "/taxii2/zone/collections/all/objects/?limit=2"
    yield "/v1/places", "/v1/places?q=Place"


def _filled(path: str, values: dict[str, list[str]]) -> Iterator[str]:
    name = path.partition("{")[2].partition("}")[0]
    if not name:
        yield path
        return
    for value in values[name]:
        yield from _filled(path.replace("{" + name + "}", value, 1), values)


def writes(told: Told, hidden: dict[str, Any]) -> Iterator[tuple[str, str, Any, dict[str, str]]]:
    """Every way to learn something by writing: names, hashes, ids and calendars that exist hidden."""
    report, group, event = (hidden[each] for each in ("hidden 0", "hidden group 0", "hidden event 0"))
    marking = {"tlp": "GREEN"}
    campaign = {
        "type": "campaign", "spec_version": "2.1", "id": hidden["hidden campaign"].replace("report", "campaign"),
        "created": "2026-11-22T12:00:00.000Z", "modified": "2026-11-22T12:00:00.000Z", "name": "Mine",
    }  # fmt: skip
    bundle = {"type": "bundle", "id": f"bundle--{uuid.UUID(int=7, version=4)}", "objects": [campaign]}
    yield "POST", "/v1/bundle", bundle, {}
    yield "POST", "/v1/bundle", bundle, {}
    yield "POST", f"/v1/bundle?group={group}", bundle, {}
    yield "POST", "/taxii2/zone/collections/all/objects/", {"objects": [campaign]}, TAXII
    yield "POST", "/v1/groups", {"name": "The same name", "purpose": "x"}, {}
    yield "POST", "/v1/attachments?name=plan.txt", PLAN, {}
    sha256 = hashlib.sha256(PLAN).hexdigest()
    yield "POST", "/v1/reports", {"title": "With a plan", "marking": marking, "attachments": [sha256]}, {}
    sketched = {"title": "Sketch", "attachments": [told.known["sketch"]]}
    yield "POST", "/v1/reports", sketched, {}
    yield "POST", "/v1/reports", {"title": "No plan", "marking": marking, "attachments": [hidden["sha256"]]}, {}
    yield "POST", "/v1/reports", {"title": "Group", "marking": {"tlp": "AMBER", "groups": [group]}}, {}
    yield "POST", "/v1/recipient-previews", {"marking": {"tlp": "AMBER", "groups": [group]}}, {}
    yield "POST", "/v1/recipient-previews", {"marking": {"tlp": "AMBER", "groups": [told.known["group"]]}}, {}
    for tail, body in (
        ("revocations", {"reason": "because"}), ("sightings", {"note": "x"}), ("opinions", {"opinion": "agree"}),
        ("break-glass", {"reason": "because"}),
    ):  # fmt: skip
        yield "POST", f"/v1/reports/{report}/{tail}", body, {}
    yield "PUT", f"/v1/reports/{report}", {"title": "x"}, {"if-match": '"1-1"'}
    yield "DELETE", f"/v1/reports/{report}", None, {}
    yield "PATCH", f"/v1/groups/{group}", {"name": "x"}, {}
    yield "POST", f"/v1/groups/{group}/members", {"partner": told.world.home(told.known["v"])}, {}
    yield "PATCH", f"/v1/events/{event}", {"title": "x"}, {"if-match": '"AAAAAAAAAAE"'}
    yield "DELETE", f"/v1/events/{event}", None, {}
    yield "POST", "/v1/event-imports", CALENDAR.encode(), {"content-type": "text/calendar"}
    yield "PUT", "/v1/drafts/d1", {"title": "x"}, {}
    yield "POST", f"/v1/reports/{told.known['amber']}/sightings", {"note": "I saw it"}, {}


def live(told: Told, after: int) -> dict[str, bytes]:
    """What the stream carries: after a gap, and live."""
    world, actor = told.world, told.world.actors[told.known["v"]]
    with mock.patch.object(feeds, "_ended", lambda *_: False):  # all of it, also where one would look again
        missed = feeds.catch_up(world.db, actor, after, feeds.latest(world.db), world.now) or []
    assert feeds.catch_up(world.db, actor, feeds.latest(world.db) - 1, feeds.latest(world.db), world.now) is not None
    hub = Hub(world.db, world.clock, 10)
    listener = Listener(actor, None, -1)
    hub.join(listener)
    listener.after = -1
    for item in feeds.news(world.db, after, world.now)[0]:
        hub._deal_one(item)
    caught = b"".join(message(each, 0, mine=each.owner == actor.principals[1]) for each in missed)
    return {"catch-up": caught, "live": b"".join(listener.waiting)}


def told_to(db: Timed, folder: Path, hidden: bool, names: dict[str, Any] | None) -> tuple[dict[str, Any], Any, Any]:
    """Tell the history on an emptied database; return the hidden ids, all answers, and what the stream carried."""
    told = Told(World(db, folder), hidden)
    with told.seeded():
        history(told)
        if names is None:
            names = {each: value for each, value in told.known.items() if each.startswith("hidden")}
            names["sha256"] = told.world.facts["objects"][names["hidden 2"]]["file"][0]
            names = {each: value for each, value in names.items() if isinstance(value, str)}
        answers: dict[tuple[Any, ...], Any] = {}
        stream = live(told, 0)
        viewers = {"desk": told.known["v"], "token": told.known["token"], "nobody": None}
        for who, person in viewers.items():
            headers = {} if person is None else told.world.headers[person]
            for _, path in reads(told, names):
                asked = TAXII | headers if path.startswith("/taxii2") else headers
                answers[who, "GET", path] = told.world.client.get(path, asked)
        for number, (method, path, body, more) in enumerate(writes(told, names)):
            told.seed(f"write {number}", 300 + number)
            given = told.world.headers[told.known["v"]] | more
            answers["write", number, method, path] = told.world.client.call(method, path, body, given)
        told.seed("last", 400)
        stream |= {f"{name} at last": body for name, body in live(told, 0).items()}
        told.world.close()
    return names, answers, stream


def both(url: str, folder: Path) -> Any:
    db = Timed(url, synchronous="OFF")
    migrate(db)
    names, with_hidden, stream_with = told_to(db, folder, True, None)
    _, without, stream_without = told_to(db, folder, False, names)
    db.close()
    return names, (with_hidden, without), (stream_with, stream_without)


def differences(pair: Any) -> list[Any]:
    one, other = pair
    assert one.keys() == other.keys()
    return [(asked, one[asked], other[asked]) for asked in one if one[asked] != other[asked]]


_TOLD: dict[str, Any] = {}


@pytest.fixture
def told_twice(database_url: str, tmp_path: Path) -> Any:
    """The same history with and without the hidden things, told once per database."""
    kind = database_url.partition(":")[0]
    if kind not in _TOLD:
        _TOLD[kind] = both(database_url, tmp_path)
    return _TOLD[kind]


def test_answers_do_not_depend_on_hidden_objects(told_twice: Any) -> None:
    """Status, headers (ETags too) and body of every GET and of every write that names something hidden."""
    names, answers, _ = told_twice
    assert differences(answers) == []
    served = [answer for answer in answers[0].values() if answer.status == 200]
    assert len(served) > 60
    assert not any(each.encode() in answer.body for answer in served for each in names.values())


def test_the_stream_does_not_depend_on_hidden_objects(told_twice: Any) -> None:
    """What is caught up after a gap and what is dealt out live, byte by byte."""
    _, _, streams = told_twice
    assert differences(streams) == []
    assert all(len(body) > 500 for body in streams[0].values())


def test_posting_a_hidden_id_answers_as_if_it_did_not_exist(told_twice: Any) -> None:
    """Ids are unique per owner and id: the object is stored as new, and the answer says no more."""
    _, (with_hidden, without), _ = told_twice
    posted = [asked for asked in with_hidden if asked[0] == "write" and asked[3] == "/v1/bundle"]
    assert [with_hidden[asked].status for asked in posted] == [without[asked].status for asked in posted]
    assert with_hidden[posted[0]].json["stored"]
    assert [with_hidden[asked].body for asked in posted] == [without[asked].body for asked in posted]
