"""TAXII over a real server with a real client: what one may see, once each, in the order in which it came."""

import http.client
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
import taxii2client.v21 as taxii2
import uvicorn
from fastapi import FastAPI

from igiz.core import audit
from igiz.core.settings import Settings
from igiz.share.formats import stix, taxii
from igiz.share.model.marking import Tlp
from igiz.share.routes import taxii as routes
from igiz.share.service import bundles, groups, reports
from igiz.share.service import taxii as service
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import Issued
from igiz.zone.service import tokens
from igiz.zone.service.identity import Identity
from tests.service.share.neighbours import NOW, ZONE, Neighbours, neighbours
from tests.service.zone.people.asgi import basic

HEADERS = {"Accept": taxii.MEDIA_TYPE, "Content-Type": taxii.MEDIA_TYPE}
IDENTITY = Identity(b"k" * 64)
POINT = {"type": "Point", "coordinates": [4.3013, 52.0931]}
Walk = Callable[[taxii2.Collection], list[dict[str, Any]]]


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


@dataclass(frozen=True)
class Login:
    """A token as HTTP Basic has it."""

    user: str
    password: str


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Site:
    """A running server over the zone, and a token per partner."""

    zone: Neighbours
    address: str
    logins: dict[str, Login]

    def call(self, who: Actor | None, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send a request; `body` makes it a POST."""
        sent = HEADERS | {name.replace("_", "-").title(): value for name, value in headers.items()}
        if who is not None:
            login = self.logins[who.partner]
            sent["Authorization"] = basic(login.user, login.password)
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            connection.request("GET" if body is None else "POST", quote(path, safe="/?&=%[]"), body, sent)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read().decode())
        finally:
            connection.close()

    def get(self, who: Actor, path: str) -> Answer:
        """Read a path below the collections."""
        return self.call(who, f"/taxii2/zone/collections/{path}")

    def post(self, who: Actor, collection: str, *objects: Any) -> Answer:
        """Add objects to a collection."""
        body = json.dumps({"objects": objects}).encode()
        return self.call(who, f"/taxii2/zone/collections/{collection}/objects/", body)

    def root(self, who: Actor) -> taxii2.ApiRoot:
        login = self.logins[who.partner]
        return taxii2.ApiRoot(f"http://{self.address}/taxii2/zone/", user=login.user, password=login.password)

    def collection(self, who: Actor, title: str = "Everything") -> taxii2.Collection:
        (found,) = [each for each in self.root(who).collections if each.title == title]
        return found


@pytest.fixture
def site(zone: Neighbours) -> Iterator[Site]:
    logins = {}
    for actor in (zone.city, zone.police, zone.court):
        made = make_token(zone, actor, basic=True)
        logins[actor.partner] = Login(made.token.user, made.secret)
    app = FastAPI(redirect_slashes=False)
    app.include_router(routes.router)
    app.state.db, app.state.clock, app.state.identity = zone.db, zone.clock, IDENTITY
    app.state.settings = Settings()
    with _running(app) as address:
        yield Site(zone, address, logins)


def make_token(zone: Neighbours, actor: Actor, *, basic: bool) -> Issued:
    """A token of the actor's partner that reads and writes for a day."""
    signed = replace(actor, session=f"session--{uuid.uuid4()}")
    scopes = frozenset({"read", "write"})
    return tokens.create_token(zone.db, IDENTITY, signed, "systems", scopes, NOW + timedelta(days=1), NOW, basic=basic)


@contextmanager
def _running(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    (socket,) = server.servers[0].sockets
    try:
        yield f"127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def indicator(tlp: Tlp | None = Tlp.GREEN, *, modified: str = "2026-11-01T09:00:00.000Z", **values: Any) -> Any:
    """An indicator; `id` may be given."""
    moment = "2026-11-01T09:00:00.000Z"
    marked = {"object_marking_refs": [stix.STIX_ID[tlp]]} if tlp else {}
    return {
        "type": "indicator", "spec_version": "2.1", "id": f"indicator--{uuid.uuid4()}", "created": moment,
        "modified": modified, "pattern": "[url:value = 'http://example.test/']", "pattern_type": "stix",
        "valid_from": moment, **marked, **values,
    }  # fmt: skip


def take(zone: Neighbours, actor: Actor, *objects: Any, group: str | None = None) -> list[str]:
    """Put objects in as a partner's system would."""
    data = json.dumps({"objects": objects}).encode()
    bundle = stix.read_envelope(data, limit_bytes=10**7, limit_objects=10**5)
    return list(bundles.take_in(zone.db, actor, bundle, group, zone.clock.at).stored)


# ---- three ways in which clients page -----------------------------------------------------------------------------


def by_added_after(collection: taxii2.Collection) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    for _ in range(200):
        answer, last = _get(collection, {"limit": "3", **after})
        if not answer.get("objects"):
            return seen
        seen += answer["objects"]
        after = {"added_after": last}
    raise AssertionError("never ends")


def by_next(collection: taxii2.Collection) -> list[dict[str, Any]]:
    return [one for page in taxii2.as_pages(collection.get_objects, per_request=3) for one in page.get("objects", ())]


def by_both(collection: taxii2.Collection) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []
    query: dict[str, str] = {"limit": "3"}
    for _ in range(200):
        answer, last = _get(collection, query)
        seen += answer.get("objects", [])
        if not answer.get("more"):
            return seen
        query = {"limit": "3", "next": answer["next"], "added_after": last}
    raise AssertionError("never ends")


def _get(collection: taxii2.Collection, query: dict[str, str]) -> tuple[dict[str, Any], str]:
    response = collection._conn.session.get(collection.objects_url, headers=HEADERS, params=query)
    assert response.status_code == 200, response.text
    return response.json(), response.headers.get(taxii.LAST_HEADER, "")


WALKS = pytest.mark.parametrize("walk", [by_added_after, by_next, by_both])


def ids(objects: list[dict[str, Any]]) -> list[str]:
    return [each["id"] for each in objects]


@WALKS
def test_each_client_sees_every_object_once_and_ends(site: Site, walk: Walk) -> None:
    zone = site.zone
    # all at one moment: two objects never share a position
    expected = take(zone, zone.city, *(indicator() for _ in range(8)))
    expected += take(zone, zone.police, indicator(), indicator(Tlp.CLEAR))
    take(zone, zone.city, indicator(None), indicator(Tlp.RED), indicator(Tlp.AMBER))
    assert ids(walk(site.collection(zone.court))) == expected


@WALKS
def test_an_old_object_reaches_a_newcomer_at_a_new_position_once(site: Site, walk: Walk) -> None:
    zone = site.zone
    group = groups.create(zone.db, zone.city, "Gate", "", 0, NOW)
    (old, older) = take(zone, zone.city, indicator(Tlp.AMBER), indicator(Tlp.AMBER), group=group.id)
    seen = take(zone, zone.city, *(indicator() for _ in range(4)))
    collection = site.collection(zone.police)
    assert ids(walk(collection)) == seen
    _, last = _get(collection, {"limit": "10"})
    groups.invite(zone.db, zone.city, group.id, zone.police.partner, None, 1, NOW)
    fresh, _ = _get(collection, {"added_after": last})
    assert ids(fresh["objects"]) == [old, older]
    assert ids(walk(collection)) == [*seen, old, older]
    later = take(zone, zone.city, indicator(Tlp.AMBER), group=group.id)
    assert ids(walk(collection)) == [*seen, old, older, *later]
    assert ids(walk(site.collection(zone.court))) == seen


def test_what_changes_after_it_was_shown_comes_once_more_and_alone(site: Site) -> None:
    zone = site.zone
    group = groups.create(zone.db, zone.city, "Gate", "", 0, NOW)
    first, second = indicator(Tlp.AMBER), indicator(Tlp.AMBER)
    take(zone, zone.city, first, second, group=group.id)
    groups.invite(zone.db, zone.city, group.id, zone.police.partner, None, 1, NOW)
    take(zone, zone.city, {**first, "modified": "2026-11-02T09:00:00.000Z"}, group=group.id)
    found = by_next(site.collection(zone.police))
    assert [(each["id"], each["modified"][:10]) for each in found] == [
        (second["id"], "2026-11-01"), (first["id"], "2026-11-02"),
    ]  # fmt: skip
    groups.remove(zone.db, zone.city, group.id, zone.police.partner, NOW)
    assert by_next(site.collection(zone.police)) == []
    groups.invite(zone.db, zone.city, group.id, zone.police.partner, None, 1, NOW)
    assert ids(by_next(site.collection(zone.police))) == [second["id"], first["id"]]


# ---- collections ---------------------------------------------------------------------------------------------------


def test_a_group_that_one_is_not_in_is_the_same_as_none(site: Site) -> None:
    zone = site.zone
    group = groups.create(zone.db, zone.city, "Gate", "At the gate.", 0, NOW)
    mine = [each.title for each in site.root(zone.city).collections]
    theirs = [each.title for each in site.root(zone.police).collections]
    assert (mine, theirs) == (["Everything", "Own", "Community", "Gate"], ["Everything", "Own", "Community"])
    hidden = next(each for each in site.root(zone.city).collections if each.title == "Gate").id
    groups.invite(zone.db, zone.city, group.id, zone.court.partner, None, 1, NOW)
    assert next(each for each in site.root(zone.court).collections if each.title == "Gate").id != hidden
    answers = [site.get(zone.police, f"{each}/objects/") for each in (hidden, str(uuid.uuid4()))]
    assert [(each.status, each.text) for each in answers] == [(404, answers[0].text)] * 2


def test_each_collection_holds_its_part(site: Site) -> None:
    zone = site.zone
    group = groups.create(zone.db, zone.city, "Gate", "", 0, NOW)
    groups.invite(zone.db, zone.city, group.id, zone.police.partner, None, 1, NOW)
    (amber,) = take(zone, zone.city, indicator(Tlp.AMBER), group=group.id)
    (green,) = take(zone, zone.city, indicator())
    (own,) = take(zone, zone.police, indicator(None))
    parts = {each.title: ids(by_next(each)) for each in site.root(zone.police).collections}
    assert parts == {"Everything": [amber, green, own], "Own": [own], "Community": [green], "Gate": [amber]}


def test_what_is_added_to_a_group_reaches_the_group_and_nobody_else(site: Site) -> None:
    zone = site.zone
    group = groups.create(zone.db, zone.city, "Gate", "", 0, NOW)
    groups.invite(zone.db, zone.city, group.id, zone.police.partner, None, 1, NOW)
    sent = [indicator(Tlp.AMBER), indicator(Tlp.GREEN), indicator(None)]
    status = site.collection(zone.city, "Gate").add_objects({"objects": sent})
    assert (status.status, status.success_count, status.failure_count) == ("complete", 3, 0)
    assert ids(by_next(site.collection(zone.police))) == [sent[0]["id"], sent[1]["id"]]
    assert ids(by_next(site.collection(zone.court))) == [sent[1]["id"]]


# ---- adding --------------------------------------------------------------------------------------------------------


def test_good_objects_are_stored_and_bad_ones_named_to_their_poster_alone(site: Site) -> None:
    zone = site.zone
    good, bad = indicator(), indicator()
    del bad["pattern"]
    added = site.post(zone.city, "all", good, bad)
    status = added.json
    again = site.call(zone.city, f"/taxii2/zone/status/{status['id']}/")
    assert (added.status, again.status, again.json) == (202, 200, status)
    assert [each["id"] for each in status["successes"]] == [good["id"]]
    assert [(each["id"], each["message"]) for each in status["failures"]] == [
        (bad["id"], "/objects/1/pattern is missing; this type needs it")
    ]
    assert site.call(zone.police, f"/taxii2/zone/status/{status['id']}/").status == 404
    zone.clock.at += timedelta(days=1)
    with pytest.raises(Exception, match="Nothing here"):
        service.status(zone.db, zone.city, status["id"], zone.clock.at)


def test_an_object_of_another_partner_with_the_same_id_is_neither_changed_nor_betrayed(site: Site) -> None:
    zone = site.zone
    hidden = indicator(None, name="ours")
    take(zone, zone.city, hidden)
    assert site.post(zone.police, "all", {**hidden, "name": "theirs"}).json["success_count"] == 1
    assert [each["name"] for each in by_next(site.collection(zone.city))] == ["ours"]
    assert [each["name"] for each in by_next(site.collection(zone.police))] == ["theirs"]


def test_only_the_two_kinds_of_collections_that_are_meant_for_it_take_objects(site: Site) -> None:
    city = site.zone.city
    assert [site.post(city, each, indicator()).status for each in ("all", "own", "community")] == [202, 403, 403]
    where = "/taxii2/zone/collections/all/objects/"
    wrong = site.call(city, where, b"{")
    assert (wrong.status, wrong.json["title"]) == (400, "The envelope cannot be read")
    assert site.call(city, where, b"{}", content_type="application/json").status == 415


# ---- what leaves ---------------------------------------------------------------------------------------------------


def test_bytes_leave_as_they_came(site: Site) -> None:
    zone = site.zone
    (name,) = take(zone, zone.city, indicator(x_large=12345678901234567890123, x_text="naïve"))
    text = site.get(zone.court, f"all/objects/{name}/").text
    assert '"x_large":12345678901234567890123' in text
    assert '"x_text":"naïve"' in text


def test_a_place_leaves_as_exact_as_its_reader_may_have_it(site: Site) -> None:
    zone = site.zone
    zone.share(zone.city, "Fence open", Tlp.GREEN, geometry=POINT, place_name="Gate 3")

    def place(actor: Actor) -> Any:
        (found,) = by_next(site.collection(actor))
        return found["extensions"][stix.EXTENSION_ID]["place"]

    assert place(zone.city) == {"precision_m": 0.0, "name": "Gate 3", "geometry": POINT}
    seen = place(zone.police)
    assert (seen["precision_m"], "name" in seen, seen["geometry"] == POINT) == (250, False, False)


def test_what_was_taken_back_arrives_as_taken_back(site: Site) -> None:
    zone = site.zone
    report = zone.share(zone.city, "Fence open", Tlp.GREEN)
    _, last = _get(site.collection(zone.police), {})
    reports.revoke(zone.db, zone.city, report, "repaired", NOW)
    answer, _ = _get(site.collection(zone.police), {"added_after": last})
    assert [(each["id"], each["revoked"]) for each in answer["objects"]] == [(report, True)]


def test_filters_and_versions(site: Site) -> None:
    zone = site.zone
    first = indicator()
    take(zone, zone.city, first, {**indicator(), "type": "x-thing", "id": f"x-thing--{uuid.uuid4()}"})
    take(zone, zone.city, {**first, "modified": "2026-11-02T09:00:00.000Z"})
    police = zone.police

    def found(query: str) -> list[tuple[str, str]]:
        objects = site.get(police, f"all/objects/{query}").json.get("objects", [])
        return [(each["type"], each["modified"][8:10]) for each in objects]

    one, two = ("indicator", "01"), ("indicator", "02")
    assert found("") == [("x-thing", "01"), two]
    assert found("?match[type]=x-thing") == [("x-thing", "01")]
    assert found("?match[spec_version]=2.0") == []
    assert found(f"?match[id]={first['id']}&match[version]=all") == [one, two]
    assert found(f"{first['id']}/?match[version]=first") == [one]
    moments = ["2026-11-01T09:00:00.000000Z", "2026-11-02T09:00:00.000000Z"]
    assert site.get(police, f"all/objects/{first['id']}/versions/").json["versions"] == moments
    assert [each["version"] for each in site.get(police, "all/manifest/").json["objects"]] == moments
    assert site.get(police, "all/objects/?match[version]=all").status == 400
    assert site.get(police, f"all/objects/indicator--{uuid.uuid4()}/").status == 404


def test_a_version_that_was_never_for_the_reader_stays_hidden(site: Site) -> None:
    zone = site.zone
    first = indicator(None)
    take(zone, zone.city, first)
    take(zone, zone.city, indicator(id=first["id"], modified="2026-11-02T09:00:00.000Z"))
    answer = site.get(zone.police, f"all/objects/{first['id']}/versions/")
    assert answer.json["versions"] == ["2026-11-02T09:00:00.000000Z"]


# ---- who calls -----------------------------------------------------------------------------------------------------


def test_discovery_and_refusals_speak_taxii(site: Site) -> None:
    city = site.zone.city
    login = site.logins[city.partner]
    server = taxii2.Server(f"http://{site.address}/taxii2/", user=login.user, password=login.password)
    assert (server.title, server.default.url) == (ZONE.name.en, "http://localhost:8000/taxii2/zone/")
    nobody = site.call(None, "/taxii2/zone/collections/")
    assert (nobody.status, nobody.headers["www-authenticate"]) == (401, routes.CHALLENGE)
    assert (nobody.headers["content-type"], nobody.json["http_status"]) == (taxii.MEDIA_TYPE, "401")
    bearer = make_token(site.zone, city, basic=False).secret
    assert site.call(None, "/taxii2/", authorization=f"Bearer {bearer}").status == 200
    assert site.call(city, "/taxii2/", accept="application/json").status == 406


def test_reading_what_is_restricted_is_audited_before_it_leaves(site: Site) -> None:
    zone = site.zone
    marked = indicator(Tlp.RED)
    site.post(zone.city, "all", marked, indicator())
    site.get(zone.city, "all/objects/")
    with zone.db.read(system=True) as conn:
        leaves = [json.loads(each["body"]) for each in audit.leaves(conn, [zone.city.partner], None, 3)]
    assert [each.get("objects") for each in leaves if each["action"] == "read"] == [[marked["id"]]]


def test_a_page_seeks_and_never_walks_what_is_there(sqlite_url: str) -> None:
    # on SQLite alone: PostgreSQL rightly reads so small a table whole
    with neighbours(sqlite_url) as zone:
        _seeks(zone)


def _seeks(zone: Neighbours) -> None:
    group = groups.create(zone.db, zone.city, "Gate", "", 0, NOW)
    take(zone, zone.city, indicator(), indicator(Tlp.AMBER), group=group.id)
    groups.invite(zone.db, zone.city, group.id, zone.police.partner, None, 1, NOW)
    take(zone, zone.city, indicator(), indicator(Tlp.AMBER), group=group.id)
    statements: list[tuple[str, Any]] = []
    sa.event.listen(zone.db._reader, "before_cursor_execute", lambda *args: statements.append((args[2], args[3])))
    everything = service.collection(zone.db, zone.police, "all", NOW)
    page = service.objects(zone.db, zone.police, everything, taxii.Filters(1, 100), b"k" * 32, NOW)
    assert len(page.items) == 4
    with zone.db.read() as conn:
        plans = [row[3] for text, values in list(statements) if text.startswith("SELECT")
                 for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]  # fmt: skip
    steps = [plan for plan in plans if any(plan.split()[1:2] == [name] for name in ("object", "shown"))]
    assert steps
    assert [plan for plan in steps if not plan.startswith("SEARCH")] == []
