"""Keeps QQ's WebSocket: connects, does what the state machine says, comes back."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.legacy.client import WebSocketClientProtocol, connect

from bot.channels.qq.connection import Close, Connection, Deliver, Send, Step
from bot.channels.qq.events import Envelope
from bot.front.channels.qq_api import QQApi
from bot.front.gateway import SendError

logger = logging.getLogger(__name__)

LARGEST_FRAME = 256 * 1024
"""Bytes. A larger frame ends the connection."""
CONNECT_SECONDS = 10.0
TICK_SECONDS = 1.0


async def keep_connected(
    api: QQApi,
    take: Callable[[Envelope], Awaitable[None]],
    tick_seconds: float = TICK_SECONDS,
) -> None:
    """Stay connected until cancelled.

    :param take: takes each event; it may take its time
    """
    state = Connection()
    tasks: set[asyncio.Task[None]] = set()

    def deliver(envelope: Envelope) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(take(envelope))  # type: ignore[arg-type]
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    try:
        while True:
            code = await _connect_once(api, state, deliver, tick_seconds)
            back = state.closed(code)
            if back.explanation:
                logger.error("qq:长连接被平台拒绝(%s):%s;稍后再试", code, back.explanation)
            else:
                logger.info("qq:长连接断开(%s),%.0f 秒后重连", code, back.seconds)
            await asyncio.sleep(back.seconds * random.uniform(0.8, 1.2))
            if back.renew_token:
                try:
                    await api.renew_token()
                except SendError as error:
                    logger.error("qq:%s", error)
    finally:
        for task in tasks:
            task.cancel()


async def _connect_once(
    api: QQApi, state: Connection, deliver: Callable[[Envelope], None], tick_seconds: float
) -> int | None:
    """Connect and stay; return the code of the close frame, None when there was none."""
    try:
        token = await api.authorization()
        url = await api.websocket_url()
        async with connect(
            url,
            max_size=LARGEST_FRAME,
            open_timeout=CONNECT_SECONDS,
            close_timeout=2,
            ping_interval=None,  # the protocol has heartbeats of its own
        ) as socket:
            logger.info("qq:长连接已连上")
            state.opened(time.monotonic())
            ticking = asyncio.create_task(_tick(socket, state, tick_seconds))
            try:
                async for frame in socket:
                    await _do(socket, state.received(frame, token, time.monotonic()), deliver)
            except ConnectionClosed as closed:
                frame_of_either = closed.rcvd or closed.sent
                return frame_of_either.code if frame_of_either else None
            finally:
                ticking.cancel()
            return socket.close_code
    except SendError as error:
        logger.error("qq:%s", error)
    except (OSError, WebSocketException, asyncio.TimeoutError) as error:
        logger.warning("qq:长连接连不上(%s)", type(error).__name__)
    return None


async def _tick(socket: WebSocketClientProtocol, state: Connection, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        await _do(socket, state.tick(time.monotonic()), lambda envelope: None)


async def _do(
    socket: WebSocketClientProtocol, steps: list[Step], deliver: Callable[[Envelope], None]
) -> None:
    for step in steps:
        if isinstance(step, Send):
            await socket.send(step.text)
        elif isinstance(step, Deliver):
            deliver(step.envelope)
        elif isinstance(step, Close):
            logger.info("qq:长连接要重连(%s)", step.reason)
            # Not a close frame: 1000 would end the session, which is to be resumed; and a
            # half-open socket answers none.
            socket.transport.abort()
