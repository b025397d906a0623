"""A reading sees one moment: what is committed while it goes on belongs to the next one."""

from typing import Any

import pytest
import sqlalchemy as sa

from igiz.core import access
from igiz.core.db import Database
from igiz.share.model.report import Filters
from igiz.share.service import feeds, reading, reports
from igiz.share.store import feeds as store
from igiz.share.store import objects
from tests.service.share.neighbours import NOW, neighbours

LAST = sa.text("SELECT last FROM position")


def test_what_is_committed_meanwhile_is_not_seen(db: Database) -> None:
    db.write(lambda tx: tx.position())
    with db.read(system=True) as conn:
        first = conn.execute(LAST).scalar()
        db.write(lambda tx: tx.position())
        assert conn.execute(LAST).scalar() == first
    with db.read(system=True) as conn:
        assert conn.execute(LAST).scalar() != first


def test_the_stream_moves_past_nothing_it_has_not_told(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that is shared, and another that is deleted, between the first and the second of its queries."""
    with neighbours(database_url) as zone:
        gone = zone.share(zone.city, "Gone soon")
        after = feeds.latest(zone.db)
        known, shared = objects.fetch, list[str]()

        def fetch(*given: Any) -> Any:
            found = known(*given)
            if not shared:
                shared.append(zone.share(zone.city, "Between"))
                reports.delete(zone.db, zone.city, gone, NOW)
            return found

        monkeypatch.setattr(store, "fetch", fetch)
        first, _ = feeds.news(zone.db, after, NOW)
        last = max((each.position for each in first), default=after)
        rest, _ = feeds.news(zone.db, last, NOW)
        assert {each.object_id for each in (*first, *rest)} >= {gone, shared[0]}


def test_a_list_survives_that_something_of_it_is_closed(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with neighbours(database_url) as zone:
        report = zone.share(zone.city, "Open")
        known = access.precisions

        def precisions(*given: Any) -> Any:
            zone.db.write(lambda tx: tx.conn.execute(sa.text("DELETE FROM visible")))
            return known(*given)

        monkeypatch.setattr(access, "precisions", precisions)
        page = reading.page(zone.db, zone.police, Filters(type="report"), None, 10, NOW)
        assert [each.id for each in page.rows] == [report]
