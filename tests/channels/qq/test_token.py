"""A token is asked for in the documented form, and a refusal says what to correct."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.qq.token import TokenError, authorization, read_token, token_request


def test_the_request_has_the_documented_form() -> None:
    assert token_request("1", "s") == {"appId": "1", "clientSecret": "s"}


@pytest.mark.parametrize("expires", [b'"7200"', b"7200"])
def test_the_seconds_come_as_a_string_or_a_number(expires: bytes) -> None:
    answer = b'{"access_token":"T","expires_in":' + expires + b"}"
    assert read_token(answer) == ("T", 7200)
    assert authorization("T") == "QQBot T"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"code":100016,"message":"invalid appid or secret"}', "BOT_QQ_SECRET"),
        (b'{"code":100007}', "BOT_QQ_APP_ID"),
        (b'{"code":1}', "错误码 1"),
        (b'{"access_token":"T","expires_in":"nan"}', "没有给令牌"),
        (b'{"access_token":"T","expires_in":"inf"}', "没有给令牌"),
        (b"<html>", "BOT_QQ_API_BASE"),
    ],
)
def test_a_refusal_says_what_to_correct(body: bytes, reason: str) -> None:
    with pytest.raises(TokenError, match=reason):
        read_token(body)


@given(st.binary(max_size=100))
def test_no_answer_breaks_it(body: bytes) -> None:
    with pytest.raises(TokenError):
        read_token(body)
