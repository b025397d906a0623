"""What runs after a commit: when it fails, what is durable is acknowledged all the same, and writing goes on."""

from igiz.core.db import Database, Tx


def test_a_hook_that_fails_stops_no_writing(db: Database) -> None:
    def write(tx: Tx) -> int:
        tx.after_commit(lambda: [].pop())
        return tx.position()

    first, done = db.write(write), []
    db.committed.append(lambda: [].pop())
    db.committed.append(lambda: done.append(1))
    assert db.write(lambda tx: tx.position()) > first
    assert done == [1]
