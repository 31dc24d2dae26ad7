"""OneBot v11 over real sockets, driven by a peer that NoneBot and aiocqhttp accept."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from bot.knowledge import load_knowledge
from tests.channels.onebot.peer import SELF_ID, Peer

TOKEN = "a-token-of-some-length"
PATH = "/channels/onebot"
WORDING = load_knowledge().wording


@pytest.fixture
def front(serve_front):
    return serve_front(BOT_ONEBOT_TOKEN=TOKEN, BOT_ONEBOT_GROUPS="555")


@pytest.fixture
def new_peer(front) -> Iterator[Callable[..., Peer]]:
    peers: list[Peer] = []

    def make(token: str = TOKEN, **more) -> Peer:
        peers.append(Peer(front.url + PATH, token, **more))
        return peers[-1]

    yield make
    for peer in peers:
        peer.stop()


@pytest.fixture
def peer(new_peer) -> Peer:
    peer = new_peer()
    peer.connect()
    return peer


# Connecting.


def test_without_a_token_in_the_settings_there_is_no_channel(serve_front) -> None:
    front = serve_front()
    assert front.post(PATH, b"{}", {}).status_code == 404
    peer = Peer(front.url + PATH, "")
    with pytest.raises(ConnectionRefusedError):
        peer.connect()
    peer.stop()


def test_who_opens_it_is_warned(serve_front, caplog) -> None:
    serve_front(BOT_ONEBOT_TOKEN=TOKEN)
    assert "封禁" in caplog.text


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x"])
def test_without_the_token_nobody_connects(new_peer, token: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        new_peer(token).connect()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"X-Real-IP": "203.0.113.9"},
        {"X-Self-ID": ""},
        {"X-Client-Role": "Admin"},
    ],
)
def test_nobody_connects_from_elsewhere_or_without_a_name(new_peer, headers) -> None:
    with pytest.raises(ConnectionRefusedError):
        new_peer(headers=headers).connect()


# Messages.


def test_a_mention_is_answered_to_the_one_who_asked(peer) -> None:
    event = peer.mention("在哪打印")
    peer.send(event)
    assert peer.wait_for(1) == ["答:在哪打印"]
    call = peer.calls[0]
    assert call["action"] == "send_group_msg"
    assert call["params"]["group_id"] == 555
    assert call["params"]["message"][:2] == [
        {"type": "reply", "data": {"id": str(event["message_id"])}},
        {"type": "at", "data": {"qq": "20002"}},
    ]


def test_a_private_message_is_answered_in_private(peer, engine) -> None:
    peer.send(peer.event("在哪打印", group=None))
    assert peer.wait_for(1) == ["答:在哪打印"]
    assert peer.calls[0]["params"]["user_id"] == 20002
    assert engine.asked[0]["metadata"] == {"channel": "onebot", "group": False}


def test_a_string_with_codes_is_understood(peer) -> None:
    peer.send(peer.event("") | {"message": f"[CQ:at,qq={SELF_ID}] 抬头&#91;1&#93;是什么"})
    assert peer.wait_for(1) == ["答:抬头[1]是什么"]


def test_a_quote_of_the_bot_counts_as_a_mention(peer) -> None:
    peer.send(peer.mention("在哪打印"))
    peer.wait_for(1)
    for quoted in ("9001", "1"):
        quote = {"type": "reply", "data": {"id": quoted}}
        peer.send(peer.event([quote, {"type": "text", "data": {"text": f"引用{quoted}"}}]))
    assert peer.wait_for(2) == ["答:在哪打印", "答:引用9001"]


def test_a_bare_mention_gets_short_help(peer, engine) -> None:
    peer.send(peer.mention(""))
    assert peer.wait_for(1) == [WORDING.bare_mention]
    assert engine.asked == []


def test_what_is_not_for_the_bot_is_neither_answered_nor_kept(front, peer, engine, caplog) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    secret = "这句是同学之间的悄悄话"
    everybody = {"type": "at", "data": {"qq": "all"}}
    other = {"type": "at", "data": {"qq": "1000"}}
    text = {"type": "text", "data": {"text": secret}}
    for message in (secret, [everybody, text], [other, text]):
        peer.send(peer.event(message))
    peer.send(peer.mention(secret, group=556))
    peer.send(peer.mention("在哪打印"))
    assert peer.wait_for(1) == ["答:在哪打印"]
    assert len(engine.asked) == 1
    assert secret.encode() not in front.stored()
    assert secret not in caplog.text


def test_bots_do_not_talk_to_each_other(peer) -> None:
    peer.send(peer.mention("你好", user=SELF_ID))
    for _ in range(30):
        peer.send(peer.mention("收到,谢谢", user=3))
    assert len(peer.wait_for(9)) == 9


def test_a_number_chooses_for_the_one_who_was_asked(peer, engine) -> None:
    payload = '/choose_entry{"entry": "print/when"}'
    engine.answer = lambda message: (
        [{"text": "按了"}]
        if message["message"].startswith("/")
        else [{"text": "甲", "buttons": [{"title": "乙", "payload": payload}]}]
    )
    peer.send(peer.mention("在哪打印", user=1))
    assert peer.wait_for(1) == [f"甲\n\n{WORDING.choices_in_group}\n1. 乙"]
    peer.send(peer.mention("①", user=1))
    assert peer.wait_for(2)[1] == "按了"
    assert engine.texts == ["在哪打印", payload]


# Faults.


def test_a_message_that_comes_twice_is_answered_once(peer, engine) -> None:
    event = peer.mention("在哪打印")
    for _ in range(5):
        peer.send(event)
    assert peer.wait_for(1) == ["答:在哪打印"]
    assert len(engine.asked) == 1


def test_a_replay_after_a_reconnect_is_dropped(peer, engine) -> None:
    for _ in range(20):
        peer.send(peer.mention("在哪打印") | {"time": int(time.time()) - 3600})
    peer.send(peer.mention("新问题"))
    assert peer.wait_for(1) == ["答:新问题"]


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "1",
        "null",
        '{"post_type":"message"}',
        '{"post_type":"message","message_type":"group","self_id":1,"user_id":1,"message_id":1}',
        '{"retcode":"x","echo":null}',
        '{"status":"ok","retcode":0,"echo":{"a":[1]},"data":[]}',
        "[" * 50_000,
    ],
)
def test_odd_frames_break_nothing(peer, frame: str) -> None:
    peer.send(frame)
    peer.send(peer.mention("在哪打印"))
    assert peer.wait_for(1) == ["答:在哪打印"]


def test_a_hundred_odd_frames_break_nothing(peer) -> None:
    for number in range(100):
        peer.send(json.dumps({"post_type": "message", "message": number}))
    peer.send(peer.mention("在哪打印"))
    assert peer.wait_for(1) == ["答:在哪打印"]


def test_a_flood_from_one_group_loses_no_question(peer) -> None:
    """Two hundred messages a second, among which ten members ask."""
    for number in range(200):
        if number % 20 == 0:
            peer.send(peer.mention(f"问题{number // 20}", user=number + 1))
        else:
            peer.send(peer.event(f"闲聊{number}", user=number + 1))
    assert sorted(peer.wait_for(10)) == [f"答:问题{number}" for number in range(10)]


def test_an_answer_waits_for_the_connection(peer, new_peer, engine) -> None:
    engine.seconds = 1
    peer.send(peer.mention("在哪打印"))
    time.sleep(0.3)
    peer.disconnect()
    time.sleep(1.5)
    again = new_peer()
    again.connect()
    assert again.wait_for(1, seconds=20) == ["答:在哪打印"]
    assert peer.calls == []


def test_an_answer_into_a_dead_connection_is_sent_again(peer, new_peer) -> None:
    peer.deaf = True
    peer.send(peer.mention("在哪打印"))
    time.sleep(1)
    peer.disconnect()
    again = new_peer()
    again.connect()
    assert again.wait_for(1, seconds=20) == ["答:在哪打印"]


def test_an_old_connection_that_ends_takes_no_answer_of_the_new_one_along(peer, new_peer) -> None:
    newer = new_peer()
    newer.connect()
    newer.mute = True
    newer.send(newer.mention("在哪打印"))
    newer.wait_for(1)
    peer.disconnect()
    time.sleep(3)
    assert newer.said() == ["答:在哪打印"]
    assert peer.said() == []


def test_a_program_that_lives_but_does_not_answer_is_not_asked_twice(peer, new_peer) -> None:
    peer.mute = True
    peer.send(peer.mention("在哪打印"))
    assert peer.wait_for(1) == ["答:在哪打印"]
    peer.beat()
    time.sleep(0.2)
    peer.disconnect()
    again = new_peer()
    again.connect()
    time.sleep(4)
    assert again.said() == []


def test_a_refusal_is_explained_and_not_repeated(peer, caplog) -> None:
    peer.retcode = 1200
    peer.send(peer.mention("在哪打印"))
    peer.wait_for(1)
    time.sleep(3)
    assert len(peer.calls) == 1
    assert "群被禁言" in caplog.text


def test_an_engine_that_was_down_answers_later(peer, engine) -> None:
    engine.stop()
    peer.send(peer.mention("在哪打印"))
    assert peer.wait_for(1) == [WORDING.engine_down]
    engine.start()
    said = peer.wait_for(2, seconds=30)
    assert said[1].endswith("答:在哪打印")


def test_an_account_that_dropped_out_is_reported(peer, caplog) -> None:
    peer.beat()
    peer.beat(online=False)
    time.sleep(0.2)
    assert "掉线" in caplog.text


def test_two_connections_for_two_roles(new_peer) -> None:
    events, calls = new_peer(role="Event"), new_peer(role="API")
    events.connect()
    calls.connect()
    events.send(events.mention("在哪打印"))
    assert calls.wait_for(1) == ["答:在哪打印"]
    assert events.calls == []


# Posted events.


def test_a_posted_event_is_answered_by_a_quick_operation(new_peer) -> None:
    peer = new_peer()
    event = peer.mention("在哪打印")
    answer = peer.post(event, TOKEN)
    assert answer.status_code == 200
    assert answer.json() == {
        "reply": [
            {"type": "reply", "data": {"id": str(event["message_id"])}},
            {"type": "at", "data": {"qq": "20002"}},
            {"type": "text", "data": {"text": " 答:在哪打印"}},
        ],
        "at_sender": False,
    }


def test_a_posted_event_that_concerns_nobody_gets_no_content(new_peer) -> None:
    peer = new_peer()
    assert peer.post(peer.event("闲聊"), TOKEN).status_code == 204
    assert peer.post(peer._meta("heartbeat"), TOKEN).status_code == 204


def test_a_forged_post_is_refused(new_peer, engine) -> None:
    peer = new_peer()
    event = peer.mention("在哪打印")
    assert peer.post(event, "wrong").status_code == 401
    assert peer.post(event, TOKEN, **{"X-Signature": ""}).status_code == 401
    assert peer.post(event, TOKEN, **{"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    assert httpx.post(peer.url, content=b"x" * 300_000).status_code == 413
    assert peer.post([], TOKEN).status_code == 400
    assert engine.asked == []
