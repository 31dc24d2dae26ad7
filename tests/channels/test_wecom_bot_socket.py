"""The long connection's protocol, frame by frame."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom_bot_socket import (
    Acknowledged,
    Connection,
    Entered,
    Evicted,
    HalfOpenError,
    Ignored,
    Received,
    Refused,
    Subscribed,
)


def ack(frame: str, code: int = 0, text: str = "ok") -> str:
    return json.dumps({"headers": json.loads(frame)["headers"], "errcode": code, "errmsg": text})


@pytest.fixture
def connection() -> Connection:
    return Connection("BOT", "SECRET")


def test_it_subscribes_with_id_and_secret(connection: Connection) -> None:
    first = connection.subscribe()
    assert json.loads(first)["cmd"] == "aibot_subscribe"
    assert json.loads(first)["body"] == {"bot_id": "BOT", "secret": "SECRET"}
    assert not connection.subscribed
    assert connection.receive(ack(first)) == Subscribed()
    assert connection.subscribed


def test_a_wrong_secret_is_refused_with_the_platforms_words(connection: Connection) -> None:
    answer = ack(connection.subscribe(), 853000, "invalid bot_id or secret")
    assert connection.receive(answer) == Refused(853000, "invalid bot_id or secret")
    assert not connection.subscribed


def test_an_answer_carries_the_req_id_of_its_message(connection: Connection) -> None:
    message = {
        "cmd": "aibot_msg_callback",
        "headers": {"req_id": "REQ"},
        "body": {
            "msgid": "1",
            "chattype": "group",
            "chatid": "C",
            "from": {"userid": "u"},
            "msgtype": "text",
            "text": {"content": "@助手 在哪打印"},
        },
    }
    received = connection.receive(json.dumps(message))
    assert isinstance(received, Received)
    assert received.heard.text == "在哪打印"
    answer = json.loads(
        connection.respond(received.heard.reply_to["req_id"], "s", "答复", finish=True)
    )
    assert answer == {
        "cmd": "aibot_respond_msg",
        "headers": {"req_id": "REQ"},
        "body": {"msgtype": "stream", "stream": {"id": "s", "finish": True, "content": "答复"}},
    }
    assert connection.receive(ack(json.dumps(answer))) == Acknowledged("REQ", 0, "ok")


def test_a_late_answer_goes_to_the_chat(connection: Connection) -> None:
    req_id, frame = connection.send("C", "辅导员答复了")
    sent = json.loads(frame)
    assert sent["cmd"] == "aibot_send_msg"
    assert sent["body"] == {
        "chatid": "C",
        "msgtype": "markdown",
        "markdown": {"content": "辅导员答复了"},
    }
    assert connection.receive(ack(frame, 6000, "conflict")) == Acknowledged(
        req_id, 6000, "conflict"
    )


def test_a_second_connection_evicts_the_first(connection: Connection) -> None:
    connection.receive(ack(connection.subscribe()))
    event = {
        "cmd": "aibot_event_callback",
        "headers": {"req_id": "x"},
        "body": {"msgtype": "event", "event": {"eventtype": "disconnected_event"}},
    }
    assert connection.receive(json.dumps(event)) == Evicted()
    assert not connection.subscribed


def test_somebody_who_enters_may_be_greeted(connection: Connection) -> None:
    event = {
        "cmd": "aibot_event_callback",
        "headers": {"req_id": "x"},
        "body": {"msgtype": "event", "event": {"eventtype": "enter_chat"}},
    }
    assert connection.receive(json.dumps(event)) == Entered("x")
    assert json.loads(connection.greet("x", "您好"))["cmd"] == "aibot_respond_welcome_msg"


def test_two_unanswered_pings_are_a_half_open_connection(connection: Connection) -> None:
    first = connection.ping()
    connection.ping()
    with pytest.raises(HalfOpenError):
        connection.ping()
    assert connection.receive(ack(first)) == Ignored("pong")
    connection.ping()


@given(st.text() | st.binary())
def test_rubbish_is_ignored(raw: str | bytes) -> None:
    assert isinstance(Connection("BOT", "SECRET").receive(raw), Ignored)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "cmd": st.sampled_from(["aibot_msg_callback", "aibot_event_callback", "x", ""]),
            "headers": st.none() | st.dictionaries(st.just("req_id"), st.text()),
            "body": st.none()
            | st.dictionaries(st.sampled_from(["msgid", "from", "event"]), st.text() | st.none()),
            "errcode": st.integers(),
            "errmsg": st.text(),
        },
    )
)
def test_no_frame_raises(frame: dict[str, object]) -> None:
    Connection("BOT", "SECRET").receive(json.dumps(frame))
