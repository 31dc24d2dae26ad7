"""Each notice is delivered once; what can't be delivered is tried again and given up in the end."""

from __future__ import annotations

import pytest

from bot.desk import Desk
from bot.desk.outbox import RETRY_AFTER
from tests.desk.conftest import Clock, answer, ask


@pytest.fixture
def asked(desk: Desk, wording) -> int:
    """An answered question whose notice waits."""
    number = ask(desk, "介绍信丢了怎么办")
    answer(desk, number, "先联系党支部书记。", wording)
    return number


def test_a_notice_is_handed_out_once(desk: Desk, asked: int) -> None:
    assert len(desk.outbox.due()) == 1
    assert desk.outbox.due() == []


def test_a_notice_whose_bearer_died_is_handed_out_again(
    desk: Desk, clock: Clock, asked: int
) -> None:
    desk.outbox.due()
    clock.pass_by(minutes=2)
    (notice,) = desk.outbox.due()
    desk.outbox.mark_sent(notice.id)
    clock.pass_by(days=30)
    assert desk.outbox.due() == []


def test_what_a_dead_bearer_had_is_taken_back_at_the_next_start(desk: Desk, asked: int) -> None:
    (notice,) = desk.outbox.due()
    assert desk.outbox.due() == []
    desk.outbox.take_back()
    assert [again.id for again in desk.outbox.due()] == [notice.id]
    desk.outbox.mark_sent(notice.id)
    desk.outbox.take_back()
    assert desk.outbox.due() == []


def test_what_fails_for_long_is_not_hurried_by_a_start(
    desk: Desk, clock: Clock, asked: int
) -> None:
    for wait in RETRY_AFTER[:3]:
        (notice,) = desk.outbox.due()
        desk.outbox.mark_failed(notice.id, "platform down")
        clock.time += wait
    desk.outbox.mark_failed(notice.id, "platform down")
    desk.outbox.take_back()
    assert desk.outbox.due() == []


def test_failures_are_retried_later_and_later_then_given_up(
    desk: Desk, clock: Clock, asked: int
) -> None:
    for wait in RETRY_AFTER:
        (notice,) = desk.outbox.due()
        desk.outbox.mark_failed(notice.id, "503")
        assert desk.outbox.due() == []
        clock.pass_by(seconds=wait.total_seconds())
    (notice,) = desk.outbox.due()
    desk.outbox.mark_failed(notice.id, "503 " * 1000)
    (given_up,) = desk.outbox.newest("given_up")
    assert given_up.attempts == len(RETRY_AFTER) + 1
    assert given_up.error is not None
    assert len(given_up.error) == 300
    clock.pass_by(days=30)
    assert desk.outbox.due() == []


def test_a_channel_that_cannot_reach_them_gives_up_at_once(desk: Desk, asked: int) -> None:
    (notice,) = desk.outbox.due()
    desk.outbox.mark_failed(notice.id, "no route", final=True)
    assert desk.outbox.newest("given_up")[0].attempts == 1
    found = desk.outbox.for_question(asked)
    assert found is not None
    assert "先联系党支部书记" in found.text


def test_a_settled_notice_stays_as_it_is(desk: Desk, asked: int) -> None:
    (notice,) = desk.outbox.due()
    desk.outbox.mark_sent(notice.id)
    desk.outbox.mark_failed(notice.id, "late")
    desk.outbox.mark_failed(99, "unknown")
    assert desk.outbox.newest("sent")[0].error is None


def test_a_long_question_is_quoted_in_part(desk: Desk, wording) -> None:
    answer(desk, ask(desk, "介绍信丢了" * 60), "甲", wording)
    (notice,) = desk.outbox.due()
    assert len(notice.text) < 200
    assert "…”" in notice.text
