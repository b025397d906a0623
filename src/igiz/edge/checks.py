"""Whether this instance can do its work: each check says what is wrong and what to do."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from igiz.core import audit
from igiz.core.checkpoint import CheckpointError
from igiz.core.db import Database
from igiz.core.settings import Settings
from igiz.edge import worker

MOST_WAITING_SECONDS = 300.0
"""A message that waits longer means that nobody delivers."""
SIGNING = "audit key"
"""The one part without which everything else goes on."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: its name, whether it is well, what there is, and what to do where it is not."""

    name: str
    ok: bool
    what: str
    do: str = ""


def readable(db: Database) -> Finding:
    """Check that the database answers."""
    try:
        with db.read() as conn:
            conn.execute(sa.text("SELECT last FROM position WHERE id = 1")).one()
    except sa.exc.SQLAlchemyError as error:
        return Finding("database", False, _reason(error), "Check [database] url, and that the database runs.")
    return Finding("database", True, f"{db.url.get_backend_name()} answers")


def writable(db: Database) -> Finding:
    """Check that a write transaction opens and closes; nothing is written."""
    try:
        db.write(lambda tx: None)
    except (sa.exc.SQLAlchemyError, RuntimeError) as error:
        return Finding(
            "writing",
            False,
            _reason(error),
            "Check the disk, the rights of the database's file or role, and its locks.",
        )
    return Finding("writing", True, "a transaction opens and closes")


def migrated(db: Database) -> Finding:
    """Check that the database has the shape that this version expects."""
    try:
        present = revision(db)
    except sa.exc.SQLAlchemyError as error:
        return Finding("migrations", False, _reason(error), "Start `igiz serve` once, which migrates the database.")
    if present == newest():
        return Finding("migrations", True, f"at {present}")
    return Finding(
        "migrations",
        False,
        f"the database is at {present or 'nothing'}, this version expects {newest()}",
        "Restart `igiz serve`, which migrates; if the database is ahead, install the newer version again.",
    )


def revision(db: Database) -> str | None:
    """Return the version of the database's shape."""
    with db.read() as conn:
        return conn.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


@cache
def newest() -> str:
    """Return the version that the migrations lead to."""
    from pathlib import Path

    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from igiz import migrations

    made = Config()
    made.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return ScriptDirectory.from_config(made).get_current_head() or ""


def delivering(db: Database, now: datetime, chores: worker.Chores | None) -> Finding:
    """Check that messages are delivered: by this process where it does that, and never long after they were sent."""
    if chores is not None and not chores.alive:
        return Finding("courier", False, "the thread that delivers messages has ended", "Restart this process.")
    try:
        with db.read(system=True) as conn:
            waiting = worker.waiting_seconds(conn, now)
            aside = set_aside(conn)
    except sa.exc.SQLAlchemyError as error:
        return Finding("courier", False, _reason(error), "Check the database.")
    if waiting > MOST_WAITING_SECONDS:
        return Finding(
            "courier",
            False,
            f"the oldest message waits {waiting:.0f} s",
            "Start `igiz work`, or look in its log for handler_failed.",
        )
    return Finding("courier", True, f"oldest message waits {waiting:.0f} s, {aside} set aside")


def signing(db: Database, settings: Settings) -> Finding:
    """Check that the audit log can be signed; where it cannot, everything else goes on."""
    try:
        with db.read(system=True) as conn:
            known = audit.present_key(conn, settings)
    except CheckpointError as error:
        do = "Put the audit key back from its copy; `igiz audit rotate-key --help` says what to do where it is lost."
        return Finding(SIGNING, False, str(error), do)
    except sa.exc.SQLAlchemyError as error:
        return Finding(SIGNING, False, _reason(error), "Check the database.")
    return Finding(SIGNING, True, "not made yet" if known is None else "the one that signs this log")


def set_aside(conn: sa.Connection) -> int:
    """Return how many messages could not be applied and were set aside."""
    return int(conn.execute(sa.text("SELECT count(*) FROM set_aside")).scalar_one())


def _reason(error: Exception) -> str:
    """Return why a database refused, without the statement and its values."""
    original = getattr(error, "orig", None)
    return " ".join(str(original or error).split())[:200]
