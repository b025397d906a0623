"""Events of the zone: seen by their audience alone, a demonstration of its own kind, calendars in and out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from igiz.core.access import FOREVER, PUBLIC, Pair, Viewer, decide, ensure_audience, ensure_principal, hold_to
from igiz.core.bus import outbox
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Forbidden, NotFound, Stale
from igiz.core.ids import microseconds
from igiz.zone.formats import icalendar
from igiz.zone.model.actor import Actor
from igiz.zone.model.event import Event, EventKind, EventStatus, Imported, Place, SeenEvent
from igiz.zone.service import events
from igiz.zone.store import events as store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SUMMIT = Event(
    "", EventKind.SUMMIT, "Summit", "en", NOW + HOUR, NOW + 5 * HOUR, Place("Point", (4.2825, 52.0915), "The hall"),
    organiser="The city", expected=400,
)  # fmt: skip
MARCH = Event(
    "", EventKind.DEMONSTRATION, "Mars", "nl", NOW + HOUR, NOW + 3 * HOUR, route=((4.28, 52.09), (4.29, 52.09))
)


class Zone:
    """City sees its own exactly, police sees to 250 m what is shared, court sees nothing."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.city = self._principal("partner--city")
        self.police = self._principal("partner--police")
        self.court = self._principal("partner--court")
        self.own = self._audience("own", {self.city: 0})
        self.shared = self._audience("shared", {self.city: 0, self.police: 250})
        self.hidden = self._audience("hidden", {self.court: 0})

    def _principal(self, ref: str) -> int:
        return self.db.write(lambda tx: ensure_principal(tx, ref), now=NOW)

    def _audience(self, key: str, precisions: dict[int, int]) -> int:
        pairs = {Pair(who, microseconds(NOW), FOREVER, 1, metres) for who, metres in precisions.items()}

        def work(tx: Tx) -> int:
            made, _ = ensure_audience(tx, key, key)
            decide(tx, {made: pairs})
            return made

        return self.db.write(work, now=NOW)

    def actor(self, name: str = "city", *roles: str) -> Actor:
        """A contributor of a partner."""
        principals = (PUBLIC, getattr(self, name))
        roles = roles or ("contributor",)
        return Actor(
            f"person--{name}", f"partner--{name}", frozenset(roles), frozenset({"read", "write"}), principals, "gdpr"
        )

    def viewer(self, name: str = "city") -> Viewer:
        """Somebody of a partner, at the base level."""
        return self.actor(name).viewer(1)

    @contextmanager
    def reading(self, name: str = "city", now: datetime = NOW) -> Iterator[Connection]:
        """A snapshot in which PostgreSQL holds the rows to the same viewer."""
        with self.db.read() as conn:
            hold_to(conn, self.viewer(name), now)
            yield conn

    def add(self, event: Event, audience: int, name: str = "city", now: datetime = NOW) -> SeenEvent:
        return self.db.write(lambda tx: events.add_event(tx, self.actor(name), event, audience), now=now)

    def change(self, event_id: str, event: Event, audience: int, name: str = "city", **more: int) -> SeenEvent:
        def work(tx: Tx) -> SeenEvent:
            return events.change_event(tx, self.actor(name), self.viewer(name), event_id, event, audience, **more)

        return self.db.write(work, now=NOW)

    def cancel(self, event_id: str, name: str = "city") -> SeenEvent:
        return self.db.write(lambda tx: events.cancel_event(tx, self.actor(name), self.viewer(name), event_id), now=NOW)

    def seen(self, name: str, now: datetime = NOW, **more: object) -> list[str]:
        with self.reading(name, now) as conn:
            found, total = events.list_events(conn, self.viewer(name), now, **more)  # type: ignore[arg-type]  # by name
        assert total == len(found)
        return [each.event.title for each in found]

    def get(self, name: str, event_id: str) -> SeenEvent:
        with self.reading(name) as conn:
            return events.get_event(conn, self.viewer(name), event_id, NOW)

    def take_in(self, data: bytes, audience: int, name: str = "city") -> Imported:
        with self.db.read() as conn:
            told, _ = events.read_calendar(conn, data)
        return self.db.write(
            lambda tx: events.import_events(tx, self.actor(name), self.viewer(name), told, audience), now=NOW
        )

    def export(self, name: str) -> bytes:
        with self.reading(name) as conn:
            return events.export_events(conn, self.viewer(name), NOW)


