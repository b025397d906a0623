"""Partners and persons: who may see whom, who may change what, and what nobody learns by trying."""

import json

import pytest
import sqlalchemy as sa

from igiz.core.bus import outbox
from igiz.core.db import Database
from igiz.core.errors import BadRequest, Conflict, Forbidden, NotFound
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import NewPerson, Partner, Role
from igiz.zone.model.text import Text
from igiz.zone.service import partners, persons, roles
from igiz.zone.service.directory import load
from igiz.zone.service.partners import PartnerEdit
from tests.service.zone.people.conftest import PARTNERS, PASSWORD, City

NEW_PARTNER = {
    "name": {"nl": "Haven", "en": "Harbour"}, "short": "Harbour", "kind": "venue", "controller": "Harbour master",
    "regime": "gdpr",
}  # fmt: skip


def messages(db: Database) -> list[tuple[str, dict[str, str]]]:
    with db.read(system=True) as conn:
        rows = conn.execute(sa.select(outbox.c.type, outbox.c.body).order_by(outbox.c.position))
        return [(row.type, json.loads(row.body)) for row in rows]


def names(city: City, actor: Actor) -> list[str]:
    return [each.name for each in persons.list_persons(city.db, actor, 0, 100).items]


def test_one_sees_the_own_people_and_those_whom_a_partner_shows(city: City) -> None:
    assert names(city, city.actor(city.chief)) == ["The chief", "The desk", "The officer"]
    assert names(city, city.actor(city.officer)) == ["The officer"]
    assert names(city, city.actor(city.clerk)) == ["The officer", "The clerk"]
    shown = persons.get_person(city.db, city.actor(city.clerk), city.officer)
    assert (shown.login, shown.roles) == (None, frozenset())


def test_who_is_hidden_is_as_if_not_there(city: City) -> None:
    browser = city.browser(city.officer)
    unknown = "person--00000000-0000-4000-8000-000000000000"
    hidden = [browser.get(f"/v1/persons/{each}") for each in (city.clerk, unknown, "no-id", "%00")]
    assert [each.status for each in hidden] == [404] * 4
    assert len({each.body for each in hidden}) == 1
    edits = [browser.patch(f"/v1/persons/{each}", {"name": "X"}) for each in (city.clerk, unknown)]
    assert {(each.status, each.body) for each in edits} == {(404, hidden[0].body)}
    gone = [browser.delete(f"/v1/persons/{each}") for each in (city.clerk, unknown)]
    assert {(each.status, each.body) for each in gone} == {(404, hidden[0].body)}


def test_a_login_elsewhere_does_not_betray_itself(city: City) -> None:
    browser = city.browser(city.officer)
    taken_elsewhere = browser.post("/v1/persons", {"name": "New", "login": "clerk", "roles": ["reader"]})
    assert (taken_elsewhere.status, taken_elsewhere.json["login"]) == (201, "clerk@police")
    other = browser.post("/v1/persons", {"name": "New", "login": "clerk@court", "roles": ["reader"]})
    assert (other.status, other.json["errors"][0]["what"]) == (400, "must end in @police, or leave that part out")
    own = browser.post("/v1/persons", {"name": "New", "login": "OFFICER", "roles": ["reader"]})
    assert (own.status, own.slug) == (409, "login-taken")


def test_pages_of_persons_meet_without_gap_or_repeat(city: City) -> None:
    browser = city.browser(city.chief)
    for number in range(4):
        browser.post("/v1/persons", {"name": f"P{number}", "login": f"p{number}", "roles": []})
    seen: list[str] = []
    cursor = ""
    while True:
        page = browser.get(f"/v1/persons?limit=3{cursor}").json
        seen += [each["name"] for each in page["items"]]
        assert (page["total"], page["totalCapped"]) == (7, False)
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == ["The chief", "The desk", "The officer", "P0", "P1", "P2", "P3"]
    assert browser.get("/v1/persons?cursor=!!!").status == 400


@pytest.mark.parametrize("who", ["desk", "officer", "clerk"])
def test_only_administrators_of_the_own_partner_change_its_people(city: City, who: str) -> None:
    browser = city.browser(getattr(city, who))
    answers = [
        browser.patch(f"/v1/persons/{city.chief}", {"roles": []}),
        browser.delete(f"/v1/persons/{city.chief}"),
        browser.post(f"/v1/persons/{city.chief}/invitations", None),
    ]
    # the city hides its people, so to others these do not even exist
    assert [each.status for each in answers] == [403 if who == "desk" else 404] * 3
    shown = city.browser(city.chief).patch(f"/v1/persons/{city.officer}", {"roles": []})
    assert shown.status == 403


