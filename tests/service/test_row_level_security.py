"""The second lock, on PostgreSQL: a forgotten filter still shows nothing, and nobody acts with rights to pass it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from igiz.core import access, audit, bus, erasures
from igiz.core.db import APP_ROLE
from igiz.migrations.guards import GUARDED
from igiz.migrations.tables import metadata
from igiz.share.service import reading
from igiz.share.store import statuses
from igiz.share.store.attachments import attachment
from igiz.share.store.audiences import audience_ref
from igiz.share.store.drafts import draft
from igiz.share.store.groups import group_table, membership
from igiz.share.store.objects import (
    announcement,
    disclosure,
    feed,
    object_table,
    reference,
    shown,
    tombstone,
    version_table,
)
from igiz.share.store.search import findable, object_text
from igiz.zone.model.actor import ANYONE
from igiz.zone.store.events import event
from tests.service import oracle
from tests.service.leaks import viewers
from tests.service.look import Look, Tally
from tests.service.test_mutants import scripted
from tests.service.world import Timed, World

pytestmark = pytest.mark.postgres
TABLES = [metadata.tables[name] for name in GUARDED]
NUMBERS_ALONE = {"audience_count", "visible"}
DIRECTORY = {"instance", "measure_level", "partner", "person", "person_role", "principal", "role", "role_desk", "zone"}
MAP = {
    "address", "area", "building", "gazetteer", "geography_source", "junction", "layer", "point", "site", "street",
    "surface", "tram_line", "tree",
}  # fmt: skip
BEFORE_WHO_LOOKS_IS_KNOWN = {
    "challenge", "demo_role", "invitation", "passkey", "password", "session", "token", "totp",
}  # fmt: skip
HASHES_AND_PLACES = {"audit_checkpoint", "audit_key", "audit_node", "handler_cursor", "position"}


@pytest.fixture
def world(postgres_url: str, tmp_path: Path) -> Iterator[World]:
    db = Timed(postgres_url, synchronous="OFF")
    made = scripted(World(db, tmp_path))
    whose = [made.actors[each] for each in made.desks()]

    def write(tx: Any) -> None:
        for number, actor in enumerate(whose):
            statuses.keep(tx, f"status {number}", actor.principals[-1], 0, "what became of it")
        erasures.record(tx, erasures.OBJECT, "report--gone", whose[0].partner)
        tx.conn.execute(sa.insert(bus.set_aside).values(position=1, handler="h", at=1, error="e", body="{}"))

    db.write(write)
    for each in made.desks():
        made.add_file(each)
    yield made
    made.close()
    db.close()


def rows(conn: Connection, table: sa.FromClause) -> list[Any]:
    return list(conn.execute(sa.select(table)))


def test_every_table_is_guarded_or_holds_nothing_that_is_hidden() -> None:
    """A new table belongs to one or the other."""
    named = [set(GUARDED), NUMBERS_ALONE, DIRECTORY, MAP, BEFORE_WHO_LOOKS_IS_KNOWN, HASHES_AND_PLACES]
    assert sorted(name for part in named for name in part) == sorted(metadata.tables)


def test_the_acting_role_cannot_pass_row_level_security(world: World) -> None:
    """Readers and writers are neither superuser nor exempt, own no guarded table, and each of these is guarded."""
    role = sa.text("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    guarded = sa.text(
        "SELECT relrowsecurity, relowner::regrole::text FROM pg_class WHERE oid = CAST(:name AS regclass)"
    )
    with world.db.read(system=True) as conn:
        assert [tuple(row) for row in conn.execute(role)] == [(APP_ROLE, False, False)]
        for table in TABLES:
            secured, owner = conn.execute(guarded, {"name": table.name}).one()
            assert (secured, owner != APP_ROLE) == (True, True), table.name
    written = world.db.write(lambda tx: [tuple(row) for row in tx.conn.execute(role)], world.now)
    assert written == [(APP_ROLE, False, False)]


def test_without_a_viewer_there_is_nothing(world: World) -> None:
    """A snapshot that forgot to say for whom it looks sees no row of what is guarded, where there are some of each."""
    with world.db.read() as conn:
        assert [each.name for each in TABLES if rows(conn, each)] == []
        assert rows(conn, findable) == []
    with world.db.read(system=True) as conn:
        assert [each.name for each in TABLES if not rows(conn, each)] == []


def test_without_the_filter_the_second_lock_still_hides(world: World) -> None:
    """Every row of the tables, asked without any condition, is a row that the viewer may see."""
    for viewer in viewers(world):
        look = Look(world, viewer, Tally())
        with reading.looking(world.db, look.actor, world.now) as (conn, _):
            ids = {row.id for row in conn.execute(sa.select(object_table.c.id))}
            assert ids == look.seen.keys()
            assert {row.id for row in conn.execute(sa.select(group_table.c.id))} == look.groups
            assert {row.id for row in conn.execute(sa.select(event.c.id))} == look.events.keys()
            bodies = " ".join(row.body for row in conn.execute(sa.select(version_table.c.body)))
            look.scan("former versions", bodies.encode(), also=_of_versions(look))
            for table in (object_text, findable, attachment, draft):
                look.scan(str(table), repr(rows(conn, table)).encode())
        assert look.tally.findings == []


def test_what_belongs_to_an_object_is_hidden_with_it(world: World) -> None:
    """Words, references, files, grounds, audiences, members: rows of what the viewer sees, and all of those."""
    for viewer in viewers(world):
        look = Look(world, viewer, Tally())
        with world.db.read(system=True) as conn:
            every = {table: rows(conn, table) for table in TABLES}
        with reading.looking(world.db, look.actor, world.now) as (conn, who):
            mine = {table: rows(conn, table) for table in TABLES}
            open_ = set(conn.execute(access.open_audiences(who, world.now)).scalars())
            found = rows(conn, findable)
        seen = {row.number: row for row in every[object_table] if row.id in look.seen}
        files = {(r.target, seen[r.source].owner) for r in every[reference] if r.source in seen}
        expected = dict[sa.Table, list[Any]]()
        expected[object_text] = [row for row in every[object_text] if row.number in seen]
        expected[reference] = [row for row in every[reference] if row.source in seen]
        expected[attachment] = [row for row in every[attachment] if (f"attachment:{row.sha256}", row.owner) in files]
        expected[disclosure] = [
            row
            for row in every[disclosure]
            if row.object in seen and {row.recipient, seen[row.object].owner} & set(who.principals)
        ]
        expected[membership] = [row for row in every[membership] if row.group in look.groups]
        expected[access.audience] = [row for row in every[access.audience] if row.id in open_]
        for table in (audience_ref, tombstone, version_table):
            expected[table] = [row for row in every[table] if row.audience in open_]
        for table, wanted in expected.items():
            assert sorted(mine[table]) == sorted(wanted), (viewer, table.name)
        assert sorted(found) == sorted((row.number, row.text) for row in expected[object_text]), viewer


def test_what_was_told_to_one_is_hidden_from_others(world: World) -> None:
    """Feeds, what was shown as new, drafts, the log of a partner: the viewer's own alone."""
    for viewer in viewers(world):
        actor = None if viewer is None else world.actors[viewer]
        with world.db.read(system=True) as conn:
            every = {table: rows(conn, table) for table in TABLES}
        with reading.looking(world.db, actor, world.now) as (conn, who):
            mine = {table: rows(conn, table) for table in TABLES}
            open_ = set(conn.execute(access.open_audiences(who, world.now)).scalars())
        me = ANYONE.principals if actor is None else actor.principals
        person, partner = (None, None) if actor is None else (actor.person, actor.partner)
        expected: dict[sa.Table, list[Any]] = {
            feed: [row for row in every[feed] if row.principal in me],
            statuses.status: [row for row in every[statuses.status] if row.poster in me],
            draft: [row for row in every[draft] if row.person == person],
            audit.leaf: [row for row in every[audit.leaf] if row.partner == partner],
            **{
                table: [row for row in every[table] if row.principal in me and row.audience in open_]
                for table in (shown, announcement)
            },
            **{table: [] for table in (bus.outbox, bus.set_aside, erasures.erasure)},
        }
        for table, wanted in expected.items():
            assert sorted(mine[table], key=repr) == sorted(wanted, key=repr), (viewer, table.name)


