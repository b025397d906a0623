"""No text that somebody writes is stored if it is marked above what the instance may hold."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from igiz.core.errors import BadRequest
from igiz.share.model.draft import Marking
from igiz.share.model.marking import Tlp
from igiz.share.service import attachments, drafting, groups, happenings, reports
from igiz.zone.model.event import Event, EventKind
from igiz.zone.service import levels
from tests.service.share.neighbours import NOW, Neighbours, neighbours
from tests.service.share.test_bundles import put
from tests.service.share.test_taxii import indicator

ABOVE = "Onderwerp\nGEHEIM\nInhoud"
HOUR = timedelta(hours=1)


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


def event(title: str, marking: Marking, zone: Neighbours) -> str:
    happening = Event("", EventKind.OTHER, title, "nl", NOW + HOUR, NOW + 2 * HOUR)
    return happenings.add(zone.db, zone.city, happening, marking, NOW)


def calendar(uid: str, zone: Neighbours) -> Any:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261122T120000Z"]
    lines += ["DTSTART:20261123T120000Z", "DTEND:20261123T130000Z", "SUMMARY:x", "END:VEVENT", "END:VCALENDAR", ""]
    return happenings.import_calendar(zone.db, zone.city, "\r\n".join(lines).encode(), Marking(), "nl", NOW)


WRITTEN: dict[str, Callable[[Neighbours, Path], Any]] = {
    "report": lambda zone, _folder: zone.share(zone.city, "x", text=ABOVE),
    "purpose": lambda zone, _folder: event("x", Marking(purpose="GEHEIM"), zone),
    "grounds": lambda zone, _folder: event("x", Marking(grounds=("GEHEIM",), personal_data=True), zone),
    "event": lambda zone, _folder: event(ABOVE, Marking(), zone),
    "draft": lambda zone, _folder: drafting.save(zone.db, zone.city, "one", {"a": [{"text": ABOVE}]}, NOW),
    "name in a draft": lambda zone, _folder: drafting.save(zone.db, zone.city, "one", {"GEHEIM": 1}, NOW),
    "group": lambda zone, _folder: groups.create(zone.db, zone.city, "GEHEIM", "", 0, NOW),
    "group's purpose": lambda zone, _folder: groups.create(zone.db, zone.city, "x", ABOVE, 0, NOW),
    "name of a file": lambda zone, folder: attachments.take_in(
        zone.db, zone.city, folder, "GEHEIM - x.txt", b"x", 9, NOW
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITTEN)
def test_what_is_written_is_under_the_ceiling(zone: Neighbours, tmp_path: Path, what: str) -> None:
    with pytest.raises(BadRequest) as refused:
        WRITTEN[what](zone, tmp_path)
    assert (refused.value.slug, "GEHEIM" in refused.value.faults[0].what) == ("above-ceiling", True)
    assert drafting.list_drafts(zone.db, zone.city, NOW) == []


def test_a_change_is_under_the_ceiling_too(zone: Neighbours) -> None:
    report = zone.share(zone.city, "x", Tlp.GREEN)
    group = groups.create(zone.db, zone.city, "x", "y", 0, NOW)
    city, decider = zone.city, replace(zone.city, roles=frozenset({"decider"}))
    level: dict[str, Any] = {"level": 2, "until": NOW + HOUR, "then": None, "now": NOW}
    changes: list[Callable[[], Any]] = [
        lambda: reports.revoke(zone.db, city, report, ABOVE, NOW),
        lambda: reports.break_glass(zone.db, city, report, ABOVE, 5, NOW),
        lambda: groups.change(zone.db, city, group.id, NOW, name=None, purpose=ABOVE, precision_m=None),
        lambda: levels.decide_level(zone.db, decider, reason=ABOVE, **level),
    ]
    for change in changes:
        with pytest.raises(BadRequest) as refused:
            change()
        assert refused.value.slug == "above-ceiling"
    assert groups.group(zone.db, city, group.id, NOW).purpose == "y"
    assert levels.level_now(zone.db, NOW).level == 1


@pytest.mark.parametrize("values", [{"description": ABOVE}, {"name": "\tSECRET"}, {"x_a": {"b": ["geheim"]}}])
def test_objects_of_a_bundle_are_read_as_they_read(zone: Neighbours, values: dict[str, Any]) -> None:
    above, fine = indicator(**values), indicator(description="geheimen\\nsecretary", x_a=["top", "secretly"])
    receipt = put(zone, zone.city, above, fine)
    assert receipt.stored == (fine["id"],)
    assert [each.id for each in receipt.refused] == [above["id"]]


def test_the_identifier_of_an_event_in_a_calendar_is_under_the_ceiling(zone: Neighbours) -> None:
    assert len(calendar("one", zone).added) == 1
    assert [each.uid for each in calendar("GEHEIM one", zone).refused] == ["GEHEIM one"]
