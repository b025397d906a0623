"""The key of the audit log: made once, never exchanged in silence; another follows on purpose, and the past holds."""

import base64
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from igiz.core import audit, audit_verify, checkpoint
from igiz.core.audit import Doer, KeyRefused, Rotated
from igiz.core.audit_verify import Verdict
from igiz.core.checkpoint import CheckpointError, SigningKey
from igiz.core.clock import wall_now
from igiz.core.db import Database
from igiz.core.errors import BadRequest
from igiz.core.settings import Audit, Server, Settings

BECAUSE = Doer("operator", "partner--p", "the machine was replaced")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(server=Server(root_url="https://zone.example:8443"), audit=Audit(key_file=tmp_path / "audit.key"))


def key_of(db: Database, settings: Settings) -> SigningKey:
    with db.read(system=True) as conn:
        return audit.key_of(conn, settings)


def grow(db: Database, settings: Settings, count: int = 2) -> audit.Head:
    """Add leaves and sign."""

    def write(tx: Any) -> None:
        for number in range(count):
            audit.record(tx, "read", actor="person--a", partner="partner--p", number=number)

    db.write(write)
    key = key_of(db, settings)
    made = db.write(lambda tx: audit.sign_checkpoint(tx, key))
    assert made is not None
    return made


def rotate(db: Database, settings: Settings, *, former_lost: bool = False) -> Rotated:
    return audit.rotate_key(db, settings, BECAUSE, wall_now(), former_lost=former_lost)


def verdict(db: Database, settings: Settings, **known: Any) -> Verdict:
    return audit_verify.verify([line.decode() for line in audit.export_lines(db, key_of(db, settings))], **known)


def whats(found: Verdict) -> list[str]:
    return [each.what for each in found.problems]


def test_the_log_is_named_after_the_host_or_the_setting(db: Database, settings: Settings) -> None:
    assert audit.origin_of(settings) == "zone.example/audit"
    key = key_of(db, settings)
    assert (key.name, key_of(db, settings).verifier.text()) == ("zone.example/audit", key.verifier.text())
    assert base64.b64decode(key.verifier.text().split("+", 2)[2])[1:] == key.verifier.raw
    assert audit.origin_of(Settings(audit=Audit(origin="here"))) == "here"


def test_a_missing_key_is_not_made_anew_once_something_was_signed(db: Database, settings: Settings) -> None:
    path = settings.audit.key_file
    grow(db, settings)
    known = key_of(db, settings).verifier
    path.unlink()
    with pytest.raises(KeyRefused) as refused:
        key_of(db, settings)
    assert f"There is no audit key in {path}" in str(refused.value)
    assert f"signed by the key {known.id.hex()}: put that one back from its copy" in str(refused.value)
    assert "`igiz audit rotate-key --former-lost`" in str(refused.value)
    assert not path.exists()


def test_another_key_and_another_name_are_refused_and_nothing_is_signed(db: Database, settings: Settings) -> None:
    grow(db, settings)
    other = checkpoint.new_key("zone.example/audit")
    with pytest.raises(KeyRefused, match="is another"):
        db.write(lambda tx: audit.sign_checkpoint(tx, other))
    renamed = Settings(audit=Audit(key_file=settings.audit.key_file, origin="elsewhere/audit"))
    with pytest.raises(KeyRefused, match=r'write origin = "zone\.example/audit" under'):
        key_of(db, renamed)
    settings.audit.key_file.unlink()
    checkpoint.keep_key(settings.audit.key_file, other)
    with pytest.raises(KeyRefused, match=f"in {settings.audit.key_file} is another"):
        key_of(db, settings)
    with db.read(system=True) as conn:
        assert [each.size for each in audit.heads(conn)] == [2]


def test_a_log_that_does_not_know_its_keys_any_more_takes_none(db: Database, settings: Settings) -> None:
    grow(db, settings)
    db.write(lambda tx: tx.conn.execute(sa.delete(audit.key_table)))
    with pytest.raises(KeyRefused, match="does not know any more whose"):
        key_of(db, settings)
    settings.audit.key_file.unlink()
    with pytest.raises(KeyRefused, match="put a backup of the database back"):
        key_of(db, settings)


