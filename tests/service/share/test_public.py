"""The public page: what is TLP:CLEAR and nothing else, well formed, without script, style or cookie in it."""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa

from igiz.core.register import entries
from igiz.share.formats import stix
from igiz.share.formats.svg_paths import simplified
from igiz.share.model.draft import Marking
from igiz.share.model.marking import Tlp
from igiz.share.routes import public
from igiz.share.service import exchange, happenings, publishing, reports
from igiz.zone.model.event import Event, EventKind, Place
from igiz.zone.model.people import OPERATOR
from igiz.zone.service import levels, places
from tests.service.share.neighbours import NOW, Neighbours, neighbours
from tests.service.zone.people.asgi import Answer
from tests.service.zone.test_places import SMALL

SPOT = {"type": "Point", "coordinates": [4.2825, 52.0915]}
PAGES = ("/public", "/public/privacy", "/public/accessibility", "/public/none")
ATOM = "{http://www.w3.org/2005/Atom}"
VOID = {"meta", "link", "br", "path", "rect", "circle"}


@pytest.fixture
def here(database_url: str) -> Iterator[Neighbours]:
    """A zone with three partners and a map."""
    with neighbours(database_url) as made:
        places.import_geography(made.db, OPERATOR, SMALL, "test", NOW)
        yield made


def get(here: Neighbours, path: str = "/public?lang=en", **headers: str) -> Answer:
    return here.browser(None, public.router).get(path, **headers)


def page(answer: Answer) -> ElementTree.Element:
    return ElementTree.fromstring(answer.body.decode())


def words(answer: Answer) -> str:
    return " ".join(" ".join(page(answer).itertext()).split())


def event(here: Neighbours, title: str, tlp: Tlp | None, **values: Any) -> str:
    place = Place("Point", (4.2825, 52.0915), "Back entrance")
    made = Event("", EventKind.MARKET, title, "nl", NOW + timedelta(hours=20), NOW + timedelta(hours=22), place)
    return happenings.add(here.db, here.city, replace(made, **values), Marking(tlp), NOW)


def test_the_page_says_what_is_clear(here: Neighbours) -> None:
    here.share(
        here.city, "Straat dicht", text="Loop om.\n\nFietsen kan.", geometry=SPOT, place_name="Number 12",
        seen_from=NOW - timedelta(hours=1), useful_until=NOW + timedelta(hours=9),
    )  # fmt: skip
    event(here, "Kerstmarkt", Tlp.CLEAR)
    said = words(get(here))
    for part in (
        "What is going on in the International Zone?",
        "There is 1 public report now. The area is now secured at level 1 of 5.",
        "Straat dicht Loop om. Fietsen kan.",
        "Since Sunday 22 November, 12:00 Until Sunday 22 November, 22:00",
        "in or near Zeeheldenkwartier, to within about 500 metres (number 1 on the map) Source City",
        "Kerstmarkt Market Begins Monday 23 November, 09:00 Ends Monday 23 November, 11:00",
        "(letter A on the map)",
        "or: City. Answerable for this page: The city.",
        "Updated on Sunday 22 November, 13:00.",
    ):
        assert part in said
    assert "Number 12" not in said
    assert "Back entrance" not in said


def test_places_are_circles_of_their_precision(here: Neighbours) -> None:
    here.share(here.city, "Straat dicht", geometry=SPOT)
    (circle,) = page(get(here)).iter("circle")
    # The zone is 4,000 metres across and the drawing 1,000 units; the middle of the cell is not the place itself.
    assert circle.get("r") == "125"
    exact = (543, 483)
    assert (circle.get("cx"), circle.get("cy")) != tuple(map(str, exact))
    svg = next(page(get(here)).iter("svg"))
    assert svg.get("aria-label") == "Map of the area with 1 circle. What it shows is written above."
    assert ("52.09" in get(here).body.decode(), "4.28" in get(here).body.decode()) == (False, False)


