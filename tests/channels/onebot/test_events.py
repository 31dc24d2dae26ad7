"""Events of OneBot v11, as the programs in use send them."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.callback_errors import MalformedError
from bot.channels.heard import Heard
from bot.channels.onebot.events import Response, SignOfLife, read_event

GROUP = {
    "time": 1_700_000_000,
    "self_id": 10001,
    "post_type": "message",
    "message_type": "group",
    "sub_type": "normal",
    "message_id": -2147483600,
    "group_id": 555,
    "user_id": 20002,
    "message": [
        {"type": "at", "data": {"qq": "10001"}},
        {"type": "text", "data": {"text": "  在哪打印 "}},
    ],
    "raw_message": "[CQ:at,qq=10001] 在哪打印",
    "sender": {"user_id": 20002, "nickname": "某同学", "role": "member"},
}
PRIVATE = {**GROUP, "message_type": "private", "sub_type": "friend", "message": "在哪打印"}
PRIVATE.pop("group_id")


def read(event: object):
    return read_event(json.dumps(event))


def test_a_mention_in_a_group() -> None:
    heard = read(GROUP)
    assert isinstance(heard, Heard)
    assert (heard.user, heard.group, heard.text) == ("20002", "555", "在哪打印")
    assert heard.mentioned
    assert heard.sent_at == datetime.fromtimestamp(1_700_000_000, timezone.utc)
    assert heard.reply_to == {
        "self_id": "10001",
        "user": "20002",
        "message_id": "-2147483600",
        "group": "555",
    }


@pytest.mark.parametrize(
    "message",
    [
        "在哪打印",
        "[CQ:at,qq=all] 在哪打印",
        "[CQ:at,qq=1000] 在哪打印",
        "[CQ:at,qq=100010] 在哪打印",
        "&#91;CQ:at,qq=10001&#93; 在哪打印",
        [{"type": "text", "data": {"text": "[CQ:at,qq=10001] 在哪打印"}}],
    ],
)
def test_what_does_not_mention_the_bot(message) -> None:
    assert not read(GROUP | {"message": message}).mentioned


@pytest.mark.parametrize(
    "message", ["[CQ:at,qq=10001]在哪打印", "在哪打印[CQ:at,qq=10001,name=助手]"]
)
def test_a_mention_in_a_string(message: str) -> None:
    heard = read(GROUP | {"message": message})
    assert heard.mentioned
    assert heard.text == "在哪打印"


def test_a_quote() -> None:
    assert read(GROUP | {"message": "[CQ:reply,id=77]那周四呢"}).quotes == "77"


def test_a_private_message_is_for_the_bot() -> None:
    heard = read(PRIVATE)
    assert heard.group is None
    assert heard.mentioned
    assert "group" not in heard.reply_to


def test_a_private_talk_through_a_group_goes_back_the_same_way() -> None:
    heard = read(PRIVATE | {"sub_type": "group", "group_id": 555})
    assert heard.group is None
    assert heard.reply_to["through_group"] == "555"


def test_bots_are_known() -> None:
    assert read(GROUP | {"user_id": 10001}).from_bot
    assert read(GROUP | {"sender": {"is_robot": True}}).from_bot
    assert not read(GROUP).from_bot


@pytest.mark.parametrize(
    "event",
    [
        {"post_type": "notice", "notice_type": "group_increase"},
        {"post_type": "request", "request_type": "friend"},
        {"post_type": "message_sent", "message": "在哪打印"},
        {},
        GROUP | {"sub_type": "anonymous"},
    ],
)
def test_what_concerns_nobody_is_passed_over(event: dict) -> None:
    assert read(event) is None


def test_signs_of_life() -> None:
    meta = {"post_type": "meta_event", "self_id": 1}
    assert read(meta | {"meta_event_type": "lifecycle", "sub_type": "connect"}) == SignOfLife(
        "lifecycle", True
    )
    beat = meta | {"meta_event_type": "heartbeat", "interval": 30000}
    assert read(beat | {"status": {"online": False, "good": True}}) == SignOfLife(
        "heartbeat", False
    )


@pytest.mark.parametrize("echo", ["1", 1, None, {"a": [1]}, ["x"]])
def test_an_answer_brings_its_echo_back(echo) -> None:
    answer = read({"status": "ok", "retcode": 0, "data": {"message_id": 5}, "echo": echo})
    assert isinstance(answer, Response)
    assert answer.echo == echo
    assert answer.message_id == "5"


@pytest.mark.parametrize("missing", ["self_id", "message_id", "user_id", "group_id", "message"])
def test_a_message_that_lacks_something_is_malformed(missing: str) -> None:
    with pytest.raises(MalformedError):
        read({name: value for name, value in GROUP.items() if name != missing})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b"\xff", b"[" * 100_000])
def test_what_is_no_event_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        read_event(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=10,
)


@given(
    changed=st.dictionaries(st.sampled_from([*GROUP, "retcode", "echo", "data", "x"]), json_values),
    dropped=st.sets(st.sampled_from(list(GROUP))),
)
def test_any_event_is_read_passed_over_or_refused(changed: dict, dropped: set) -> None:
    event = {k: v for k, v in (GROUP | changed).items() if k not in dropped}
    try:
        read_event(msgspec.json.encode(event))
    except MalformedError:
        return
