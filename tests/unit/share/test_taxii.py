"""TAXII 2.1: every client comes to an end and sees each object once; what is wrong is refused by name."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igiz.share.formats.stix import Refused, read_envelope
from igiz.share.formats.taxii import (
    COLLECTION_FILTERS,
    DELETE_FILTERS,
    FIRST_HEADER,
    LAST_HEADER,
    MEDIA_TYPE,
    Filters,
    ManifestEntry,
    Page,
    TaxiiError,
    api_root,
    check_accept,
    check_content_type,
    collection,
    collections,
    discovery,
    envelope,
    error,
    header_time,
    manifest,
    page_of,
    position_of,
    read_filters,
    read_next,
    status,
    versions,
    write_next,
)

KEY = b"k" * 32
HERE = "0a1b2c3d-0000-4000-8000-000000000001"
UUID = "11111111-2222-4333-8444-555555555555"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


# ---- paging --------------------------------------------------------------------------------------------------------

Row = tuple[int, bytes]
Server = Callable[[dict[str, str]], Page[Row]]


class Store:
    """A collection in memory, and what a server does with a query."""

    def __init__(self, positions: list[int]) -> None:
        self.rows: list[Row] = [(position, orjson.dumps({"n": position})) for position in sorted(positions)]
        self.requests = 0

    def answer(self, query: dict[str, str]) -> Page[Row]:
        self.requests += 1
        assert self.requests < 500, "a client that never ends"
        filters = read_filters(query.items(), collection=HERE, key=KEY, limit=3, most=5)
        found = [row for row in self.rows if filters.after is None or row[0] > filters.after]
        return page_of(found[: filters.limit + 1], filters.limit, lambda row: row[0], collection=HERE, key=KEY)


def by_added_after(server: Server, query: dict[str, str]) -> list[Row]:
    """Asks for what was added after the last header until an answer is empty."""
    seen: list[Row] = []
    while (page := server(query)).items:
        seen += page.items
        query = query | {"added_after": page.headers[LAST_HEADER]}
    return seen


def by_next(server: Server, query: dict[str, str]) -> list[Row]:
    """Follows `next` while `more` says so."""
    page = server(query)
    seen = list(page.items)
    while page.more:
        assert page.next is not None
        page = server(query | {"next": page.next})
        seen += page.items
    return seen


def by_both(server: Server, query: dict[str, str]) -> list[Row]:
    """Follows `next` and moves `added_after` along with it."""
    page = server(query)
    seen = list(page.items)
    while page.more:
        assert page.next is not None
        page = server(query | {"next": page.next, "added_after": page.headers[LAST_HEADER]})
        seen += page.items
    return seen


CLIENTS = [by_added_after, by_next, by_both]
START = 1_790_000_000_000_000


@settings(max_examples=60)
@given(
    st.lists(st.integers(START, START + 60), unique=True, max_size=30),
    st.integers(1, 8),
    st.none() | st.integers(START - 1, START + 61),
)
def test_each_client_sees_each_object_once_and_ends(positions: list[int], limit: int, after: int | None) -> None:
    for client in CLIENTS:
        store = Store(positions)
        query = {"limit": str(limit)} | ({"added_after": header_time(after)} if after is not None else {})
        expected = [row for row in store.rows if after is None or row[0] > after]
        assert client(store.answer, query) == expected
        assert store.requests <= len(expected) / min(limit, 5) + 2


def test_what_is_added_while_a_client_pages_comes_later() -> None:
    for client in CLIENTS:
        store = Store([START, START + 1, START + 2])

        def answer(query: dict[str, str], store: Store = store) -> Page[Row]:
            page = store.answer(query)
            if store.requests == 1:
                store.rows.append((START + 9, b"{}"))
            return page

        assert client(answer, {"limit": "1"}) == store.rows


def test_a_page_names_its_ends() -> None:
    page = Store([START, START + 1, START + 2]).answer({"limit": "2"})
    assert page.headers == {
        FIRST_HEADER: "2026-09-21T14:13:20.000000Z",
        LAST_HEADER: "2026-09-21T14:13:20.000001Z",
    }
    assert page.more is True
    assert page.next is not None
    assert read_next(page.next, HERE, KEY) == START + 1
    whole = Store([START, START + 1]).answer({"limit": "2"})
    assert (len(whole.items), whole.more, whole.next) == (2, False, None)
    empty = Store([]).answer({})
    assert (empty.more, empty.next, empty.headers, envelope(Page((), False, None, {}))) == (False, None, {}, b"{}")


def test_next_serves_where_it_was_given_only() -> None:
    token = write_next(START, HERE, KEY)
    assert read_next(token, HERE, KEY) == START
    changed = ("B" if token[0] == "A" else "A") + token[1:]
    for other in ("", "x", "é" * 32, "A" * 32, token[:-1], token + "A", changed, "9" * 1_000_000):
        with pytest.raises(TaxiiError) as caught:
            read_next(other, HERE, KEY)
        assert (caught.value.status, caught.value.where) == (400, "next")
    for place, key in ((HERE[:-1] + "2", KEY), (HERE, b"other")):
        with pytest.raises(TaxiiError):
            read_next(token, place, key)


# ---- filters -------------------------------------------------------------------------------------------------------


def filters(*query: tuple[str, str], allowed: frozenset[str] = COLLECTION_FILTERS) -> Filters:
    return read_filters(query, allowed=allowed, collection=HERE, key=KEY, limit=100, most=1000)


def test_filters() -> None:
    assert filters() == Filters(after=None, limit=100)
    assert filters(
        ("match[id]", f"indicator--{UUID},malware--{UUID},malware--{UUID}"),
        ("match[type]", "indicator,x-new"),
        ("match[version]", "first,2026-11-02T13:00:00+01:00"),
        ("match[spec_version]", "2.0,2.1"),
        ("limit", "7"),
        ("unheard_of", "x"),
    ) == Filters(
        after=None,
        limit=7,
        ids=(f"indicator--{UUID}", f"malware--{UUID}"),
        types=("indicator", "x-new"),
        versions=("first", NOON),
        spec_versions=("2.0", "2.1"),
    )
    assert filters(("match[version]", "last,all")).versions == ("all",)
    assert filters(("limit", "99999999999")).limit == 1000


def test_the_later_of_added_after_and_next_counts() -> None:
    for added_after, after in ((START - 5, START), (START, START), (START + 5, START + 5)):
        query = (("added_after", header_time(added_after)), ("next", write_next(START, HERE, KEY)))
        assert filters(*query).after == after


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-02T12:00:00Z", NOON),
        ("2026-11-02t12:00:00z", NOON),
        ("2026-11-02T13:00:00+01:00", NOON),
        ("2026-11-02T12:00:00.0000019Z", NOON.replace(microsecond=1)),
    ],
)
def test_added_after(text: str, moment: datetime) -> None:
    assert filters(("added_after", text)).after == position_of(moment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("added_after", "2026-11-02T12:00:00"),
        ("added_after", "2026-11-02"),
        ("added_after", "2026-02-30T12:00:00Z"),
        ("added_after", "2026-11-02T13:00:00 01:00"),
        ("added_after", "2026-11-02T12:00:00,5Z"),
        ("added_after", "0001-01-01T00:00:00+23:59"),
        ("added_after", ""),
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "1.5"),
        ("limit", "٣"),
        ("limit", ""),
        ("limit", "9" * 1_000_000),
        ("next", "x"),
        ("match[id]", "x"),
        ("match[id]", f"indicator--{UUID},"),
        ("match[id]", ",".join([f"indicator--{UUID}"] * 101)),
        ("match[type]", "Indicator"),
        ("match[version]", "newest"),
        ("match[version]", ""),
        ("match[spec_version]", "2"),
        ("match[name]", "x"),
    ],
)
def test_refused_filters(name: str, value: str) -> None:
    with pytest.raises(TaxiiError) as caught:
        filters((name, value))
    assert (caught.value.status, caught.value.where) == (400, name)
    assert len(caught.value.what) < 200


def test_a_filter_stands_once_and_only_where_it_belongs() -> None:
    for query, allowed in (
        ([("limit", "1"), ("limit", "1")], COLLECTION_FILTERS),
        ([("added_after", "2026-11-02T12:00:00Z")], DELETE_FILTERS),
        ([("match[id]", f"indicator--{UUID}")], DELETE_FILTERS),
    ):
        with pytest.raises(TaxiiError):
            filters(*query, allowed=allowed)


@given(st.sampled_from(sorted(COLLECTION_FILTERS)), st.text(max_size=40))
def test_any_text(name: str, value: str) -> None:
    try:
        filters((name, value))
    except TaxiiError as refused:
        assert refused.where == name


# ---- media types ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "good"),
    [
        (None, True),
        (MEDIA_TYPE, True),
        ("application/taxii+json", True),
        ('Application/TAXII+json ; Version="2.1"', True),
        ("text/html, application/taxii+json;version=2.1;q=0.1", True),
        ("*/*", True),
        ("application/*;q=0.5", True),
        ("", False),
        ("application/json", False),
        ("application/taxii+json;version=2.0", False),
        ("application/taxii+json;version=2.0, application/taxii+json;version=2.1", True),
        ("application/vnd.oasis.taxii+json; version=2.0", False),
        ("application/taxii+json;q=0, */*", False),
        ("application/taxii+json;q=x", False),
        ("*/*;q=0", False),
    ],
)
def test_accept(header: str | None, good: bool) -> None:
    if good:
        check_accept(header)
        return
    with pytest.raises(TaxiiError) as caught:
        check_accept(header)
    assert (caught.value.status, caught.value.where) == (406, "Accept")


@pytest.mark.parametrize(
    ("header", "good"),
    [
        (MEDIA_TYPE, True),
        ("application/taxii+json", True),
        ("application/taxii+json; version=2.1", True),
        ("application/taxii+json; version=2.0", False),
        ("application/stix+json;version=2.1", False),
        ("application/json", False),
        ("*/*", False),
        (None, False),
    ],
)
def test_content_type(header: str | None, good: bool) -> None:
    if good:
        check_content_type(header)
        return
    with pytest.raises(TaxiiError) as caught:
        check_content_type(header)
    assert (caught.value.status, caught.value.where) == (415, "Content-Type")


# ---- resources -----------------------------------------------------------------------------------------------------


def test_resources() -> None:
    assert discovery("T", "", contact=None, roots=["/taxii2/zone/"]) == {
        "title": "T",
        "default": "/taxii2/zone/",
        "api_roots": ["/taxii2/zone/"],
    }
    assert discovery("T", "D", contact="desk", roots=[]) == {"title": "T", "description": "D", "contact": "desk"}
    assert api_root("T", "D", most_bytes=10) == {
        "title": "T",
        "description": "D",
        "versions": ["application/taxii+json;version=2.1"],
        "max_content_length": 10,
    }
    one = collection(HERE, "T", "", can_read=True, can_write=False)
    assert one == {
        "id": HERE,
        "title": "T",
        "can_read": True,
        "can_write": False,
        "media_types": ["application/stix+json;version=2.1"],
    }
    assert (collections([]), collections([one])) == ({}, {"collections": [one]})
    assert error("No", "D", http_status=404) == {"title": "No", "description": "D", "http_status": "404"}


def test_an_envelope_gives_objects_as_they_came() -> None:
    page: Page[bytes] = Page([b'{"n":1e400}', b'{"n":12345678901234567890123}'], True, "abc", {})
    written = b'{"more":true,"next":"abc","objects":[{"n":1e400},{"n":12345678901234567890123}]}'
    assert envelope(page) == written


def test_manifest_and_versions() -> None:
    first, second = ManifestEntry("url--a", START, None), ManifestEntry("indicator--b", START + 1, NOON)
    page = Page([first, second], False, None, {})
    media = "application/stix+json;version=2.1"
    added = "2026-09-21T14:13:20.000000Z"
    assert orjson.loads(manifest(page)) == {
        "more": False,
        "objects": [
            {"id": "url--a", "date_added": added, "version": added, "media_type": media},
            {
                "id": "indicator--b",
                "date_added": "2026-09-21T14:13:20.000001Z",
                "version": "2026-11-02T12:00:00.000000Z",
                "media_type": media,
            },
        ],
    }
    assert orjson.loads(versions(page)) == {"more": False, "versions": [added, "2026-11-02T12:00:00.000000Z"]}


def test_status_counts_what_was_taken_and_what_was_not() -> None:
    names: list[Any] = [f"mutex--{UUID}", f"mutex--{UUID[:-1]}6", f"mutex--{UUID[:-1]}7", "mutex--x"]
    objects = [{"type": "mutex", "id": name, "name": "n"} for name in names]
    objects[1]["created"] = "2026-01-01T00:00:00Z"
    del objects[2]["name"]
    bundle = read_envelope(orjson.dumps({"objects": objects}), limit_bytes=9999, limit_objects=9)
    failed = [Refused(1, names[1], "/objects/1", "is no longer wanted")]
    moment = "2026-11-02T12:00:00.000000Z"
    assert status("S", bundle, failed, requested=NOON) == {
        "id": "S",
        "status": "complete",
        "request_timestamp": moment,
        "total_count": 4,
        "success_count": 1,
        "successes": [{"id": names[0], "version": moment}],
        "failure_count": 3,
        "failures": [
            {"id": names[1], "version": "2026-01-01T00:00:00.000000Z", "message": "/objects/1 is no longer wanted"},
            {"id": names[2], "version": moment, "message": "/objects/2/name is missing; this type needs it"},
            {"id": "/objects/3/id", "version": moment, "message": "/objects/3/id must be mutex--uuid, not 'mutex--x'"},
        ],
        "pending_count": 0,
    }
