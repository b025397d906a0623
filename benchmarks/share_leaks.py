"""Who sees what over random histories of a zone: every read path against the oracle, a million decisions."""

import tempfile
import time
from pathlib import Path
from random import Random

from benchmarks.frame import Result, arguments, databases
from igiz.core.db import Database
from tests.service.acts import ACTS, WEIGHTS, begin
from tests.service.leaks import FAIL_CLOSED, PATHS, looks, sweep, viewers
from tests.service.look import Tally
from tests.service.world import Timed, World

STEPS = 60
"""Acts in one history."""
BULK = ("pages", "narrowed", "missed", "dealt")
"""Paths that compare many objects at little cost."""
BULK_EVERY, SWEEP_EVERY = 3, 20
"""After so many acts everyone looks by these, and by every path."""


def history(db: Timed, folder: Path, seed: int, tally: Tally, wanted: int) -> None:
    """Let one zone live: somebody looks before and after each message is delivered, everyone now and then."""
    rng = Random(seed)
    world = World(db, folder)
    begin(world)
    for step in range(1, STEPS + 1):
        ACTS[rng.choices(list(ACTS), WEIGHTS)[0]](world, rng)
        for look in looks(world, tally, rng.sample(viewers(world), 1), strict=False):
            for name in FAIL_CLOSED:
                PATHS[name](look)
        world.deliver()
        things = sorted(world.facts["objects"])
        sample = rng.sample(things, min(4, len(things)))
        sweep(world, tally, rng.sample(viewers(world), 1), sample=sample)
        if step % BULK_EVERY == 0:
            for look in looks(world, tally, viewers(world)):
                for name in BULK:
                    PATHS[name](look)
        if step % SWEEP_EVERY == 0:
            sweep(world, tally, sample=rng.sample(things, min(12, len(things))))
        if tally.decisions >= wanted:
            break
    world.close()


def measure(name: str, opened: Database, wanted: int, result: Result) -> tuple[int, int, int]:
    """Live through as many zones as it takes on one database; return decisions, leaks and wrongly hidden."""
    db = Timed(opened.url.render_as_string(hide_password=False), synchronous="OFF")
    tally = Tally()
    began = time.perf_counter()
    seed = 0
    with tempfile.TemporaryDirectory() as folder:
        while tally.decisions < wanted:
            history(db, Path(folder), seed, tally, wanted)
            seed += 1
    db.close()
    took = time.perf_counter() - began
    leaks, hidden = tally.count("leak"), tally.count("hidden")
    print(f"{name}: {tally.decisions:,} decisions in {seed} histories, {tally.decisions / took:,.0f} a second")
    for each in tally.findings[:10]:
        print(f"  {each}")
    result.figures[f"{name} decisions a second"] = round(tally.decisions / took)
    return tally.decisions, leaks, hidden


def main() -> None:
    """Compare on both databases and end with one JSON line."""
    given = arguments(__doc__ or "", decisions=(1_000_000, 16_000))
    result = Result("share_leaks")
    with databases() as opened:
        found = [measure(name, db, given.decisions // len(opened), result) for name, db in opened.items()]
    decisions, leaks, hidden = (sum(each) for each in zip(*found, strict=True))
    result.at_least("decisions", decisions, given.decisions)
    result.at_most("leaks", leaks, 0)
    result.at_most("wrongly_hidden", hidden, 0)
    result.end()


if __name__ == "__main__":
    main()
