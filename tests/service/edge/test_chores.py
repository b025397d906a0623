"""What runs beside the requests does its work, goes on after a failure, and stops."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from igiz.core import audit, bus, erasures, log
from igiz.core.clock import wall_now
from igiz.edge import worker
from igiz.edge.worker import Chore, Chores
from igiz.share.service import drafting
from igiz.share.service.handlers import HANDLERS
from tests.service.edge.conftest import Place


def count(place: Place, table: sa.Table) -> int:
    with place.db.read(system=True) as conn:
        return int(conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def waited_for(what: Callable[[], Any], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return False


def test_it_delivers_signs_and_stops(place: Place) -> None:
    chores = Chores(place.db, place.settings)
    assert not chores.alive
    chores.start()
    try:
        assert chores.alive
        assert waited_for(lambda: count(place, audit.checkpoint) == 1)

        def delivered() -> bool:
            with place.db.read(system=True) as conn:
                return worker.oldest_waiting(conn, HANDLERS) is None

        assert waited_for(delivered)
    finally:
        chores.stop()
    assert not chores.alive


def test_each_chore_is_done_once_and_again_when_its_time_came(place: Place) -> None:
    chores = Chores(place.db, place.settings)
    now = wall_now()
    names = ["retention", "checkpoints", "erasures", "sessions", "drafts", "events", "files", "messages"]
    assert chores.run_due(now) == names
    assert chores.run_due(now + timedelta(seconds=30)) == []
    assert chores.run_due(now + timedelta(minutes=2)) == ["retention"]
    assert chores.run_due(now + timedelta(hours=2)) == names


def test_a_chore_that_fails_does_not_stop_the_others(place: Place) -> None:
    def fail(_now: object) -> None:
        raise ValueError

    chores = Chores(place.db, place.settings)
    chores.chores = (Chore("fails", timedelta(0), fail), *chores.chores[:1])
    assert chores.run_due(wall_now()) == ["retention"]


def test_old_drafts_and_delivered_messages_go_and_waiting_ones_stay(place: Place) -> None:
    long_ago = wall_now() - timedelta(days=40)
    drafting.save(place.db, place.city, "old", {}, long_ago)
    drafting.save(place.db, place.city, "new", {}, wall_now())
    with place.db.admin_engine.begin() as conn:
        conn.exec_driver_sql("UPDATE outbox SET position = position - 86400000000 * 40")
    waiting = count(place, bus.outbox)
    assert waiting > 0
    chores = Chores(place.db, place.settings)
    chores.run_due(wall_now())
    assert [name for name, _at, _body in drafting.list_drafts(place.db, place.city, wall_now())] == ["new"]
    assert count(place, bus.outbox) == waiting
    while chores.courier.deliver():
        pass
    chores.run_due(wall_now() + timedelta(days=1))
    assert count(place, bus.outbox) == 0


def test_what_outlived_its_retention_goes_and_stands_in_the_journal(place: Place) -> None:
    erasures.attach(place.db, place.settings.storage.erasures)
    report = place.report("kept for a day")
    with place.db.admin_engine.begin() as conn:
        conn.exec_driver_sql("UPDATE object SET delete_after = 1")
    Chores(place.db, place.settings).run_due(wall_now())
    assert [each.id for each in erasures.read(place.settings.storage.erasures)] == [report]


def test_a_missing_audit_key_is_said_and_everything_else_goes_on(place: Place) -> None:
    chores = Chores(place.db, place.settings)
    chores.run_due(wall_now())
    place.settings.audit.key_file.unlink()
    place.report("one more")
    with capture_logs() as said:
        done = chores.run_due(wall_now() + timedelta(hours=2))
    assert "messages" in done
    (told,) = (log.scrub(each["reason"]) for each in said if each["event"] == "audit_log_not_signed")
    assert re.match(
        r"There is no audit key in /\S+\. This log is signed by the key [0-9a-f]{8}: put that one back", told
    )
    assert "`igiz audit rotate-key --former-lost`" in told
    assert (count(place, audit.checkpoint), place.settings.audit.key_file.exists()) == (1, False)


@pytest.mark.parametrize("minutes", [1.0, 30.0])
def test_checkpoints_are_signed_as_often_as_the_settings_say(place: Place, minutes: float) -> None:
    settings = replace(place.settings, audit=replace(place.settings.audit, checkpoint_minutes=minutes))
    chosen = next(each for each in Chores(place.db, settings).chores if each.name == "checkpoints")
    assert chosen.every == timedelta(minutes=minutes)
