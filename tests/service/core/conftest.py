"""A migrated database of each kind."""

from collections.abc import Iterator

import pytest

from igiz.core.db import Database
from igiz.migrations import migrate


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A database of this test alone, at the newest version."""
    database = Database(database_url)
    try:
        migrate(database)
        yield database
    finally:
        database.close()
