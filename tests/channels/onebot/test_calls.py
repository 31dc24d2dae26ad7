"""What is asked of the program, in the standard's form."""

from __future__ import annotations

import json

import pytest

from bot.channels.onebot.calls import explain, quick_operation, send_message
from bot.channels.onebot.events import Response

GROUP = {"self_id": "1", "user": "20002", "message_id": "-7", "group": "555"}
PRIVATE = {"self_id": "1", "user": "20002", "message_id": "8"}


def test_a_reply_in_a_group_quotes_the_question_and_names_who_asked() -> None:
    assert json.loads(send_message(GROUP, "好").frame("e1")) == {
        "action": "send_group_msg",
        "params": {
            "group_id": 555,
            "message": [
                {"type": "reply", "data": {"id": "-7"}},
                {"type": "at", "data": {"qq": "20002"}},
                {"type": "text", "data": {"text": " 好"}},
            ],
        },
        "echo": "e1",
    }


def test_words_unasked_quote_nothing() -> None:
    message = send_message(GROUP, "好", quoting=False).params["message"]
    assert [part["type"] for part in message] == ["at", "text"]


def test_a_private_reply() -> None:
    call = send_message(PRIVATE, "好")
    assert call.action == "send_private_msg"
    assert call.params == {"user_id": 20002, "message": [{"type": "text", "data": {"text": "好"}}]}
    assert send_message({**PRIVATE, "through_group": "555"}, "好").params["group_id"] == 555


def test_a_quick_operation_does_not_mention_twice() -> None:
    assert quick_operation(GROUP, "好")["at_sender"] is False
    assert quick_operation(PRIVATE, "好") == {"reply": [{"type": "text", "data": {"text": "好"}}]}


def test_text_that_looks_like_a_code_stays_text() -> None:
    (part,) = send_message(PRIVATE, "[CQ:at,qq=all]").params["message"]
    assert part == {"type": "text", "data": {"text": "[CQ:at,qq=all]"}}


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (Response(echo="1", status="ok"), None),
        (Response(echo="1", status="async", retcode=1), None),
        (Response(echo="1", status="failed", retcode=1404), "不支持发消息(retcode 1404)"),
        (Response(echo="1", status="failed", retcode=1200, wording="群被禁言"), "群被禁言"),
        (Response(echo="1", status="failed", retcode=5), "限制发言"),
    ],
)
def test_failures_are_explained(response: Response, reason: str | None) -> None:
    explained = explain(response)
    assert explained is None if reason is None else reason in str(explained)
