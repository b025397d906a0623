"""A process killed while it takes in objects and delivers messages: nothing is lost, nothing is done twice."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection

import orjson
import pytest
import sqlalchemy as sa

from igiz.core import bus
from igiz.core.bus import Courier
from igiz.core.db import Database
from igiz.zone.model.actor import Actor
from tests.service.killed import HANDLERS, applied, name_of, work
from tests.service.power_cut.examine import examine
from tests.service.power_cut.ingest import Version
from tests.service.share.neighbours import neighbours

KILLS = 20
SECONDS_TO_BEGIN = 60.0


@pytest.fixture
def sender(database_url: str) -> Iterator[Actor]:
    """Somebody who sends, in a fresh zone with a table for what was applied."""
    with neighbours(database_url) as made:
        applied.create(made.db.admin_engine)
        if not made.db.sqlite:
            with made.db.admin_engine.connect() as conn:
                conn.exec_driver_sql("GRANT ALL ON applied TO igiz_app")
        yield made.city


def _received(pipe: Connection, least: int, limit_seconds: float) -> list[Version]:
    """Return what the process was told, at least so many answers."""
    found: list[Version] = []
    for _ in range(least):
        assert pipe.poll(limit_seconds), "the process tells of nothing: it hangs or died"
        found += pipe.recv()
    return found


def _rest(pipe: Connection) -> list[Version]:
    found: list[Version] = []
    try:
        while True:
            found += pipe.recv()
    except (EOFError, OSError):
        return found


def _killed(url: str, actor: Actor, rng: random.Random) -> list[Version]:
    """Start the process, kill it in the middle of its work and return what it was told is stored."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.service.killed"])
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(url, actor, its), daemon=True)
    process.start()
    its.close()
    try:
        told = _received(mine, rng.randint(1, 12), SECONDS_TO_BEGIN)
        time.sleep(rng.uniform(0, 0.03))
    finally:
        process.kill()
        process.join()
    told += _rest(mine)
    mine.close()
    assert process.exitcode == -9
    return told


@pytest.mark.slow
def test_a_kill_loses_and_doubles_nothing(database_url: str, sender: Actor) -> None:
    rng = random.Random(1612)
    told: set[Version] = set()
    for _ in range(KILLS):
        told |= set(_killed(database_url, sender, rng))
        db = Database(database_url)
        try:
            verdict = examine(db, told)
        finally:
            db.close()
        assert (verdict.lost, verdict.doubled, verdict.corrupt) == (set(), [], [])
        told = verdict.stored
    assert len(told) > 10 * KILLS
    _each_pair_was_applied_once(database_url)


def _each_pair_was_applied_once(url: str) -> None:
    db = Database(url)
    try:
        before = _pairs(db)
        while Courier(db, HANDLERS).deliver():
            pass
        with db.read(system=True) as conn:
            bodies = conn.execute(sa.select(bus.outbox.c.body).where(bus.outbox.c.type == "ObjectsShared")).scalars()
            names = [name_of(orjson.loads(each)["ids"]) for each in bodies]
            aside = conn.execute(sa.select(bus.set_aside)).all()
        assert before, "the courier never came to anything before a kill"
        assert _pairs(db) == {(handler.name, name): 1 for handler in HANDLERS for name in names}
        assert aside == []
    finally:
        db.close()


def _pairs(db: Database) -> Counter[tuple[str, str]]:
    with db.read(system=True) as conn:
        return Counter((row.handler, row.message) for row in conn.execute(sa.select(applied)))