def test_a_partner_keeps_its_last_administrator(city: City) -> None:
    browser = city.browser(city.chief)
    path = f"/v1/persons/{city.chief}"
    refused = [browser.patch(path, {"roles": ["reader"]}), browser.patch(path, {"active": False}), browser.delete(path)]
    assert [(each.status, each.slug) for each in refused] == [(409, "last-administrator")] * 3
    assert browser.patch(f"/v1/persons/{city.desk}", {"roles": ["administrator"]}).status == 200
    assert browser.patch(path, {"roles": ["reader"]}).json["roles"] == ["reader"]
    # it acts at once: the next request has the new roles
    assert browser.patch(path, {"roles": ["administrator"]}).status == 403


def test_a_token_does_not_count_as_an_administrator(city: City) -> None:
    browser = city.browser(city.chief)
    wish = {"name": "robot", "scopes": ["admin"], "expires": "2026-12-01T00:00:00Z"}
    assert browser.post("/v1/tokens", wish).status == 201
    assert browser.delete(f"/v1/persons/{city.chief}").slug == "last-administrator"


def test_unknown_roles_are_refused_and_new_ones_are_data(city: City) -> None:
    browser = city.browser(city.chief)
    wish = {"name": "A", "login": "a", "roles": ["analyst"]}
    refused = browser.post("/v1/persons", wish)
    assert refused.json["errors"] == [
        {
            "where": "roles",
            "what": "no role 'analyst': choose from administrator, auditor, contributor, decider, reader",
        }
    ]
    role = Role("analyst", Text("analist", "analyst"), ("signals", "picture"))
    city.db.write(lambda tx: roles.add_role(tx, role), city.wall.time)
    city.db.write(lambda tx: roles.add_role(tx, role), city.wall.time)
    link = browser.post("/v1/persons", wish).json["invitation"]["link"]
    session = browser.post("/v1/invitations/" + link.rsplit("/", 1)[1], {"password": PASSWORD}).json
    assert session["desks"] == ["picture", "signals"]


def test_whoever_is_removed_leaves_identifier_and_partner_alone(city: City) -> None:
    city.browser(city.chief).delete(f"/v1/persons/{city.desk}")
    with city.db.read() as conn:
        directory = load(conn)
        assert persons.person_of(conn, city.desk) is None
    (left,) = [each for each in directory.persons if each.id == city.desk]
    assert (left.name, left.partner, left.active) == ("", city.city, False)
    assert persons.load_actor(city.db, city.desk, city.wall.time) is None
    assert messages(city.db)[-1] == ("PersonLeft", {"person": city.desk, "partner": city.city})
    # the login is free again
    again = city.browser(city.chief).post("/v1/persons", {"name": "D", "login": "desk", "roles": []})
    assert again.status == 201


def test_messages_tell_what_happened_without_personal_data(city: City) -> None:
    before = len(messages(city.db))
    actor = city.actor(city.chief)
    persons.change_person(city.db, actor, city.desk, city.wall.time, name="Other")
    persons.change_person(city.db, actor, city.desk, city.wall.time, active=False)
    persons.change_person(city.db, actor, city.desk, city.wall.time, active=False)
    persons.change_person(city.db, actor, city.desk, city.wall.time, active=True)
    partners.change_partner(city.db, actor, city.court, PartnerEdit(short="The court"), city.wall.time)
    who = {"person": city.desk, "partner": city.city}
    assert messages(city.db)[before:] == [
        ("PersonLeft", who), ("PersonAdded", who), ("PartnerChanged", {"partner": city.court}),
    ]  # fmt: skip