@pytest.fixture
def zone(db: Database) -> Zone:
    return Zone(db)


def test_an_event_is_seen_by_its_audience_alone(zone: Zone) -> None:
    own = zone.add(SUMMIT, zone.own)
    zone.add(MARCH, zone.shared)
    assert zone.seen("city") == ["Mars", "Summit"]
    assert zone.seen("police") == ["Mars"]
    assert zone.seen("court") == []
    assert zone.get("city", own.event.id) == own
    for other in ("police", "court"):
        with pytest.raises(NotFound) as hidden:
            zone.get(other, own.event.id)
        with pytest.raises(NotFound) as absent:
            zone.get(other, "event--00000000-0000-4000-8000-000000000000")
        assert hidden.value.detail == absent.value.detail
        assert b"Summit" not in zone.export(other)


def test_a_place_is_as_exact_as_the_viewer_may_see_it(zone: Zone) -> None:
    made = zone.add(SUMMIT, zone.shared)
    march = zone.add(MARCH, zone.shared)
    exact, coarse = zone.get("city", made.event.id), zone.get("police", made.event.id)
    assert (exact.event, exact.precision_m) == (replace(SUMMIT, id=made.event.id), 0)
    assert coarse.precision_m == 250
    assert coarse.event.place is not None
    assert (coarse.event.place.kind, coarse.event.place.name) == ("Point", None)
    assert coarse.event.place.coordinates != (4.2825, 52.0915)
    assert zone.get("police", march.event.id).event.route is None
    assert b"52.0915" in zone.export("city")
    assert b"The hall" not in zone.export("police")
    assert b"52.0915" not in zone.export("police")


def test_a_demonstration_is_a_kind_of_its_own(zone: Zone) -> None:
    made = zone.add(MARCH, zone.own)
    assert zone.get("city", made.event.id).event == replace(MARCH, id=made.event.id)
    with pytest.raises(BadRequest) as refused:
        zone.add(replace(MARCH, organiser="somebody"), zone.own)
    assert [fault.where for fault in refused.value.faults] == ["organiser"]
    with pytest.raises(BadRequest) as refused:
        zone.add(replace(SUMMIT, route=MARCH.route), zone.own)
    assert [fault.where for fault in refused.value.faults] == ["route"]
    assert zone.seen("city") == ["Mars"]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (replace(SUMMIT, title=" "), "title"),
        (replace(SUMMIT, title="a\0b"), "title"),
        (replace(SUMMIT, title="\ud800"), "title"),
        (replace(SUMMIT, title="x" * 2001), "title"),
        (replace(SUMMIT, until=NOW), "until"),
        (replace(SUMMIT, until=datetime(9999, 1, 1, tzinfo=UTC)), "until"),
        (replace(SUMMIT, expected=-1), "expected"),
        (replace(SUMMIT, place=Place("Point", (181.0, 52.0))), "place"),
        (replace(SUMMIT, place=Place("Point", (float("nan"), 52.0))), "place"),
        (replace(SUMMIT, place=Place("LineString", ((4.0, 52.0),))), "place"),
        (replace(SUMMIT, place=Place("Polygon", (((4.0, 52.0), (4.1, 52.0), (4.1, 52.1)),))), "place"),
        (replace(SUMMIT, place=Place("Polygon", ())), "place"),
        (replace(SUMMIT, place=Place(None, None)), "place"),
        (replace(SUMMIT, place=Place(None, None, "\0")), "place.name"),
    ],
)
def test_an_event_that_does_not_hold_together_is_refused(zone: Zone, wrong: Event, where: str) -> None:
    with pytest.raises(BadRequest) as refused:
        zone.add(wrong, zone.own)
    assert [fault.where for fault in refused.value.faults] == [where]
    assert zone.seen("city") == []


def test_only_the_owner_changes_and_only_what_was_read(zone: Zone) -> None:
    made = zone.add(SUMMIT, zone.shared)
    with pytest.raises(Forbidden):
        zone.change(made.event.id, MARCH, zone.shared, "police")
    with pytest.raises(NotFound):
        zone.cancel(made.event.id, "court")
    with pytest.raises(Stale):
        zone.change(made.event.id, MARCH, zone.shared, version=made.position - 1)
    changed = zone.change(made.event.id, replace(SUMMIT, title="Other"), zone.own, version=made.position)
    assert changed.position > made.position
    assert (changed.event.sequence, zone.seen("city"), zone.seen("police")) == (1, ["Other"], [])
    cancelled = zone.cancel(made.event.id)
    assert (cancelled.event.status, cancelled.event.sequence) == (EventStatus.CANCELLED, 2)
    assert zone.get("city", made.event.id) == cancelled == zone.cancel(made.event.id)
    with pytest.raises(Forbidden):
        zone.db.write(lambda tx: events.add_event(tx, zone.actor("city", "reader"), SUMMIT, zone.own), now=NOW)
    with zone.db.read(system=True) as conn:
        told = [row.type for row in conn.execute(sa.select(outbox.c.type).order_by(outbox.c.position))]
    assert told == ["EventChanged"] * 3