def test_what_is_hidden_changes_not_one_byte(here: Neighbours) -> None:
    clear = here.share(here.city, "Straat dicht", geometry=SPOT)
    event(here, "Kerstmarkt", Tlp.CLEAR)
    paths = (*PAGES, f"/public/{clear}", "/public.atom")
    before = [get(here, path).body for path in paths]
    hidden = [here.share(here.city, f"Hidden {tlp}", tlp, geometry=SPOT) for tlp in (None, Tlp.RED, Tlp.AMBER_STRICT)]
    hidden += [here.share(here.police, "Hidden green", Tlp.GREEN), here.share(here.court, "Later", min_level=3)]
    reports.revoke(here.db, here.city, hidden[0], "a mistake", NOW)
    reports.add_sighting(here.db, here.police, clear, NOW, "seen", NOW)
    for tlp in (None, Tlp.GREEN, Tlp.RED):
        event(here, "Hidden event", tlp)
    assert [get(here, path).body for path in paths] == before
    never = get(here, "/public/report--00000000-0000-4000-8000-000000000000")
    own_path = [never.body.replace(b"00000000-0000-4000-8000-000000000000", each[8:].encode()) for each in hidden]
    assert [get(here, f"/public/{each}").body for each in hidden] == own_path
    assert {get(here, f"/public/{each}").status for each in (*hidden, "none")} == {404}


def test_somebody_who_is_signed_in_sees_no_more(here: Neighbours) -> None:
    here.share(here.city, "Hidden", None)
    signed_in = here.browser(here.city, public.router)
    assert signed_in.get("/public").body == get(here, "/public").body


def test_what_was_revoked_or_is_over_says_so_for_a_week(here: Neighbours) -> None:
    revoked = here.share(here.city, "Vergissing")
    reports.revoke(here.db, here.city, revoked, "not so", NOW)
    over = here.share(here.city, "Voorbij", useful_until=NOW + timedelta(minutes=30))
    here.clock.at = NOW + timedelta(hours=1)
    said = words(get(here))
    assert "There are no public reports now." in said
    assert "Vergissing Revoked on Sunday 22 November, 13:00 by its owner. City" in said
    assert "Voorbij This has been over since Sunday 22 November, 13:30. City" in said
    assert "Revoked on Sunday 22 November, 13:00 by its owner." in words(get(here, f"/public/{revoked}?lang=en"))
    here.clock.at = NOW + timedelta(days=8)
    assert "Over or revoked" not in words(get(here))
    assert "This has been over since" in words(get(here, f"/public/{over}?lang=en"))


def test_what_ended_takes_no_place_of_what_is_current(here: Neighbours, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "MOST", 3)
    here.share(here.city, "Goes on", useful_until=NOW + timedelta(hours=9))
    here.share(here.city, "Without an end")
    for number in range(4):
        here.share(here.city, f"Over {number}", useful_until=NOW + timedelta(minutes=30))
    here.clock.at = NOW + timedelta(hours=1)
    found = publishing.picture(here.db, here.clock.at)
    assert [each.title for each in found.reports] == ["Without an end", "Goes on"]
    assert [each.title for each in found.past] == ["Over 3", "Over 2", "Over 1"]


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_moment_at_the_limits_costs_no_page(here: Neighbours, at: str) -> None:
    report = here.share(here.city, "At the limit")
    with here.db.read(system=True) as conn:
        body = json.loads(conn.execute(sa.text("SELECT body FROM object WHERE id = :id"), {"id": report}).scalar_one())
    body["extensions"][stix.EXTENSION_ID] |= {"seen_from": at, "useful_until": at}
    changed = {"id": report, "body": json.dumps(body)}
    here.db.write(lambda tx: tx.conn.execute(sa.text("UPDATE object SET body = :body WHERE id = :id"), changed))
    for path in ("/public?lang=en", "/public?lang=nl", f"/public/{report}?lang=nl", "/public.atom?lang=en"):
        assert get(here, path).status == 200, path


