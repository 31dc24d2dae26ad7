"""A programmable engine, and the gateway in front of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.channels import Inbound, Outbound
from bot.desk import Desk, Inbox, Route
from bot.front.delivery import Delivery
from bot.front.engine import Engine
from bot.front.gateway import Gateway
from bot.front.metrics import Metrics
from bot.front.patience import Patience
from bot.front.worker import Worker
from bot.knowledge import Knowledge
from tests.front.fake_engine import FakeEngine

QUICK = Patience(apology=6, first_retry=0.1, longest_retry=0.2, give_up=20)
"""Asks again at once; apologises only where a test wants it."""


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    """An engine that answers."""
    fake = FakeEngine()
    fake.start()
    yield fake
    fake.stop()


class Outgoing:
    """A channel's sender that remembers what it sent, and fails when told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[Route, Outbound]] = []
        self.failures: list[Exception] = []
        """Raised one after the other, before anything is sent."""

    async def __call__(self, route: Route, outbound: Outbound) -> None:
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((route, outbound))

    @property
    def texts(self) -> list[str]:
        """What was sent."""
        return [outbound.text for _, outbound in self.sent]

    async def wait_for(self, count: int, seconds: float = 10) -> list[str]:
        """Wait until ``count`` replies were sent, and return them."""
        await eventually(lambda: len(self.sent) >= count, seconds)
        return self.texts


async def eventually(true: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it didn't happen"
        await asyncio.sleep(0.01)


class House:
    """A gateway with its neighbours, as one process would run it."""

    def __init__(self, path: Path, engine_url: str, knowledge: Knowledge, patience: Patience):
        self.client = httpx.AsyncClient(trust_env=False)
        self.worker = Worker()
        self.desk = Desk(path)
        self.inbox = Inbox(self.desk.database)
        self.metrics = Metrics()
        self.gateway = Gateway(
            engine=Engine(self.client, engine_url),
            desk=self.desk,
            inbox=self.inbox,
            worker=self.worker,
            wording=knowledge.wording,
            public=("hitdyzzgx@163.com",),
            secret=b"secret",
            metrics=self.metrics,
            patience=patience,
        )
        self.delivery = Delivery(self.gateway, self.desk, self.worker)

    async def say(self, text: str, message_id: str, **more: object) -> str | None:
        """Write in the web chat and return the reply."""
        inbound = Inbound(channel="web", user="u", message_id=message_id, text=text, **more)
        given = await self.gateway.receive(inbound, patience=None)
        return given and given.reply.text

    def history(self, channel: str = "web", group: str | None = None, user: str = "u") -> list[str]:
        """Return everything that was said to somebody."""
        conversation = self.gateway.conversation(channel, group, user)
        stored = self.inbox.replies_after(conversation, 0)
        return [json.loads(reply.body)["text"] for reply in stored]


class Street:
    """Starts gateways over the same database, one after the other."""

    def __init__(self, path: Path, engine_url: str, knowledge: Knowledge) -> None:
        self.path = path
        self._engine_url = engine_url
        self._knowledge = knowledge

    @contextlib.asynccontextmanager
    async def open(self, patience: Patience = QUICK, **senders: Outgoing) -> AsyncIterator[House]:
        """Run a gateway; what is unfinished at the end stays on disk, as after a crash."""
        house = House(self.path, self._engine_url, self._knowledge, patience)
        for channel, sender in senders.items():
            house.gateway.register(channel, sender)
        try:
            async with house.client:
                await house.gateway.start()
                yield house
                await house.gateway.stop()
        finally:
            house.worker.close()
            house.desk.close()


@pytest.fixture
def street(tmp_path: Path, engine: FakeEngine, knowledge: Knowledge) -> Street:
    """Where gateways are opened."""
    return Street(tmp_path / "desk.db", engine.url, knowledge)
