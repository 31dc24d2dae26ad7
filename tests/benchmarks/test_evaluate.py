"""Figures are only worth what the judging is worth."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.evaluate.dated_actions import clock_of
from benchmarks.evaluate.figures import summary
from benchmarks.evaluate.intervals import Share
from benchmarks.evaluate.items import Dialogue, Item, read_requests
from benchmarks.evaluate.judging import Turn, judge
from benchmarks.evaluate.running import evaluate
from bot.calendar import SHANGHAI

WHERE = Item(question="在哪打印", expect="answer", must=["402"], must_not=["C726"])
LOST = Item(
    question="信丢了", expect="abstain", must=["辅导员"], must_not=["可以补"], kind="listed"
)


def turn(text: str, *did: str) -> Turn:
    return Turn(text=text, did=frozenset(did), milliseconds=1.0)


@pytest.mark.parametrize(
    ("item", "reply", "verdict"),
    [
        (WHERE, turn("行政楼402", "answer"), "right"),
        (WHERE, turn("C726", "answer"), "wrong"),
        (WHERE, turn("402或C726", "answer"), "wrong"),
        (WHERE, turn("你是不是想问", "clarify"), "asked_back"),
        (WHERE, turn("去402;已转给辅导员", "near_miss", "hand_over"), "handed_over"),
        (LOST, turn("通知没写,已转给辅导员", "near_miss", "hand_over"), "right"),
        (LOST, turn("可以补,已转给辅导员", "near_miss", "hand_over"), "wrong"),
        (LOST, turn("你是不是想问", "clarify"), "right"),
        (LOST, turn("通知没写,问辅导员", "answer"), "with_caveat"),
        (LOST, turn("去402打印", "answer"), "wrong"),
    ],
)
def test_a_reply_is_judged_by_what_it_says_and_does(item: Item, reply: Turn, verdict: str) -> None:
    assert judge(item, reply) == verdict


def test_wilson_interval_is_the_published_one() -> None:
    # Brown, Cai, DasGupta (2001): 0 of 10 gives an upper bound of 0.2775.
    low, high = Share(0, 10).interval
    assert (round(low, 4), round(high, 4)) == (0.0, 0.2775)
    low, high = Share(5, 10).interval
    assert (round(low, 4), round(high, 4)) == (0.2366, 0.7634)


def test_the_clock_says_the_day_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "today"
    clock = clock_of(file)
    file.write_text("2026-06-22")
    assert clock() == datetime(2026, 6, 22, 9, tzinfo=SHANGHAI)
    file.write_text("")
    assert abs(clock() - datetime.now(SHANGHAI)) < timedelta(minutes=1)


def test_requests_are_read_from_all_sets_in_turn() -> None:
    requests = read_requests()
    assert len(requests) > 600
    assert len(set(requests)) > 0.99 * len(requests)


def test_asking_back_counts_half() -> None:
    days: list[date | None] = []

    class AlwaysAsksBack:
        name = "asks back"

        def set_day(self, day: date | None) -> None:
            days.append(day)

        def ask(self, conversation: str, text: str) -> Turn:
            return turn("你是不是想问", "clarify")

    wednesday = Dialogue(id="wednesday", turns=[WHERE], today=date(2026, 6, 24))
    figures = summary(evaluate(AlwaysAsksBack(), [WHERE], [LOST], [wednesday]))
    assert days == [None, date(2026, 6, 24)]
    assert figures.answers.value == 0
    assert figures.answers_with_half.value == 0.5
    assert figures.listed.value == 1
