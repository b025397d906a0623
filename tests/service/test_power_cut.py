"""A power cut loses nothing that was acknowledged, and with less than FULL it would."""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import apsw
import pytest

from igiz.core.db import Database
from igiz.zone.model.actor import Actor
from tests.service.power_cut.disk import Survivors, Told, survivors
from tests.service.power_cut.driver import Disk, Driver
from tests.service.power_cut.examine import Verdict, examine
from tests.service.power_cut.ingest import Senders, Version, send
from tests.service.share.neighbours import neighbours

ROUNDS, CUTS = 10, 10
"""Each round goes on from what a cut of the former one left."""
CHECKPOINT_PAGES = (None, 40, 200)
"""As the product sets it, and often enough that a cut meets a checkpoint."""


@dataclass
class Total:
    """What all cuts together did."""

    cuts: int = 0
    told: int = 0
    lost: int = 0
    doubled: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)

    def add(self, told: set[Version], verdict: Verdict) -> None:
        self.cuts += 1
        self.told += len(told)
        self.lost += len(verdict.lost)
        self.doubled += verdict.doubled
        self.corrupt += verdict.corrupt


@dataclass(frozen=True)
class Template:
    """A migrated database with a partner, as files, and who sends."""

    files: dict[str, bytes]
    actor: Actor


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    folder = tmp_path_factory.mktemp("template")
    with neighbours(f"sqlite:///{folder / 'igiz.db'}") as made:
        actor = made.city
    yield Template({each.name: each.read_bytes() for each in folder.iterdir()}, actor)


def _ingest(folder: Path, actor: Actor, synchronous: str, pages: int | None) -> Disk:
    """Send through the real way of writing until it is closed; return what the disk saw."""
    disk = Disk(folder)
    db = Database(f"sqlite:///{folder / 'igiz.db'}", synchronous=synchronous, module=Driver(disk, pages))
    try:
        Senders(db, actor, disk.told, times=8).run()
    finally:
        db.close()
    return disk


def _moments(disk: Disk, rng: random.Random) -> list[int]:
    """Choose when to cut: half of the times just after somebody was told that something is stored."""
    after_told = [number + 1 for number, event in enumerate(disk.log) if isinstance(event, Told)]
    chosen = rng.sample(after_told, CUTS // 2)
    return sorted(chosen + [rng.randrange(1, len(disk.log) + 1) for _ in range(CUTS - len(chosen))])


def _reopened(folder: Path, left: Survivors, actor: Actor, told: set[Version]) -> Verdict:
    """Open what a cut left with the ordinary driver, look at all of it, and go on with it."""
    _put(folder, left.files)
    db = Database(f"sqlite:///{folder / 'igiz.db'}")
    try:
        verdict = examine(db, told)
        if not verdict.corrupt:
            more = send(db, actor, "indicator--1c0ffee0-0000-4000-8000-000000000000", 0)
            again = examine(db, {*verdict.stored, *more})
            verdict.corrupt += [*again.corrupt, *map(str, again.lost)]
        return verdict
    finally:
        db.close()


def _put(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    for each in folder.iterdir():
        each.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _cut_power(tmp_path: Path, template: Template, synchronous: str, rounds: int = ROUNDS) -> Total:
    rng = random.Random(1612)
    total = Total()
    last = template.files, set[Version]()
    for number in range(rounds):
        files, stored = last
        folder = tmp_path / f"round-{number}"
        _put(folder, files)
        disk = _ingest(folder, template.actor, synchronous, CHECKPOINT_PAGES[number % len(CHECKPOINT_PAGES)])
        for left in survivors(disk.start, disk.log, _moments(disk, rng), rng):
            told = stored | {each for what in left.told for each in cast(list[Version], what)}
            verdict = _reopened(tmp_path / "reopened", left, template.actor, told)
            total.add(told, verdict)
            if not verdict.corrupt:
                last = left.files, verdict.stored
    return total


@pytest.mark.slow
def test_a_power_cut_loses_nothing_that_was_acknowledged(tmp_path: Path, template: Template) -> None:
    total = _cut_power(tmp_path, template, "FULL")
    print(f"SQLite {apsw.sqlite_lib_version()} cut, {sqlite3.sqlite_version} reopened; {total.told} told over the cuts")
    assert total.told > 1000
    assert total == Total(cuts=ROUNDS * CUTS, told=total.told)


@pytest.mark.slow
def test_with_less_than_full_the_same_cuts_lose_something(tmp_path: Path, template: Template) -> None:
    total = _cut_power(tmp_path, template, "NORMAL")
    assert total.lost > 0
    assert total == Total(cuts=ROUNDS * CUTS, told=total.told, lost=total.lost)


@pytest.mark.slow
def test_without_any_sync_the_same_cuts_leave_rubble(tmp_path: Path, template: Template) -> None:
    total = _cut_power(tmp_path, template, "OFF", rounds=3)
    assert total.corrupt
    assert total.lost > 0
