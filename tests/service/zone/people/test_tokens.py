"""API tokens: what they open, how they end, and what of them is kept."""

import json
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from igiz.core.errors import Forbidden
from igiz.zone.model.people import OPERATOR, Credential
from igiz.zone.service import persons, sessions, tokens
from igiz.zone.store import credentials
from tests.service.zone.people.asgi import Answer, Browser, basic
from tests.service.zone.people.conftest import City, Wall

EXPIRES = "2026-12-01T00:00:00Z"


def made(city: City, **more: Any) -> dict[str, Any]:
    wish = {"name": "feed", "scopes": ["read", "write"], "expires": EXPIRES} | more
    answer = city.browser(city.chief).post("/v1/tokens", wish)
    assert answer.status == 201, answer.body
    return dict(answer.json)


def asked(city: City, header: str, path: str = "/v1/session") -> Answer:
    return Browser(city.app(), headers={}).get(path, authorization=header)


def test_a_token_acts_as_a_service_of_its_partner(city: City) -> None:
    token = made(city)
    assert (token["user"], token["password"], token["scopes"]) == (None, None, ["read", "write"])
    assert token["token"].startswith("igz_")
    assert len(token["token"]) == 47
    session = asked(city, f"Bearer {token['token']}").json
    assert (session["id"], session["expires"]) == (None, None)
    assert session["person"] == {
        "id": token["person"], "name": "feed", "login": None, "partner": city.city,
        "roles": ["contributor", "reader"], "active": True, "service": True,
    }  # fmt: skip
    assert (session["canWrite"], session["canAdminister"]) == (True, False)


def test_basic_gives_user_and_password_and_neither_works_alone(city: City) -> None:
    token = made(city, basic=True)
    assert token["token"] is None
    user, password = token["user"], token["password"]
    assert asked(city, basic(user, password)).json["person"]["id"] == token["person"]
    wrong = [basic("x", password), basic(user, "x"), basic("", password), f"Bearer {password}", "Basic !", "Basic eA=="]
    assert [asked(city, each).status for each in wrong] == [401] * 6
    plain = made(city)["token"]
    assert asked(city, basic("anyone", plain)).status == 401


def test_an_unknown_token_is_refused_and_told_how_to_sign_in(city: City) -> None:
    answer = asked(city, "Bearer igz_unknown")
    assert (answer.status, answer.headers["www-authenticate"]) == (401, 'Bearer realm="igiz"')
    assert asked(city, "Digest x").status == 401


def test_the_database_holds_no_usable_token(city: City) -> None:
    token = made(city)
    with city.db.read() as conn:
        (row,) = conn.execute(sa.select(credentials.token))
    assert token["token"] not in str(row)
    assert token["token"].removeprefix("igz_") not in str(row)
    assert asked(city, f"Bearer {row.digest}").status == 401
    other_key = replace(city.identity, key=b"z" * 64)
    assert other_key.digest("token", token["token"]) != row.digest


def test_a_token_ends_by_itself_and_by_hand(city: City, wall: Wall) -> None:
    first, second = made(city), made(city)
    chief = city.browser(city.chief)
    assert [each["id"] for each in chief.get("/v1/tokens").json["items"]] == [first["id"], second["id"]]
    assert "igz_" not in chief.get("/v1/tokens").body.decode()
    assert chief.delete(f"/v1/tokens/{first['id']}").status == 204
    assert chief.delete(f"/v1/tokens/{first['id']}").status == 404
    assert [asked(city, f"Bearer {each['token']}").status for each in (first, second)] == [401, 200]
    wall.pass_(days=29)
    assert asked(city, f"Bearer {second['token']}").status == 401


def test_removing_the_service_ends_its_token(city: City) -> None:
    token = made(city)
    chief = city.browser(city.chief)
    assert chief.delete(f"/v1/persons/{token['person']}").status == 204
    assert asked(city, f"Bearer {token['token']}").status == 401
    assert chief.get("/v1/tokens").json["items"] == []


def test_scopes_bound_what_a_token_does(city: City) -> None:
    reading, writing, all_ = made(city, scopes=["read"]), made(city, scopes=["write"]), made(city, scopes=["admin"])
    app = city.app()

    def change(token: dict[str, Any]) -> int:
        caller = Browser(app, headers={"authorization": f"Bearer {token['token']}"})
        return caller.patch(f"/v1/persons/{city.desk}", {"name": f"N{token['id'][-6:]}"}).status

    assert [change(each) for each in (reading, writing, all_)] == [403, 403, 200]
    statuses = [asked(city, f"Bearer {each['token']}", "/v1/partners").status for each in (reading, writing, all_)]
    assert statuses == [200, 403, 200]
    assert asked(city, f"Bearer {reading['token']}", "/v1/tokens").status == 403


