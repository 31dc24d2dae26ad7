"""Training from the console: begun once, watched, and its end told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.desk.desk import Desk
from bot.desk.roles import Role
from bot.front.desk.training import STATES
from tests.front.desk.conftest import Counselor


@pytest.fixture
def reviewer(somebody: Callable[..., Counselor]) -> Counselor:
    return somebody(Role.REVIEWER)


def test_training_is_begun_and_watched(reviewer: Counselor, desk: Desk, started: list[int]) -> None:
    assert "还没有从这里训练过" in reviewer.open("/training").text
    page = reviewer.press("开始训练")
    assert started == [1]
    assert "你开始了重新训练" in page.text
    assert "开始训练" not in page.text
    desk.retraining.progress(1, "评测", 40)
    page = reviewer.open("/training/job")
    assert "正在训练</strong>:评测" in page.text
    assert 'value="40"' in page.text
    assert 'hx-trigger="every 2s"' in page.text
    assert "<html" not in page.text


@pytest.mark.parametrize("state", ["done", "failed", "rolled_back"])
def test_the_end_is_told_and_the_watching_stops(
    reviewer: Counselor, desk: Desk, state: str
) -> None:
    desk.retraining.end(desk.retraining.begin("shen"), state, "新模型答对 90%")  # type: ignore[arg-type]
    page = reviewer.open("/training")
    assert STATES[state] in page.text
    assert "every 2s" not in page.text
    assert "开始训练" in page.text


def test_two_do_not_train_at_once(reviewer: Counselor, desk: Desk, started: list[int]) -> None:
    reviewer.open("/training")
    stale = reviewer.page
    desk.retraining.begin("wang")
    reviewer.page = stale
    page = reviewer.press("开始训练")
    assert page.status_code == 409
    assert "还没有结束" in page.text
    assert started == []
