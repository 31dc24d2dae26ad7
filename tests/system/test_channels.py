"""A question from QQ through the real engine and actions, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.onebot.peer import Peer
from tests.front.channels.conftest import Front
from tests.front.channels.qq_platform import QQPlatform

TOKEN = "a-token-of-some-length"


@pytest.fixture(scope="module")
def qq() -> Iterator[QQPlatform]:
    platform = QQPlatform()
    platform.start()
    yield platform
    platform.stop()


@pytest.fixture(scope="module")
def front(bot, qq, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A second front, with channels, before the running bot's engine."""
    data: Path = tmp_path_factory.mktemp("front")
    where = {"ENGINE_PORT": str(bot.ports["ENGINE_PORT"]), "BOT_DATA": str(data)}
    channels = {"BOT_ONEBOT_TOKEN": TOKEN, "BOT_ONEBOT_GROUPS": "555"}
    front = Front(where | qq.settings() | channels)
    front.start()
    yield front
    front.stop()


def test_a_question_in_a_qq_group(qq, front) -> None:
    qq.call_back(front, qq.mention("在哪打印"))
    (content,) = qq.wait_for(1)
    assert "行政楼402" in content
    assert "依据:通知" in content
    assert "**" not in content
    assert "`" not in content
    assert "\n1. " in content
    qq.call_back(front, qq.mention("1"))
    assert "依据:通知" in qq.wait_for(2)[1]


def test_what_needs_a_name_is_moved_to_a_private_chat(qq, front) -> None:
    before = len(qq.sent)
    qq.call_back(front, qq.mention("写回执邮件", member="N"))
    in_group = qq.wait_for(before + 1)[-1]
    assert "私聊" in in_group
    qq.call_back(front, qq.event("C2C_MESSAGE_CREATE", "写回执邮件"))
    alone = qq.wait_for(before + 2)[-1]
    assert "姓名" in alone
    assert "私聊我" not in alone


def test_a_question_over_onebot(front) -> None:
    peer = Peer(f"{front.url}/channels/onebot", TOKEN)
    peer.connect()
    peer.send(peer.mention("介绍信丢了"))
    (said,) = peer.wait_for(1)
    peer.stop()
    assert "问题编号" in said