def test_the_text_of_an_object_has_the_audience_of_the_object(world: World) -> None:
    """Also where an emergency opened it to one more."""
    both = sa.select(object_text.c.number, object_text.c.audience, object_table.c.audience).join(object_table)
    with world.db.read(system=True) as conn:
        texts = conn.execute(both.where(object_text.c.number == object_table.c.number)).all()
    assert len(texts) > 10
    assert [number for number, of_text, of_object in texts if of_text != of_object] == []


def _of_versions(look: Look) -> set[str]:
    """The words of each version that was for this viewer, and places: how exact these leave, the precision decides."""
    facts, now = look.world.facts, look.world.now
    found = {word for thing in look.things.values() for words in thing["words"] for word in words[1:] if word}
    for thing in look.things.values():
        for mark, words in zip(thing["marks"], thing["words"], strict=True):
            if oracle.exactness(facts, look.viewer, mark, now) is not None:
                found.add(words[0])
    return found


def test_a_lost_condition_of_the_filter_is_made_good(world: World) -> None:
    """With `seen_by` keeping everything, lists and searches show what they showed before."""
    seen = {viewer: Look(world, viewer, Tally()).seen for viewer in viewers(world)}
    for viewer in seen:
        actor = None if viewer is None else world.actors[viewer]
        with reading.looking(world.db, actor, world.now) as (conn, who), pytest.MonkeyPatch.context() as patch:
            patch.setattr(access, "open_audiences", lambda *_: sa.select(access.visible.c.audience))
            query = access.seen_by(sa.select(object_table.c.id), object_table.c.audience, who, world.now)
            assert {row.id for row in conn.execute(query)} == seen[viewer].keys()
