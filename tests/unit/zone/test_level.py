"""The measure level that holds, over random decisions: it falls back by itself, to where it was."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igiz.zone.model.level import Decision, Level
from igiz.zone.rules import level_at, level_faults, lowest_level

START = datetime(2026, 11, 22, 12, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def decision(number: int, level: int, start: int, until: int | None, then: int | None = None) -> Decision:
    end = None if until is None else at(until)
    return Decision(f"d{number}", level, at(start), end, then, "reason", "en", "partner--p", "person--p")


@st.composite
def histories(draw: st.DrawFn) -> list[Decision]:
    """Decisions that the rules accept, each taken a little later than the one before."""
    history: list[Decision] = []
    start = 0
    for number in range(draw(st.integers(0, 8))):
        start += draw(st.integers(0, 40))
        level = draw(st.integers(1, 5))
        until = start + draw(st.integers(1, 90)) if level > 1 or draw(st.booleans()) else None
        then = draw(st.none() | st.integers(1, 5)) if until is not None else None
        wanted = decision(number, level, start, until, then)
        if not level_faults(history, wanted):
            history.append(wanted)
    return history


def oracle(history: Sequence[Decision], minute: int) -> int:
    """Walk through the minutes with a stack of what was decided; every end takes its decision away."""
    stack: list[tuple[int, int, int | None]] = []
    for now in range(minute + 1):
        for each in history:
            if each.start == at(now):
                end = None if each.until is None else int((each.until - START).total_seconds() // 60)
                stack.append((each.level, -1 if end is None else end, each.then))
        while True:
            over = [n for n, (_, end, _) in enumerate(stack) if end == now]
            if not over:
                break
            _, _, then = stack.pop(over[-1])
            if then is not None:
                below = stack[: over[-1]]
                stack[: over[-1]] = [(min(level, then), end, old) for level, end, old in below]
    return stack[-1][0] if stack else 1


@given(histories(), st.integers(0, 500))
def test_the_level_is_what_a_walk_through_time_finds(history: list[Decision], minute: int) -> None:
    assert level_at(history, at(minute)).level == oracle(history, minute)


@given(histories(), st.integers(2, 5), st.integers(1, 90), st.integers(0, 500))
def test_afterwards_it_is_as_before(history: list[Decision], level: int, length: int, later: int) -> None:
    """A decision that has ended, with nothing said of what follows, is as if it was never taken."""
    now = int((history[-1].start - START).total_seconds() // 60) + 1 if history else 0
    passing = decision(99, level, now, now + length)
    assert level_faults(history, passing) == []
    during, after = at(now), at(now + length + later)
    assert level_at([*history, passing], during).level == level
    assert level_at([*history, passing], after).level == level_at(history, after).level


@given(histories())
def test_nothing_lasts_beyond_the_last_end(history: list[Decision]) -> None:
    ends = [each.until for each in history if each.until is not None]
    assert level_at(history, max(ends, default=START)).level == 1


@given(histories(), st.integers(0, 500))
def test_the_end_that_is_shown_is_the_end(history: list[Decision], minute: int) -> None:
    known = [each for each in history if each.start <= at(minute)]
    shown = level_at(history, at(minute))
    if shown.until is None:
        assert (shown.level, shown.then) == (1, None)
    else:
        assert shown.until > at(minute)
        assert level_at(known, shown.until - timedelta(microseconds=1)).level == shown.level
        assert level_at(known, shown.until).level == shown.then
    if shown.start is not None:
        assert shown.start <= at(minute)
        assert level_at(history, shown.start).level == shown.level


def test_the_example_of_the_top_bar() -> None:
    """Level 2 for the week, 3 until tonight, then 2 again."""
    week = decision(1, 2, 0, 1000)
    tonight = decision(2, 3, 10, 100)
    assert level_at([week, tonight], at(50)) == Level(3, at(10), at(100), 2, "reason", "en", "partner--p", "d2")
    assert level_at([week, tonight], at(100)) == Level(2, at(100), at(1000), 1, "reason", "en", "partner--p", "d1")
    assert level_at([week, tonight], at(1000)) == Level(1, at(1000), authority="partner--p", decision="d2")
    assert level_at([], START) == Level(1)


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        (decision(1, 0, 0, 10), "level"),
        (decision(1, 6, 0, 10), "level"),
        (decision(1, 2, 0, None), "until"),
        (decision(1, 2, 10, 10), "until"),
        (decision(1, 1, 0, None, 1), "then"),
        (decision(1, 3, 0, 10, 2), "then"),
        (decision(1, 3, 0, 10, 0), "then"),
    ],
)
def test_what_may_not_be_decided(wanted: Decision, where: str) -> None:
    assert [fault.where for fault in level_faults([], wanted)] == [where]


def test_then_may_be_what_somebody_else_still_holds() -> None:
    week = decision(1, 3, 0, 1000)
    assert level_faults([week], decision(2, 5, 10, 100, 3)) == []
    assert [fault.where for fault in level_faults([week], decision(2, 5, 10, 100, 4))] == ["then"]
    assert level_at([week, decision(2, 5, 10, 100, 2)], at(200)).level == 2


@given(histories(), st.integers(0, 200), st.integers(0, 200))
def test_the_lowest_level_of_a_period_is_that_of_some_minute_in_it(
    history: list[Decision], since: int, minutes: int
) -> None:
    found = lowest_level(history, at(since), at(since + minutes))
    assert found == min(level_at(history, at(since + each)).level for each in range(minutes + 1))
