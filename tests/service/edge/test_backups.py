"""A backup can be put back on either database, and what was deleted after it does not come back."""

import io
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from igiz.core import audit, audit_verify, erasures
from igiz.core.db import Database
from igiz.core.errors import BadRequest, Conflict
from igiz.core.settings import Settings
from igiz.edge import backups
from igiz.migrations import migrate
from igiz.migrations.tables import metadata
from igiz.share.service import reports
from igiz.zone.service import persons
from tests.service.edge.conftest import NOW, Place, filled, settings_in

Empty = Callable[[str], tuple[Database, Settings]]
SHORT_LIVED = {"session", "invitation", "challenge"}


def content(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    with db.admin_engine.connect() as conn:
        return {
            table.name: sorted(
                (
                    tuple(bytes(v) if isinstance(v, bytes | memoryview) else v for v in row)
                    for row in conn.execute(sa.select(table))
                ),
                key=repr,
            )
            for table in metadata.sorted_tables
            if table.name not in SHORT_LIVED
        }


@pytest.mark.parametrize("target", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_backup_is_put_back_on_either_database(place: Place, empty: Empty, tmp_path: Path, target: str) -> None:
    if not place.db.sqlite and target == "postgres":
        pytest.skip("one PostgreSQL database per test: both directions and SQLite alone are tested")
    place.report("kept", file=b"a note")
    file = tmp_path / "igiz.backup.gz"
    made = backups.make(place.db, place.settings, file, NOW)
    before = content(place.db)
    db, settings = empty(target)
    done = backups.restore(db, settings, file, NOW)
    assert (done.attachments, done.replayed, done.rows) == (1, 0, sum(made.rows.values()))
    after = content(db)
    added = after["audit_leaf"].pop()
    assert '"action":"restored"' in str(added)
    for table in ("audit_leaf", "audit_node", "position"):
        before.pop(table), after.pop(table)
    assert after == before
    assert [path.read_bytes() for path in settings.storage.attachments.glob("*/*")] == [b"a note"]
    again = Place(db, settings, place.city, place.police)
    assert again.report("one more").startswith("report--")
    lines = [line.decode() for line in audit.export_lines(db, again.audit_key())]
    assert audit_verify.verify(lines).problems == []


@pytest.fixture
def instance(tmp_path: Path) -> Any:
    """An instance on SQLite whose deletions go to a journal."""
    folder = tmp_path / "first"
    folder.mkdir()
    settings = settings_in(folder, f"sqlite:///{folder / 'igiz.db'}")
    db = Database(settings.database.url)
    migrate(db)
    made = filled(db, settings)
    erasures.attach(db, settings.storage.erasures)
    yield made
    db.close()


def test_what_was_deleted_after_the_backup_does_not_come_back(instance: Place, empty: Empty, tmp_path: Path) -> None:
    gone, kept = instance.report("SECRET gone", file=b"secret note"), instance.report("kept", file=b"kept note")
    file = tmp_path / "backup.tar"
    backups.make(instance.db, instance.settings, file, NOW)
    reports.delete(instance.db, instance.city, gone, NOW)
    with instance.db.read() as conn:
        person = persons.person_of(conn, instance.police.person)
    assert person is not None
    instance.db.write(lambda tx: persons.leave(tx, person, "operator"), NOW)
    db, settings = empty("sqlite")
    done = backups.restore(db, settings, file, NOW, journal=instance.settings.storage.erasures)
    assert (done.replayed, done.deleted_again, done.attachments) == (2, 2, 1)
    found = content(db)
    assert [row[1] for row in found["object"]] == [kept]
    assert "SECRET" not in repr(found)
    assert gone not in repr(found["audit_leaf"])
    assert [path.read_bytes() for path in settings.storage.attachments.glob("*/*")] == [b"kept note"]
    with db.read() as conn:
        assert persons.person_of(conn, instance.police.person) is None
    assert "The Police" not in repr(found["person"])
    assert [(each.kind, each.id) for each in erasures.read(settings.storage.erasures)[:2]] == [
        ("object", gone), ("person", instance.police.person),
    ]  # fmt: skip


def test_without_the_journal_the_deleted_comes_back_and_that_is_said(
    instance: Place, empty: Empty, tmp_path: Path
) -> None:
    gone = instance.report("gone")
    file = tmp_path / "backup.tar"
    backups.make(instance.db, instance.settings, file, NOW)
    reports.delete(instance.db, instance.city, gone, NOW)
    db, settings = empty("sqlite")
    assert (backups.restore(db, settings, file, NOW).journal, len(content(db)["object"])) == (None, 1)


def test_nothing_is_written_over_unless_forced(instance: Place, empty: Empty, tmp_path: Path) -> None:
    instance.report("first")
    file = tmp_path / "backup.tar"
    backups.make(instance.db, instance.settings, file, NOW)
    with pytest.raises(Conflict, match="exists already"):
        backups.make(instance.db, instance.settings, file, NOW)
    instance.report("second")
    with pytest.raises(Conflict, match=r"There is something in the database \(table partner\) already"):
        backups.restore(instance.db, instance.settings, file, NOW)
    assert len(content(instance.db)["object"]) == 2
    backups.restore(instance.db, instance.settings, file, NOW, force=True)
    assert len(content(instance.db)["object"]) == 1


def test_keys_are_in_it_only_when_wanted(instance: Place, empty: Empty, tmp_path: Path) -> None:
    instance.settings.security.secret_file.write_text("s" * 64)
    instance.audit_key()
    for with_keys, names in ((False, []), (True, ["keys/secret", "keys/audit.key"])):
        file = tmp_path / f"backup-{with_keys}.tar"
        backups.make(instance.db, instance.settings, file, NOW, with_keys=with_keys)
        with tarfile.open(file) as backup:
            assert [name for name in backup.getnames() if name.startswith("keys/")] == names
            assert {name for name in backup.getnames() if Path(name).stem in SHORT_LIVED} == set()
        assert file.stat().st_mode & 0o777 == 0o600
    db, settings = empty("sqlite")
    done = backups.restore(db, settings, tmp_path / "backup-True.tar", NOW)
    assert done.keys == (str(settings.security.secret_file), str(settings.audit.key_file))
    assert settings.security.secret_file.read_text() == "s" * 64
    assert settings.security.secret_file.stat().st_mode & 0o777 == 0o600


def rewritten(source: Path, target: Path, change: Callable[[tarfile.TarInfo, bytes], tuple[str, bytes] | None]) -> None:
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            assert file is not None
            changed = change(member, file.read())
            if changed is not None:
                info = tarfile.TarInfo(changed[0])
                info.size = len(changed[1])
                new.addfile(info, io.BytesIO(changed[1]))


def test_a_damaged_or_strange_backup_is_refused_before_anything_is_written(
    instance: Place, empty: Empty, tmp_path: Path
) -> None:
    instance.report("kept", file=b"a note")
    file, bad = tmp_path / "backup.tar", tmp_path / "bad.tar"
    backups.make(instance.db, instance.settings, file, NOW)
    db, settings = empty("sqlite")

    def refused(what: str) -> None:
        with pytest.raises(BadRequest, match=what):
            backups.restore(db, settings, bad, NOW)

    rewritten(file, bad, lambda member, data: (member.name, data.replace(b"a note", b"A note")))
    refused("attachments/.* in the backup was changed or damaged")
    rewritten(file, bad, lambda member, data: (member.name, data.replace(b"kept", b"KEPT")))
    refused(r"tables/object\.jsonl in the backup was changed or damaged")
    rewritten(file, bad, lambda member, data: None if member.name == "tables/draft.jsonl" else (member.name, data))
    refused("does not hold the parts")
    rewritten(file, bad, lambda member, data: (member.name.replace("tables/draft", "../tables/draft"), data))
    refused("not as `igiz backup` writes it")
    rewritten(file, bad, lambda member, data: (member.name, data.replace(b'"revision": "0', b'"revision": "9')))
    refused("newer than this one")
    bad.write_bytes(b"nonsense")
    refused("is no backup")
    shutil.copy(file, bad)
    with bad.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)
    refused("(?i)damaged|not as")
    assert not settings.storage.attachments.exists()
    with db.admin_engine.connect() as conn:
        assert sa.inspect(conn).get_table_names() == []
