"""Waiting for something that happens elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any


async def until(condition: Callable[[], Any], seconds: float = 15) -> None:
    """Return when a condition holds.

    :raises AssertionError: when it doesn't in time
    """
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never happened")
