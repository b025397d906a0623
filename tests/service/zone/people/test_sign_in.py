"""Signing in by password and invitation: who comes in, who does not, and how a session ends."""

from typing import Literal

import pytest
import sqlalchemy as sa
from argon2 import Parameters, PasswordHasher, extract_parameters

from igiz.core.audit import leaf
from igiz.core.db import Database
from igiz.core.errors import Problem, Unauthenticated
from igiz.core.settings import Security, Server
from igiz.zone.model.people import OPERATOR, Credential, NewPerson
from igiz.zone.service import partners, passwords, persons, sessions, sign_in
from igiz.zone.service.identity import Identity
from igiz.zone.store import credentials
from tests.service.zone.people.asgi import Browser
from tests.service.zone.people.conftest import PASSWORD, City, Wall


def test_a_person_signs_in_and_out(city: City) -> None:
    browser = Browser(city.app())
    answer = browser.post("/v1/sessions", {"login": "Officer@Police ", "password": PASSWORD})
    assert answer.status == 201
    assert answer.json["person"] == {
        "id": city.officer, "name": "The officer", "login": "officer@police", "partner": city.police,
        "roles": ["administrator", "decider"], "active": True, "service": False,
    }  # fmt: skip
    assert answer.json["partner"]["id"] == city.police
    assert answer.json["desks"] == ["picture", "reports", "admin"]
    flags = {key: value for key, value in answer.json.items() if key.startswith("can")}
    assert flags == {"canWrite": False, "canDecide": True, "canAdminister": True, "canAudit": False}
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("igiz_session=")
    assert [part.strip() for part in cookie.split(";")[1:]] == [
        "HttpOnly", "Max-Age=43200", "Path=/", "SameSite=strict",
    ]  # fmt: skip
    assert browser.get("/v1/session").json == answer.json
    kept = dict(browser.cookies)
    assert browser.delete("/v1/session").status == 204
    assert browser.cookies == {}
    assert Browser(city.app(), cookies=kept).get("/v1/session").status == 401


def test_over_https_the_cookie_is_bound_to_the_host(city: City) -> None:
    app = city.app()
    app.state.identity = Identity(b"k" * 64, "https://zone.example.org")
    answer = Browser(app).post("/v1/sessions", {"login": "officer@police", "password": PASSWORD})
    assert answer.headers["set-cookie"].startswith("__Host-igiz_session=")
    assert "; Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("login", "password"),
    [("officer@police", "wrong"), ("nobody@police", PASSWORD), ("officer", PASSWORD), ("officer@city", PASSWORD)],
)
def test_every_wrong_sign_in_gets_the_same_answer(city: City, login: str, password: str) -> None:
    answer = Browser(city.app()).post("/v1/sessions", {"login": login, "password": password})
    assert (answer.status, answer.json["type"], answer.json["detail"]) == (
        401, "/problems/wrong-credentials", "Login, password or code is wrong.",
    )  # fmt: skip
    assert "set-cookie" not in answer.headers


def test_an_unknown_login_takes_as_long_as_a_wrong_password(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    work: list[Parameters] = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            work.append(extract_parameters(str(hash)))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Watched(time_cost=2, memory_cost=1024, parallelism=1))
    passwords._nobodys.cache_clear()
    city.db.write(lambda tx: credentials.set_password(tx, city.officer, passwords.hashed(PASSWORD, 8)), city.wall.time)
    for login in ("officer@police", "nobody@police"):
        with pytest.raises(Unauthenticated):
            sign_in.sign_in(city.db, city.identity, login, "wrong", None, "", city.wall.time)
    known, unknown = work
    assert known == unknown


def test_known_and_unknown_logins_leave_the_same_number_of_records(city: City) -> None:
    def records() -> int:
        with city.db.read(system=True) as conn:
            return int(conn.execute(sa.select(sa.func.count()).select_from(leaf)).scalar_one())

    before = records()
    Browser(city.app()).post("/v1/sessions", {"login": "officer@police", "password": "wrong"})
    known = records() - before
    Browser(city.app()).post("/v1/sessions", {"login": "nobody@police", "password": "wrong"})
    assert (known, records() - before) == (1, 2)


def test_no_secret_and_no_login_reaches_the_audit_log(city: City) -> None:
    browser = city.browser(city.officer)
    Browser(city.app()).post("/v1/sessions", {"login": "somebody.real@police", "password": "wrong"})
    with city.db.read(system=True) as conn:
        bodies = " ".join(conn.execute(sa.select(leaf.c.body)).scalars())
    for word in ("officer@police", "The officer", "somebody.real", PASSWORD, *browser.cookies.values()):
        assert word not in bodies


