"""A database in its newest shape, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from igiz.core.db import Database
from igiz.migrations import migrate


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """An empty database of this test alone."""
    database = Database(database_url)
    try:
        migrate(database)
        yield database
    finally:
        database.close()
