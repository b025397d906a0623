"""iCalendar (RFC 5545): events of the zone in and out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event
from icalendar.prop import vBroken

from igiz.zone.model.calendar import CalendarEvent, CalendarStatus
from igiz.zone.model.geography import BadInput, LonLat

Properties = dict[str, Any]
"""The properties of an event by their names in capitals, as the library parsed them."""
MOST_OCCURRENCES = 366
"""An event may repeat this often; more is refused, not cut."""
ONCE = ("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "GEO", "SEQUENCE", "RECURRENCE-ID")
DAY = timedelta(days=1)
LONGEST = timedelta(days=3653)
"""An event may last or repeat over ten years."""
YEARS = range(1970, 2200)
MOST_RULES = 100
"""A file may hold this many events that repeat by a rule."""
CYCLE_YEARS = 400
"""After so many years the calendar repeats itself to the day of the week."""
TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
PRODUCT = "-//igiz//zone//EN"


def read(
    data: bytes, zone: ZoneInfo, file: str = "calendar", refused: list[tuple[str, str]] | None = None
) -> list[CalendarEvent]:
    """The events of a calendar file; a time without a zone is one of `zone`, a day without a time a whole day there.

    An event that repeats becomes one event per occurrence, each with a uid of its own. An event that cannot be taken
    goes to `refused`, by its uid or title and with the reason; without that list it refuses the whole file.
    """
    lines = _event_lines(data, file)
    found: list[tuple[Properties, str]] = []
    for calendar in _parse(data, file):
        found += [(dict(event.items()), f"{file}, line {next(lines)}") for event in calendar.walk("VEVENT")]
    if sum("RRULE" in event for event, _ in found) > MOST_RULES:
        raise BadInput(file, f"holds more than {MOST_RULES} events that repeat; split the file")
    series: dict[str, list[CalendarEvent]] = {}
    for changes in (False, True):
        for event, where in found:
            if changes is ("RECURRENCE-ID" in event):
                try:
                    (_replace_one if changes else _add)(series, event, zone, where)
                except BadInput as fault:
                    if refused is None:
                        raise
                    name = str(event.get("UID") or event.get("SUMMARY") or "").replace("\0", "\ufffd")
                    refused.append((name, f"{fault.where}: {fault.what}"))
    return sorted((item for items in series.values() for item in items), key=lambda item: (item.starts, item.uid))


def write(events: Sequence[CalendarEvent], zone: ZoneInfo, now: datetime, name: str = "") -> bytes:
    """A calendar file of the events, in the times of `zone`, which it describes (VTIMEZONE)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("x-wr-calname", name)
    for item in events:
        event = Event()
        event.add("uid", item.uid)
        event.add("dtstamp", now.astimezone(UTC))
        event.add("summary", item.title)
        event.add("dtstart", item.starts.astimezone(zone))
        event.add("dtend", item.ends.astimezone(zone))
        event.add("status", item.status.value.upper())
        event.add("sequence", item.sequence)
        if item.location:
            event.add("location", item.location)
        if item.geo:
            event.add("geo", (item.geo[1], item.geo[0]))
        if item.categories:
            event.add("categories", list(item.categories))
        calendar.add_component(event)
    if events:
        first = min(item.starts for item in events).astimezone(zone).date()
        last = max(item.ends for item in events).astimezone(zone).date()
        calendar.add_missing_timezones(first.replace(month=1, day=1), date(last.year + 1, 12, 31))
    data: bytes = calendar.to_ical()
    return data


