"""Each version of the database can be reached and left, and the newest is what the tables in the code say."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from igiz.core.db import Database
from igiz.migrations import config, go_back, migrate
from igiz.migrations.tables import metadata

BOOKS = {"alembic_version"}
"""What Alembic keeps for itself."""


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A database of this test alone, with nothing in it."""
    database = Database(database_url)
    try:
        go_back(database)
        yield database
    finally:
        database.close()


def tables(db: Database) -> set[str]:
    return set(sa.inspect(db.admin_engine).get_table_names()) - BOOKS


def versions(db: Database) -> list[str]:
    script = ScriptDirectory.from_config(config(db))
    return [each.revision for each in reversed(list(script.walk_revisions()))]


def differences(db: Database) -> list[object]:
    with db.admin_engine.connect() as conn:
        found = compare_metadata(MigrationContext.configure(conn, opts={"include_name": _ours}), metadata)
    return list(found)


def _ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Leave out what searches words, which each database does in its own way and no table declares."""
    return not (name or "").startswith(("object_words", "object_text_words", "alembic_"))


def test_the_way_back_leaves_nothing(db: Database) -> None:
    assert tables(db) == set()


def test_each_version_can_be_reached_left_and_reached_again(db: Database) -> None:
    former = "base"
    for version in versions(db):
        before = tables(db)
        migrate(db, version)
        reached = tables(db)
        go_back(db, former)
        assert tables(db) == before, f"what {version} added stayed when it was left"
        migrate(db, version)
        assert tables(db) == reached
        former = version


def test_the_newest_version_is_what_the_code_declares(db: Database) -> None:
    migrate(db)
    assert differences(db) == []


def test_a_forgotten_column_is_noticed(db: Database) -> None:
    migrate(db)
    with db.admin_engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE partner ADD COLUMN forgotten INTEGER")
    assert differences(db) != []


def test_0006_knows_the_copies_that_are_there(db: Database) -> None:
    migrate(db, "0005")
    with db.admin_engine.begin() as conn:
        for statement in (
            "INSERT INTO principal (id, ref) VALUES (7, 'one'), (8, 'other')",
            "INSERT INTO audience (id, key, body) VALUES (1, 'all', '{}')",
        ):
            conn.exec_driver_sql(statement)
        for number, (name, owner) in enumerate((("a", 7), ("b", 8), ("a", 8)), start=1):
            conn.exec_driver_sql(
                "INSERT INTO object (number, id, owner, type, version, position, audience, revoked, break_glass, body) "
                f"VALUES ({number}, '{name}', {owner}, 'report', 1, {number}, 1, false, false, '')"
            )
    migrate(db, "0006")
    with db.read(system=True) as conn:
        copies = conn.exec_driver_sql("SELECT number FROM object WHERE copy ORDER BY number").scalars().all()
    assert copies == [3]
