"""A counselor's answer reaches who asked in QQ, once."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from bot.desk import Desk
from bot.knowledge import Knowledge
from tests.channels.onebot.peer import Peer
from tests.desk.conftest import answer
from tests.front.channels.conftest import Front
from tests.front.channels.qq_platform import QQPlatform, refuse
from tests.front.fake_engine import FakeEngine

ANSWER = "请联系党支部书记补办。"
TOKEN = "a-token-of-some-length"


@pytest.fixture
def qq() -> Iterator[QQPlatform]:
    platform = QQPlatform()
    platform.start()
    yield platform
    platform.stop()


def publish(front: Front, engine: FakeEngine, channel: str, knowledge: Knowledge) -> int:
    """Store the last question as the action does, answer it as a counselor; return its number."""
    desk = Desk(front.data / "desk.db")
    sender = engine.asked[-1]["sender"]
    number = desk.questions.add("介绍信丢了", session=sender, channel=channel)
    answer(desk, number, ANSWER, knowledge.wording)
    desk.close()
    return number


def test_in_the_group_as_a_further_answer(qq, serve_front, engine, knowledge) -> None:
    front = serve_front(**qq.settings())
    event = qq.mention("介绍信丢了")
    qq.call_back(front, event)
    qq.wait_for(1)
    number = publish(front, engine, "qq", knowledge)
    text = qq.wait_for(2)[1]
    time.sleep(1.5)
    assert ANSWER in text
    assert str(number) in text
    assert qq.sent[1][1]["msg_id"] == event["d"]["id"]
    assert [body["msg_seq"] for _, body in qq.sent] == [1, 2]


def test_unasked_when_it_is_too_late_for_an_answer(qq, serve_front, engine, knowledge) -> None:
    front = serve_front(**qq.settings())
    qq.call_back(front, qq.mention("介绍信丢了"))
    qq.wait_for(1)
    qq.scripted = [refuse(40034005)]
    publish(front, engine, "qq", knowledge)
    assert ANSWER in qq.wait_for(2)[1]
    assert "msg_id" not in qq.sent[1][1]


def test_where_the_owner_allows_nothing_unasked_it_is_given_up(
    qq, serve_front, engine, knowledge, caplog
) -> None:
    front = serve_front(**qq.settings())
    qq.call_back(front, qq.mention("介绍信丢了"))
    qq.wait_for(1)
    qq.scripted = [refuse(40034005), refuse(40034102)]
    publish(front, engine, "qq", knowledge)
    deadline = time.monotonic() + 10
    while "没有允许机器人主动发消息" not in caplog.text:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(2)
    assert len(qq.attempts) == 3


def test_over_onebot_without_quoting_another_message(serve_front, engine, knowledge) -> None:
    front = serve_front(BOT_ONEBOT_TOKEN=TOKEN, BOT_ONEBOT_GROUPS="555")
    peer = Peer(f"{front.url}/channels/onebot", TOKEN)
    peer.connect()
    peer.send(peer.mention("介绍信丢了"))
    peer.wait_for(1)
    publish(front, engine, "onebot", knowledge)
    assert ANSWER in peer.wait_for(2)[1]
    time.sleep(1.5)
    assert len(peer.calls) == 2
    assert [part["type"] for part in peer.calls[1]["params"]["message"]] == ["at", "text"]
    peer.stop()


def test_the_choices_before_it_still_stand(qq, serve_front, engine, knowledge) -> None:
    front = serve_front(**qq.settings())
    payload = '/choose_entry{"entry": "print/when"}'
    buttons = [{"title": "什么时候能打印", "payload": payload}]
    engine.answer = lambda message: [{"text": "好", "buttons": buttons}]
    qq.call_back(front, qq.mention("介绍信丢了"))
    qq.wait_for(1)
    publish(front, engine, "qq", knowledge)
    qq.wait_for(2)
    qq.call_back(front, qq.mention("1"))
    qq.wait_for(3)
    assert engine.texts[-1] == payload
