"""Figures of a span of days at the college."""

from __future__ import annotations

from datetime import date

import pytest

from bot.desk import Desk
from bot.desk.statistics import Counts, Topic, measure
from tests.desk.conftest import Clock, answer, ask


@pytest.fixture
def used(desk: Desk, clock: Clock, wording) -> Desk:
    def turn(reply: str, outcome: str, entries: list[str], channel: str = "web") -> None:
        desk.exchanges.add(
            reply, session=reply, channel=channel, text="问", outcome=outcome,
            entries=entries, milliseconds=10 * len(reply),
        )  # fmt: skip

    turn("a", "answer", ["print/where"])
    turn("bb", "answer", ["print/where", "print/when"], channel="qq")
    turn("ccc", "clarify", [])
    turn("dddd", "hand_over", [])
    turn("eeeee", "greet", [])
    desk.feedback.add("a", "up", session="a", channel="web")
    number = ask(desk, "介绍信丢了怎么办", "dddd", kind="lost_letter")
    clock.pass_by(hours=15)  # 01:00 of the next day at the college
    turn("f", "answer", ["print/where"])
    desk.feedback.add("f", "down", session="f", channel="web")
    answer(desk, number, "甲", wording)
    ask(desk, "党费按什么标准交", "g")
    return desk


def test_figures(used: Desk) -> None:
    found = measure(used.database, date(2026, 6, 23), date(2026, 6, 25))
    assert [(d.day.day, d.counts.questions, d.up, d.down) for d in found.days] == [
        (23, 0, 0, 0),
        (24, 4, 1, 0),
        (25, 1, 0, 1),
    ]
    assert found.total == Counts(answered=3, asked_back=1, handed_over=1, talked=1)
    assert found.total.unanswered_share == pytest.approx(0.2)
    assert found.by_channel["qq"] == Counts(answered=1)
    assert found.topics[0] == Topic("print/where", 3)
    assert Topic("near_miss/lost_letter", 1) in found.topics
    assert (found.asked, found.waiting, found.hours_to_answer) == (2, 1, 15)
    assert found.milliseconds == 25


def test_one_channel(used: Desk) -> None:
    found = measure(used.database, date(2026, 6, 24), date(2026, 6, 24), "qq")
    assert found.total.questions == 1
    assert found.asked == 0


def test_nothing_is_no_error(desk: Desk) -> None:
    found = measure(desk.database, date(2026, 6, 24), date(2026, 6, 24))
    assert found.total.unanswered_share == 0
    assert found.hours_to_answer is None


@pytest.mark.parametrize(
    ("first", "last"), [((2026, 6, 25), (2026, 6, 24)), ((1, 1, 1), (2026, 1, 1))]
)
def test_a_span_that_cannot_be_is_refused(desk: Desk, first, last) -> None:
    with pytest.raises(ValueError, match="日期范围"):
        measure(desk.database, date(*first), date(*last))