def test_guessing_is_slowed(city: City) -> None:
    browser = Browser(city.app(Server(sign_ins_per_minute=3)))
    answers = [browser.post("/v1/sessions", {"login": "officer@police", "password": "no"}) for _ in range(4)]
    assert [each.status for each in answers] == [401, 401, 401, 429]
    assert answers[-1].headers["retry-after"] == "20"
    # the right password helps no more either, from this address; another login does
    assert browser.post("/v1/sessions", {"login": "officer@police", "password": PASSWORD}).status == 429
    assert browser.post("/v1/sessions", {"login": "clerk@court", "password": PASSWORD}).status == 201


def test_a_session_ends_when_idle_and_in_any_case(city: City, wall: Wall) -> None:
    idle = city.browser(city.officer)
    wall.pass_(minutes=119)
    assert idle.get("/v1/session").status == 200
    wall.pass_(minutes=119)
    assert idle.get("/v1/session").status == 200
    wall.pass_(minutes=121)
    assert idle.get("/v1/session").status == 401
    busy = city.browser(city.officer)
    for _ in range(7):
        wall.pass_(minutes=100)
        assert busy.get("/v1/session").status == 200
    wall.pass_(minutes=21)
    assert busy.get("/v1/session").status == 401


def test_one_sees_and_ends_only_the_own_sessions(city: City, wall: Wall) -> None:
    first, other = city.browser(city.officer), city.browser(city.clerk)
    wall.pass_(minutes=1)
    second = city.browser(city.officer)
    listed = second.get("/v1/sessions").json["items"]
    assert [each["current"] for each in listed] == [True, False]
    target = listed[1]["id"]
    assert first.get("/v1/session").json["id"] == target
    assert other.delete(f"/v1/sessions/{target}").status == 404
    assert first.get("/v1/session").status == 200
    assert second.delete(f"/v1/sessions/{target}").status == 204
    assert first.get("/v1/session").status == 401
    assert second.get("/v1/session").status == 200


def test_a_removed_person_is_out_at_once(city: City) -> None:
    browser, chief = city.browser(city.desk), city.browser(city.chief)
    assert browser.get("/v1/session").status == 200
    assert chief.delete(f"/v1/persons/{city.desk}").status == 204
    assert browser.get("/v1/session").status == 401
    again = Browser(city.app()).post("/v1/sessions", {"login": "desk@city", "password": PASSWORD})
    assert (again.status, again.slug) == (401, "wrong-credentials")


def test_an_inactive_person_or_partner_is_out_at_once(city: City) -> None:
    desk, officer, chief = city.browser(city.desk), city.browser(city.officer), city.browser(city.chief)
    assert chief.patch(f"/v1/persons/{city.desk}", {"active": False}).status == 200
    assert chief.patch(f"/v1/partners/{city.police}", {"active": False}).status == 200
    assert [desk.get("/v1/session").status, officer.get("/v1/session").status] == [401, 401]
    refused = Browser(city.app()).post("/v1/sessions", {"login": "officer@police", "password": PASSWORD})
    assert refused.slug == "wrong-credentials"
    chief.patch(f"/v1/persons/{city.desk}", {"active": True})
    chief.patch(f"/v1/partners/{city.police}", {"active": True})
    # the old cookies stay dead
    assert [desk.get("/v1/session").status, officer.get("/v1/session").status] == [401, 401]
    assert city.browser(city.officer).get("/v1/session").status == 200


def test_the_database_holds_no_usable_cookie(city: City) -> None:
    (secret,) = city.browser(city.officer).cookies.values()
    with city.db.read() as conn:
        rows = [str(row) for row in conn.execute(sa.select(credentials.session))]
    assert len(rows) == 1
    assert not any(secret in row for row in rows)
    digests = [each for row in rows for each in row.split("'") if len(each) == 64]
    assert [Browser(city.app(), cookies={"igiz_session": each}).get("/v1/session").status for each in digests] == (
        [401]
    )


def test_who_somebody_is_costs_one_query(city: City) -> None:
    (secret,) = city.browser(city.officer).cookies.values()
    credential = Credential("session", city.identity.digest("session", secret))
    asked: list[str] = []
    sa.event.listen(
        city.db._reader, "before_cursor_execute", lambda _c, _cur, statement, *_rest: asked.append(statement)
    )
    with city.db.read() as conn:
        actor = sessions.actor_of(conn, credential, city.wall.time)
    assert actor is not None
    assert (actor.person, actor.partner, actor.roles) == (
        city.officer, city.police, frozenset({"administrator", "decider"}),
    )  # fmt: skip
    assert len(actor.principals) == 3
    assert [each for each in asked if each.startswith("SELECT")] == [asked[1]]
    if city.db.sqlite:
        with city.db.read() as conn:
            steps = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[1]}", ("x", 0, 0)).all()
        assert not [step for step in steps if "SCAN" in step[3]]


