"""Calendars in and out: zones, repetition, and what is refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from igiz.zone.formats import icalendar
from igiz.zone.model.calendar import CalendarEvent, CalendarStatus
from igiz.zone.model.geography import BadInput

HAGUE = ZoneInfo("Europe/Amsterdam")


def calendar(*events: tuple[str, ...]) -> bytes:
    """A calendar of events; an event is its lines, to which a uid is added where it has none."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for event in events:
        own = event if any(line.startswith("UID") for line in event) else ("UID:a", *event)
        lines += ["BEGIN:VEVENT", *(line for line in own if line != "UID-"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(*lines: str) -> list[CalendarEvent]:
    return icalendar.read(calendar(lines), HAGUE, "city.ics")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "moment"),
    [
        ("DTSTART:20260301T100000", at(3, 1, 9)),
        ("DTSTART:20260701T100000", at(7, 1, 8)),
        ("DTSTART:20260701T100000Z", at(7, 1, 10)),
        ("DTSTART;TZID=Europe/London:20260701T100000", at(7, 1, 9)),
    ],
)
def test_a_time_without_a_zone_is_one_of_the_zone(start: str, moment: datetime) -> None:
    (event,) = read(start)
    assert (event.starts, event.ends) == (moment, moment)


def test_a_day_is_a_whole_day_in_the_zone() -> None:
    (event,) = read("DTSTART;VALUE=DATE:20260329")
    # The night in which summer time begins: the day has 23 hours.
    assert (event.starts, event.ends) == (at(3, 28, 23), at(3, 29, 22))


def test_every_field_is_read() -> None:
    (event,) = read(
        "DTSTART:20260301T100000Z", "DURATION:PT2H", "SUMMARY:Top\\, dag 1", "LOCATION:World Forum", "GEO:52.09;4.28",
        "CATEGORIES:SUMMIT,VISIT", "STATUS:TENTATIVE", "SEQUENCE:3",
    )  # fmt: skip
    assert event == CalendarEvent(
        uid="a",
        title="Top, dag 1",
        starts=at(3, 1, 10),
        ends=at(3, 1, 12),
        location="World Forum",
        geo=(4.28, 52.09),
        categories=("SUMMIT", "VISIT"),
        status=CalendarStatus.TENTATIVE,
        sequence=3,
    )


def test_a_repetition_keeps_the_clock_on_the_wall() -> None:
    found = read(
        "DTSTART:20260327T100000", "DTEND:20260327T110000", "RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20260328T100000"
    )
    assert [(event.uid, event.starts) for event in found] == [
        ("a/20260327T090000Z", at(3, 27, 9)),
        ("a/20260329T080000Z", at(3, 29, 8)),
        ("a/20260330T080000Z", at(3, 30, 8)),
    ]
    assert {event.ends - event.starts for event in found} == {timedelta(hours=1)}


def test_a_changed_occurrence_takes_the_place_of_its_own() -> None:
    found = icalendar.read(
        calendar(
            ("DTSTART:20260301T100000Z", "RRULE:FREQ=WEEKLY;UNTIL=20260308T100000Z"),
            ("RECURRENCE-ID:20260308T100000Z", "DTSTART:20260308T120000Z", "SUMMARY:later"),
        ),
        HAGUE,
    )
    assert [(event.uid, event.starts, event.title) for event in found] == [
        ("a/20260301T100000Z", at(3, 1, 10), ""),
        ("a/20260308T100000Z", at(3, 8, 12), "later"),
    ]


