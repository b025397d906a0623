"""Events of the zone over HTTP: marked like reports, kept by the zone, exchanged as calendars."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from igiz.share.routes import events
from igiz.zone.model.actor import Actor
from tests.service.share.neighbours import Neighbours, neighbours
from tests.service.zone.people.asgi import Answer, Browser

START = "2026-11-23T09:00:00+01:00"
END = "2026-11-23T17:00:00+01:00"
SPOT = {"type": "Point", "coordinates": [4.2825, 52.0915]}
LINE = {"type": "LineString", "coordinates": [[4.28, 52.09], [4.29, 52.09]]}
EVENT: dict[str, Any] = {"title": "Top", "kind": "summit", "from": START, "until": END, "place": SPOT}


@pytest.fixture
def here(database_url: str) -> Iterator[Neighbours]:
    """A zone with three partners."""
    with neighbours(database_url) as made:
        yield made


def as_(here: Neighbours, actor: Actor | None) -> Browser:
    return here.browser(actor, events.router)


def add(here: Neighbours, actor: Actor, tlp: str | None = None, **values: Any) -> Any:
    marking = {"tlp": tlp} | values.pop("marking", {})
    answer = as_(here, actor).post("/v1/events", EVENT | {"marking": marking} | values)
    assert answer.status == 201, answer.body
    return answer.json


def titles(here: Neighbours, actor: Actor, query: str = "") -> list[str]:
    return [each["title"] for each in as_(here, actor).get(f"/v1/events{query}").json["items"]]


def send(browser: Browser, path: str, calendar: str, kind: str = "text/calendar") -> Answer:
    headers = {"host": browser.host, "content-type": kind}
    return asyncio.run(browser._send("POST", path, calendar.encode(), headers))


def test_an_event_comes_back_as_it_was_added(here: Neighbours) -> None:
    made = add(here, here.city, "GREEN", placeName="Congrescentrum", organiser="Gemeente", expected=400)
    answer = as_(here, here.city).get(f"/v1/events/{made['id']}")
    assert answer.json == made
    assert answer.headers["etag"] == f'"{made["position"]}"'
    assert made.pop("id").startswith("event--")
    assert made.pop("position")
    assert made == {
        "title": "Top", "lang": "nl", "kind": "summit", "from": "2026-11-23T08:00:00Z",
        "until": "2026-11-23T16:00:00Z", "place": SPOT, "placeName": "Congrescentrum", "precisionM": 0,
        "organiser": "Gemeente", "expected": 400, "route": None, "status": "confirmed", "owner": here.city.partner,
        "tlp": "GREEN", "mine": True, "restricted": False, "canEdit": True,
        "marking": {
            "tlp": "GREEN", "pap": None, "groups": [], "recipients": [], "purpose": None, "minLevel": 1,
            "personalData": False, "grounds": [], "breakGlass": False,
        },
    }  # fmt: skip


def test_each_marking_reaches_exactly_those_it_names(here: Neighbours) -> None:
    for tlp in (None, "GREEN", "CLEAR", "RED"):
        add(here, here.city, tlp, title=f"city {tlp}")
    named = {"recipients": [{"principal": here.police.partner}]}
    add(here, here.city, "AMBER+STRICT", title="city STRICT", marking=named)
    assert set(titles(here, here.city)) == {"city None", "city GREEN", "city CLEAR", "city RED", "city STRICT"}
    assert set(titles(here, here.police)) == {"city GREEN", "city CLEAR", "city STRICT"}
    assert set(titles(here, here.court)) == {"city GREEN", "city CLEAR"}


def test_another_partner_gets_a_coarser_place_without_its_name(here: Neighbours) -> None:
    made = add(here, here.city, "GREEN", kind="demonstration", placeName="Plein", route=LINE)
    seen = as_(here, here.court).get(f"/v1/events/{made['id']}").json
    assert made["route"] == LINE
    assert (seen["precisionM"], seen["placeName"], seen["route"]) == (250, None, None)
    assert seen["place"]["type"] == "Point"
    assert seen["place"] != SPOT
    assert (seen["mine"], seen["canEdit"]) == (False, False)


def test_what_is_hidden_is_as_if_it_did_not_exist(here: Neighbours) -> None:
    hidden = add(here, here.city)["id"]
    never = "event--00000000-0000-4000-8000-000000000000"
    police = as_(here, here.police)
    first, second = (
        [
            police.get(f"/v1/events/{each}"),
            police.patch(f"/v1/events/{each}", {"title": "x"}, if_match='"AAAAAAAAAAE"'),
            police.delete(f"/v1/events/{each}"),
        ]
        for each in (hidden, never)
    )
    assert [each.status for each in first] == [404] * 3
    assert [each.body for each in first] == [each.body for each in second]
    page = police.get("/v1/events").json
    assert (page["items"], page["total"], page["next"]) == ([], 0, None)


def test_an_edit_names_the_version_that_was_read(here: Neighbours) -> None:
    made = add(here, here.city, "GREEN", placeName="Plein")
    city, path = as_(here, here.city), f"/v1/events/{made['id']}"
    assert city.patch(path, {"title": "Anders"}).status == 428
    assert city.patch(path, {"title": "Anders"}, if_match='"other"').status == 412
    tag = f'"{made["position"]}"'
    changed = city.patch(path, {"title": "Anders", "until": "2026-11-23T18:00:00+01:00"}, if_match=tag)
    assert changed.status == 200
    assert changed.json["title"] == "Anders"
    assert (changed.json["until"], changed.json["place"]) == ("2026-11-23T17:00:00Z", SPOT)
    assert (changed.json["placeName"], changed.json["tlp"]) == ("Plein", "GREEN")
    assert city.patch(path, {"title": "Nog eens"}, if_match=tag).status == 412
    assert city.patch(path, {"title": None}, if_match=changed.headers["etag"]).json["errors"][0]["where"] == "title"
    assert as_(here, here.police).patch(path, {"title": "x"}, if_match=changed.headers["etag"]).status == 403


def test_a_narrower_marking_hides_it_at_once(here: Neighbours) -> None:
    made = add(here, here.city, "GREEN")
    assert titles(here, here.police) == ["Top"]
    edit = {"marking": {"tlp": None}}
    answer = as_(here, here.city).patch(f"/v1/events/{made['id']}", edit, if_match=f'"{made["position"]}"')
    assert (answer.status, answer.json["tlp"]) == (200, None)
    assert titles(here, here.police) == []


def test_a_cancelled_event_stays_and_says_so(here: Neighbours) -> None:
    made = add(here, here.city, "GREEN")
    path = f"/v1/events/{made['id']}"
    assert as_(here, here.police).delete(path).status == 403
    assert as_(here, here.city).delete(path, if_match='"AAAAAAAAAAE"').status == 412
    assert as_(here, here.city).delete(path).status == 204
    assert as_(here, here.police).get(path).json["status"] == "cancelled"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"until": "2026-11-23T08:00:00+01:00"}, "until"),
    ({"from": "2026-11-23T09:00:00"}, "from"),
    ({"kind": "riot"}, "kind"),
    ({"severity": "extreme"}, "severity"),
    ({"kind": "demonstration", "organiser": "Somebody"}, "organiser"),
    ({"route": LINE}, "route"),
    ({"title": "Stukken GEHEIM"}, "title"),
    ({"marking": {"tlp": "GREEN", "groups": ["group--00000000-0000-4000-8000-000000000000"]}}, "marking.groups"),
    ({"marking": {"tlp": "CLEAR", "personalData": True}}, "marking.personalData"),
    ({"marking": {"pap": "RED"}}, "marking.pap"),
    ({"marking": {"breakGlass": True}}, "marking.breakGlass"),
]


def test_what_does_not_hold_together_is_named_and_not_stored(here: Neighbours) -> None:
    city = as_(here, here.city)
    answers = [city.post("/v1/events", EVENT | values) for values, _ in WRONG]
    assert [(each.status, each.json["errors"][0]["where"]) for each in answers] == [(400, where) for _, where in WRONG]
    assert titles(here, here.city) == []


def test_personal_data_needs_a_ground_to_cross_regimes(here: Neighbours) -> None:
    marking = {"tlp": "GREEN", "personalData": True}
    answer = as_(here, here.city).post("/v1/events", EVENT | {"kind": "visit", "marking": marking})
    assert (answer.status, answer.json["type"]) == (400, "urn:igiz:problem:ground-needed")


def test_reading_a_restricted_event_is_audited(here: Neighbours) -> None:
    made = add(here, here.city, "AMBER+STRICT", marking={"recipients": [{"principal": here.police.partner}]})
    as_(here, here.police).get(f"/v1/events/{made['id']}")
    as_(here, here.police).get("/v1/events")
    as_(here, here.police).get("/v1/events.ics")
    add(here, here.city, "GREEN")
    as_(here, here.court).get("/v1/events")
    with here.db.read(system=True) as conn:
        leaves = conn.execute(sa.text("SELECT partner, body FROM audit_leaf ORDER BY number")).all()
    read = [(row.partner, json.loads(row.body)) for row in leaves if '"read"' in row.body]
    assert {(partner, *body["objects"]) for partner, body in read} == {(here.city.partner, made["id"])}
    # The author reads it back when it is added; the police read it alone, in a list and in a calendar.
    assert [body["actor"] for _, body in read] == [here.city.person] + [here.police.person] * 3


def test_lists_are_narrowed_and_paged(here: Neighbours) -> None:
    for number, kind in enumerate(("summit", "match", "market")):
        day = datetime(2026, 12, 1 + number, 10, tzinfo=UTC)
        add(
            here, here.city, "GREEN", title=kind, kind=kind, until=(day + timedelta(hours=2)).isoformat(),
            **{"from": day.isoformat()},
        )  # fmt: skip
    assert titles(here, here.police) == ["market", "match", "summit"]
    assert titles(here, here.police, "?kind=match&kind=market") == ["market", "match"]
    assert titles(here, here.police, "?from=2026-12-02T00:00:00Z&until=2026-12-03T00:00:00Z") == ["match"]
    first = as_(here, here.police).get("/v1/events?limit=2").json
    assert [each["title"] for each in first["items"]] == ["market", "match"]
    assert (first["total"], first["totalCapped"]) == (3, False)
    assert titles(here, here.police, f"?limit=2&cursor={first['next']}") == ["summit"]
    answer = as_(here, here.police).get("/v1/events")
    assert as_(here, here.police).get("/v1/events", if_none_match=answer.headers["etag"]).status == 304


CALENDAR = "\r\n".join(
    (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test",
        "BEGIN:VEVENT", "UID:one", "SUMMARY:Wedstrijd", "DTSTART:20261205T180000Z", "DTEND:20261205T200000Z",
        "CATEGORIES:match", "END:VEVENT",
        "BEGIN:VEVENT", "UID:two", "SUMMARY:Stukken GEHEIM", "DTSTART:20261206T180000Z", "END:VEVENT",
        "BEGIN:VEVENT", "UID:three", "DTSTART:20261207T180000Z", "END:VEVENT",
        "BEGIN:VEVENT", "UID:four", "SUMMARY:Markt", "END:VEVENT",
        "END:VCALENDAR", "",
    )
)  # fmt: skip


def test_a_calendar_is_taken_in_and_what_is_refused_is_named(here: Neighbours) -> None:
    path = "/v1/event-imports?tlp=GREEN"
    first = send(as_(here, here.city), path, CALENDAR)
    assert first.status == 201, first.body
    (created,) = first.json["created"]
    assert first.json == {
        "created": [created], "changed": [], "same": [],
        "refused": [
            {
                "uid": "four",
                "what": "calendar, line 20: the event has no DTSTART; give it one in the calendar it comes from, "
                "and send that again",
            },
            {"uid": "two", "what": "marked GEHEIM: share it by the means meant for that"},
            {"uid": "three", "what": "title: missing: give it a name"},
        ],
    }  # fmt: skip
    assert send(as_(here, here.city), path, CALENDAR).json["same"] == [created]
    other = CALENDAR.replace("Wedstrijd", "Finale")
    assert send(as_(here, here.city), path, other).json["changed"] == [created]
    seen = as_(here, here.police).get(f"/v1/events/{created}").json
    assert (seen["title"], seen["kind"], seen["tlp"]) == ("Finale", "match", "GREEN")


def test_what_is_no_calendar_is_refused(here: Neighbours) -> None:
    assert send(as_(here, here.city), "/v1/event-imports", "no calendar").status == 400
    assert send(as_(here, here.city), "/v1/event-imports", CALENDAR, "text/plain").status == 415
    assert send(as_(here, here.city), "/v1/event-imports?tlp=PURPLE", CALENDAR).status == 400


def test_calendars_hold_what_their_reader_sees(here: Neighbours) -> None:
    for tlp in (None, "GREEN", "CLEAR"):
        add(here, here.city, tlp, title=f"Event {tlp}", placeName="Plein")
    own = as_(here, here.city).get("/v1/events.ics")
    assert own.headers["content-type"].startswith("text/calendar")
    assert own.body.count(b"BEGIN:VEVENT") == 3
    green = as_(here, here.police).get("/v1/events.ics").body
    assert (green.count(b"BEGIN:VEVENT"), b"Plein" in green) == (2, False)
    public = as_(here, None).get("/public.ics")
    assert public.status == 200
    assert public.body.count(b"BEGIN:VEVENT") == 1
    assert b"SUMMARY:Event CLEAR" in public.body
    assert "set-cookie" not in public.headers


def test_hidden_events_change_not_one_byte_of_the_public_calendar(here: Neighbours) -> None:
    add(here, here.city, "CLEAR")
    before = as_(here, None).get("/public.ics").body
    for tlp in (None, "GREEN", "RED"):
        add(here, here.city, tlp, title="Hidden")
    add(here, here.city, "CLEAR", title="Later", marking={"minLevel": 3})
    assert as_(here, None).get("/public.ics").body == before


def test_events_need_somebody_who_is_signed_in(here: Neighbours) -> None:
    assert as_(here, None).get("/v1/events").status == 401
    assert as_(here, None).get("/v1/events.ics").status == 401
