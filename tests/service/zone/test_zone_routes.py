"""The zone, its map, its level, its law over HTTP."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from igiz.core import register
from igiz.core.db import Database
from igiz.core.errors import Problem
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import OPERATOR
from igiz.zone.routes import callers, legal, levels, places
from igiz.zone.service import partners
from igiz.zone.service import places as places_service
from igiz.zone.service import zone as zone_service
from tests.service.zone.people.asgi import Browser
from tests.service.zone.test_places import SMALL
from tests.service.zone.test_zone import FILE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Fixed:
    """A clock that stands."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        """Give the moment."""
        return self.at


@pytest.fixture
def app(db: Database) -> FastAPI:
    """The routes of this part for a decider of the city, and nothing around them."""
    made = FastAPI()
    for routes in (places, levels, legal):
        made.include_router(routes.router())
    made.state.db = db
    made.state.clock = Fixed()

    @made.exception_handler(Problem)
    def problem(_request: Request, error: Problem) -> JSONResponse:
        faults = [{"where": each.where, "what": each.what} for each in error.faults]
        return JSONResponse({"detail": error.detail, "errors": faults}, error.status)

    zone_service.apply_zone_file(db, OPERATOR, FILE, NOW)
    with db.read() as conn:
        (city,) = partners.find_partners(conn, "City")
    actor = Actor("person--x", city.id, frozenset({"decider"}), frozenset({"read", "write"}), (1,), "gdpr")
    made.dependency_overrides[callers.signed_in] = lambda: actor
    return made


@pytest.fixture
def client(app: FastAPI) -> Browser:
    """A client of the routes."""
    return Browser(app)


def test_the_zone(db: Database, client: Browser) -> None:
    places_service.import_geography(db, OPERATOR, SMALL, "test", NOW)
    answer = client.get("/v1/zone")
    body = answer.json
    layers = body.pop("layers")
    sites = body.pop("sites")
    assert layers == places_service.layer_tags(db)
    assert [each["id"] for each in sites] == ["hall", "station"]
    assert sites[0] == {
        "id": "hall", "name": {"nl": "Congrescentrum", "en": "Congress centre"}, "kind": "venue",
        "position": [4.2825, 52.0915], "partner": None,
    }  # fmt: skip
    assert body == {
        "id": "a-zone", "name": {"nl": "Een zone", "en": "A zone"}, "schematic": True, "demo": False,
        "exercise": False, "centre": [4.28, 52.09], "radiusM": 2000.0, "timeZone": "Europe/Amsterdam",
        "crs": "EPSG:28992", "attribution": "drawn for this test", "ceiling": "open",
        "level": {"id": None, "level": 1, "from": None, "until": None, "then": None, "reason": "", "lang": "",
                  "authority": None},
    }  # fmt: skip
    again = client.get("/v1/zone", if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_layers_are_sent_compressed_and_only_when_they_changed(db: Database, client: Browser) -> None:
    places_service.import_geography(db, OPERATOR, SMALL, "test", NOW)
    plain = client.get("/v1/zone/layers/streets", accept_encoding="identity")
    packed = client.get("/v1/zone/layers/streets", accept_encoding="br, gzip;q=0.5")
    assert (plain.headers.get("content-encoding"), packed.headers["content-encoding"]) == (None, "gzip")
    assert plain.body == gzip.decompress(packed.body)
    assert packed.body == places_service.layer(db, "streets").body
    assert plain.headers["content-type"] == "application/geo+json"
    assert plain.headers["cache-control"] == "private, no-cache"
    tag = plain.headers["etag"]
    assert client.get("/v1/zone/layers/streets", if_none_match=tag).status == 304
    version = client.get("/v1/zone").json["layers"]["streets"]
    kept = client.get(f"/v1/zone/layers/streets?version={version}")
    assert kept.headers["cache-control"] == "private, max-age=31536000, immutable"
    places_service.import_geography(db, OPERATOR, replace(SMALL, streets=()), "other", NOW)
    after = client.get("/v1/zone/layers/streets", if_none_match=tag)
    assert (after.status, after.json["features"]) == (200, [])
    assert client.get(f"/v1/zone/layers/streets?version={version}").headers["cache-control"] == "private, no-cache"


def test_places_are_found(db: Database, client: Browser) -> None:
    places_service.import_geography(db, OPERATOR, SMALL, "test", NOW)
    assert client.get("/v1/places?q=ZEEH").json == {
        "items": [{"name": "Zeeheldenkwartier", "kind": "area", "position": [4.280667, 52.090333]}]
    }
    assert client.get("/v1/places?q=%00").json == {"items": []}


def test_a_level_is_decided_and_falls_back(app: FastAPI, client: Browser) -> None:
    until = (NOW + timedelta(hours=8)).isoformat()
    made = client.post("/v1/measure-levels", {"level": 3, "reason": "a summit", "until": until})
    assert made.status == 201
    level = made.json
    assert (level["level"], level["from"], level["until"]) == (3, "2026-11-22T12:00:00Z", "2026-11-22T20:00:00Z")
    assert (level["then"], level["authority"]["name"]) == (1, {"nl": "Gemeente", "en": "City"})
    assert client.get("/v1/zone").json["level"] == level
    listed = client.get("/v1/measure-levels?limit=1").json
    assert (listed["items"], listed["next"], listed["total"]) == ([{**level, "then": None}], None, 1)
    app.state.clock.at = NOW + timedelta(hours=8)
    assert client.get("/v1/zone").json["level"]["level"] == 1


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        ({"level": 3, "reason": "x"}, ["until"]),
        ({"level": 3, "until": "2026-11-23T00:00:00Z"}, ["reason"]),
        ({"level": 3, "reason": "x", "until": "2026-11-22T11:00:00Z"}, ["until"]),
        ({"level": 3, "reason": "x", "until": "2026-11-23T00:00:00Z", "then": 2}, ["then"]),
    ],
)
def test_a_level_that_cannot_be_decided_is_refused(client: Browser, wish: dict[str, object], where: list[str]) -> None:
    answer = client.post("/v1/measure-levels", wish)
    assert answer.status == 400
    assert [each["where"] for each in answer.json["errors"]] == where
    assert client.get("/v1/measure-levels").json["total"] == 0


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_no_calendar_can_move_is_refused_at_the_edge(client: Browser, until: str) -> None:
    answer = client.post("/v1/measure-levels", {"level": 3, "reason": "x", "until": until})
    assert (answer.status, answer.json["detail"][0]["loc"]) == (422, ["body", "until"])
    assert client.get("/v1/measure-levels").json["total"] == 0


def test_grounds_and_register(client: Browser) -> None:
    grounds = client.get("/v1/legal-grounds").json["items"]
    assert {
        "id": "wpg-19-incidental",
        "title": {
            "nl": "Incidenteel, om een zwaarwegend algemeen belang", "en": "In one case, for a weighty public interest"
        },
        "fromRegime": "wpg",
        "toRegime": "gdpr",
        "law": "Wpg art. 19",
    } in grounds  # fmt: skip
    processing = client.get("/v1/processing-register").json["items"]
    assert [each["table"] for each in processing] == [table for table, _ in register.entries()]
    row = next(each for each in processing if each["table"] == "measure_level")
    assert row == {
        "table": "measure_level", "controller": "instance", "regime": "gdpr",
        "purpose": "account for who raised or lowered the measure level, why and until when",
        "legalBasis": "public task", "retention": "10 years", "personal": True,
    }  # fmt: skip
