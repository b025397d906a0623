"""What is deleted stands in the journal before the caller hears of it, whatever happens meanwhile."""

from pathlib import Path

import pytest

from igiz.core import erasures
from igiz.core.db import Database, Tx
from igiz.core.erasures import OBJECT, Erasure

A, B = ("report--00000000-0000-4000-8000-00000000000" + end for end in "ab")


def record(db: Database, *ids: str) -> None:
    def write(tx: Tx) -> None:
        for each in ids:
            erasures.record(tx, OBJECT, each, "partner--p")

    db.write(write)


def test_a_deletion_is_in_the_journal_when_the_write_returns(db: Database, tmp_path: Path) -> None:
    journal = tmp_path / "folder" / "erasures.jsonl"
    assert erasures.attach(db, journal) == 0
    record(db, A, B)
    found = erasures.read(journal)
    assert [(each.kind, each.id, each.partner) for each in found] == [
        (OBJECT, A, "partner--p"), (OBJECT, B, "partner--p"),
    ]  # fmt: skip
    assert erasures.read(journal, after=found[0].position) == found[1:]
    assert journal.stat().st_mode & 0o777 == 0o600


def test_a_deletion_that_failed_is_not_in_the_journal(db: Database, tmp_path: Path) -> None:
    journal = tmp_path / "erasures.jsonl"
    erasures.attach(db, journal)

    def fail(tx: Tx) -> None:
        erasures.record(tx, OBJECT, A, "partner--p")
        raise ValueError

    with pytest.raises(ValueError):
        db.write(fail)
    assert (erasures.read(journal), erasures.catch_up(db, journal)) == ([], 0)


def test_what_the_journal_lacks_is_added_from_the_database(db: Database, tmp_path: Path) -> None:
    journal = tmp_path / "erasures.jsonl"
    record(db, A)
    assert erasures.attach(db, journal) == 1
    record(db, B)
    assert [each.id for each in erasures.read(journal)] == [A, B]
    journal.unlink()
    assert (erasures.catch_up(db, journal), erasures.catch_up(db, journal)) == (2, 0)
    assert [each.id for each in erasures.read(journal)] == [A, B]


def test_a_deletion_is_done_although_the_journal_cannot_be_written(db: Database, tmp_path: Path) -> None:
    journal = tmp_path / "erasures.jsonl"
    erasures.attach(db, journal)
    journal.mkdir()
    record(db, A)
    journal.rmdir()
    assert (erasures.catch_up(db, journal), [each.id for each in erasures.read(journal)]) == (1, [A])


def test_a_line_cut_short_is_left_out_and_does_not_spoil_the_next(tmp_path: Path) -> None:
    journal = tmp_path / "erasures.jsonl"
    first, second = Erasure(5, OBJECT, A, "partner--p"), Erasure(3, OBJECT, B, "partner--p")
    erasures.append(journal, [first])
    journal.write_bytes(journal.read_bytes() + b'{"position":7,"kin')
    erasures.append(journal, [second])
    assert erasures.read(journal) == [second, first]


def test_putting_back_knows_what_it_did(db: Database, tmp_path: Path) -> None:
    made = Erasure(5, OBJECT, A, "partner--p")
    for _ in range(2):
        db.write(lambda tx: erasures.put_back(tx, made))
    assert (erasures.attach(db, tmp_path / "journal"), erasures.read(tmp_path / "journal")) == (1, [made])


def test_a_journal_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(erasures.JournalError, match=r"cannot be read: Is a directory\. Check its permissions\."):
        erasures.read(tmp_path)
