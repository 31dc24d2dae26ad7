"""What a channel adds to the front."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from starlette.routing import BaseRoute


class Served(NamedTuple):
    """The routes and the connections of some channels; empty where their settings are missing."""

    routes: tuple[BaseRoute, ...] = ()
    connections: tuple[Callable[[], Coroutine[Any, Any, None]], ...] = ()
    """Each runs until cancelled."""


def together(parts: Iterable[Served]) -> Served:
    """Return what several channels add."""
    parts = list(parts)
    return Served(
        tuple(route for part in parts for route in part.routes),
        tuple(connection for part in parts for connection in part.connections),
    )


@asynccontextmanager
async def running(served: Served) -> AsyncIterator[None]:
    """Keep the connections up."""
    tasks = [asyncio.create_task(connection()) for connection in served.connections]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
