"""The shape of the database, version by version, on SQLite and PostgreSQL."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from igiz.core.db import Database


def config(db: Database) -> Config:
    """Return Alembic's configuration for a database."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["engine"] = db.admin_engine
    return made


def migrate(db: Database, revision: str = "head") -> None:
    """Bring a database to a revision (the newest unless told otherwise)."""
    command.upgrade(config(db), revision)


def go_back(db: Database, revision: str = "base") -> None:
    """Take a database back to an older revision."""
    command.downgrade(config(db), revision)
