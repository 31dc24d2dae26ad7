"""Opens the channels whose settings are there; the others don't exist."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from starlette.routing import BaseRoute

from bot.front.gateway import Gateway, Sender
from bot.front.metrics import Metrics
from bot.knowledge.model import Wording
from bot.settings import Settings

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 10.0
"""Before a connection's keeper that failed is started again."""


@dataclass(frozen=True)
class House:
    """What a channel needs of the front."""

    settings: Settings
    client: httpx.AsyncClient
    gateway: Gateway
    metrics: Metrics
    wording: Wording


@dataclass(frozen=True)
class Channel:
    """An open channel."""

    name: str
    """As in :attr:`Inbound.channel`."""
    routes: tuple[BaseRoute, ...]
    send: Sender
    work: tuple[Callable[[], Coroutine[None, None, None]], ...] = ()
    """Connections to keep while the front serves; each runs until it is cancelled."""


Opener = Callable[[House], Channel | None]
"""Opens a channel, or returns None when its settings aren't there."""


def open_channels(house: House, openers: tuple[Opener, ...]) -> list[Channel]:
    """Open what can be opened, and let the gateway send through it."""
    channels = [channel for opener in openers if (channel := opener(house)) is not None]
    for channel in channels:
        house.gateway.register(channel.name, channel.send)
    return channels


@asynccontextmanager
async def working(channels: list[Channel]) -> AsyncIterator[None]:
    """Keep the channels' connections while the front serves."""
    tasks = [
        asyncio.create_task(_keep(channel.name, work))
        for channel in channels
        for work in channel.work
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _keep(name: str, work: Callable[[], Coroutine[None, None, None]]) -> None:
    while True:
        try:
            await work()
        except Exception:  # whatever it is, the other channels and the web go on
            logger.exception("%s:连接出了意外,%.0f 秒后重来", name, AGAIN_SECONDS)
        await asyncio.sleep(AGAIN_SECONDS)
