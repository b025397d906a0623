"""What every test may lean on: the databases, the shared data, and one way to say that something is missing."""

import os
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import psycopg
import pytest
from sqlalchemy.engine import make_url

from igiz.core.db import Database
from igiz.migrations import migrate
from tests.need import need
from tests.serving import Server, serving

ROOT = Path(__file__).resolve().parents[1]

hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data folder (IGIZ_SHARED, by default beside the repository)."""
    folder = Path(os.environ.get("IGIZ_SHARED", ROOT.parent / "shared")).resolve()
    if not (folder / "data").is_dir():
        need("shared", f"no data folder at IGIZ_SHARED={folder}")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a PostgreSQL server that answers (IGIZ_TEST_POSTGRES)."""
    url = os.environ.get("IGIZ_TEST_POSTGRES", "postgresql+psycopg://root@127.0.0.1:5432/test")
    try:
        psycopg.connect(_plain(url), connect_timeout=5).close()
    except psycopg.OperationalError as problem:
        need("postgres", f"no PostgreSQL at IGIZ_TEST_POSTGRES: {str(problem).splitlines()[0]}")
    return url


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database that the tests' own ones are copied from; migrating each takes longer."""
    with _fresh(postgres_server, "template0") as url:
        _migrated(url)
        yield str(make_url(url).database)


@pytest.fixture
def postgres_url(postgres_server: str, _postgres_template: str) -> Iterator[str]:
    """A migrated database of this test alone, dropped after it."""
    with _fresh(postgres_server, _postgres_template) as url:
        yield url


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that the tests' own ones are copied from."""
    file = tmp_path_factory.mktemp("template") / "igiz.db"
    _migrated(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_template: Path) -> str:
    """A migrated SQLite file of this test alone."""
    return f"sqlite:///{shutil.copy(_sqlite_template, tmp_path)}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each of the two databases in turn: what holds must hold on both."""
    return str(request.getfixturevalue(f"{request.param}_url"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out and why, so that a green run cannot hide it."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    reasons = Counter(_reason(report) for report in skipped)
    terminalreporter.section(f"left out: {len(skipped)} tests")
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count:5d}  {reason}")


def _reason(report: pytest.TestReport) -> str:
    where = report.longrepr
    text = where[2] if isinstance(where, tuple) else str(where)
    return text.removeprefix("Skipped: ")


@contextmanager
def _fresh(postgres_server: str, template: str) -> Iterator[str]:
    name = f"igiz_test_{uuid.uuid4().hex}"
    with psycopg.connect(_plain(postgres_server), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}')
        try:
            yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _migrated(url: str) -> None:
    db = Database(url)
    migrate(db)
    db.close()


def _plain(url: str) -> str:
    """The address as libpq reads it, without the name of the driver."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's data, made once: copy it, do not run in it."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with serving(folder):
        pass
    return folder


@pytest.fixture(scope="module")
def server(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running demo for the tests of one module."""
    with serving(tmp_path_factory.mktemp("server") / "data", demo_folder) as running:
        yield running
