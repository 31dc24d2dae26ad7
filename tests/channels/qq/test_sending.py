"""What is sent has the documented form, and every error leads to the right next step."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.qq.sending import (
    MOST_REPLIES,
    Numbers,
    Outcome,
    answerable_seconds,
    judge,
    message_body,
    path,
)


def test_an_answer_in_a_group_has_the_documented_form() -> None:
    assert path({"group": "G1", "msg_id": "M"}) == "/v2/groups/G1/messages"
    assert message_body("好", "M", 1) == {
        "content": "好",
        "msg_type": 0,
        "msg_id": "M",
        "msg_seq": 1,
    }


def test_a_private_answer_goes_to_the_user() -> None:
    assert path({"user": "U1", "msg_id": "M"}) == "/v2/users/U1/messages"


def test_words_unasked_carry_no_message_id() -> None:
    assert message_body("好", None, 1) == {"content": "好", "msg_type": 0}


def test_an_id_cannot_change_the_path() -> None:
    assert path({"user": "../x?y"}) == "/v2/users/..%2Fx%3Fy/messages"


def test_a_group_is_answered_for_five_minutes_and_a_private_message_for_an_hour() -> None:
    assert answerable_seconds({"group": "G", "msg_id": "M"}) == 300
    assert answerable_seconds({"user": "U", "msg_id": "M"}) == 3600


def test_answers_to_a_message_are_counted_from_one() -> None:
    numbers = Numbers()
    counted = [numbers.of("a", str(text)) for text in range(MOST_REPLIES + 1)]
    assert counted == [1, 2, 3, 4, None]
    assert numbers.of("b", "0") == 1


def test_a_second_attempt_keeps_its_number() -> None:
    numbers = Numbers()
    numbers.of("a", "甲")
    assert numbers.of("a", "乙") == 2
    assert numbers.of("a", "甲") == 1


def test_a_number_from_before_a_restart_is_passed_over() -> None:
    numbers = Numbers()
    numbers.of("a", "甲")
    numbers.taken("a", "甲")
    assert numbers.of("a", "甲") == 2


@pytest.mark.parametrize(
    ("status", "answer", "outcome"),
    [
        (200, {"id": "1", "timestamp": "t"}, Outcome.SENT),
        (202, {"code": 304023, "message": "push message is waiting for audit now"}, Outcome.SENT),
        (202, {"code": 304024}, Outcome.SENT),
        (400, {"code": 40034005}, Outcome.TOO_LATE),
        (400, {"message": "请求参数msg_id无效或越权", "code": 40034024}, Outcome.TOO_LATE),
        (400, {"err_code": 40054005, "message": "消息被去重"}, Outcome.DUPLICATE),
        (400, {"code": 304003}, Outcome.LINK_REFUSED),
        (
            400,
            {"code": 40054010, "message": "消息发送失败, 不允许发送url a.com"},
            Outcome.LINK_REFUSED,
        ),
        (400, {"code": 40034028, "message": "请求参数不允许包含url a.com"}, Outcome.LINK_REFUSED),
        (400, {"code": 22009}, Outcome.RETRY),
        (401, {"code": 11244}, Outcome.RENEW_TOKEN),
        (401, {}, Outcome.RENEW_TOKEN),
        (401, {"code": 11298}, Outcome.REFUSED),
        (403, {"code": 40034102}, Outcome.REFUSED),
        (429, {}, Outcome.RETRY),
        (502, {}, Outcome.UNCLEAR),
        (400, {"code": 99999, "message": "?"}, Outcome.REFUSED),
    ],
)
def test_errors(status: int, answer: dict, outcome: Outcome) -> None:
    verdict = judge(status, json.dumps(answer).encode())
    assert verdict.outcome is outcome
    assert verdict.explanation


def test_a_gateway_page_in_place_of_json_is_tried_again() -> None:
    assert judge(502, b"<html>").outcome is Outcome.UNCLEAR
    assert judge(404, b"<html>").outcome is Outcome.REFUSED


@given(status=st.integers(100, 599), body=st.binary(max_size=100))
def test_any_answer_has_a_verdict(status: int, body: bytes) -> None:
    assert judge(status, body).explanation
