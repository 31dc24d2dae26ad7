"""公众号 over real sockets: wechatpy encrypts what comes in and reads what goes out."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.knowledge import Knowledge
from tests.front.channels.wechat.conftest import Connect, StartFront
from tests.front.channels.wechat.sides import (
    AES_KEY,
    APP_ID,
    TOKEN,
    PublicAccount,
    signed,
    text_xml,
)
from tests.front.channels.wechat.waiting import until
from tests.front.channels.wechat.wechat_api import WeChatApi
from tests.front.fake_engine import FakeEngine

PLAIN = {
    "BOT_WECHAT_APP_ID": APP_ID,
    "BOT_WECHAT_APP_SECRET": "s" * 32,
    "BOT_WECHAT_TOKEN": TOKEN,
}
SECURE = PLAIN | {"BOT_WECHAT_AES_KEY": AES_KEY}
CUSTOM = "/message/custom/send"


@pytest.fixture
def account(start_front: StartFront, connect: Connect) -> PublicAccount:
    return PublicAccount(connect(start_front(**PLAIN)), secure=False)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the engine for a moment only, so that a test needn't wait for seconds."""
    monkeypatch.setattr("bot.front.channels.wechat.ANSWER_SECONDS", 0.3)


@pytest.mark.parametrize("secure", [False, True])
async def test_a_question_is_answered_in_the_callback(
    start_front: StartFront, connect: Connect, secure: bool
) -> None:
    account = PublicAccount(connect(start_front(**(SECURE if secure else PLAIN))), secure=secure)
    assert await account.ask("在哪打印", "1") == "答:在哪打印"


async def test_the_console_may_check_the_address(account: PublicAccount) -> None:
    good = await account.client.get("/channels/wechat", params=signed() | {"echostr": "42"})
    assert (good.status_code, good.text) == (200, "42")
    forged = signed(token="another") | {"echostr": "42"}
    assert (await account.client.get("/channels/wechat", params=forged)).status_code == 403


async def test_following_is_greeted(account: PublicAccount, knowledge: Knowledge) -> None:
    response = await account.post(text_xml("", "", MsgType="event", Event="subscribe"))
    assert account.read(response) == knowledge.wording.greeting


async def test_repetitions_of_a_callback_get_the_same_answer_and_ask_once(
    account: PublicAccount, engine: FakeEngine, wechat_api: WeChatApi
) -> None:
    engine.seconds = 0.5
    answers = await asyncio.gather(*(account.ask("在哪打印", "1") for _ in range(3)))
    answers.append(await account.ask("在哪打印", "1"))
    assert answers == ["答:在哪打印"] * 4
    assert engine.texts == ["在哪打印"]
    assert wechat_api.sent == []


async def test_an_engine_that_is_late_is_followed_by_one_customer_message(
    account: PublicAccount, engine: FakeEngine, wechat_api: WeChatApi
) -> None:
    engine.seconds = 6
    started = time.monotonic()
    assert await account.ask("在哪打印", "1") is None
    assert time.monotonic() - started < 5
    await until(lambda: wechat_api.sent)
    await asyncio.sleep(0.5)
    assert wechat_api.texts(CUSTOM) == ["答:在哪打印"]
    assert wechat_api.sent[0][1]["touser"] == "student"
    assert engine.texts == ["在哪打印"]


@pytest.mark.usefixtures("hasty")
async def test_a_repetition_that_comes_while_the_engine_thinks_gets_the_answer_itself(
    account: PublicAccount, engine: FakeEngine, wechat_api: WeChatApi
) -> None:
    engine.seconds = 0.9
    first, *others = await asyncio.gather(
        *(account.ask("在哪打印", "1", after=i * 0.4) for i in range(3))
    )
    assert first is None
    assert "答:在哪打印" in others
    await asyncio.sleep(0.5)
    assert wechat_api.sent == []
    assert engine.texts == ["在哪打印"]


@pytest.mark.usefixtures("hasty")
async def test_a_token_that_expires_in_the_midst_is_renewed_once(
    account: PublicAccount, engine: FakeEngine, wechat_api: WeChatApi
) -> None:
    engine.seconds = 1
    wechat_api.refuse_token_once = True
    await asyncio.gather(*(account.ask("在哪打印", str(i), user=f"u{i}") for i in range(3)))
    await until(lambda: len(wechat_api.sent) == 3)
    assert sorted(body["touser"] for _, body in wechat_api.sent) == ["u0", "u1", "u2"]
    assert wechat_api.tokens == 2


