"""Token buckets: what is let through, how long one waits, and how much is remembered."""

import pytest

from igiz.core.limits import ADDRESS, REQUEST, SIGN_IN, Limiter, address_key, retry_after
from igiz.core.settings import Server

SERVER = Server(requests_per_minute=60, sign_ins_per_minute=6)


def taken(limiter: Limiter, key: str, kind: str, times: int, now: float) -> list[float | None]:
    return [limiter.take(key, 1, kind, now) for _ in range(times)]


def test_a_bucket_lets_its_burst_through_and_then_says_how_long_to_wait() -> None:
    limiter = Limiter(SERVER)
    assert taken(limiter, "a", SIGN_IN, 6, 100.0) == [None] * 6
    assert limiter.take("a", 1, SIGN_IN, 100.0) == pytest.approx(10.0)
    assert limiter.take("a", 1, SIGN_IN, 109.9) == pytest.approx(0.1)
    assert limiter.take("a", 1, SIGN_IN, 110.1) is None


def test_a_refusal_takes_nothing_and_keys_and_kinds_are_apart() -> None:
    limiter = Limiter(SERVER)
    taken(limiter, "a", SIGN_IN, 6, 0.0)
    assert taken(limiter, "a", SIGN_IN, 50, 0.0) == [pytest.approx(10.0)] * 50
    assert limiter.take("b", 1, SIGN_IN, 0.0) is None
    assert limiter.take("a", 1, REQUEST, 0.0) is None


def test_a_clock_that_goes_back_gives_nothing() -> None:
    limiter = Limiter(SERVER)
    taken(limiter, "a", SIGN_IN, 6, 100.0)
    assert limiter.take("a", 1, SIGN_IN, 1.0) == pytest.approx(10.0)


def test_what_costs_more_than_a_bucket_waits_for_a_full_one_and_leaves_a_debt() -> None:
    limiter = Limiter(SERVER)
    assert limiter.take("a", 120, REQUEST, 0.0) is None
    assert limiter.take("a", 1, REQUEST, 0.0) == pytest.approx(61.0)


def test_memory_is_bounded_and_what_was_used_last_stays() -> None:
    limiter = Limiter(SERVER, max_keys=3)
    taken(limiter, "kept", SIGN_IN, 6, 0.0)
    for other in range(50):
        limiter.take(f"other {other}", 1, SIGN_IN, 0.0)
        assert limiter.take("kept", 1, SIGN_IN, 0.0) == pytest.approx(10.0)
    assert len(limiter) == 3


def test_made_up_credentials_still_empty_the_bucket_of_the_address() -> None:
    limiter = Limiter(SERVER)
    answers = [limiter.admit(f"made up {number}", "192.0.2.1", 0.0) for number in range(601)]
    assert answers[:600] == [None] * 600
    assert answers[600] == pytest.approx(0.1)
    assert limiter.admit("made up", "192.0.2.2", 0.0) is None
    assert limiter.take("192.0.2.1", 1, ADDRESS, 0.0) == pytest.approx(0.1)


def test_without_a_credential_the_address_counts() -> None:
    limiter = Limiter(SERVER)
    assert [limiter.admit(None, "192.0.2.1", 0.0) for _ in range(61)] == [None] * 60 + [pytest.approx(1.0)]


def test_a_login_is_slowed_from_one_address_and_from_many() -> None:
    limiter = Limiter(SERVER)
    assert [limiter.admit_sign_in("desk@city", "192.0.2.1", 0.0) for _ in range(7)] == [None] * 6 + [pytest.approx(10)]
    assert limiter.admit_sign_in("DESK@city ", "192.0.2.1", 0.0) == pytest.approx(10)
    assert [limiter.admit_sign_in("desk@city", f"192.0.2.{n}", 0.0) for n in range(2, 15)].count(None) == 12


def test_one_address_is_slowed_over_many_logins() -> None:
    limiter = Limiter(SERVER)
    answers = [limiter.admit_sign_in(f"login {number}", "192.0.2.1", 0.0) for number in range(37)]
    assert answers == [None] * 36 + [pytest.approx(10 / 6)]
    assert limiter.admit_sign_in(None, "192.0.2.1", 0.0) == pytest.approx(10 / 6)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("no address", "no address"),
    ],
)
def test_what_counts_as_one_address(address: str, key: str) -> None:
    assert address_key(address) == key


def test_retry_after_is_whole_seconds() -> None:
    assert [retry_after(seconds) for seconds in (0.01, 1.0, 1.2)] == ["1", "1", "2"]