def test_an_invitation_works_once_and_not_for_ever(city: City, wall: Wall) -> None:
    new = NewPerson("Second desk", "desk2", frozenset({"reader"}))
    _person, invitation = persons.add_person(city.db, city.identity, city.actor(city.chief), new, wall.time)
    path = "/v1/invitations/" + invitation.secret
    browser = Browser(city.app())
    assert browser.get(path).json == {"login": "desk2@city", "partner": {"nl": "Stad", "en": "City"}}
    short = browser.post(path, {"password": "short"})
    assert (short.status, short.json["errors"]) == (
        400, [{"where": "password", "what": "has 5 characters: give 12 to 1000"}],
    )  # fmt: skip
    assert browser.post(path, {"password": PASSWORD}).status == 201
    assert browser.get("/v1/session").json["person"]["login"] == "desk2@city"
    assert [browser.get(path).status, browser.post(path, {"password": PASSWORD}).status] == [404, 404]
    other = NewPerson("Third desk", "desk3", frozenset({"reader"}))
    _person, late = persons.add_person(city.db, city.identity, city.actor(city.chief), other, wall.time)
    wall.pass_(hours=city.identity.security.invitation_hours)
    assert Browser(city.app()).post(f"/v1/invitations/{late.secret}", {"password": PASSWORD}).status == 404


def test_a_new_invitation_ends_sessions_at_once_and_the_password_when_it_is_used(city: City) -> None:
    desk, chief = city.browser(city.desk), city.browser(city.chief)
    made = chief.post(f"/v1/persons/{city.desk}/invitations", None)
    assert made.status == 201
    assert made.json["link"].startswith("http://localhost:8000/invitation/")
    assert desk.get("/v1/session").status == 401
    again = city.browser(city.desk)
    assert again.get("/v1/session").status == 200
    secret = made.json["link"].rsplit("/", 1)[1]
    new = Browser(city.app())
    assert new.post(f"/v1/invitations/{secret}", {"password": "another long one"}).status == 201
    assert again.get("/v1/session").status == 401
    old = Browser(city.app()).post("/v1/sessions", {"login": "desk@city", "password": PASSWORD})
    assert old.slug == "wrong-credentials"


def test_a_secret_of_one_kind_opens_nothing_of_another(city: City) -> None:
    chief = city.browser(city.chief)
    link = chief.post(f"/v1/persons/{city.desk}/invitations", None).json["link"].rsplit("/", 1)[1]
    (cookie,) = chief.cookies.values()
    app = city.app()
    assert Browser(app, cookies={"igiz_session": link}).get("/v1/session").status == 401
    assert Browser(app).get("/v1/session", authorization=f"Bearer {cookie}").status == 401
    assert Browser(app).get(f"/v1/invitations/{cookie}").status == 404


def test_the_first_administrator_comes_by_a_link_until_there_is_one(
    db: Database, identity: Identity, wall: Wall
) -> None:
    lost = sign_in.first_administrator(db, identity, wall.time)
    path = sign_in.first_administrator(db, identity, wall.time)
    assert lost is not None and path is not None
    assert path.startswith("/invitation/")
    with pytest.raises(Problem, match="This invitation was used"):
        sign_in.accept_invitation(db, identity, lost.rsplit("/", 1)[1], PASSWORD, "", wall.time)
    sign_in.accept_invitation(db, identity, path.rsplit("/", 1)[1], PASSWORD, "", wall.time)
    assert sign_in.first_administrator(db, identity, wall.time) is None
    with db.read() as conn:
        (host,) = partners.partners(conn)
        (person,) = persons.persons_of(conn, [host.id])
    assert (person.login, person.roles) == ("admin@host", frozenset({"administrator"}))


def test_where_a_second_factor_is_asked_for_a_password_alone_never_suffices(city: City, wall: Wall) -> None:
    strict = Identity(b"k" * 64, security=Security(require_second_factor=True))
    with pytest.raises(Unauthenticated) as refused:
        sign_in.sign_in(city.db, strict, "officer@police", PASSWORD, None, "", wall.time)
    assert refused.value.slug == "second-factor-needed"
    with pytest.raises(Unauthenticated) as wrong:
        sign_in.sign_in(city.db, strict, "officer@police", "wrong", None, "", wall.time)
    assert wrong.value.slug == "wrong-credentials"


def test_the_secret_of_the_instance_keys_everything(city: City, wall: Wall) -> None:
    browser = city.browser(city.officer)
    browser.app.state.identity = Identity(b"another" * 10)
    assert browser.get("/v1/session").status == 401


def test_a_person_added_by_the_operator_goes_where_the_operator_says(city: City, wall: Wall) -> None:
    new = NewPerson("Guard", "guard", frozenset({"reader"}))
    person, _invitation = persons.add_person(city.db, city.identity, OPERATOR, new, wall.time, partner_id=city.court)
    assert (person.partner, person.login) == (city.court, "guard@court")
