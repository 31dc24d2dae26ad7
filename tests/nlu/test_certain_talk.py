"""Talk that is certain by its words alone."""

from __future__ import annotations

import pytest

from bot.nlu.certain_talk import ACKNOWLEDGES, CRISIS, DOUBTS, certain_talk


@pytest.mark.parametrize(
    "text",
    [
        "不想活了",
        "我想自杀",
        "活着没意思",
        "我真的想死",
        "我抑郁了想跳楼",
        "活 着 真没 意义",
        "转不了我死了算了",
    ],
)
def test_a_crisis_comes_before_everything(text: str) -> None:
    assert certain_talk(text) == CRISIS


@pytest.mark.parametrize("text", ["哦", "嗯嗯", "好", "好的呀", "行吧", "知道了", "OK", "明白了!"])
def test_an_acknowledgement_is_one(text: str) -> None:
    assert certain_talk(text) == ACKNOWLEDGES


@pytest.mark.parametrize("text", ["你确定吗", "真的假的", "真的吗?", "靠谱不", "你说的准吗"])
def test_a_doubt_is_one(text: str) -> None:
    assert certain_talk(text) == DOUBTS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "想死你了",
        "急死了",
        "好的,那在哪打印",
        "真的不用交回执吗",
        "行政楼在哪",
        "确定抬头要找谁",
        "你好",
        "不好",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert certain_talk(text) is None


@pytest.mark.parametrize("word", ["真的", "好的", "你说的是真", "嗯"])
def test_long_messages_cost_no_backtracking(word: str) -> None:
    assert certain_talk(word * 3000 + "x") is None
