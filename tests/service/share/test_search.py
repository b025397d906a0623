"""Search: whatever is typed is words, never syntax, and both databases find the same."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from igiz.share.model.report import Filters
from igiz.share.service import reading
from igiz.share.store import search
from igiz.share.store.objects import object_table
from tests.service.share.neighbours import NOW, Neighbours, neighbours

ADDRESSES = "Seen at https://evil.example.org/gate/x?id=7, from 198.51.100.7 by mail of who@post.example.net"
OTHERS = (
    "Straße near the Café Ἀθῆναι: half-open gates, 1.5 m, -3 degrees, 12ab; <b>bold</b> &amp; C:/plan/one.txt İnönü"
)


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        for title in ("Camera gate_42 north", ADDRESSES, OTHERS):
            found.share(found.city, title)
        yield found


def finds(zone: Neighbours, typed: str) -> int:
    return reading.page(zone.db, zone.police, Filters("report", words=typed), None, 10, NOW).total


def test_what_is_typed_is_words(zone: Neighbours) -> None:
    expected = {
        "gate_42": 1, "gate_4": 1, "_gate_": 3, "gate_42 north": 1, "gate_43": 0, "_": 3, '"gate"': 3, "north:*": 1,
        "camera & !north": 1, "NEAR(gate north)": 0, "text: gate": 0, "^camera": 1, "camera' | 'x": 0, "camera \\": 1,
        "camera\0north": 1,
    }  # fmt: skip
    assert {typed: finds(zone, typed) for typed in expected} == expected


def test_every_part_of_an_address_and_every_spelling_is_found(zone: Neighbours) -> None:
    typed = (
        "evil", "example", "org", "evil.example.org", "example.org", "https", "evil.example.org/gate", "id=7",
        "198", "51.100", "198.51.100.7", "who", "post.example.net", "who@post.example.net", "mail",
        "STRASSE", "strasse", "straße", "cafe", "CAFÉ", "cafe\u0301", "αθηναι", "half", "open", "half-open", "1.5",
        "5 m", "3", "12ab", "12", "bold", "b bold", "amp", "plan/one", "one.txt", "inonu",
    )  # fmt: skip
    assert {each: finds(zone, each) for each in typed} == dict.fromkeys(typed, 1)


def test_the_longest_text_and_word_are_found_by_their_beginning(zone: Neighbours) -> None:
    """Also where each character becomes many: PostgreSQL takes no more than a megabyte, and no word above 2 kB."""
    text = "y" * 5000 + " " + " ".join(f"{number}\ufdfa" for number in range(50_000))

    def write(tx: Any) -> None:
        first = sa.select(object_table.c.number, object_table.c.audience).order_by(object_table.c.number).limit(1)
        number, audience = tx.conn.execute(first).one()
        search.forget(tx, number)
        search.index(tx, [(number, audience, text)])

    zone.db.write(write)
    assert [finds(zone, each) for each in ("y" * 5000, "y" * 99, "7", "camera", "49999")] == [1, 1, 2, 0, 0]
