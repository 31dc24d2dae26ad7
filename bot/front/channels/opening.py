"""Opens the channels whose settings are there; the others don't exist."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

import httpx
from starlette.routing import BaseRoute

from bot.front.gateway import Gateway, Sender
from bot.front.metrics import Metrics
from bot.knowledge.model import Wording
from bot.settings import Settings


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
    work: tuple[Callable[[], Coroutine[None, None, None]], ...] = field(default=())
    """Connections to keep while the front serves; each runs until it is cancelled."""


Opener = Callable[[House], Channel | None]
"""Opens a channel, or returns None when its settings aren't there."""


def open_channels(house: House, openers: tuple[Opener, ...]) -> list[Channel]:
    """Open what can be opened, and let the gateway send through it."""
    channels = [channel for opener in openers if (channel := opener(house)) is not None]
    for channel in channels:
        house.gateway.register(channel.name, channel.send)
    return channels
