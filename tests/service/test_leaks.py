"""The model test: whatever happens in a zone, every read path shows to everyone just what the oracle says."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from igiz.migrations import migrate
from tests.service.acts import ACTS, WEIGHTS, begin
from tests.service.leaks import FAIL_CLOSED, PATHS, looks, sweep, viewers
from tests.service.look import Tally
from tests.service.route_rules import ACTS as VERB
from tests.service.route_rules import CARRIES_NOTHING, OPERATOR, OWN, RULES, routes
from tests.service.world import Timed, World

LEAST = 20_000
"""Decisions that are compared on each database."""
NAMES = [name for name, weight in zip(ACTS, WEIGHTS, strict=True) for _ in range(weight)]


def machine(db: Timed, folder: Path, tally: Tally) -> type[RuleBasedStateMachine]:
    """A zone in which anything may happen; after each step some look at it by every path."""

    class Zone(RuleBasedStateMachine):
        world: World

        @initialize()
        def open(self) -> None:
            self.world = World(db, folder)
            begin(self.world)

        @rule(name=st.sampled_from(NAMES), rng=st.randoms(use_true_random=False), look=st.integers(0, 2**32))
        def happen(self, name: str, rng: Random, look: int) -> None:
            ACTS[name](self.world, rng)
            chance = Random(look)
            who = viewers(self.world)
            self.check(chance.sample(who, 1), delivered=False)
            self.world.deliver()
            things = sorted(self.world.facts["objects"])
            self.check(chance.sample(who, 1), sample=chance.sample(things, min(3, len(things))))

        def check(self, who: Any, *, delivered: bool = True, **values: Any) -> None:
            """Before the messages are delivered nothing may be shown too much; afterwards all must be right."""
            for each in looks(self.world, tally, who, strict=delivered, **values):
                for name, path in PATHS.items():
                    if delivered or name in FAIL_CLOSED:
                        path(each)
            assert tally.findings == []

        def teardown(self) -> None:
            if hasattr(self, "world"):
                things = sorted(self.world.facts["objects"])
                sweep(self.world, tally, sample=things[-6:])
                self.world.close()
            assert tally.findings == []

    return Zone


@pytest.mark.slow
def test_every_read_path_agrees_with_the_oracle(database_url: str, tmp_path: Path) -> None:
    """No leak, nothing wrongly hidden, in at least 20,000 decisions over random histories of a zone."""
    db = Timed(database_url, synchronous="OFF")
    migrate(db)
    tally = Tally()
    run_state_machine_as_test(
        machine(db, tmp_path, tally),
        settings=settings(
            max_examples=4,
            stateful_step_count=28,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    db.close()
    assert tally.findings == []
    assert tally.decisions >= LEAST


def test_every_route_has_an_oracle_rule(tmp_path: Path) -> None:
    """A route that nobody thought of fails here; so does a rule whose path is gone."""
    db = Timed(f"sqlite:///{tmp_path / 'igiz.db'}")
    migrate(db)
    world = World(db, tmp_path)
    known = set(routes(world.app))
    world.close()
    db.close()
    assert sorted(known - RULES.keys()) == []
    assert sorted(RULES.keys() - known) == []
    assert set(RULES.values()) <= {*PATHS, VERB, CARRIES_NOTHING, OPERATOR, OWN}
