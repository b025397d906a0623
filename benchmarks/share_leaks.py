"""Who sees what over random histories of a zone: every read path against the oracle, a million decisions."""

import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random

from benchmarks.frame import Result, arguments, databases
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


@dataclass(frozen=True)
class Found:
    """What the histories on one database came to."""

    decisions: int
    histories: int
    seconds: float
    leaks: int
    hidden: int
    told: list[str]


def measure(url: str, wanted: int) -> Found:
    """Live through as many zones as it takes on one database."""
    db = Timed(url, synchronous="OFF")
    tally = Tally()
    began = time.perf_counter()
    seed = 0
    with tempfile.TemporaryDirectory() as folder:
        while tally.decisions < wanted:
            history(db, Path(folder), seed, tally, wanted)
            seed += 1
    db.close()
    took = time.perf_counter() - began
    told = [str(each) for each in tally.findings[:10]]
    return Found(tally.decisions, seed, took, tally.count("leak"), tally.count("hidden"), told)


def main() -> None:
    """Compare on both databases at once, each in a process of its own, and end with one JSON line."""
    given = arguments(__doc__ or "", decisions=(1_000_000, 16_000))
    result = Result("share_leaks")
    with databases() as opened, ProcessPoolExecutor(len(opened), get_context("spawn")) as pool:
        urls = {name: db.url.render_as_string(hide_password=False) for name, db in opened.items()}
        for db in opened.values():
            db.close()
        share = [given.decisions // len(urls)] * len(urls)
        found = dict(zip(urls, pool.map(measure, urls.values(), share), strict=True))
    for name, one in found.items():
        rate = one.decisions / one.seconds
        print(f"{name}: {one.decisions:,} decisions in {one.histories} histories, {rate:,.0f} a second")
        print("".join(f"  {told}\n" for told in one.told), end="")
        result.figures[f"{name} decisions a second"] = round(rate)
    result.at_least("decisions", sum(each.decisions for each in found.values()), given.decisions)
    result.at_most("leaks", sum(each.leaks for each in found.values()), 0)
    result.at_most("wrongly_hidden", sum(each.hidden for each in found.values()), 0)
    result.end()


if __name__ == "__main__":
    main()
