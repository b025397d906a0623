"""Whatever is sent: a problem that says what and where, nothing changed, never a 500."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.serving import Reply, Server, Visitor

ROLE = "Duty officer, Municipality of The Hague"
STIX = {"Content-Type": "application/stix+json;version=2.1"}
TAXII = {
    "Content-Type": "application/taxii+json;version=2.1",
    "Accept": "application/taxii+json;version=2.1",
}
INDICATOR = {
    "type": "indicator",
    "spec_version": "2.1",
    "id": "indicator--2b1f6f4e-4f1a-4d0e-9d0e-0a6f2f1b7c11",
    "created": "2026-01-01T00:00:00Z",
    "modified": "2026-01-01T00:00:00Z",
    "pattern": "[ipv4-addr:value = '198.51.100.7']",
    "pattern_type": "stix",
    "valid_from": "2026-01-01T00:00:00Z",
}


@pytest.fixture
def visitor(server: Server) -> Iterator[Visitor]:
    """Somebody who shares; afterwards nothing may have been added."""
    who = server.enter(ROLE)
    before = everything(who)
    yield who
    assert everything(who) == before


def everything(who: Visitor) -> Any:
    page = who.call("GET", "/v1/reports?type=any&limit=200").json
    return page["total"], [item["id"] for item in page["items"]], who.call("GET", "/v1/groups").json


def is_problem(answer: Reply, status: int, where: str = "", what: str = "") -> None:
    """The answer is a problem that names the place and says what is wrong there."""
    assert answer.status == status, answer.body[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    faults = answer.json.get("errors", [])
    if where:
        assert [each for each in faults if where in each["where"] and what in each["what"]], answer.body[:800]


BODIES: dict[str, bytes] = {
    "malformed": b'{"title": "x", ',
    "not an object": b"[]",
    "depth 100,000": b'{"title":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a million digits": b'{"title":"x","retention":' + b"9" * 1_000_000 + b"}",
    "not UTF-8": b'{"title":"\xff\xfe"}',
    "lone surrogate": b'{"title":"\\ud800"}',
    "NaN": b'{"title":"x","place":{"geometry":{"type":"Point","coordinates":[NaN,52]}}}',
    "nul": b'{"title":"\\u0000"}',
}


@pytest.mark.parametrize("name", BODIES)
def test_a_report_that_is_no_report(visitor: Visitor, name: str) -> None:
    is_problem(visitor.call("POST", "/v1/reports", BODIES[name], {"Content-Type": "application/json"}), 400)


FIELDS = {
    "seenFrom": ("2026-11-22T14:05:00", "timezone"),
    "usefulUntil": ("tomorrow", "datetime"),
    "severity": ("awful", "extreme"),
    "title": ("", "at least 1"),
    "retention": (0, "greater than or equal to 1"),
    "place": ({"geometry": {"type": "Point", "coordinates": [4.28, 152.0]}}, "-90..90"),
    "attachments": (["../../etc/passwd"], "match pattern"),
    "marking": ({"tlp": "PURPLE"}, "RED"),
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_does_not_hold_is_named(visitor: Visitor, field: str) -> None:
    value, what = FIELDS[field]
    is_problem(visitor.call("POST", "/v1/reports", {"title": "x", field: value}), 400, field, what)


def test_an_unknown_key_is_named(visitor: Visitor) -> None:
    is_problem(visitor.call("POST", "/v1/reports", {"title": "x", "severety": "minor"}), 400, "severety")


def test_an_id_of_another_type_is_not_found(visitor: Visitor) -> None:
    partner = visitor.session["partner"]["id"]
    for path in (f"/v1/reports/{partner}", f"/v1/groups/{partner}", "/v1/reports/nonsense", "/v1/reports/%00"):
        is_problem(visitor.call("GET", path), 404)
    wrong = {"title": "x", "marking": {"tlp": "AMBER+STRICT", "recipients": [{"principal": "group--x"}]}}
    is_problem(visitor.call("POST", "/v1/reports", wrong), 400, "principal")
    person = {"title": "x", "marking": {"tlp": "RED", "recipients": [{"principal": partner}]}}
    is_problem(visitor.call("POST", "/v1/reports", person), 400, "recipients[0]", "named persons")


def test_a_hundred_megabytes_are_refused_before_they_are_read(visitor: Visitor) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": str(100 * 1024 * 1024)}
    is_problem(visitor.call("POST", "/v1/reports", b"{", headers), 413)


def test_a_packed_body_is_not_unpacked(visitor: Visitor) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    for path in ("/v1/reports", "/v1/bundle", "/v1/attachments?name=a.txt"):
        is_problem(visitor.call("POST", path, bomb, headers), 415)


def test_another_media_type_is_refused(visitor: Visitor) -> None:
    is_problem(visitor.call("POST", "/v1/reports", b"title=x", {"Content-Type": "text/plain"}), 415)
    is_problem(visitor.call("POST", "/v1/bundle", b"<stix/>", {"Content-Type": "application/xml"}), 415)


def test_a_file_that_is_not_what_its_name_says(visitor: Visitor) -> None:
    text = {"Content-Type": "application/octet-stream"}
    is_problem(visitor.call("POST", "/v1/attachments?name=photo.png", b"%PDF-1.7 ...", text), 415)
    is_problem(visitor.call("POST", "/v1/attachments?name=run.exe", b"MZ", text), 415)
    is_problem(visitor.call("POST", "/v1/attachments?name=note.txt", b"", text), 400)


def test_a_text_above_the_ceiling_is_named_and_not_stored(visitor: Visitor) -> None:
    marked = {"title": "Copy of a note", "text": "TOP SECRET\nDo not copy."}
    is_problem(visitor.call("POST", "/v1/reports", marked), 400, "text", "TOP SECRET")
    upload = {"Content-Type": "application/octet-stream"}
    is_problem(visitor.call("POST", "/v1/attachments?name=n.txt", b"Stg. Zeer Geheim", upload), 400, "n.txt", "GEHEIM")


DRAFTS: dict[str, tuple[Any, str, str]] = {
    "deep": (json.loads('{"a":' + "[" * 300 + "]" * 300 + "}"), "body.a[0][0]", "deep"),
    "a large number": ({"a": {"b": 2**70}}, "body.a.b", "64 bits"),
    "a lone surrogate": ({"a": ["x", "\ud800"]}, "body.a[1]", "surrogate"),
    "a name that is none": ({"\ud800": 2**70}, "body", ""),
}


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_that_cannot_be_kept(visitor: Visitor, name: str) -> None:
    value, where, what = DRAFTS[name]
    body, kind = json.dumps(value).encode(), {"Content-Type": "application/json"}
    is_problem(visitor.call("PUT", "/v1/drafts/one", body, kind), 400, where, what)
    assert visitor.call("GET", "/v1/drafts").json["items"] == []


STIX_BODIES = {
    "malformed": (b'{"type":"bundle",', "line 1"),
    "depth 100,000": (b'{"type":"bundle","objects":' + b"[" * 100_000 + b"]" * 100_000 + b"}", ""),
    "not a bundle": (b'{"type":"report"}', ""),
}


@pytest.mark.parametrize("name", STIX_BODIES)
def test_a_bundle_that_is_no_bundle(visitor: Visitor, name: str) -> None:
    body, _where = STIX_BODIES[name]
    is_problem(visitor.call("POST", "/v1/bundle", body, STIX), 400)


def test_a_bundle_with_one_bad_object_stores_the_good_ones_and_names_the_bad_one(server: Server) -> None:
    who = server.enter(ROLE)
    bad = {**INDICATOR, "id": "indicator--2b1f6f4e-4f1a-4d0e-9d0e-0a6f2f1b7c12", "valid_from": 7}
    bundle = {"type": "bundle", "id": "bundle--2b1f6f4e-4f1a-4d0e-9d0e-0a6f2f1b7c10", "objects": [INDICATOR, bad]}
    answer = who.call("POST", "/v1/bundle", json.dumps(bundle).encode(), STIX)
    assert answer.status in (200, 201, 202), answer.body
    assert answer.json["stored"] == [INDICATOR["id"]]
    assert [(each["id"], each["where"]) for each in answer.json["refused"]] == [(bad["id"], "/objects/1/valid_from")]


def test_an_event_that_ends_before_it_begins(visitor: Visitor) -> None:
    event = {"title": "Market", "kind": "market", "from": "2026-12-01T10:00:00Z", "until": "2026-12-01T09:00:00Z"}
    is_problem(visitor.call("POST", "/v1/events", event), 400)


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "cursor=%00", "from=2026-01-01T00:00:00", "severity=awful"])
def test_a_list_asked_for_wrongly(visitor: Visitor, query: str) -> None:
    is_problem(visitor.call("GET", f"/v1/reports?{query}"), 400, query.split("=")[0])
