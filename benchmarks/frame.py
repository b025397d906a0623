"""What every benchmark does alike: arguments, the machine, one JSON line at the end."""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from igiz.core.db import Database
from igiz.migrations import migrate

POSTGRES = os.environ.get("IGIZ_TEST_POSTGRES", "postgresql+psycopg://root@127.0.0.1:5432/test")


@dataclass
class Result:
    """Figures measured, the bars they are held against, and whether each bar was reached."""

    name: str
    figures: dict[str, Any] = field(default_factory=dict)
    bars: dict[str, Any] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def at_most(self, name: str, value: float, bar: float) -> None:
        """Hold a figure that must not be more than its bar."""
        self._hold(name, value, f"<= {bar}", value <= bar)

    def at_least(self, name: str, value: float, bar: float) -> None:
        """Hold a figure that must not be less than its bar."""
        self._hold(name, value, f">= {bar}", value >= bar)

    def _hold(self, name: str, value: float, bar: str, reached: bool) -> None:
        self.figures[name] = value
        self.bars[name] = bar
        if not reached:
            self.failed.append(name)

    def end(self) -> None:
        """Print the one JSON line and leave: 0 when every bar was reached."""
        line = {"name": self.name, "figures": self.figures, "bars": self.bars, "ok": not self.failed}
        print(json.dumps(line))
        sys.exit(1 if self.failed else 0)


def arguments(description: str, **sizes: tuple[int, int]) -> argparse.Namespace:
    """Read `--quick` and the sizes: each has a full and a quick value, both can be set."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="smaller sizes, within 50 s on two cores")
    for name in sizes:
        parser.add_argument(f"--{name.replace('_', '-')}", type=int)
    given = parser.parse_args()
    for name, (full, quick) in sizes.items():
        if getattr(given, name) is None:
            setattr(given, name, quick if given.quick else full)
    told = ", ".join(f"{name} {getattr(given, name):,}" for name in sizes)
    print(f"{machine()}\nsizes: {told}")
    return given


def machine() -> str:
    """Return the machine, the versions and the commit."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, SQLAlchemy {sa.__version__}, commit {commit.stdout.strip() or 'unknown'}"
    )


@contextmanager
def databases(only: str | None = None) -> Iterator[dict[str, Database]]:
    """Open fresh migrated databases on both engines, gone afterwards; PostgreSQL is left out where it is absent."""
    opened: dict[str, Database] = {}
    name = f"bench_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with tempfile.TemporaryDirectory() as folder:
        if only in (None, "sqlite"):
            opened["sqlite"] = Database(f"sqlite:///{Path(folder) / 'igiz.db'}")
        if only in (None, "postgresql"):
            try:
                with admin.connect() as conn:
                    conn.exec_driver_sql(f"CREATE DATABASE {name}")
                url = sa.make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
                opened["postgresql"] = Database(url)
            except sa.exc.OperationalError as error:
                print(f"PostgreSQL left out: {str(error).splitlines()[0]}")
        for db in opened.values():
            migrate(db)
        try:
            yield opened
        finally:
            for db in opened.values():
                db.close()
            if "postgresql" in opened:
                with admin.connect() as conn:
                    conn.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
            admin.dispose()
