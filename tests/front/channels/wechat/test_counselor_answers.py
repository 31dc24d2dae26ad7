"""A counselor's answer reaches who asked in WeCom or WeChat, once."""

from __future__ import annotations

import asyncio

from bot.desk import Desk
from bot.knowledge import Knowledge
from tests.desk.conftest import answer
from tests.front.channels.conftest import Front
from tests.front.channels.wechat.conftest import Connect, StartFront
from tests.front.channels.wechat.sides import AiBot, PublicAccount, SelfBuiltApp
from tests.front.channels.wechat.test_wechat import SECURE
from tests.front.channels.wechat.test_wecom_app import SETTINGS as APP
from tests.front.channels.wechat.test_wecom_bot import SETTINGS as WEBHOOK
from tests.front.channels.wechat.test_wecom_bot_socket import settings as socket_settings
from tests.front.channels.wechat.waiting import until
from tests.front.channels.wechat.wechat_api import WeChatApi
from tests.front.channels.wechat.wecom_platform import Platform
from tests.front.fake_engine import FakeEngine

ANSWER = "请联系党支部书记补办。"


def publish(front: Front, engine: FakeEngine, channel: str, knowledge: Knowledge) -> int:
    """Store the last question as the action does, answer it as a counselor; return its number."""
    desk = Desk(front.data / "desk.db")
    sender = engine.asked[-1]["sender"]
    number = desk.questions.add("介绍信丢了", session=sender, channel=channel)
    answer(desk, number, ANSWER, knowledge.wording)
    desk.close()
    return number


async def test_by_customer_service_message(
    start_front: StartFront,
    connect: Connect,
    engine: FakeEngine,
    wechat_api: WeChatApi,
    knowledge: Knowledge,
) -> None:
    front = start_front(**SECURE)
    await PublicAccount(connect(front), secure=True).ask("介绍信丢了", "1")
    number = publish(front, engine, "wechat", knowledge)
    await told_once(wechat_api, "/message/custom/send", number)


async def test_by_message_of_the_app(
    start_front: StartFront,
    connect: Connect,
    engine: FakeEngine,
    wechat_api: WeChatApi,
    knowledge: Knowledge,
) -> None:
    front = start_front(**APP)
    await SelfBuiltApp(connect(front)).ask("介绍信丢了", "1")
    number = publish(front, engine, "wecom-app", knowledge)
    await told_once(wechat_api, "/message/send", number)


async def test_by_response_url(
    start_front: StartFront,
    connect: Connect,
    engine: FakeEngine,
    wechat_api: WeChatApi,
    knowledge: Knowledge,
) -> None:
    front = start_front(**WEBHOOK)
    await AiBot(connect(front), wechat_api.url).ask("介绍信丢了", "1", "CHAT")
    number = publish(front, engine, "wecom-bot", knowledge)
    await told_once(wechat_api, "/aibot/response", number)


async def told_once(api: WeChatApi, path: str, number: int) -> None:
    await until(lambda: api.sent)
    await asyncio.sleep(1.5)
    (text,) = api.texts(path)
    assert ANSWER in text
    assert str(number) in text


async def test_by_long_connection_into_the_group(
    start_front: StartFront, engine: FakeEngine, knowledge: Knowledge
) -> None:
    async with Platform().running() as platform:
        front = await asyncio.to_thread(start_front, **socket_settings(platform))
        await until(lambda: platform.subscriptions)
        req_id = await platform.say("介绍信丢了", group="CHAT")
        await until(lambda: platform.finished(req_id))
        number = await asyncio.to_thread(publish, front, engine, "wecom-bot", knowledge)
        await until(lambda: platform.sent("aibot_send_msg"))
        await asyncio.sleep(1.5)
        (sent,) = platform.sent("aibot_send_msg")
        assert sent["body"]["chatid"] == "CHAT"
        text = sent["body"]["markdown"]["content"]
        assert ANSWER in text
        assert str(number) in text
