"""The clock: wall time, or the demo's time at its own speed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from igiz.core.clock import Clock, wall_now

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class Wall:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


def test_the_usual_clock_is_wall_time_in_utc() -> None:
    wall = Wall()
    clock = Clock(source=wall)
    wall.time += timedelta(minutes=5)
    assert clock.now() == NOON + timedelta(minutes=5)
    assert clock.wall() == NOON + timedelta(minutes=5)
    assert wall_now().tzinfo is UTC


def test_a_scaled_clock_runs_from_its_start_and_leaves_wall_time_alone() -> None:
    wall = Wall()
    clock = Clock(datetime(2027, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))), 60.0, wall)
    wall.time += timedelta(seconds=30)
    assert clock.now() == datetime(2027, 1, 1, 0, 30, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert clock.wall() == NOON + timedelta(seconds=30)


@pytest.mark.parametrize(("start", "speed"), [(NOON, 0.0), (NOON, -1.0), (None, 2.0), (datetime(2026, 1, 1), 1.0)])
def test_a_clock_that_cannot_run_is_refused(start: datetime | None, speed: float) -> None:
    with pytest.raises(ValueError):
        Clock(start, speed)
