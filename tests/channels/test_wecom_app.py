"""自建应用: what its XML says, and what goes back."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.callback_errors import MalformedError
from bot.channels.wechat_xml import write_xml
from bot.channels.wecom_app import read_envelope, read_message, text_message

TEXT = {
    "ToUserName": "ww1",
    "FromUserName": "zhangsan",
    "CreateTime": 1_800_000_000,
    "MsgType": "text",
    "Content": " 在哪打印 ",
    "MsgId": "1234567890123456",
    "AgentID": "1000002",
}


def test_a_text_is_heard() -> None:
    heard = read_message(write_xml(TEXT))
    assert heard is not None
    assert (heard.channel, heard.user, heard.group) == ("wecom-app", "zhangsan", None)
    assert (heard.text, heard.message_id) == ("在哪打印", "1234567890123456")
    assert heard.sent_at is not None
    assert heard.sent_at.timestamp() == 1_800_000_000


def test_events_are_not_messages_and_pictures_are_empty_ones() -> None:
    assert read_message(write_xml(TEXT | {"MsgType": "event", "Event": "enter_agent"})) is None
    picture = read_message(write_xml(TEXT | {"MsgType": "image"}))
    assert picture is not None
    assert picture.text == ""


@pytest.mark.parametrize("missing", ["FromUserName", "MsgId"])
def test_a_message_without_writer_or_id_is_malformed(missing: str) -> None:
    with pytest.raises(MalformedError):
        read_message(write_xml(TEXT | {missing: ""}))


def test_an_envelope_without_content_is_malformed() -> None:
    assert read_envelope(b"<xml><Encrypt>abc</Encrypt></xml>") == "abc"
    with pytest.raises(MalformedError):
        read_envelope(b"<xml><Encrypt/></xml>")


@given(st.dictionaries(st.sampled_from(list(TEXT)), st.text() | st.integers()))
def test_no_field_raises_anything_else(change: dict[str, str | int]) -> None:
    with contextlib.suppress(MalformedError):
        read_message(write_xml(TEXT | change))


def test_the_platform_is_asked_to_drop_a_repeated_text() -> None:
    body = text_message("zhangsan", 1000002, "答复")
    assert body["agentid"] == 1000002
    assert body["text"] == {"content": "答复"}
    assert body["enable_duplicate_check"] == 1
