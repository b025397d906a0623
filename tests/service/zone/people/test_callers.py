"""What a browser must show besides its cookie, and the role buttons of a demo at this machine."""

from typing import Any

import pytest

from igiz.core.db import Database, Tx
from igiz.core.errors import Conflict
from igiz.zone.model.people import NewPerson
from igiz.zone.model.text import Text
from igiz.zone.service import partners, persons, sign_in
from igiz.zone.service.identity import Identity
from tests.service.zone.people.asgi import Browser, basic
from tests.service.zone.people.conftest import PARTNERS, PASSWORD, City, Wall, application

CHANGE = {"name": "Another"}


def test_unsafe_methods_need_the_console_header(city: City) -> None:
    browser = city.browser(city.chief)
    browser.headers = {}
    path = f"/v1/persons/{city.desk}"
    refused = browser.patch(path, CHANGE)
    assert (refused.status, refused.slug) == (403, "console-header-missing")
    assert browser.delete("/v1/session").slug == "console-header-missing"
    assert browser.get(path).json["name"] == "The desk"
    assert browser.patch(path, CHANGE, x_igiz_console="1").status == 200


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}]
)
def test_another_origin_is_refused_and_changes_nothing(city: City, headers: dict[str, str]) -> None:
    browser = city.browser(city.chief)
    path = f"/v1/persons/{city.desk}"
    assert browser.patch(path, CHANGE, **headers).slug == "other-origin"
    assert browser.get(path).json["name"] == "The desk"
    login = {"login": "chief@city", "password": PASSWORD}
    assert Browser(city.app()).post("/v1/sessions", login, **headers).slug == "other-origin"
    assert browser.patch(path, CHANGE, origin="http://localhost:8000", sec_fetch_site="same-origin").status == 200


def test_a_token_needs_no_header_but_basic_no_foreign_page(city: City) -> None:
    chief = city.browser(city.chief)
    wish = {"name": "robot", "scopes": ["admin"], "expires": "2026-12-01T00:00:00Z"}
    token = chief.post("/v1/tokens", wish).json["token"]
    pair = chief.post("/v1/tokens", wish | {"basic": True}).json
    caller = Browser(city.app(), headers={})
    path = f"/v1/persons/{city.desk}"
    assert caller.patch(path, CHANGE, authorization=f"Bearer {token}").status == 200
    header = basic(pair["user"], pair["password"])
    assert caller.patch(path, CHANGE, authorization=header).status == 200
    assert caller.patch(path, CHANGE, authorization=header, origin="https://evil.example").slug == "other-origin"


def test_a_header_counts_before_a_cookie(city: City) -> None:
    browser = city.browser(city.chief)
    assert browser.get("/v1/session", authorization="Bearer igz_x").status == 401


def test_nobody_signed_in_is_told_so(city: City) -> None:
    answer = Browser(city.app()).get("/v1/partners")
    assert (answer.status, answer.slug) == (401, "sign-in-needed")


@pytest.fixture
def demo(db: Database, identity: Identity, wall: Wall) -> tuple[Any, str, str]:
    """A demo with a person to play and one who is not offered."""

    def fill(tx: Tx) -> tuple[str, str]:
        sign_in.mark_demo(tx)
        made = partners.ensure_partners(tx, PARTNERS, "operator")
        who = [
            persons.enrol(tx, made[0], NewPerson(login, login, frozenset({"reader"})), "operator").id
            for login in ("offered", "hidden")
        ]
        sign_in.offer_demo_role(tx, who[0], Text("Meldkamer", "Duty desk"))
        return who[0], who[1]

    offered, hidden = db.write(fill, wall.time)
    return application(db, identity, wall), offered, hidden


def test_role_buttons_only_on_a_demo_on_loopback(demo: tuple[Any, str, str]) -> None:
    app, offered, hidden = demo
    near = [
        Browser(app, peer=peer, host=host)
        for peer, host in (
            ("127.0.0.1", "localhost:8000"), ("127.0.0.1", "127.0.0.1"), ("::1", "[::1]:8000"),
            ("::ffff:127.0.0.1", "localhost"),
        )
    ]  # fmt: skip
    expected = {
        "items": [
            {"person": offered, "role": {"nl": "Meldkamer", "en": "Duty desk"}, "partner": {"nl": "Stad", "en": "City"}}
        ]
    }
    assert [each.get("/v1/demo-roles").json for each in near] == [expected] * 4
    far = [
        Browser(app, peer="192.0.2.7"),
        Browser(app, host="zone.example.org"),
        Browser(app, host="localhost.example.org"),
        Browser(app, host=""),
        Browser(app, peer="not an address"),
        Browser(app, headers={"x-igiz-console": "1", "x-forwarded-for": "192.0.2.7"}),
    ]
    assert [each.get("/v1/demo-roles").status for each in far] == [404] * 6
    assert [each.post("/v1/demo-sessions", {"person": offered}).status for each in far] == [404] * 6
    assert near[0].post("/v1/demo-sessions", {"person": hidden}).status == 404
    answer = near[0].post("/v1/demo-sessions", {"person": offered})
    assert (answer.status, answer.json["person"]["id"]) == (201, offered)
    assert near[0].get("/v1/session").status == 200


def test_there_are_no_role_buttons_elsewhere(city: City) -> None:
    browser = Browser(city.app())
    assert browser.get("/v1/demo-roles").status == 404
    assert browser.post("/v1/demo-sessions", {"person": city.chief}).status == 404


def test_an_instance_with_partners_never_becomes_a_demo(city: City) -> None:
    with pytest.raises(Conflict):
        city.db.write(sign_in.mark_demo, city.wall.time)
    with pytest.raises(Conflict):
        city.db.write(lambda tx: sign_in.offer_demo_role(tx, city.chief, Text("a", "a")), city.wall.time)
    assert sign_in.is_demo(city.db) is False


def test_a_demo_has_no_first_administrator(demo: tuple[Any, str, str], db: Database, identity: Identity) -> None:
    assert sign_in.first_administrator(db, identity, Wall().time) is None


def test_every_operation_is_described(city: City) -> None:
    paths = city.app().openapi()["paths"]
    operations = [(path, method, each) for path, item in paths.items() for method, each in item.items()]
    names = [each["operationId"] for _path, _method, each in operations]
    assert len(names) == len(set(names)) == 30
    for path, method, each in operations:
        assert each["tags"] and each["summary"], (path, method)
        errors = [status for status in each["responses"] if status >= "400" and status != "422"]
        assert "429" in errors, (path, method)
        for status in errors:
            assert list(each["responses"][status]["content"]) == ["application/problem+json"], (path, method, status)