@pytest.mark.usefixtures("hasty")
async def test_what_can_never_be_sent_is_not_tried_again(
    account: PublicAccount,
    engine: FakeEngine,
    wechat_api: WeChatApi,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine.seconds = 1
    wechat_api.codes = [48001]
    assert await account.ask("在哪打印", "1") is None
    await until(lambda: "48001" in caplog.text)
    assert "公众号没有客服消息权限" in caplog.text
    await asyncio.sleep(3)
    assert wechat_api.sent == []


@pytest.mark.usefixtures("hasty")
async def test_a_busy_platform_is_asked_again(
    account: PublicAccount, engine: FakeEngine, wechat_api: WeChatApi
) -> None:
    engine.seconds = 1
    wechat_api.codes = [-1]
    assert await account.ask("在哪打印", "1") is None
    await until(lambda: wechat_api.sent)
    assert wechat_api.texts(CUSTOM) == ["答:在哪打印"]


async def test_an_engine_that_is_down_is_apologised_for_and_the_answer_follows(
    account: PublicAccount, engine: FakeEngine, wechat_api: WeChatApi, knowledge: Knowledge
) -> None:
    engine.stop()
    assert await account.ask("在哪打印", "1") == knowledge.wording.engine_down
    assert await account.ask("在哪打印", "1") == knowledge.wording.engine_down
    engine.start()
    await until(lambda: wechat_api.sent)
    await asyncio.sleep(0.5)
    (text,) = wechat_api.texts(CUSTOM)
    assert text.endswith("答:在哪打印")
    assert engine.texts == ["在哪打印"]


async def test_a_flood_of_one_writer_is_told_once_and_then_passed_over(
    account: PublicAccount, engine: FakeEngine
) -> None:
    asked = (account.ask(f"问题{i}", str(i)) for i in range(200))
    answers = await asyncio.gather(*asked)
    assert len(engine.asked) == 8
    assert sum(answer is not None and "答:" in answer for answer in answers) == 8
    assert sum(answer is not None and "发得有点快" in answer for answer in answers) == 1
    assert sum(answer is None for answer in answers) == 191


async def test_a_clock_that_is_off_is_explained(
    account: PublicAccount, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    for away in (-3600, 3600):
        query = signed(int(time.time()) + away)
        response = await account.post(text_xml("在哪打印", "1"), query)
        assert response.status_code == 403
    assert "时钟不准" in caplog.text
    assert engine.asked == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"hello", 400),
        (b"<xml>", 400),
        (b'<!DOCTYPE a [<!ENTITY b "ha">]><xml><Content>&b;</Content></xml>', 400),
        (b"<xml><MsgType>text</MsgType></xml>", 400),
        (b"<xml>" + b"x" * 70_000 + b"</xml>", 413),
    ],
    ids=["empty", "no XML", "half", "bomb", "no writer", "too large"],
)
async def test_a_bad_body_is_refused_and_the_next_question_answered(
    account: PublicAccount, engine: FakeEngine, body: bytes, status: int
) -> None:
    response = await account.client.post("/channels/wechat", params=signed(), content=body)
    assert response.status_code == status
    assert "ha" not in response.text
    assert await account.ask("在哪打印", "1") == "答:在哪打印"
    assert engine.texts == ["在哪打印"]


async def test_a_forged_callback_learns_nothing(
    account: PublicAccount, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    response = await account.post(text_xml("伪造的话", "1"), signed(token="another"))
    assert response.status_code == 403
    assert "签名" not in response.text
    assert "伪造的话" not in caplog.text
    assert engine.asked == []


@pytest.mark.usefixtures("hasty")
async def test_secrets_never_reach_the_log(
    account: PublicAccount, engine: FakeEngine, wechat_api: WeChatApi, caplog
) -> None:
    caplog.set_level("DEBUG")
    engine.seconds = 1
    await account.ask("在哪打印", "1")
    await until(lambda: wechat_api.sent)
    assert "TOKEN1" not in "".join(
        r.getMessage() for r in caplog.records if "httpcore" not in r.name
    )


async def test_it_doesnt_exist_without_its_settings(
    start_front: StartFront, connect: Connect
) -> None:
    client = connect(start_front())
    for path in ("wechat", "wecom-app", "wecom-bot"):
        assert (await client.get(f"/channels/{path}")).status_code == 404
