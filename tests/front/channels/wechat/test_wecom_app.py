"""自建应用 over real sockets: wechatpy encrypts what comes in and reads what goes out."""

from __future__ import annotations

import asyncio

import pytest

from tests.front.channels.wechat.conftest import Connect, StartFront
from tests.front.channels.wechat.sides import AES_KEY, CORP_ID, TOKEN, SelfBuiltApp
from tests.front.channels.wechat.waiting import until
from tests.front.channels.wechat.wechat_api import WeChatApi
from tests.front.fake_engine import FakeEngine

SETTINGS = {
    "BOT_WECOM_CORP_ID": CORP_ID,
    "BOT_WECOM_APP_AGENT_ID": "1000002",
    "BOT_WECOM_APP_SECRET": "s" * 32,
    "BOT_WECOM_APP_TOKEN": TOKEN,
    "BOT_WECOM_APP_AES_KEY": AES_KEY,
}


@pytest.fixture
def app(start_front: StartFront, connect: Connect) -> SelfBuiltApp:
    return SelfBuiltApp(connect(start_front(**SETTINGS)))


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the engine for a moment only, so that a test needn't wait for seconds."""
    monkeypatch.setattr("bot.front.channels.wecom_app.ANSWER_SECONDS", 0.3)


async def test_the_console_may_check_the_address_within_a_second(app: SelfBuiltApp) -> None:
    response = await asyncio.wait_for(app.check_address("1616140317555161061"), 1)
    assert (response.status_code, response.text) == (200, "1616140317555161061")
    assert (await app.client.get("/channels/wecom-app")).status_code == 403


async def test_a_question_is_answered_in_the_callback_and_once(
    app: SelfBuiltApp, engine: FakeEngine, wechat_api: WeChatApi
) -> None:
    answers = await asyncio.gather(*(app.ask("在哪打印", "1") for _ in range(3)))
    assert answers == ["答:在哪打印"] * 3
    assert engine.texts == ["在哪打印"]
    assert wechat_api.sent == []


async def test_events_are_taken_in_silence(app: SelfBuiltApp, engine: FakeEngine) -> None:
    assert await app.ask("", "", MsgType="event", Event="enter_agent") is None
    assert engine.asked == []


@pytest.mark.usefixtures("hasty")
async def test_a_late_answer_is_sent_once_although_the_token_expires_and_the_platform_is_busy(
    app: SelfBuiltApp, engine: FakeEngine, wechat_api: WeChatApi
) -> None:
    engine.seconds = 1
    wechat_api.refuse_token_once = True
    wechat_api.codes = [-1]
    assert await app.ask("在哪打印", "1") is None
    await until(lambda: wechat_api.sent)
    await asyncio.sleep(0.5)
    ((path, body),) = wechat_api.sent
    assert path == "/cgi-bin/message/send"
    assert (body["touser"], body["agentid"]) == ("student", 1000002)
    assert body["text"]["content"] == "答:在哪打印"
    assert wechat_api.tokens == 2


@pytest.mark.usefixtures("hasty")
async def test_an_answer_survives_a_restart(
    start_front: StartFront, connect: Connect, engine: FakeEngine, wechat_api: WeChatApi
) -> None:
    engine.seconds = 1
    front = start_front(**SETTINGS)
    assert await SelfBuiltApp(connect(front)).ask("在哪打印", "1") is None
    front.stop()
    engine.seconds = 0
    start_front(**SETTINGS)
    await until(lambda: wechat_api.sent)
    await asyncio.sleep(0.5)
    assert wechat_api.texts("/message/send") == ["答:在哪打印"]
