"""One member can't drown a group, and two bots fall silent."""

from __future__ import annotations

from itertools import count

from bot.channels.heard import Heard
from bot.channels.limits import MOST_KEYS, Limit, Limiter, Limits, Pace

ids = count()


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def heard(user: str, group: str | None = "g") -> Heard:
    return Heard(channel="qq", message_id=str(next(ids)), user=user, group=group, text="?")


def test_too_fast_is_said_once_and_then_met_with_silence() -> None:
    clock = Clock()
    limiter = Limiter(Limit(2, 60), clock)
    paces = [limiter.judge("u", str(next(ids))) for _ in range(5)]
    assert paces == [Pace.FINE, Pace.FINE, Pace.SAY_SLOWER, Pace.SILENT, Pace.SILENT]
    clock.now = 60
    assert limiter.judge("u", str(next(ids))) is Pace.FINE


def test_two_bots_that_answer_each_other_fall_silent() -> None:
    clock = Clock()
    limits = Limits(clock)
    answers = 0
    for _ in range(1000):
        clock.now += 0.01
        answers += limits.judge(heard("other-bot")) is not Pace.SILENT
    assert answers == 9


def test_a_slow_talk_between_two_bots_ends_too() -> None:
    clock = Clock()
    limits = Limits(clock)
    answers = 0
    for _ in range(200):
        clock.now += 10
        answers += limits.judge(heard("other-bot")) is not Pace.SILENT
        if answers > 60:
            return
    raise AssertionError(answers)


def test_a_message_that_comes_twice_counts_once() -> None:
    limits = Limits(Clock())
    message = heard("u")
    assert [limits.judge(message) for _ in range(100)] == [Pace.FINE] * 100


def test_one_fast_member_leaves_the_others_alone() -> None:
    limits = Limits(Clock())
    for _ in range(200):
        limits.judge(heard("fast"))
    assert limits.judge(heard("slow")) is Pace.FINE


def test_a_group_has_a_limit_of_its_own() -> None:
    limits = Limits(Clock(), group=[Limit(10, 60)])
    paces = [limits.judge(heard(f"u{number}")) for number in range(12)]
    assert paces == [Pace.FINE] * 10 + [Pace.SAY_SLOWER, Pace.SILENT]
    assert limits.judge(heard("u0", group=None)) is Pace.FINE


def test_what_is_remembered_is_bounded() -> None:
    limiter = Limiter(Limit(1, 60), Clock())
    for number in range(MOST_KEYS + 10):
        limiter.judge(str(number), "1")
    assert limiter.judge("0", "2") is Pace.FINE
    assert limiter.judge(str(MOST_KEYS + 9), "2") is Pace.SAY_SLOWER