def test_a_key_that_follows_is_recorded_and_all_that_was_signed_still_verifies(
    db: Database, settings: Settings
) -> None:
    first = grow(db, settings)
    former = key_of(db, settings).verifier
    done = rotate(db, settings)
    assert (done.former, done.head.size, done.signed_by_former) == (former, 3, True)
    checkpoint.verify(done.head.note, [former, done.key])
    grow(db, settings, 4)
    found = verdict(db, settings, witness=first.note)
    assert (whats(found), found.leaves, found.checkpoints, found.witnessed) == ([], 7, 3, 2)
    assert (found.key, found.former_keys) == (done.key.text(), [{"key": former.text(), "until": 3}])
    for known in (former, done.key):
        assert whats(verdict(db, settings, key=known.text())) == []
    stranger = checkpoint.new_key("zone.example/audit").verifier.text()
    assert "not the key that was given" in whats(verdict(db, settings, key=stranger))[-1]
    with db.read(system=True) as conn:
        (leaf,) = (each for each in audit.leaves(conn, None, None, 9) if "audit-key-changed" in each["body"])
    for word in (former.text(), done.key.text(), "the machine was replaced", '"signed_by_former":true'):
        assert word in leaf["body"]
    assert f"up to 3 leaves signed by the former key {former.text()}" in audit_verify.report(found)


def test_the_former_key_lies_beside_the_new_one_and_signs_no_more(db: Database, settings: Settings) -> None:
    path = settings.audit.key_file
    grow(db, settings)
    former = key_of(db, settings)
    done = rotate(db, settings)
    assert done.kept == path.with_name(f"audit.key.{former.verifier.id.hex()}")
    assert sorted(each.name for each in path.parent.iterdir() if "key" in each.name) == ["audit.key", done.kept.name]
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyRefused):
        db.write(lambda tx: audit.sign_checkpoint(tx, former))
    # as after a crash between the commit and the exchange of the files
    path.rename(path.with_name(f"audit.key.{done.key.id.hex()}"))
    with pytest.raises(KeyRefused, match=f"lies in {path}.{done.key.id.hex()}: rename that to {path}"):
        key_of(db, settings)


def test_a_lost_key_is_followed_only_when_that_is_said_and_whoever_knew_it_is_told(
    db: Database, settings: Settings
) -> None:
    grow(db, settings)
    former = key_of(db, settings).verifier
    with pytest.raises(KeyRefused, match="leave out --former-lost"):
        rotate(db, settings, former_lost=True)
    settings.audit.key_file.write_text("nonsense")
    with pytest.raises(KeyRefused, match="Put it back from its copy first"):
        rotate(db, settings)
    done = rotate(db, settings, former_lost=True)
    assert (done.signed_by_former, done.kept) == (False, settings.audit.key_file.with_name("audit.key.unreadable"))
    assert whats(verdict(db, settings)) == []
    assert whats(verdict(db, settings, key=former.text())) == [
        f"the key {done.key.text()} follows after 3 leaves without a signature of the one before: ask the "
        "administrator why, and give the new key with --key"
    ]


def test_without_the_key_an_export_says_for_what_nobody_vouches(db: Database, settings: Settings) -> None:
    grow(db, settings)
    db.write(lambda tx: audit.record(tx, "read", actor="person--a", partner="partner--p"))
    lines = [line.decode() for line in audit.export_lines(db, None)]
    assert whats(audit_verify.verify(lines)) == ["no checkpoint vouches for the leaves from 2 to 2"]


def test_a_rotation_needs_a_reason_and_something_signed(db: Database, settings: Settings) -> None:
    with pytest.raises(BadRequest) as refused:
        audit.rotate_key(db, settings, Doer("operator", "", " "), wall_now())
    assert [each.where for each in refused.value.faults] == ["reason"]
    with pytest.raises(KeyRefused, match="Nothing was signed yet"):
        rotate(db, settings)
    settings.audit.key_file.write_text("nonsense")
    with pytest.raises(CheckpointError, match="cannot be read"):
        key_of(db, settings)


def test_a_key_of_another_time_vouches_for_nothing(db: Database, settings: Settings) -> None:
    grow(db, settings)
    former = key_of(db, settings)
    rotate(db, settings)
    last = grow(db, settings)
    forged = checkpoint.write(checkpoint.parse(checkpoint.split(last.note).text), [former])
    db.write(
        lambda tx: tx.conn.execute(sa.update(audit.checkpoint).where(audit.checkpoint.c.size == 5).values(note=forged))
    )
    assert "the checkpoint of 5 leaves is signed by a key of another time" in whats(verdict(db, settings))
