"""The access_token that WeChat's and WeCom's APIs are called with."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

EARLY_SECONDS = 300
"""A token is renewed this long before it expires: the old one still works meanwhile."""

Fetch = Callable[[bool], Awaitable[tuple[str, int]]]
"""Gets a token and its seconds; True asks for another one than before."""


class AccessToken:
    """One token for all calls, fetched by one caller while the others wait for it."""

    def __init__(self, fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = ""
        self._good_until = 0.0

    async def current(self) -> str:
        """Return a token that is good for a while."""
        async with self._lock:
            if self._clock() >= self._good_until:
                await self._renew(force=False)
            return self._token

    async def after(self, refused: str) -> str:
        """Return a token other than one that the platform refused."""
        async with self._lock:
            if self._token == refused:
                await self._renew(force=True)
            return self._token

    async def _renew(self, *, force: bool) -> None:
        self._token, seconds = await self._fetch(force)
        self._good_until = self._clock() + max(seconds - EARLY_SECONDS, seconds / 2)
