"""A question from 公众号 and WeCom through the real engine and actions, and back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.front.channels.conftest import Front
from tests.front.channels.wechat.sides import (
    AES_KEY,
    APP_ID,
    CORP_ID,
    TOKEN,
    AiBot,
    PublicAccount,
    SelfBuiltApp,
)

SETTINGS = {
    "BOT_WECHAT_APP_ID": APP_ID,
    "BOT_WECHAT_APP_SECRET": "s" * 32,
    "BOT_WECHAT_TOKEN": TOKEN,
    "BOT_WECHAT_AES_KEY": AES_KEY,
    "BOT_WECOM_CORP_ID": CORP_ID,
    "BOT_WECOM_APP_AGENT_ID": "1000002",
    "BOT_WECOM_APP_SECRET": "s" * 32,
    "BOT_WECOM_APP_TOKEN": TOKEN,
    "BOT_WECOM_APP_AES_KEY": AES_KEY,
    "BOT_WECOM_BOT_TOKEN": TOKEN,
    "BOT_WECOM_BOT_AES_KEY": AES_KEY,
    "BOT_WECOM_BOT_GROUPS": "CHAT",
}


@pytest.fixture(scope="module")
def front(bot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A second front, with channels, before the running bot's engine."""
    data = tmp_path_factory.mktemp("front")
    where = {"ENGINE_PORT": str(bot.ports["ENGINE_PORT"]), "BOT_DATA": str(data)}
    front = Front(where | SETTINGS)
    front.start()
    yield front
    front.stop()


@pytest.fixture
async def client(front: Front) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=front.url, timeout=20, trust_env=False) as client:
        yield client


async def test_a_question_to_the_public_account(client: httpx.AsyncClient) -> None:
    account = PublicAccount(client, secure=True)
    answer = await account.ask("在哪打印", "1")
    assert answer is not None
    assert "行政楼402" in answer
    assert "依据:通知" in answer
    assert "**" not in answer
    assert "`" not in answer
    assert len(answer.encode()) <= 2048
    assert "\n1. " in answer
    chosen = await account.ask("1", "2")
    assert chosen is not None
    assert "依据:通知" in chosen


async def test_a_question_to_the_self_built_app_is_handed_over(client: httpx.AsyncClient) -> None:
    answer = await SelfBuiltApp(client).ask("介绍信丢了", "1")
    assert answer is not None
    assert "问题编号" in answer


async def test_a_question_in_a_wecom_group(client: httpx.AsyncClient) -> None:
    stream = await AiBot(client, "").ask("在哪打印", "1", "CHAT")
    assert stream["finish"]
    assert "行政楼402" in stream["content"]
