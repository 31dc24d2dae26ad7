"""A channel's connection that fails takes nothing else down."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels import Outbound
from bot.desk import Route
from bot.front.channels import opening
from bot.front.channels.opening import Channel, working


async def send(route: Route, outbound: Outbound) -> None:
    """Send nothing."""


async def test_a_connection_that_fails_is_started_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(opening, "AGAIN_SECONDS", 0.01)
    started = 0
    lasted = asyncio.Event()

    async def work() -> None:
        nonlocal started
        started += 1
        if started < 3:
            raise RuntimeError("broken")
        lasted.set()
        await asyncio.sleep(60)

    async with working([Channel("qq", (), send, (work,))]):
        await asyncio.wait_for(lasted.wait(), 5)
    assert started == 3
    assert "qq:连接出了意外" in caplog.text
