"""The long connection over a real socket, against the platform that the vendor's client knows."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from bot.channels.heard import Heard
from bot.channels.wechat_codes import Remedy
from bot.front.channels.platform_api import PlatformError
from bot.front.channels.wecom_bot_connection import WeComBotConnection
from tests.front.channels.wechat.wecom_platform import Platform


class Bot:
    """Our connection, echoing."""

    def __init__(self, url: str, secret: str = "bot-secret", **more: Any) -> None:
        self.heard: list[Heard] = []
        self.counted: list[int | str] = []
        self.connection = WeComBotConnection(
            url,
            "BOT",
            secret,
            on_message=self.answer,
            on_enter=self.greet,
            count=self.counted.append,
            ping_seconds=more.pop("ping_seconds", 0.1),
            first_pause=0.05,
            **more,
        )

    async def answer(self, heard: Heard) -> None:
        self.heard.append(heard)
        req_id = heard.reply_to["req_id"]
        await self.connection.respond(req_id, "s", "请稍等", finish=False)
        await self.connection.respond(req_id, "s", f"答复:{heard.text}", finish=True)

    async def greet(self, req_id: str) -> None:
        await self.connection.greet(req_id, "您好")

    async def ready(self) -> None:
        await until(lambda: self.connection.ready)


@asynccontextmanager
async def running(bot: Bot) -> AsyncIterator[Bot]:
    task = asyncio.create_task(bot.connection.run())
    try:
        yield bot
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Any, seconds: float = 8) -> None:
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never happened")


async def test_it_subscribes_answers_greets_and_sends() -> None:
    async with Platform().running() as platform, running(Bot(platform.url)) as bot:
        await bot.ready()
        req_id = await platform.say("在哪打印", group="CHAT")
        await until(lambda: platform.finished(req_id))
        assert platform.finished(req_id) == "答复:在哪打印"
        await platform.event("enter_chat")
        await platform.wait_for("aibot_respond_welcome_msg")
        await bot.connection.send("CHAT", "辅导员答复了")
        (sent,) = platform.sent("aibot_send_msg")
        assert sent["body"]["chatid"] == "CHAT"
        await platform.wait_for("ping", 3)
        assert platform.subscriptions == 1


async def test_it_comes_back_when_the_platform_closes() -> None:
    async with Platform().running() as platform, running(Bot(platform.url)) as bot:
        await bot.ready()
        assert platform.owner is not None
        await platform.owner.close()
        await until(lambda: platform.subscriptions == 2)
        await bot.ready()
        req_id = await platform.say("在哪打印")
        await until(lambda: platform.finished(req_id))


async def test_a_half_open_socket_is_noticed_by_its_pings() -> None:
    async with Platform().running() as platform, running(Bot(platform.url)) as bot:
        await bot.ready()
        platform.silent = True
        await until(lambda: not bot.connection.ready)
        with pytest.raises(PlatformError) as refused:
            await bot.connection.send("CHAT", "x")
        assert refused.value.remedy is Remedy.LATER
        platform.silent = False
        await bot.ready()
        assert "half_open" in bot.counted
        assert platform.subscriptions == 2


async def test_it_doesnt_take_the_connection_back_at_once_from_another(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Platform().running() as platform:
        async with running(Bot(platform.url)) as first:
            await first.ready()
            async with running(Bot(platform.url)) as second:
                await second.ready()
                await until(lambda: not first.connection.ready)
                await asyncio.sleep(0.5)
                assert platform.subscriptions == 2
                assert second.connection.ready
                assert first.counted == ["evicted"]
        assert "另一个程序用同一个 BotID" in caplog.text


async def test_the_evicted_one_comes_back_after_its_pause() -> None:
    async with (
        Platform().running() as platform,
        running(Bot(platform.url, evicted_pause=0.3)) as it,
    ):
        await it.ready()
        async with running(Bot(platform.url)) as other:
            await other.ready()
        await until(lambda: platform.subscriptions == 3)
        await it.ready()


async def test_a_wrong_secret_is_said_once_and_not_tried_in_a_loop(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Platform().running() as platform, running(Bot(platform.url, "WRONG")):
        await until(lambda: "853000" in caplog.text)
        await asyncio.sleep(0.5)
        assert len(platform.sent("aibot_subscribe")) == 1
        assert "BotID 或 Secret 不对" in caplog.text
        assert "WRONG" not in caplog.text


async def test_the_platforms_refusal_of_an_answer_is_told() -> None:
    async with Platform().running() as platform, running(Bot(platform.url)) as bot:
        await bot.ready()
        with pytest.raises(PlatformError, match="846605"):
            await bot.connection.respond("unknown", "s", "x", finish=True)
        platform.next_codes = [6000]
        with pytest.raises(PlatformError) as refused:
            await bot.connection.send("CHAT", "x")
        assert refused.value.remedy is Remedy.LATER


async def test_rubbish_and_oversized_frames_dont_stop_it() -> None:
    async with Platform().running() as platform, running(Bot(platform.url)) as bot:
        await bot.ready()
        for raw in (
            "",
            "[]",
            "{",
            '{"cmd": 1}',
            '{"cmd":"aibot_msg_callback","body":{}}',
            "[" * 9999,
        ):
            await platform.send_raw(raw)
        req_id = await platform.say("在哪打印")
        await until(lambda: platform.finished(req_id))
        await platform.send_raw(json.dumps({"cmd": "x", "body": {"text": "长" * 2_000_000}}))
        await until(lambda: platform.subscriptions == 2)
        await bot.ready()


async def test_nobody_listening_is_waited_for() -> None:
    platform = Platform()
    async with running(Bot(platform.url)) as bot:
        await asyncio.sleep(0.3)
        async with platform.running():
            await bot.ready()


async def test_answers_of_one_message_are_sent_one_after_the_other() -> None:
    async with Platform().running() as platform, running(Bot(platform.url, ping_seconds=5)) as bot:
        await bot.ready()
        req_id = await platform.say("问")
        await until(lambda: platform.finished(req_id))
        parts = [bot.connection.respond(req_id, "s", str(i), finish=False) for i in range(20)]
        await asyncio.gather(*parts)
        contents = [f["body"]["stream"]["content"] for f in platform.sent("aibot_respond_msg")]
        assert contents[-20:] == [str(i) for i in range(20)]


@pytest.fixture(autouse=True)
def _log_level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
