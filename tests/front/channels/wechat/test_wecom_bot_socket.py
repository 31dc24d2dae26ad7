"""智能机器人 by long connection: the whole way from a group to the engine and back."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.front.channels.wechat.conftest import StartFront
from tests.front.channels.wechat.waiting import until
from tests.front.channels.wechat.wecom_platform import Platform
from tests.front.fake_engine import FakeEngine


def settings(platform: Platform) -> dict[str, str]:
    return {
        "BOT_WECOM_BOT_ID": platform.bot_id,
        "BOT_WECOM_BOT_SECRET": platform.secret,
        "BOT_WECOM_BOT_SOCKET": platform.url,
        "BOT_WECOM_BOT_GROUPS": "CHAT",
    }


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show the placeholder after a moment, so that a test needn't wait for seconds."""
    monkeypatch.setattr("bot.front.channels.wecom_bot_socket.PLACEHOLDER_SECONDS", 0.3)


async def start(start_front: StartFront, platform: Platform) -> None:
    await asyncio.to_thread(start_front, **settings(platform))
    await until(lambda: platform.subscriptions)


async def test_a_mention_is_answered_and_other_groups_arent(
    start_front: StartFront, engine: FakeEngine
) -> None:
    async with Platform().running() as platform:
        await start(start_front, platform)
        elsewhere = await platform.say("在哪打印", group="OTHER")
        here = await platform.say("在哪打印", group="CHAT")
        alone = await platform.say("要带什么")
        await until(lambda: platform.finished(here) and platform.finished(alone))
        assert platform.finished(here) == "答:在哪打印"
        assert platform.finished(alone) == "答:要带什么"
        assert platform.finished(elsewhere) is None
        assert sorted(engine.texts) == ["在哪打印", "要带什么"]


@pytest.mark.usefixtures("hasty")
async def test_a_slow_answer_has_something_to_look_at_before(
    start_front: StartFront, engine: FakeEngine, knowledge
) -> None:
    engine.seconds = 1
    async with Platform().running() as platform:
        await start(start_front, platform)
        req_id = await platform.say("在哪打印")
        await until(lambda: platform.finished(req_id))
        shown = [
            (f["body"]["stream"]["content"], f["body"]["stream"]["finish"])
            for f in platform.sent("aibot_respond_msg")
        ]
        assert shown == [(knowledge.wording.one_moment, False), ("答:在哪打印", True)]


@pytest.mark.usefixtures("hasty")
async def test_a_message_that_comes_twice_is_answered_once(
    start_front: StartFront, engine: FakeEngine
) -> None:
    async with Platform().running() as platform:
        await start(start_front, platform)
        first = await platform.say("在哪打印", msgid="SAME")
        await until(lambda: platform.finished(first))
        await platform.say("在哪打印", msgid="SAME")
        await asyncio.sleep(1)
        assert engine.texts == ["在哪打印"]
        assert len(platform.sent("aibot_respond_msg")) == 1


async def test_an_answer_that_comes_while_the_connection_is_down_comes_after_it(
    start_front: StartFront, engine: FakeEngine
) -> None:
    engine.seconds = 1
    async with Platform().running() as platform:
        await start(start_front, platform)
        req_id = await platform.say("在哪打印")
        await until(lambda: engine.texts)
        assert platform.owner is not None
        platform.forget(req_id)
        await platform.owner.close()
        await until(lambda: platform.subscriptions == 2)
        await until(lambda: platform.sent("aibot_send_msg"))
        (sent,) = platform.sent("aibot_send_msg")
        assert sent["body"]["chatid"] == "zhangsan"
        assert sent["body"]["markdown"]["content"] == "答:在哪打印"
        await asyncio.sleep(0.5)
        assert len(platform.sent("aibot_send_msg")) == 1


async def test_what_the_platform_sends_again_much_later_is_passed_over(
    start_front: StartFront, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    async with Platform().running() as platform:
        await start(start_front, platform)
        await platform.say("旧的", create_time=int(time.time()) - 3600)
        fresh = await platform.say("新的")
        await until(lambda: platform.finished(fresh))
        assert engine.texts == ["新的"]
        assert "旧的" not in caplog.text


async def test_somebody_who_enters_is_greeted(start_front: StartFront, knowledge) -> None:
    async with Platform().running() as platform:
        await start(start_front, platform)
        await platform.event("enter_chat")
        (frame,) = await platform.wait_for("aibot_respond_welcome_msg")
        assert frame["body"]["text"]["content"] == knowledge.wording.greeting