def test_events_are_listed_by_time_kind_and_page(zone: Zone) -> None:
    for number in range(5):
        zone.add(replace(SUMMIT, title=str(number), start=NOW + number * HOUR, until=NOW + number * HOUR), zone.own)
    zone.add(MARCH, zone.own)
    assert zone.seen("city", kinds=[EventKind.DEMONSTRATION]) == ["Mars"]
    assert zone.seen("city", since=NOW + 4 * HOUR) == ["4"]
    assert zone.seen("city", until=NOW + HOUR) == ["0"]
    with zone.reading() as conn:
        first, total = events.list_events(conn, zone.viewer(), NOW, limit=4)
        rest, _ = events.list_events(conn, zone.viewer(), NOW, limit=4, before=first[-1].position)
    assert ([each.event.title for each in first + rest], total) == (["Mars", "4", "3", "2", "1", "0"], 6)


def test_an_event_is_deleted_a_year_after_it_ended(zone: Zone) -> None:
    zone.add(MARCH, zone.own)
    zone.add(SUMMIT, zone.own)
    later = MARCH.until + timedelta(days=365, microseconds=1)
    assert zone.db.write(events.purge_events, now=later - timedelta(microseconds=1)) == 0
    assert zone.db.write(events.purge_events, now=later) == 1
    assert zone.seen("city") == ["Summit"]


def test_a_calendar_goes_out_and_comes_in_again(zone: Zone) -> None:
    zone.add(SUMMIT, zone.own)
    zone.add(MARCH, zone.own)
    data = zone.export("city")
    told = icalendar.read(data, ZoneInfo("UTC"))
    assert [(each.title, each.categories, each.starts, each.ends) for each in told] == [
        (each.title, (each.kind.value,), each.start, each.until)
        for each in sorted((SUMMIT, MARCH), key=lambda one: next(t.uid for t in told if t.title == one.title))
    ]
    first = zone.take_in(data, zone.shared)
    assert (len(first.added), first.changed, first.same, first.refused) == (2, (), (), ())
    assert zone.take_in(data, zone.shared) == Imported((), (), first.added, ())
    moved = zone.take_in(data.replace(b"Summit", b"Top"), zone.shared)
    assert (len(moved.changed), len(moved.same), moved.added) == (1, 1, ())
    assert sorted(zone.seen("police")) == ["Mars", "Top"]
    kinds = {each.event.kind for each in (zone.get("police", one) for one in first.added)}
    assert kinds == {EventKind.SUMMIT, EventKind.DEMONSTRATION}


def test_a_hidden_event_of_the_same_calendar_is_as_if_it_were_not(zone: Zone) -> None:
    zone.add(SUMMIT, zone.own)
    data = zone.export("city")
    zone.take_in(data, zone.hidden)
    again = zone.take_in(data, zone.own)
    assert (len(again.added), again.changed, again.same) == (1, (), ())
    twin = replace(zone.get("city", again.added[0]).event, id="event--00000000-0000-4000-8000-000000000001")
    zone.db.write(lambda tx: store.put(tx, twin, "partner--city", zone.hidden), now=NOW)
    assert zone.take_in(data, zone.own) == Imported((), (), again.added, ())


def test_a_bad_event_of_a_calendar_is_named_and_the_good_ones_stay(zone: Zone) -> None:
    zone.add(SUMMIT, zone.own)
    zone.add(MARCH, zone.own)
    taken = zone.take_in(zone.export("city").replace(b"SUMMARY:Mars", b"SUMMARY:"), zone.shared)
    assert (len(taken.added), [each.what for each in taken.refused]) == (1, ["title: missing: give it a name"])
    assert zone.seen("police") == ["Summit"]
    with pytest.raises(BadRequest) as refused:
        zone.take_in(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", zone.own)
    assert len(refused.value.faults) == 1