def test_partners_are_seen_by_all_and_kept_by_the_host(city: City) -> None:
    chief, officer = city.browser(city.chief), city.browser(city.officer)
    listed = officer.get("/v1/partners").json
    assert [each["short"] for each in listed["items"]] == ["City", "Police", "Court"]
    assert officer.post("/v1/partners", NEW_PARTNER).status == 403
    assert city.browser(city.desk).post("/v1/partners", NEW_PARTNER).status == 403
    added = chief.post("/v1/partners", NEW_PARTNER | {"administrator": {"name": "Master", "login": "master"}})
    assert added.status == 201
    assert added.headers["location"] == f"/v1/partners/{added.json['id']}"
    session = chief.post(
        "/v1/invitations/" + added.json["invitation"]["link"].rsplit("/", 1)[1], {"password": PASSWORD}
    )
    assert (session.json["person"]["login"], session.json["canAdminister"]) == ("master@harbour", True)
    again = officer.post("/v1/partners", NEW_PARTNER)
    assert again.status == 403
    assert officer.get(f"/v1/partners/{added.json['id']}").json["controller"] == "Harbour master"
    assert officer.get("/v1/partners/partner--00000000-0000-4000-8000-000000000000").status == 404


def test_a_short_name_is_taken_once(city: City) -> None:
    refused = city.browser(city.chief).post("/v1/partners", NEW_PARTNER | {"short": "POLICE"})
    assert (refused.status, refused.slug) == (409, "short-name-taken")


def test_only_a_partner_itself_opens_its_people_to_others(city: City) -> None:
    chief, clerk = city.browser(city.chief), city.browser(city.clerk)
    path = f"/v1/partners/{city.court}"
    assert chief.patch(path, {"showsPersons": True}).status == 403
    assert clerk.patch(path, {"showsPersons": True, "regime": "gdpr"}).status == 403
    assert chief.get(f"/v1/persons/{city.clerk}").status == 404
    assert clerk.patch(path, {"showsPersons": True}).json["showsPersons"] is True
    assert chief.get(f"/v1/persons/{city.clerk}").json["name"] == "The clerk"
    assert chief.patch(path, {"regime": "eudpr"}).json["regime"] == "eudpr"
    assert chief.patch(f"/v1/partners/{city.police}", {"active": False}).status == 200
    assert chief.get(f"/v1/persons/{city.officer}").status == 404


def test_the_host_cannot_shut_itself_out(city: City) -> None:
    answer = city.browser(city.chief).patch(f"/v1/partners/{city.city}", {"active": False})
    assert answer.status == 409


def test_a_zone_file_read_twice_changes_only_what_changed(city: City) -> None:
    before = messages(city.db)

    def again() -> list[Partner]:
        return city.db.write(lambda tx: partners.ensure_partners(tx, PARTNERS, "operator"), city.wall.time)

    assert [each.id for each in again()] == [city.city, city.police, city.court]
    assert messages(city.db) == before
    # what the partner decided itself stays
    edit = PartnerEdit(shows_persons=True)
    partners.change_partner(city.db, city.actor(city.clerk), city.court, edit, city.wall.time)
    assert again()[2].shows_persons is True


def test_a_name_of_control_characters_is_refused(city: City) -> None:
    browser = city.browser(city.chief)
    for name in ("", " ", "a\x00b", "a\nb", "x" * 201):
        assert browser.post("/v1/persons", {"name": name, "login": "x", "roles": []}).status == 400
    for login in ("ä", "-x", "a b", "a@b@city", ""):
        assert browser.post("/v1/persons", {"name": "x", "login": login, "roles": []}).status == 400


def test_services_are_changed_through_their_token_alone(city: City) -> None:
    browser = city.browser(city.chief)
    wish = {"name": "robot", "scopes": ["read"], "expires": "2026-12-01T00:00:00Z"}
    service = browser.post("/v1/tokens", wish).json["person"]
    assert browser.patch(f"/v1/persons/{service}", {"roles": ["administrator"]}).status == 409
    assert browser.post(f"/v1/persons/{service}/invitations", None).status == 409


def test_the_service_layer_refuses_as_the_routes_do(city: City) -> None:
    now = city.wall.time
    new = NewPerson("X", "x", frozenset({"reader"}))
    with pytest.raises(Forbidden):
        persons.add_person(city.db, city.identity, city.actor(city.desk), new, now, partner_id=city.court)
    person, _link = persons.add_person(city.db, city.identity, city.actor(city.chief), new, now, partner_id=city.court)
    assert person.partner == city.city
    with pytest.raises(NotFound):
        persons.remove_person(city.db, city.actor(city.officer), city.clerk, now)
    with pytest.raises(Conflict):
        persons.remove_person(city.db, city.actor(city.clerk), city.clerk, now)
    with pytest.raises(BadRequest):
        persons.change_person(city.db, city.actor(city.chief), city.desk, now, roles=frozenset({"god"}))
