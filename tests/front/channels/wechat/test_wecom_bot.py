"""智能机器人 by webhook over real sockets: wechatpy's crypto plays the platform."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import datetime, timedelta, timezone

import httpx
import pytest

from bot.channels import Outbound
from bot.channels.wecom_crypto import CallbackCrypto
from bot.desk import Route
from bot.dialogue.payloads import payload_of
from bot.front.channels.callbacks import Callbacks
from bot.front.channels.platform_api import PlatformApi, PlatformError
from bot.front.channels.reception import Reception
from bot.front.channels.wecom_bot_webhook import WeComBotWebhook
from bot.front.metrics import Metrics
from bot.knowledge import Knowledge
from tests.front.channels.wechat.conftest import Connect, StartFront
from tests.front.channels.wechat.sides import AES_KEY, TOKEN, AiBot
from tests.front.channels.wechat.waiting import until
from tests.front.channels.wechat.wechat_api import WeChatApi
from tests.front.fake_engine import FakeEngine

SETTINGS = {
    "BOT_WECOM_BOT_TOKEN": TOKEN,
    "BOT_WECOM_BOT_AES_KEY": AES_KEY,
    "BOT_WECOM_BOT_GROUPS": "CHAT",
}


@pytest.fixture
def bot(start_front: StartFront, connect: Connect, wechat_api: WeChatApi) -> AiBot:
    return AiBot(connect(start_front(**SETTINGS)), wechat_api.url)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a moment only, so that a test needn't wait for seconds."""
    module = "bot.front.channels.wecom_bot_webhook"
    monkeypatch.setattr(f"{module}.ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(f"{module}.TAKE_SECONDS", 0.6)


@pytest.mark.parametrize("group", [None, "CHAT"])
async def test_a_question_is_answered_at_once(bot: AiBot, group: str | None) -> None:
    stream = await bot.ask("在哪打印", "1", group)
    assert (stream["content"], stream["finish"]) == ("答:在哪打印", True)


async def test_a_group_that_isnt_let_in_gets_nothing_and_leaves_nothing(
    bot: AiBot, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    assert await bot.call(bot.message("群里的私话", "1", "OTHER")) is None
    assert engine.asked == []
    assert "群里的私话" not in caplog.text
    assert "OTHER" in caplog.text


async def test_a_slow_answer_is_a_stream_that_ends_with_it(
    bot: AiBot, engine: FakeEngine, wechat_api: WeChatApi, knowledge: Knowledge
) -> None:
    engine.seconds = 4
    started = time.monotonic()
    stream = await bot.ask("在哪打印", "1")
    assert time.monotonic() - started < 4
    assert (stream["content"], stream["finish"]) == (knowledge.wording.one_moment, False)
    while not stream["finish"]:
        await asyncio.sleep(0.3)
        stream = await bot.poll(stream["id"])
    assert stream["content"] == "答:在哪打印"
    assert (await bot.poll(stream["id"])) == stream
    assert wechat_api.sent == []


@pytest.mark.usefixtures("hasty")
async def test_repetitions_are_one_stream_and_one_question(bot: AiBot, engine: FakeEngine) -> None:
    engine.seconds = 0.5
    streams = await asyncio.gather(*(bot.ask("在哪打印", "1") for _ in range(3)))
    streams.append(await bot.ask("在哪打印", "1"))
    assert len({stream["id"] for stream in streams}) == 1
    await until(lambda: engine.texts)
    await asyncio.sleep(0.5)
    assert (await bot.poll(streams[0]["id"]))["content"] == "答:在哪打印"
    assert engine.texts == ["在哪打印"]


@pytest.mark.usefixtures("hasty")
async def test_when_nobody_polls_the_response_url_is_called_once(
    bot: AiBot, engine: FakeEngine, wechat_api: WeChatApi
) -> None:
    engine.seconds = 0.6
    stream = await bot.ask("在哪打印", "1")
    assert not stream["finish"]
    await until(lambda: wechat_api.sent)
    assert wechat_api.texts("/aibot/response") == ["答:在哪打印"]
    late = await bot.poll(stream["id"])
    assert late["finish"]
    assert late["content"] != "答:在哪打印"


@pytest.mark.usefixtures("hasty")
async def test_an_answer_survives_a_restart(
    start_front: StartFront,
    connect: Connect,
    engine: FakeEngine,
    wechat_api: WeChatApi,
) -> None:
    engine.seconds = 1
    front = start_front(**SETTINGS)
    stream = await AiBot(connect(front), wechat_api.url).ask("在哪打印", "1")
    front.stop()
    engine.seconds = 0.3
    bot = AiBot(connect(start_front(**SETTINGS)), wechat_api.url)
    for _ in range(20):
        stream = await bot.poll(stream["id"])
        if stream["finish"]:
            break
        await asyncio.sleep(0.1)
    assert stream["content"] == "答:在哪打印"
    await asyncio.sleep(1)
    assert wechat_api.sent == []


async def test_an_engine_that_is_down_is_apologised_for_in_the_stream_that_ends_with_the_answer(
    bot: AiBot, engine: FakeEngine, wechat_api: WeChatApi, knowledge: Knowledge
) -> None:
    engine.stop()
    stream = await bot.ask("在哪打印", "1")
    assert (stream["content"], stream["finish"]) == (knowledge.wording.engine_down, False)
    engine.start()
    while not stream["finish"]:
        await asyncio.sleep(0.3)
        stream = await bot.poll(stream["id"])
    assert stream["content"].endswith("答:在哪打印")
    assert wechat_api.sent == []


class Sent:
    """A webhook channel alone, to be asked to say something to a message of any age."""

    def __init__(self, api_url: str, knowledge: Knowledge, client: httpx.AsyncClient) -> None:
        metrics, names = Metrics(), Names()
        self.webhook = WeComBotWebhook(
            callbacks=Callbacks("wecom-bot", metrics),
            reception=Reception(
                gateway=names,  # type: ignore[arg-type]
                wording=knowledge.wording,
                metrics=metrics,
                groups=frozenset(),
                groups_setting="",
            ),
            gateway=names,  # type: ignore[arg-type]
            crypto=CallbackCrypto(TOKEN, AES_KEY, ""),
            api=PlatformApi(client, api_url),
            api_base=api_url,
            wording=knowledge.wording,
        )
        self.url = f"{api_url}/cgi-bin/aibot/response?response_code=1"

    async def say(self, minutes: int, url: str | None = None) -> None:
        heard_at = datetime.now(timezone.utc) - timedelta(minutes=minutes)
        reply_to = {"chat": "CHAT", "stream": "s", "response_url": url or self.url}
        route = Route("wecom-bot", "CHAT", "student", reply_to, heard_at)
        await self.webhook.send(route, Outbound(text="辅导员答复了"))


class Names:
    """The one thing of a gateway that wording a reply needs."""

    def conversation(self, channel: str, group: str | None, user: str) -> str:
        return f"{channel}/{group}/{user}"


async def test_a_counselors_answer_is_sent_within_an_hour_once_and_nowhere_else(
    wechat_api: WeChatApi, knowledge: Knowledge
) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        sent = Sent(wechat_api.url, knowledge, client)
        await sent.say(minutes=59)
        assert wechat_api.texts("/aibot/response") == ["辅导员答复了"]
        for minutes, url in ((59, None), (61, None), (30, "http://127.0.0.1:1/x")):
            with pytest.raises(PlatformError) as error:
                await sent.say(minutes, url)
            assert not error.value.passing
        assert len(wechat_api.sent) == 1


async def test_somebody_who_enters_is_greeted(bot: AiBot, knowledge: Knowledge) -> None:
    event = bot.message("", "1") | {"msgtype": "event", "event": {"eventtype": "enter_chat"}}
    answer = await bot.call(event)
    assert answer == {"msgtype": "text", "text": {"content": knowledge.wording.greeting}}


async def test_a_number_chooses_what_was_offered_to_the_one_who_answers(
    bot: AiBot, engine: FakeEngine
) -> None:
    buttons = [{"title": "在哪打印", "payload": payload_of("print/where")}]
    engine.answer = lambda message: [{"text": "您是不是想问", "buttons": buttons}]
    stream = await bot.ask("打印", "1", "CHAT")
    assert "1. 在哪打印" in stream["content"]
    await bot.ask("1", "2", "CHAT")
    assert engine.texts == ["打印", payload_of("print/where")]


@pytest.mark.parametrize("away", [-3600, 3600])
async def test_a_replay_is_refused(bot: AiBot, engine: FakeEngine, away: int) -> None:
    response = await bot.post(bot.message("在哪打印", "1"), int(time.time()) + away)
    assert response.status_code == 403
    assert engine.asked == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"encrypt": 1}', 400),
        (b'{"encrypt": "AAAA"}', 403),
        (b"[" * 60_000, 400),
        (b'{"encrypt": "' + b"A" * 70_000 + b'"}', 413),
    ],
    ids=["empty", "half", "number", "forged", "deep", "too large"],
)
async def test_a_bad_body_is_refused_and_the_next_question_answered(
    bot: AiBot, body: bytes, status: int
) -> None:
    query = {"msg_signature": "0" * 40, "timestamp": str(int(time.time())), "nonce": "n"}
    response = await bot.client.post("/channels/wecom-bot", params=query, content=body)
    assert response.status_code == status
    assert (await bot.ask("在哪打印", "1"))["content"] == "答:在哪打印"


async def test_a_signed_message_of_another_shape_is_refused(bot: AiBot) -> None:
    for message in ([], {"msgid": 1}, {"from": "x"}):
        response = await bot.post(message)  # type: ignore[arg-type]
        assert response.status_code == 400
    assert json.loads((await bot.post(bot.message("好", "1"))).text)["encrypt"]
