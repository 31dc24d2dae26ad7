"""Callbacks and frames of QQ, in the forms seen in the vendor's documents and in the wild."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.callback_errors import MalformedError
from bot.channels.qq.events import (
    read_envelope,
    read_message,
    read_validation,
    validation_answer,
)
from bot.channels.qq.signature import Signer

PRIVATE = {
    "op": 0,
    "s": 2,
    "t": "C2C_MESSAGE_CREATE",
    "id": "C2C_MESSAGE_CREATE:1",
    "d": {
        "author": {"user_openid": "E4F4AEA33253A2797FB897C50B81D7ED"},
        "content": "123",
        "id": "ROBOT1.0_.b6nx",
        "timestamp": "2023-11-06T13:37:18+08:00",
    },
}
MENTION = {
    "op": 0,
    "t": "GROUP_AT_MESSAGE_CREATE",
    "d": {
        "author": {"member_openid": "MEMBER"},
        "content": " 在哪打印",
        "group_openid": "GROUP",
        "id": "ROBOT1.0_x",
        "timestamp": "2023-11-06T13:37:18+08:00",
    },
}


def everything(mentions: object, **author: object) -> dict:
    """A message as it comes where the bot is given every message of the group."""
    return {
        "op": 0,
        "t": "GROUP_MESSAGE_CREATE",
        "d": {
            "author": {"bot": False, "id": "M", "member_openid": "M", "union_openid": "", **author},
            "content": "<@42F7> 在哪打印",
            "group_id": "GROUP",
            "group_openid": "GROUP",
            "id": "ROBOT1.0_y",
            "mentions": mentions,
            "message_scene": {"ext": ["msg_idx=REFIDX_4"], "source": "default"},
            "timestamp": "2026-05-15T12:01:45+08:00",
        },
    }


def read(event: dict):
    return read_message(read_envelope(json.dumps(event)))


def test_a_private_message() -> None:
    heard = read(PRIVATE)
    assert (heard.user, heard.group, heard.text) == (
        "E4F4AEA33253A2797FB897C50B81D7ED",
        None,
        "123",
    )
    assert heard.reply_to == {"user": heard.user, "msg_id": "ROBOT1.0_.b6nx"}
    china = timezone(timedelta(hours=8))
    assert heard.sent_at == datetime(2023, 11, 6, 13, 37, 18, tzinfo=china)


def test_a_mention_in_a_group() -> None:
    heard = read(MENTION)
    assert (heard.user, heard.group, heard.text) == ("MEMBER", "GROUP", "在哪打印")
    assert heard.mentioned
    assert heard.reply_to == {"group": "GROUP", "msg_id": "ROBOT1.0_x"}


@pytest.mark.parametrize(
    ("mentions", "mentioned"),
    [
        ([{"id": "42F7", "is_you": True, "bot": True}], True),
        ([{"id": "OTHER", "is_you": False}], False),
        ([{"id": "OTHER"}], False),
        ([], False),
        (None, False),
    ],
)
def test_of_all_messages_only_those_that_mention_the_bot_count(mentions, mentioned) -> None:
    heard = read(everything(mentions))
    assert heard.mentioned is mentioned
    assert heard.text == "在哪打印"


def test_another_bot_is_known_as_one() -> None:
    assert read(everything([{"is_you": True}], bot=True)).from_bot


@pytest.mark.parametrize("kind", ["FRIEND_ADD", "INTERACTION_CREATE", "GROUP_ADD_ROBOT", None])
def test_other_events_are_passed_over(kind) -> None:
    assert read({"op": 0, "t": kind, "d": {"anything": [1]}}) is None


@pytest.mark.parametrize("timestamp", [None, "", "yesterday", "2023-11-06T13:37:18", {}])
def test_a_time_that_cannot_be_read_is_no_time(timestamp) -> None:
    if timestamp == {}:
        with pytest.raises(MalformedError):
            read(PRIVATE | {"d": PRIVATE["d"] | {"timestamp": timestamp}})
    else:
        assert read(PRIVATE | {"d": PRIVATE["d"] | {"timestamp": timestamp}}).sent_at is None


@pytest.mark.parametrize("missing", ["id", "author", "group_openid"])
def test_a_message_nobody_could_answer_is_malformed(missing: str) -> None:
    data = {name: value for name, value in MENTION["d"].items() if name != missing}
    with pytest.raises(MalformedError):
        read(MENTION | {"d": data})


def test_op_13_is_answered_with_the_published_vector() -> None:
    body = json.dumps(
        {"op": 13, "d": {"plain_token": "Arq0D5A61EgUu4OxUvOp", "event_ts": "1725442341"}}
    )
    asked = read_validation(read_envelope(body))
    answer = json.loads(validation_answer(Signer("DG5g3B4j9X2KOErG"), asked))
    assert answer["plain_token"] == "Arq0D5A61EgUu4OxUvOp"
    assert answer["signature"].startswith("87befc99")
    assert answer["signature"].endswith("d652c706")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"op":"x"}', b"\xff\xfe", b"[" * 100_000, b'{"op":0,"d":']
)
def test_what_is_no_envelope_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        read_envelope(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=10,
)


@given(
    kind=st.sampled_from(["C2C_MESSAGE_CREATE", "GROUP_AT_MESSAGE_CREATE", "GROUP_MESSAGE_CREATE"]),
    data=st.dictionaries(
        st.sampled_from(
            ["id", "author", "content", "group_openid", "mentions", "timestamp", "new"]
        ),
        json_values,
    )
    | json_values,
)
def test_any_event_is_read_or_refused(kind: str, data: object) -> None:
    try:
        heard = read_message(read_envelope(msgspec.json.encode({"op": 0, "t": kind, "d": data})))
    except MalformedError:
        return
    assert heard is not None
    assert heard.user


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        read_envelope(body)
    except MalformedError:
        return
