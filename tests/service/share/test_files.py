"""Files: who may name one in a report, how long it is kept, and what its keeping tells."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from igiz.core import audit
from igiz.core.errors import BadRequest, NotFound
from igiz.share.model.marking import Tlp
from igiz.share.routes import reports as report_routes
from igiz.share.service import attachments, drafting, handlers, reports
from igiz.zone.model.actor import Actor
from igiz.zone.model.messages import PersonLeft
from igiz.zone.model.people import OPERATOR, NewPerson
from igiz.zone.service import persons
from igiz.zone.service.identity import Identity
from tests.service.share.neighbours import NOW, ROLES, Neighbours, neighbours
from tests.service.share.test_bundles import put, with_a_file
from tests.service.share.test_taxii import indicator

FILE = b"the plan of the night"
DAY = timedelta(days=1)


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


def colleague(zone: Neighbours) -> Actor:
    """Another person of the city."""
    new = NewPerson("Second desk", "second", ROLES | {"auditor"})
    person, _ = persons.add_person(zone.db, Identity(b"k" * 64), OPERATOR, new, NOW, partner_id=zone.city.partner)
    found = persons.load_actor(zone.db, person.id, NOW)
    assert found is not None
    return replace(found, scopes=zone.city.scopes)


def add(zone: Neighbours, actor: Actor, folder: Path) -> str:
    return attachments.take_in(zone.db, actor, folder, "plan.txt", FILE, 1000, NOW).sha256


def share(zone: Neighbours, actor: Actor, sha256: str, tlp: Tlp | None) -> str:
    return zone.share(actor, "With a file", tlp, attachments=(sha256,))


def test_a_colleague_who_does_not_see_a_report_cannot_name_its_file(zone: Neighbours, tmp_path: Path) -> None:
    other = colleague(zone)
    sha256 = add(zone, zone.city, tmp_path)
    with pytest.raises(BadRequest, match="not valid"):
        share(zone, other, sha256, None)
    red = share(zone, zone.city, sha256, Tlp.RED)
    with pytest.raises(BadRequest):
        share(zone, other, sha256, None)
    again = share(zone, zone.city, sha256, Tlp.RED)
    assert attachments.open_file(zone.db, zone.city, tmp_path, again, sha256, NOW)[1].read_bytes() == FILE
    for name in (red, again):
        with pytest.raises(NotFound):
            attachments.open_file(zone.db, other, tmp_path, name, sha256, NOW)


def test_a_bundle_opens_no_file_of_a_colleague_either(zone: Neighbours, tmp_path: Path) -> None:
    other = colleague(zone)
    sha256 = add(zone, zone.city, tmp_path)
    share(zone, zone.city, sha256, Tlp.RED)
    came = with_a_file(sha256, "text/plain")
    assert put(zone, other, came).stored == (came["id"],)
    with pytest.raises(NotFound):
        attachments.open_file(zone.db, other, tmp_path, came["id"], sha256, NOW)
    reports.revoke(zone.db, other, came["id"], "It was wrong", NOW)
    with pytest.raises(NotFound):
        attachments.open_file(zone.db, other, tmp_path, came["id"], sha256, NOW)


def test_who_sees_the_report_or_sends_the_file_may_name_it(zone: Neighbours, tmp_path: Path) -> None:
    other = colleague(zone)
    sha256 = add(zone, zone.city, tmp_path)
    open_to_all = share(zone, zone.city, sha256, None)
    share(zone, other, sha256, None)
    reports.revoke(zone.db, zone.city, open_to_all, "It was wrong", NOW)
    assert attachments.open_file(zone.db, other, tmp_path, open_to_all, sha256, NOW)[1].read_bytes() == FILE
    third = attachments.take_in(zone.db, zone.city, tmp_path, "b.txt", b"another", 1000, NOW).sha256
    share(zone, zone.city, third, Tlp.RED)
    attachments.take_in(zone.db, other, tmp_path, "b.txt", b"another", 1000, NOW)
    assert share(zone, other, third, None)


def test_the_log_does_not_tell_the_hash(zone: Neighbours, tmp_path: Path) -> None:
    sha256 = add(zone, zone.city, tmp_path)
    with zone.db.read(system=True) as conn:
        bodies = [each["body"] or "" for each in audit.leaves(conn, [zone.city.partner], None, 50)]
    assert [body for body in bodies if "file-added" in body]
    assert not [body for body in bodies if sha256 in body]


def test_a_file_is_kept_as_long_as_a_draft_names_it(zone: Neighbours, tmp_path: Path) -> None:
    sha256 = add(zone, zone.city, tmp_path)
    drafting.save(zone.db, zone.city, "one", {"attachments": [{"sha256": sha256}]}, NOW)
    drafting.save(zone.db, zone.police, "one", {"attachments": []}, NOW)
    theirs = attachments.take_in(zone.db, zone.police, tmp_path, "c.txt", b"unnamed", 1000, NOW).sha256
    assert attachments.sweep(zone.db, tmp_path, NOW + 20 * DAY) == 1
    assert not (tmp_path / theirs[:2] / theirs).exists()
    report = share(zone, zone.city, sha256, None)
    assert attachments.open_file(zone.db, zone.city, tmp_path, report, sha256, NOW)[1].read_bytes() == FILE


def test_a_file_goes_with_the_draft_that_named_it(zone: Neighbours, tmp_path: Path) -> None:
    sha256 = add(zone, zone.city, tmp_path)
    drafting.save(zone.db, zone.police, "one", {"attachments": [sha256]}, NOW)
    assert attachments.sweep(zone.db, tmp_path, NOW + 2 * DAY) == 1


def test_a_file_that_lies_there_is_laid_down_once_more(zone: Neighbours, tmp_path: Path) -> None:
    sha256 = add(zone, zone.city, tmp_path)
    path = tmp_path / sha256[:2] / sha256
    before = path.stat().st_ino
    add(zone, zone.police, tmp_path)
    assert path.stat().st_ino != before
    assert [each.name for each in path.parent.iterdir()] == [sha256]


def test_nothing_is_removed_while_a_file_is_laid_down(zone: Neighbours, tmp_path: Path) -> None:
    sha256 = add(zone, zone.city, tmp_path)
    path = tmp_path / sha256[:2] / sha256
    attachments.sweep(zone.db, tmp_path, NOW)
    os.utime(path, (0, 0))
    with attachments.held(tmp_path):
        sweeping = threading.Thread(target=attachments.sweep, args=(zone.db, tmp_path, NOW + 2 * DAY))
        sweeping.start()
        sweeping.join(0.5)
        assert sweeping.is_alive() and path.exists()
        os.utime(path, ((NOW + 2 * DAY).timestamp(),) * 2)
    sweeping.join()
    assert path.exists()


def test_a_removed_person_leaves_no_draft(zone: Neighbours) -> None:
    other = colleague(zone)
    drafting.save(zone.db, other, "one", {"title": "x"}, NOW)
    left = PersonLeft(other.person, other.partner)
    zone.db.write(lambda tx: handlers.person_changed(tx, left), NOW)
    assert drafting.list_drafts(zone.db, other, NOW)
    persons.remove_person(zone.db, zone.city, other.person, NOW)
    zone.db.write(lambda tx: handlers.person_changed(tx, left), NOW)
    assert drafting.list_drafts(zone.db, other, NOW) == []


LAST = "9999-12-31T23:59:59.999999Z"


def test_moments_beyond_reckoning_are_refused(zone: Neighbours) -> None:
    far: dict[str, Any] = indicator(modified=LAST) | {"created": "2026-11-01T09:00:00.000Z"}
    receipt = put(zone, zone.city, far, indicator(valid_until="9999-12-31T23:59:59Z"))
    assert [each.id for each in receipt.refused] == [far["id"]]
    assert "1970 to 8999" in receipt.refused[0].what
    browser = zone.browser(zone.city, report_routes.router)
    for name in ("seenFrom", "usefulUntil"):
        for value in (LAST, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
            answer = browser.post("/v1/reports", {"title": "x", name: value})
            assert (answer.status, [each["where"] for each in json.loads(answer.body)["errors"]]) == (400, [name])