def test_a_report_for_a_higher_level_appears_with_it(here: Neighbours) -> None:
    here.share(here.city, "Ga binnen", min_level=3)
    assert "Ga binnen" not in words(get(here))
    decider = replace(here.city, roles=here.city.roles | {"decider"})
    end = NOW + timedelta(hours=8)
    levels.decide_level(here.db, decider, level=3, reason="the real reason", until=end, then=None, now=NOW)
    said = words(get(here))
    assert "Ga binnen" in said
    assert "at level 3 of 5. That lasts until Sunday 22 November, 21:00. After that it is level 1." in said
    assert "This was decided by: City." in said
    assert "the real reason" not in said


def test_a_demonstration_is_facilitated(here: Neighbours) -> None:
    event(here, "Mars", Tlp.CLEAR, kind=EventKind.DEMONSTRATION, route=((4.28, 52.09), (4.29, 52.09)))
    assert "Mars Demonstration To demonstrate is a right. The area makes room for it." in words(get(here))


def test_every_page_is_well_formed_and_holds_nothing_but_words(here: Neighbours) -> None:
    one = here.share(here.city, "<script>alert(1)</script>", text='"><img src=x onerror=alert(1)>', geometry=SPOT)
    event(here, "<b>Markt</b>", Tlp.CLEAR)
    for path in (*PAGES, f"/public/{one}"):
        for lang in ("nl", "en"):
            answer = get(here, f"{path}?lang={lang}")
            tree = page(answer)
            tags = [each.tag for each in tree.iter()]
            assert {"script", "style", "img", "iframe", "form", "object"} & set(tags) == set()
            assert tags.count("h1") == 1
            assert tree.get("lang") == lang
            names = [name for each in tree.iter() for name in each.attrib]
            assert [name for name in names if name == "style" or name.startswith("on")] == []
            ids = [each.get("id") for each in tree.iter() if each.get("id")]
            assert len(ids) == len(set(ids))
            referred = [each.get("aria-labelledby") or each.get("aria-describedby") for each in tree.iter()]
            assert {each for each in referred if each} <= set(ids)
            links = [value for each in tree.iter() for name, value in each.items() if name in ("href", "src")]
            assert [each for each in links if not each.startswith(("/public", "#main", "data:,"))] == []
            closed = {each.tag for each in tree.iter() if not len(each) and not (each.text or "").strip()}
            assert closed <= VOID
            assert [name for name in answer.headers if name == "set-cookie"] == []
            assert "script-src" not in answer.headers["content-security-policy"]
            assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        ("", "", "nl"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "de, en;q=0.3, nl;q=0.7", "nl"),
        ("", "fr", "nl"),
        ("", "en;q=0", "nl"),
        ("", "en;q=x", "nl"),
        ("?lang=en", "nl", "en"),
        ("?lang=xx", "en", "en"),
    ],
)
def test_the_language_is_what_was_asked(sqlite_url: str, query: str, accepted: str, lang: str) -> None:
    with neighbours(sqlite_url) as here:
        answer = get(here, f"/public{query}", accept_language=accepted)
    assert page(answer).get("lang") == lang
    assert answer.headers["vary"] == "Accept-Language"
    other = "en" if lang == "nl" else "nl"
    switch = next(each for each in page(answer).iter("a") if each.get("hreflang") == other)
    assert (switch.get("href"), switch.get("lang")) == (f"/public?lang={other}", other)


def test_what_is_in_the_other_language_says_so(here: Neighbours) -> None:
    here.share(here.city, "Straat dicht", text="Loop om.")
    marked = [each for each in page(get(here)).iter("h3") if each.get("lang") == "nl"]
    assert ["".join(each.itertext()) for each in marked] == ["Straat dicht"]
    assert [each for each in page(get(here, "/public?lang=nl")).iter("h3") if each.get("lang")] == []


def test_the_page_is_sent_once(here: Neighbours) -> None:
    first = get(here)
    assert first.headers["cache-control"] == "public, max-age=60"
    assert get(here, if_none_match=first.headers["etag"]).status == 304
    here.share(here.city, "Nieuw")
    assert get(here, if_none_match=first.headers["etag"]).status == 200


