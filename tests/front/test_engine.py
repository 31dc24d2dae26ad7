"""What the engine says is merged into one reply."""

from __future__ import annotations

import pytest

from bot.front.engine import as_text, merge


def test_texts_are_joined_and_the_source_comes_last() -> None:
    reply = merge(
        [
            {
                "text": "甲\n依据:通知·Ps",
                "buttons": [{"title": "乙", "payload": '/choose_entry{"entry": "a/b"}'}],
            },
            {"custom": {"source": "通知·Ps", "outcome": "answer"}},
            {"text": "另外一部分已转给辅导员。"},
            {"custom": {"outcome": "hand_over", "question_number": 7}},
        ]
    )
    assert reply.text == "甲\n\n另外一部分已转给辅导员。\n依据:通知·Ps"
    assert [b.id for b in reply.buttons] == ["a/b"]
    assert (reply.source, reply.question_number) == ("通知·Ps", 7)


@pytest.mark.parametrize("typed", ["/restart", " /greet", '/choose_entry{"entry": "x"}'])
def test_a_leading_slash_is_text(typed: str) -> None:
    assert as_text(typed).startswith("\uff0f")


def test_one_private_part_makes_the_reply_private() -> None:
    assert merge([{"text": "甲"}, {"custom": {"private": True}}, {"text": "乙"}]).private
    assert not merge([{"text": "甲"}, {"custom": {"private": False}}]).private


def test_half_a_reply_is_none() -> None:
    # The action server was killed: Rasa says the first part and goes on.
    said = [{"text": "通知没写能不能补。"}, {"custom": {"outcome": "near_miss", "followed": True}}]
    with pytest.raises(ValueError, match="failed"):
        merge(said)
    number = [{"text": "已转给辅导员。"}, {"custom": {"question_number": 7}}]
    assert merge([*said, *number]).question_number == 7