def _event_lines(data: bytes, file: str) -> Iterator[int]:
    """Numbers of the lines on which an event begins; refuses a file that is cut off."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}, line {data.count(bytes([10]), 0, error.start) + 1}", "is not UTF-8 text") from None
    words = [line.strip().upper() for line in text.splitlines()]
    if "BEGIN:VCALENDAR" not in words:
        raise BadInput(file, "is no iCalendar file (no line BEGIN:VCALENDAR)")
    for kind in ("VCALENDAR", "VEVENT"):
        if words.count(f"BEGIN:{kind}") != words.count(f"END:{kind}"):
            raise BadInput(f"{file}, line {len(words)}", f"a {kind} begins and does not end; is the file cut off?")
    return iter([number for number, word in enumerate(words, start=1) if word == "BEGIN:VEVENT"])


def _parse(data: bytes, file: str) -> list[Calendar]:
    try:
        return list(Calendar.from_ical(data.decode("utf-8-sig"), multiple=True))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadInput(file, f"is no iCalendar file that can be read ({str(error)[:200]})") from None


def _add(series: dict[str, list[CalendarEvent]], event: Properties, zone: ZoneInfo, where: str) -> None:
    """Add an event with its occurrences; of one uid the highest sequence counts."""
    first = _event(event, zone, where)
    known = series.get(first.uid)
    if known is None or known[0].sequence <= first.sequence:
        series[first.uid] = _occurrences(event, first, zone, where)


def _event(event: Properties, zone: ZoneInfo, where: str) -> CalendarEvent:
    for key in ("UID", "DTSTART"):
        if key not in event:
            raise BadInput(
                where, f"the event has no {key}; give it one in the calendar it comes from, and send that again"
            )
    for key, value in event.items():
        broken = any(isinstance(item, vBroken) for item in _listed(value))
        if broken or (isinstance(value, list) and key in ONCE):
            raise BadInput(where, f"{key} cannot be understood: {str(value)[:80]!r}")
    starts = _moment(event["DTSTART"], zone, where)
    ends = _end(event, starts, zone, where)
    if ends < starts:
        raise BadInput(where, f"the event ends ({ends.isoformat()}) before it begins ({starts.isoformat()})")
    status = str(event.get("STATUS", "CONFIRMED")).strip().lower()
    if status not in set(CalendarStatus):
        raise BadInput(where, f"the status {status!r} is none of {', '.join(CalendarStatus)}")
    return CalendarEvent(
        uid=str(event["UID"]),
        title=str(event.get("SUMMARY", "")),
        starts=starts,
        ends=ends,
        location=str(event.get("LOCATION", "")),
        geo=_geo(event, where),
        categories=_categories(event),
        status=CalendarStatus(status),
        sequence=int(event.get("SEQUENCE", 0)),
    )


def _moment(value: Any, zone: ZoneInfo, where: str) -> datetime:
    """Aware UTC of a date or a time; a date is its first moment."""
    told: date = value.dt
    if told.year not in YEARS:
        raise BadInput(where, f"the year {told.year} lies outside {YEARS.start} to {YEARS.stop - 1}")
    if not isinstance(told, datetime):
        return datetime.combine(told, time(), zone).astimezone(UTC)
    if told.tzinfo is None:
        name = value.params.get("TZID")
        if name:
            raise BadInput(
                where, f"the time zone {name} is not known; describe it (VTIMEZONE) or use a name like {zone.key}"
            )
        told = told.replace(tzinfo=zone)
    return told.astimezone(UTC)


def _end(event: Properties, starts: datetime, zone: ZoneInfo, where: str) -> datetime:
    if "DTEND" in event:
        return _moment(event["DTEND"], zone, where)
    if "DURATION" in event:
        duration: timedelta = event["DURATION"].dt
        if abs(duration) > LONGEST:
            raise BadInput(where, "the event lasts more than ten years")
        return starts + duration
    if isinstance(event["DTSTART"].dt, datetime):
        return starts
    day: date = event["DTSTART"].dt
    return datetime.combine(day + DAY, time(), zone).astimezone(UTC)


def _geo(event: Properties, where: str) -> LonLat | None:
    if "GEO" not in event:
        return None
    lat, lon = float(event["GEO"].latitude), float(event["GEO"].longitude)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadInput(where, f"GEO {lat:g};{lon:g} lies outside the earth; it is latitude;longitude")
    return lon, lat


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _categories(event: Properties) -> tuple[str, ...]:
    return tuple(str(word) for group in _listed(event.get("CATEGORIES")) for word in group.cats)


def _occurrences(event: Properties, first: CalendarEvent, zone: ZoneInfo, where: str) -> list[CalendarEvent]:
    if "RRULE" not in event and "RDATE" not in event:
        return [first]
    starts = {first.starts, *_dates(event, "RDATE", zone, where)}
    if "RRULE" in event:
        starts |= set(_rule(event, zone, where))
    starts -= set(_dates(event, "EXDATE", zone, where))
    if len(starts) > MOST_OCCURRENCES:
        raise BadInput(where, f"the event repeats more than {MOST_OCCURRENCES} times; end it sooner (UNTIL or COUNT)")
    length = first.ends - first.starts
    return [replace(first, uid=_uid(first.uid, start), starts=start, ends=start + length) for start in sorted(starts)]


def _uid(uid: str, start: datetime) -> str:
    return f"{uid}/{start:%Y%m%dT%H%M%SZ}"


def _dates(event: Properties, key: str, zone: ZoneInfo, where: str) -> Iterable[datetime]:
    for group in _listed(event.get(key)):
        for moment in group.dts:
            if not isinstance(moment.dt, date):
                raise BadInput(where, f"{key} holds a period; write its first moment")
            yield _moment(moment, zone, where)


def _rule(event: Properties, zone: ZoneInfo, where: str) -> list[datetime]:
    """Moments of a repetition, by the clock on the wall: ten o'clock stays ten o'clock in summer."""
    rule = dict(event["RRULE"])
    if not {"COUNT", "UNTIL"} & rule.keys():
        raise BadInput(where, "the event repeats without end; give its rule a COUNT or an UNTIL")
    if TOO_OFTEN & set(rule.get("FREQ", ())):
        raise BadInput(where, "the event repeats more often than daily; write its occurrences as events")
    if any(each < 1 for each in rule.get("INTERVAL", ())):  # the library would look for the next one for ever
        raise BadInput(where, "the event repeats at an INTERVAL below 1; give 1 or more, or leave it out")
    told: date = event["DTSTART"].dt
    local = (told.tzinfo if isinstance(told, datetime) else None) or zone
    start = told.replace(tzinfo=None) if isinstance(told, datetime) else datetime.combine(told, time())
    horizon = start + LONGEST
    until = min([horizon, *(_wall(end, local) for end in rule.pop("UNTIL", ()))])
    count = min([MOST_OCCURRENCES + 1, *rule.pop("COUNT", ())])
    parts = ";".join(f"{key}={','.join(str(value) for value in values)}" for key, values in rule.items())
    try:
        moments = _expand(parts, start, until, count)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadInput(where, f"the rule {parts} cannot be understood ({error})") from None
    if until == horizon and len(moments) < count:
        raise BadInput(where, f"the event repeats beyond {horizon:%Y}; end it sooner (UNTIL or COUNT)")
    return [moment.replace(tzinfo=local).astimezone(UTC) for moment in moments]


def _expand(parts: str, start: datetime, until: datetime, count: int) -> list[datetime]:
    """The first `count` moments of a rule.

    The library looks for a day that never comes (30 February) up to the year 9999, so the rule is read at the end of
    that time, whole cycles of the calendar later.
    """
    later = (9980 - start.year) // CYCLE_YEARS * CYCLE_YEARS
    text = f"{parts};UNTIL={until.replace(year=until.year + later):%Y%m%dT%H%M%S}"
    moments = islice(rrulestr(text, dtstart=start.replace(year=start.year + later)), count)
    return [moment.replace(year=moment.year - later) for moment in moments]


def _wall(end: date, local: Any) -> datetime:
    """An end of a rule by the clock on the wall; 9999, which some write for "for ever", is cut to the last year."""
    if end.year not in YEARS:
        return datetime(YEARS.start if end.year < YEARS.start else YEARS.stop, 1, 1)  # noqa: DTZ001 - a wall clock
    if not isinstance(end, datetime):
        return datetime.combine(end, time(23, 59, 59))
    return end.astimezone(local).replace(tzinfo=None) if end.tzinfo else end


def _replace_one(series: dict[str, list[CalendarEvent]], event: Properties, zone: ZoneInfo, where: str) -> None:
    """Put a changed occurrence in the place of the one that the rule gave."""
    changed = _event(event, zone, where)
    uid = _uid(changed.uid, _moment(event["RECURRENCE-ID"], zone, where))
    items = series.setdefault(changed.uid, [])
    items[:] = [item for item in items if item.uid != uid]
    items.append(replace(changed, uid=uid))
