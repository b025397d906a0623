"""An instance with two partners, its settings in a folder of the test, on each database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from igiz.core import audit
from igiz.core.checkpoint import SigningKey
from igiz.core.db import Database, Tx
from igiz.core.settings import Audit, Security, Settings, Storage
from igiz.core.settings import Database as DatabaseSettings
from igiz.migrations import migrate
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.service import attachments, reports
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import NewPartner, NewPerson, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.service import partners, persons

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
PARTNERS = (
    NewPartner(Text("Stad", "City"), "City", PartnerKind.AUTHORITY, "City council", Regime.GDPR),
    NewPartner(Text("Politie", "Police"), "Police", PartnerKind.POLICE, "Chief of police", Regime.GDPR),
)


@dataclass(frozen=True)
class Place:
    """An instance: its database, its settings, one auditor and contributor per partner."""

    db: Database
    settings: Settings
    city: Actor
    police: Actor

    def report(self, title: str, *, file: bytes | None = None) -> str:
        """Share a report of the city with everyone, with a file."""
        names = () if file is None else (self.keep(file),)
        draft = ReportDraft(title, "text", "en", "other", "minor", Marking(tlp=Tlp.GREEN), attachments=names)
        return reports.share(self.db, self.city, draft, NOW)

    def audit_key(self) -> SigningKey:
        """Return the key that signs the audit log."""
        with self.db.read(system=True) as conn:
            return audit.key_of(conn, self.settings)

    def keep(self, file: bytes) -> str:
        """Add a file and return its SHA-256."""
        folder = self.settings.storage.attachments
        return attachments.take_in(self.db, self.city, folder, "note.txt", file, 1000, NOW).sha256


def settings_in(folder: Path, url: str) -> Settings:
    """Settings whose files all lie in one folder."""
    return replace(
        Settings(),
        database=DatabaseSettings(url=url),
        storage=Storage(attachments=folder / "attachments", erasures=folder / "erasures.jsonl"),
        security=Security(secret_file=folder / "secret"),
        audit=Audit(key_file=folder / "audit.key"),
    )


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """An instance that works, on each of the two databases."""
    db = Database(database_url)
    try:
        migrate(db)
        yield filled(db, settings_in(tmp_path, database_url))
    finally:
        db.close()


def filled(db: Database, settings: Settings) -> Place:
    """Add two partners with a person each."""

    def fill(tx: Tx) -> list[str]:
        ids = []
        for made in partners.ensure_partners(tx, PARTNERS, "operator"):
            new = NewPerson(f"The {made.short}", "desk", frozenset({"auditor", "contributor", "reader"}))
            ids.append(persons.enrol(tx, made, new, "operator").id)
        return ids

    actors = [persons.load_actor(db, each, NOW) for each in db.write(fill, NOW)]
    assert actors[0] is not None and actors[1] is not None
    return Place(db, settings, actors[0], actors[1])


@pytest.fixture
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], tuple[Database, Settings]]]:
    """Gives an empty instance of a kind (sqlite, postgres) in a folder of its own."""
    made: list[Database] = []

    def make(kind: str) -> tuple[Database, Settings]:
        folder = tmp_path / f"other-{kind}"
        folder.mkdir()
        url = f"sqlite:///{folder / 'igiz.db'}" if kind == "sqlite" else str(request.getfixturevalue("postgres_url"))
        made.append(Database(url))
        return made[-1], settings_in(folder, url)

    yield make
    for each in made:
        each.close()
