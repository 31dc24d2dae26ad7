"""The WebSocket mode: who we are, beating, and coming back without losing an event."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.qq.connection import INTENTS, Close, Connection, Deliver, Send

TOKEN = "QQBot T"
HELLO = '{"op":10,"d":{"heartbeat_interval":45000}}'
READY = '{"op":0,"s":1,"t":"READY","d":{"version":1,"session_id":"S","user":{"bot":true}}}'
EVENT = '{"op":0,"s":7,"t":"C2C_MESSAGE_CREATE","d":{}}'


def ready() -> Connection:
    connection = Connection()
    connection.opened(0)
    connection.received(HELLO, TOKEN, 0)
    connection.received(READY, TOKEN, 0)
    return connection


def sent(steps) -> dict:
    (step,) = steps
    assert isinstance(step, Send)
    return json.loads(step.text)


def test_hello_is_answered_with_identify() -> None:
    connection = Connection()
    connection.opened(0)
    assert sent(connection.received(HELLO, TOKEN, 0)) == {
        "op": 2,
        "d": {"token": TOKEN, "intents": INTENTS, "shard": [0, 1]},
    }
    assert not connection.ready
    assert connection.received(READY, TOKEN, 0) == []
    assert connection.ready


def test_events_are_delivered() -> None:
    (step,) = ready().received(EVENT, TOKEN, 1)
    assert isinstance(step, Deliver)
    assert step.envelope.t == "C2C_MESSAGE_CREATE"


def test_the_heart_beats_with_the_last_number() -> None:
    connection = ready()
    connection.received(EVENT, TOKEN, 1)
    assert connection.tick(40) == []
    assert sent(connection.tick(41)) == {"op": 1, "d": 7}
    connection.received('{"op":11}', TOKEN, 42)
    assert sent(connection.tick(82)) == {"op": 1, "d": 7}


def test_a_half_open_socket_is_left() -> None:
    connection = ready()
    connection.tick(41)
    assert connection.tick(82) == [Close("no answer to a heartbeat")]


def test_a_socket_without_hello_is_left() -> None:
    connection = Connection()
    connection.opened(0)
    assert connection.tick(19) == []
    assert connection.tick(21) == [Close("no hello")]


@pytest.mark.parametrize("code", [None, 1006, 4008, 4009])
def test_a_broken_socket_is_resumed_where_it_stopped(code) -> None:
    connection = ready()
    connection.received(EVENT, TOKEN, 1)
    assert connection.closed(code).seconds == 1
    connection.opened(2)
    assert sent(connection.received(HELLO, TOKEN, 2)) == {
        "op": 6,
        "d": {"token": TOKEN, "session_id": "S", "seq": 7},
    }
    connection.received('{"op":0,"s":8,"t":"RESUMED","d":""}', TOKEN, 2)
    assert connection.ready


@pytest.mark.parametrize("code", [1009, 4004, 4006, 4007, 4900, 4913])
def test_a_lost_session_begins_anew(code: int) -> None:
    connection = ready()
    assert connection.closed(code).renew_token is (code == 4004)
    connection.opened(2)
    assert sent(connection.received(HELLO, TOKEN, 2))["op"] == 2


def test_reconnect_and_invalid_session() -> None:
    connection = ready()
    assert connection.received('{"op":7}', TOKEN, 1) == [Close("asked to reconnect")]
    assert connection.received('{"op":9,"d":false}', TOKEN, 1) == [
        Close("session is no longer known")
    ]
    connection.closed(None)
    connection.opened(2)
    assert sent(connection.received(HELLO, TOKEN, 2))["op"] == 2


def test_waits_grow_until_it_works_again() -> None:
    connection = Connection()
    waits = [connection.closed(None).seconds for _ in range(8)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    connection.opened(0)
    connection.received(HELLO, TOKEN, 0)
    connection.received(READY, TOKEN, 0)
    assert connection.closed(None).seconds == 1


@pytest.mark.parametrize("code", [4014, 4915])
def test_what_only_a_human_can_mend_is_explained(code: int) -> None:
    back = ready().closed(code)
    assert back.explanation
    assert back.seconds == 600


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        '{"op":10}',
        '{"op":10,"d":{"heartbeat_interval":"x"}}',
        '{"op":0,"t":"READY","d":{}}',
        b"\xff",
        "[" * 100_000,
    ],
)
def test_a_frame_that_cannot_be_read_is_passed_over(frame) -> None:
    assert ready().received(frame, TOKEN, 0) == []


def test_an_absurd_interval_cannot_stop_or_drown_the_heart() -> None:
    for interval in ("0", "-5", "1e300", "1e-9"):
        connection = Connection()
        connection.opened(0)
        connection.received(f'{{"op":10,"d":{{"heartbeat_interval":{interval}}}}}', TOKEN, 0)
        assert connection.tick(0.5) == []
        assert connection.tick(61) != []


@given(st.lists(st.sampled_from([HELLO, READY, EVENT, '{"op":7}', '{"op":9}', '{"op":11}', "x"])))
def test_no_order_of_frames_breaks_it(frames: list[str]) -> None:
    connection = Connection()
    connection.opened(0)
    for now, frame in enumerate(frames):
        connection.received(frame, TOKEN, now)
        connection.tick(now)
