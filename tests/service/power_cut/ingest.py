"""Partners' systems that send small bundles and reports, and remember what they were told is stored."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from igiz.core.db import Database
from igiz.core.ids import microseconds, new_id
from igiz.share.formats import stix
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.service import bundles, reports
from igiz.zone.model.actor import Actor

Version = tuple[str, int]
"""An object's id and its version in microseconds."""
Tell = Callable[[list[Version]], None]
START = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIMIT_BYTES = 100_000


def indicator(object_id: str, version: datetime) -> dict[str, Any]:
    """Return a STIX indicator."""
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": object_id,
        "created": stix.written_time(START),
        "modified": stix.written_time(version),
        "name": "Address seen in a campaign",
        "pattern": "[ipv4-addr:value = '198.51.100.7']",
        "pattern_type": "stix",
        "valid_from": stix.written_time(START),
    }


def send(db: Database, actor: Actor, standing: str, number: int) -> list[Version]:
    """Send one bundle (two new objects and a new version of the standing one) or share a report; return the receipt."""
    now = datetime.now(UTC)
    if number % 4 == 3:
        draft = ReportDraft("Bridge open", "Since this morning", "en", "traffic", "minor", Marking(Tlp.GREEN))
        return [(reports.share(db, actor, draft, now), microseconds(now))]
    version = START + timedelta(milliseconds=number)
    sent = [indicator(new_id("indicator"), START), indicator(new_id("indicator"), START), indicator(standing, version)]
    text = orjson.dumps({"type": "bundle", "id": new_id("bundle"), "objects": sent})
    bundle = stix.read_bundle(text, limit_bytes=LIMIT_BYTES, limit_objects=10)
    stored = bundles.take_in(db, actor, bundle, None, now).stored
    return [(each, microseconds(version if each == standing else START)) for each in stored]


class Senders:
    """Threads that send until they are told to stop, or so many times each."""

    def __init__(self, db: Database, actor: Actor, tell: Tell, *, threads: int = 3, times: int | None = None) -> None:
        self.db = db
        self.actor = actor
        self.tell = tell
        self.times = times
        self.errors: list[BaseException] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]

    def run(self) -> None:
        """Send so many times and return; what went wrong is raised."""
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join()
        if self.errors:
            raise self.errors[0]

    def _run(self) -> None:
        standing, number = new_id("indicator"), 0
        try:
            while self.times is None or number < self.times:
                self.tell(send(self.db, self.actor, standing, number))
                number += 1
        except BaseException as error:
            self.errors.append(error)
