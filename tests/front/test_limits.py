"""Token buckets: so many at once, so many a minute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.front.limits import Limit, TooOftenError


class Clock:
    """Seconds that a test moves on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(limit: Limit, key: str, times: int) -> int:
    """Return how often of so many times ``key`` was let in."""
    count = 0
    for _ in range(times):
        try:
            limit.take(key)
        except TooOftenError:
            continue
        count += 1
    return count


def test_a_burst_then_a_steady_rate() -> None:
    clock = Clock()
    limit = Limit(burst=5, per_minute=60, clock=clock)
    assert taken(limit, "a", 10) == 5
    clock.now += 2
    assert taken(limit, "a", 10) == 2
    clock.now += 3600
    assert taken(limit, "a", 10) == 5


def test_keys_are_apart() -> None:
    limit = Limit(burst=1, per_minute=1, clock=Clock())
    assert (taken(limit, "a", 3), taken(limit, "b", 3)) == (1, 1)


@given(st.floats(0, 100), st.floats(0.5, 600))
def test_after_the_named_seconds_it_is_allowed(pause: float, per_minute: float) -> None:
    clock = Clock()
    limit = Limit(burst=1, per_minute=per_minute, clock=clock)
    limit.take("a")
    clock.now += min(pause, 59 / per_minute)
    with pytest.raises(TooOftenError) as refused:
        limit.take("a")
    clock.now += refused.value.seconds
    limit.take("a")


def test_not_more_keys_are_remembered_than_fit() -> None:
    limit = Limit(burst=1, per_minute=1, clock=Clock(), most_keys=100)
    for number in range(1000):
        limit.take(str(number))
    assert taken(limit, "999", 1) == 0
    assert taken(limit, "0", 1) == 1, "forgotten, so forgiven"
