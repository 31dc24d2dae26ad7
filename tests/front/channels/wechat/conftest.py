"""A front whose WeCom and WeChat are played by the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial

import httpx
import pytest

from bot.knowledge import Knowledge
from tests.front.channels.wechat.wechat_api import WeChatApi
from tests.front.fake_engine import Server

StartFront = Callable[..., Server]
Connect = Callable[[Server], httpx.AsyncClient]


@pytest.fixture(autouse=True)
def _read_once(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the knowledge base once for all the fronts: that takes longer than a test."""
    monkeypatch.setattr("bot.front.application.load_knowledge", lambda: knowledge)


@pytest.fixture
def wechat_api() -> Iterator[WeChatApi]:
    api = WeChatApi()
    api.start()
    yield api
    api.stop()


@pytest.fixture
def start_front(serve_front: StartFront, wechat_api: WeChatApi) -> StartFront:
    """Serve a front with some settings; twice is a restart with the same data."""
    return partial(
        serve_front, BOT_WECOM_API_BASE=wechat_api.url, BOT_WECHAT_API_BASE=wechat_api.url
    )


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Give clients of a front."""
    clients: list[httpx.AsyncClient] = []

    def make(front: Server) -> httpx.AsyncClient:
        clients.append(httpx.AsyncClient(base_url=front.url, timeout=20, trust_env=False))
        return clients[-1]

    yield make
    for client in clients:
        await client.aclose()