def test_the_feed_holds_the_reports(here: Neighbours) -> None:
    kept = here.share(here.city, "Straat & plein", text="Loop om.\x0b")
    gone = here.share(here.city, "Vergissing")
    here.share(here.city, "Hidden", Tlp.GREEN)
    here.clock.at = NOW + timedelta(hours=1)
    reports.revoke(here.db, here.city, gone, "not so", here.clock.at)
    answer = get(here, "/public.atom?lang=en")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.body)
    told = [
        (each.findtext(f"{ATOM}id"), each.findtext(f"{ATOM}title"), each.findtext(f"{ATOM}author/{ATOM}name"))
        for each in feed.iter(f"{ATOM}entry")
    ]
    assert told == [
        (f"urn:uuid:{gone[8:]}", "Revoked: Vergissing", "City"),
        (f"urn:uuid:{kept[8:]}", "Straat & plein", "City"),
    ]
    assert [each.findtext(f"{ATOM}updated") for each in (feed, *feed.iter(f"{ATOM}entry"))] == [
        "2026-11-22T13:00:00Z", "2026-11-22T13:00:00Z", "2026-11-22T12:00:00Z"
    ]  # fmt: skip
    link = next(each for each in feed.iter(f"{ATOM}link") if each.get("rel") == "self")
    assert link.get("href") == "http://localhost:8000/public.atom?lang=en"


def test_the_register_is_told_in_words(here: Neighbours) -> None:
    said = words(get(here, "/public/privacy?lang=en"))
    assert [name for name, processing in entries() if name not in said or processing.purpose not in said] == []
    dutch = words(get(here, "/public/privacy?lang=nl"))
    assert "bewijzen wie wat deed en las Grondslag wettelijke plicht Hoe lang 7 jaar" in dutch


def test_the_style_names_no_other_origin(here: Neighbours) -> None:
    answer = get(here, "/public.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert re.findall(rb"url\(|@import|http", answer.body) == []


def test_a_zone_without_a_file_or_a_map_still_has_a_page(sqlite_url: str) -> None:
    with neighbours(sqlite_url) as here:
        assert list(page(get(here)).iter("svg")) == []


def test_a_line_keeps_the_points_it_needs() -> None:
    bend = [(0.0, 0.0), (50.0, 0.5), (100.0, 0.0), (100.0, 100.0)]
    assert simplified(bend) == [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)]
    assert simplified(bend[:2]) == bend[:2]


def test_a_report_that_holds_a_nul_does_not_take_the_page_away(here: Neighbours) -> None:
    """PostgreSQL keeps no NUL: it would refuse to look into the JSON of such a report, and so of all others."""
    kept = here.share(here.city, "Bridge closed")
    text = "one \0\0 two \\u0000 three \\\0"
    strange = {
        "type": "report", "spec_version": "2.1", "id": f"report--{uuid.uuid4()}", "created": "2026-11-22T10:00:00.000Z",
        "modified": "2026-11-22T10:00:00.000Z", "published": "2026-11-22T10:00:00.000Z", "name": "From elsewhere\0",
        "description": text, "object_refs": [f"identity--{uuid.uuid4()}"],
        "object_marking_refs": [stix.STIX_ID[Tlp.CLEAR]],
        "extensions": {stix.EXTENSION_ID: {"extension_type": "property-extension", "kind": text}},
    }  # fmt: skip
    bundle = json.dumps({"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": [strange]}).encode()
    receipt = exchange.import_bundle(here.db, here.city, bundle, NOW, limit_bytes=10**6, limit_objects=10)
    assert receipt.stored == (strange["id"],)
    assert {each.id for each in publishing.picture(here.db, NOW).reports} == {kept, strange["id"]}
    for path in ("/public", "/public.atom", f"/public/{strange['id']}"):
        answer = get(here, path)
        assert (answer.status, b"From elsewhere" in answer.body) == (200, True)
    assert "From elsewhere" in words(get(here, "/public.atom"))