def test_the_highest_sequence_of_a_uid_counts() -> None:
    newer = ("DTSTART:20260301T100000Z", "SEQUENCE:2", "SUMMARY:new")
    older = ("DTSTART:20260301T090000Z", "SEQUENCE:1", "SUMMARY:old")
    assert [event.title for event in icalendar.read(calendar(newer, older), HAGUE)] == ["new"]


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (("DTSTART:20260301T100000Z", "DTEND:20260301T090000Z"), "before it begins"),
        (("DTSTART:tomorrow",), "DTSTART cannot be understood"),
        (("SUMMARY:x",), "no DTSTART"),
        (("UID-", "DTSTART:20260301T100000Z"), "no UID"),
        (("DTSTART:20260301T100000Z", "RRULE:FREQ=DAILY"), "without end"),
        (("DTSTART:20260301T100000Z", "RRULE:FREQ=DAILY;COUNT=367"), "more than 366 times"),
        (("DTSTART:20260301T100000Z", "RRULE:FREQ=MINUTELY;COUNT=2"), "more often than daily"),
        (("DTSTART:20260301T100000Z", "RRULE:FREQ=YEARLY;COUNT=20"), "beyond 2036"),
        (("DTSTART:20260301T100000Z", "RRULE:FREQ=YEARLY;UNTIL=99991231T235959Z"), "beyond 2036"),
        (("DTSTART:00010101T000000",), "the year 1 lies outside 1970 to 2199"),
        (("DTSTART;VALUE=DATE:99991231",), "the year 9999 lies outside 1970 to 2199"),
        (("DTSTART:20260301T100000Z", "DURATION:P9999999D"), "more than ten years"),
        (("DTSTART:20260301T100000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"), "beyond 2036"),
        (("DTSTART:20260301T100000Z", "RRULE:FREQ=YEARLY;UNTIL=20460301T100000Z"), "beyond 2036"),
        (("DTSTART;TZID=Nowhere/City:20260301T100000",), "Nowhere/City is not known"),
        (("DTSTART:20260301T100000Z", "GEO:152.09;4.28"), "outside the earth"),
        (("DTSTART:20260301T100000Z", "STATUS:MAYBE"), "'maybe' is none of"),
        (("DTSTART:20260301T100000Z", "SEQUENCE:many"), "SEQUENCE cannot be understood"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(lines: tuple[str, ...], what: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read(*lines)
    assert refusal.value.where == "city.ics, line 4"
    assert what in refusal.value.what


def test_leap_days_and_weekdays_fall_where_they_do() -> None:
    leap = read("DTSTART:20280229T100000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2")
    assert [event.starts.date().isoformat() for event in leap] == ["2028-02-29", "2032-02-29"]
    monday = read("DTSTART:20260105T100000Z", "RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=3")
    assert [event.starts.date().isoformat() for event in monday] == ["2026-01-05", "2026-02-02", "2026-03-02"]


def test_too_many_repetitions_in_one_file_are_refused() -> None:
    events = [(f"UID:{number}", "DTSTART:20260301T100000Z", "RRULE:FREQ=DAILY;COUNT=2") for number in range(101)]
    assert len(icalendar.read(calendar(*events[:100]), HAGUE)) == 200
    with pytest.raises(BadInput, match="more than 100 events that repeat"):
        icalendar.read(calendar(*events), HAGUE)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        calendar(("DTSTART:20260301T100000Z",))[:-20],
        b"BEGIN:VCALENDAR\nnonsense\nEND:VCALENDAR",
    ],
)
def test_a_broken_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        icalendar.read(data, HAGUE)


def test_what_is_written_is_read_again() -> None:
    events = [
        CalendarEvent("a", "Top; dag, één", at(3, 1, 10), at(3, 1, 12), "World Forum", (4.28, 52.09), ("summit",)),
        CalendarEvent("b", "Markt", at(7, 4, 6), at(7, 4, 14), status=CalendarStatus.CANCELLED, sequence=2),
    ]
    data = icalendar.write(events, HAGUE, now=at(1, 1, 0), name="Zone")
    assert icalendar.read(data, ZoneInfo("Asia/Tokyo")) == events
    written = Calendar.from_ical(data)
    assert [str(zone["TZID"]) for zone in written.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    assert b"DTSTART;TZID=Europe/Amsterdam:20260301T110000" in data


def test_an_empty_calendar_is_a_calendar() -> None:
    assert icalendar.read(icalendar.write([], HAGUE, now=at(1, 1, 0)), HAGUE) == []


@pytest.mark.parametrize("often", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
@pytest.mark.parametrize("interval", [0, -1])
def test_a_rule_that_never_goes_on_is_refused_not_followed(often: str, interval: int) -> None:
    with pytest.raises(BadInput, match="INTERVAL below 1"):
        read("DTSTART:20260201T100000Z", f"RRULE:FREQ={often};INTERVAL={interval};BYMONTH=1;COUNT=2")