def test_a_token_makes_no_tokens_and_has_no_sessions(city: City) -> None:
    token = made(city, scopes=["read", "write", "admin"])
    caller = Browser(city.app(), headers={"authorization": f"Bearer {token['token']}"})
    wish = {"name": "child", "scopes": ["read"], "expires": EXPIRES}
    answers = [
        caller.post("/v1/tokens", wish), caller.get("/v1/sessions"), caller.delete("/v1/session"),
        caller.post("/v1/totp", {}), caller.get("/v1/passkeys"),
        caller.post("/v1/passkey-options", {"purpose": "register"}),
    ]  # fmt: skip
    assert [each.status for each in answers] == [403] * 6


def test_a_token_lets_nobody_in(city: City) -> None:
    """What it made would outlive it: persons, roles, links, the first administrator of a partner."""
    token = made(city, scopes=["read", "write", "admin"])
    caller = Browser(city.app(), headers={"authorization": f"Bearer {token['token']}"})
    person = {"name": "N", "login": "n", "roles": ["administrator"]}
    partner = {
        "name": {"nl": "Zaal", "en": "Hall"}, "short": "Hall", "kind": "venue", "controller": "Hall", "regime": "gdpr",
    }  # fmt: skip
    answers = [
        caller.post("/v1/persons", person),
        caller.post(f"/v1/persons/{city.desk}/invitations", None),
        caller.patch(f"/v1/persons/{city.desk}", {"roles": ["administrator", "reader"]}),
        caller.post("/v1/partners", partner | {"administrator": {"name": "N", "login": "n"}}),
    ]
    assert [each.status for each in answers] == [403] * 4, [each.body for each in answers]
    assert caller.patch(f"/v1/persons/{city.desk}", {"roles": []}).status == 200


def test_inviting_again_ends_the_sessions_and_is_told(city: City) -> None:
    desk = city.browser(city.desk)
    assert desk.get("/v1/session").status == 200
    assert city.browser(city.chief).post(f"/v1/persons/{city.desk}/invitations", None).status == 201
    assert desk.get("/v1/session").status == 401
    with city.db.read(system=True) as conn:
        leaves = [json.loads(row.body) for row in conn.execute(sa.text("SELECT body FROM audit_leaf ORDER BY number"))]
    told = [each for each in leaves if each["action"] == "person-invited"][-1]
    assert (told["actor"], told["subject"], told["again"]) == (city.chief, city.desk, True)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"expires": "2026-11-02T12:00:00Z"}, "expires"),
        ({"expires": "2027-11-03T12:00:00Z"}, "expires"),
    ],
)
def test_a_token_has_an_end_within_bounds(city: City, change: dict[str, Any], where: str) -> None:
    wish = {"name": "feed", "scopes": ["read"], "expires": EXPIRES} | change
    answer = city.browser(city.chief).post("/v1/tokens", wish)
    assert (answer.status, [each["where"] for each in answer.json["errors"]]) == (400, [where])


@pytest.mark.parametrize("change", [{"expires": "2026-12-01T00:00:00"}, {"scopes": []}, {"scopes": ["god"]}])
def test_a_wish_that_does_not_hold_together_is_refused(city: City, change: dict[str, Any]) -> None:
    wish = {"name": "feed", "scopes": ["read"], "expires": EXPIRES} | change
    assert city.browser(city.chief).post("/v1/tokens", wish).status == 400


def test_tokens_are_kept_by_the_partners_administrators(city: City) -> None:
    token = made(city)
    officer, desk = city.browser(city.officer), city.browser(city.desk)
    unknown = officer.delete("/v1/tokens/token--00000000-0000-4000-8000-000000000000")
    hidden = officer.delete(f"/v1/tokens/{token['id']}")
    assert (hidden.status, hidden.body) == (404, unknown.body)
    assert officer.get("/v1/tokens").json["items"] == []
    assert [desk.get("/v1/tokens").status, desk.delete(f"/v1/tokens/{token['id']}").status] == [403, 403]
    with pytest.raises(Forbidden):
        tokens.tokens(city.db, city.actor(city.desk))


def test_the_operator_makes_a_token_for_any_partner(city: City, wall: Wall) -> None:
    issued = tokens.create_token(
        city.db, city.identity, OPERATOR, "taxii", frozenset({"read"}), wall.time.replace(month=12), wall.time,
        basic=True, partner_id=city.police,
    )  # fmt: skip
    assert asked(city, basic(issued.token.user, issued.secret)).json["partner"]["id"] == city.police


def test_who_a_token_is_costs_one_query(city: City) -> None:
    token = made(city)["token"]
    asked_: list[str] = []
    sa.event.listen(
        city.db._reader, "before_cursor_execute", lambda _c, _cur, statement, *_rest: asked_.append(statement)
    )
    with city.db.read() as conn:
        credential = Credential("token", city.identity.digest("token", token))
        assert sessions.actor_of(conn, credential, city.wall.time) is not None
    assert len([each for each in asked_ if each.startswith("SELECT")]) == 1


def test_a_revoked_token_opens_nothing_even_while_its_service_is_active(city: City, wall: Wall) -> None:
    token = made(city)
    city.db.write(lambda tx: credentials.revoke_token(tx, token["id"]), wall.time)
    assert persons.load_actor(city.db, token["person"], wall.time) is not None
    assert asked(city, f"Bearer {token['token']}").status == 401
