"""智能机器人: what a callback says."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.callback_errors import MalformedError
from bot.channels.wecom_bot import (
    heard_in,
    may_be_called,
    read_callback,
    read_envelope,
    stream_id_of,
    without_mentions,
)

GROUP = {
    "msgid": "CAIQ16HMjQYY",
    "aibotid": "AIBOTID",
    "chatid": "CHATID",
    "chattype": "group",
    "from": {"userid": "zhangsan", "corpid": "of no interest"},
    "response_url": "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=1",
    "msgtype": "text",
    "text": {"content": "@转接助手 在哪打印"},
    "quote": {"msgtype": "text", "text": {"content": "somebody else's words"}},
    "create_time": 1_800_000_000,
}


def test_a_mention_in_a_group_is_heard_without_the_mention_and_the_quote() -> None:
    heard = heard_in(read_callback(json.dumps(GROUP)))
    assert heard is not None
    assert heard.text == "在哪打印"
    assert (heard.group, heard.user, heard.message_id) == ("CHATID", "zhangsan", "CAIQ16HMjQYY")
    assert heard.mentioned
    assert heard.sent_at is not None
    assert heard.sent_at.timestamp() == 1_800_000_000
    assert heard.reply_to == {
        "chat": "CHATID",
        "stream": stream_id_of("CAIQ16HMjQYY"),
        "response_url": GROUP["response_url"],
    }


def test_a_private_message_keeps_its_at_sign() -> None:
    heard = heard_in(
        read_callback(
            json.dumps(
                GROUP | {"chattype": "single", "chatid": None, "text": {"content": "@谁 好"}}
            )
        )
    )
    assert heard is not None
    assert (heard.group, heard.text, heard.reply_to["chat"]) == (None, "@谁 好", "zhangsan")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("@转接助手 在哪打印", "在哪打印"),
        ("@转接助手\u2005在哪打印", "在哪打印"),
        ("在哪打印 @转接助手", "在哪打印"),
        ("请问 @转接助手 在哪打印", "请问 在哪打印"),
        ("@转接助手", ""),
        ("回执发到 a@b.edu.cn 吗", "回执发到 a@b.edu.cn 吗"),
    ],
)
def test_mentions_are_cut_off(typed: str, meant: str) -> None:
    assert without_mentions(typed) == meant


def test_texts_beside_pictures_and_spoken_ones_are_heard() -> None:
    items = [
        {"msgtype": "text", "text": {"content": "@转接助手 抬头"}},
        {"msgtype": "image", "image": {"url": "x"}},
        {"msgtype": "text", "text": {"content": "这样对吗"}},
    ]
    mixed = heard_in(
        read_callback(json.dumps(GROUP | {"msgtype": "mixed", "mixed": {"msg_item": items}}))
    )
    assert mixed is not None
    assert mixed.text == "抬头\n这样对吗"
    voice = {
        "chattype": "single",
        "msgtype": "voice",
        "voice": {"content": "在哪打印"},
        "text": None,
    }
    spoken = heard_in(read_callback(json.dumps(GROUP | voice)))
    assert spoken is not None
    assert spoken.text == "在哪打印"


def test_a_picture_alone_is_an_empty_text() -> None:
    heard = heard_in(read_callback(json.dumps(GROUP | {"msgtype": "image", "text": None})))
    assert heard is not None
    assert heard.text == ""


@pytest.mark.parametrize(
    "change",
    [
        {"msgtype": "stream", "stream": {"id": "1"}},
        {"msgtype": "event", "event": {"eventtype": "enter_chat"}},
        {"from": None},
        {"chatid": None},
        {"msgid": ""},
    ],
)
def test_polls_events_and_what_nobody_wrote_are_not_messages(change: dict[str, object]) -> None:
    assert heard_in(read_callback(json.dumps(GROUP | change))) is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"msgid": 1}', b'{"from": {}}', b"\xff", b"[" * 9999]
)
def test_another_shape_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        read_callback(body)
    with pytest.raises(MalformedError):
        read_envelope(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*GROUP, "voice", "mixed", "event", "x"]), json_values))
def test_no_callback_raises_anything_else(change: dict[str, object]) -> None:
    with contextlib.suppress(MalformedError):
        heard_in(read_callback(json.dumps(GROUP | change)))


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/aibot/response?x=1", True),
        ("http://qyapi.weixin.qq.com/", False),
        ("https://qyapi.weixin.qq.com.evil.example/", False),
        ("https://127.0.0.1/", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_the_platform_is_called_back(url: str, good: bool) -> None:
    assert may_be_called(url, "https://qyapi.weixin.qq.com") is good
