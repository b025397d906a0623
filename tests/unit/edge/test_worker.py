"""Which chores are due: a pure question of what was done when."""

from datetime import UTC, datetime, timedelta

from igiz.edge.worker import Chore, due

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
OFTEN = Chore("often", timedelta(minutes=1), lambda _now: None)
SELDOM = Chore("seldom", timedelta(hours=1), lambda _now: None)


def names(last: dict[str, datetime], now: datetime = NOW) -> list[str]:
    return [each.name for each in due((OFTEN, SELDOM), now, last)]


def test_what_was_never_done_is_due() -> None:
    assert names({}) == ["often", "seldom"]
    assert names({"often": NOW}) == ["seldom"]


def test_each_is_due_after_its_own_time() -> None:
    last = {"often": NOW, "seldom": NOW}
    assert names(last) == []
    assert names(last, NOW + timedelta(seconds=59)) == []
    assert names(last, NOW + timedelta(minutes=1)) == ["often"]
    assert names(last, NOW + timedelta(hours=1)) == ["often", "seldom"]


def test_a_clock_that_was_set_back_delays_nothing() -> None:
    later = NOW + timedelta(days=3)
    assert names({"often": later, "seldom": NOW}) == ["often"]
