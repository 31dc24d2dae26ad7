"""Keeps the long connection of the 智能机器人: connects, subscribes, pings, comes back."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from weakref import WeakValueDictionary

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.legacy.client import WebSocketClientProtocol, connect

from bot.channels.heard import Heard
from bot.channels.wechat_codes import Remedy, code_of
from bot.channels.wecom_bot_socket import (
    LARGEST_FRAME,
    PING_SECONDS,
    Acknowledged,
    Connection,
    Entered,
    Evicted,
    HalfOpenError,
    Received,
    Refused,
    Subscribed,
)
from bot.front.channels.platform_api import PlatformError

logger = logging.getLogger(__name__)

ACKNOWLEDGE_SECONDS = 5.0
CONNECT_SECONDS = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before connecting again: doubled each time, with some chance in it."""
REFUSED_PAUSE = 300.0
"""Seconds before trying an id and a secret again that the platform refused."""
EVICTED_PAUSE = 300.0
"""Seconds before taking the connection back from another program with the same id: two programs
that take it from each other at once would lose messages without end."""


class WeComBotConnection:
    """The one owner of a bot's long connection."""

    def __init__(  # noqa: PLR0913 - keyword-only
        self,
        url: str,
        bot_id: str,
        secret: str,
        *,
        on_message: Callable[[Heard], Awaitable[None]],
        on_enter: Callable[[str], Awaitable[None]],
        count: Callable[[int | str], None],
        ping_seconds: float = PING_SECONDS,
        first_pause: float = FIRST_PAUSE,
        evicted_pause: float = EVICTED_PAUSE,
    ) -> None:
        """Take where to connect and who listens.

        :param on_message: takes a message
        :param on_enter: takes the req_id of somebody who opened the chat
        :param count: takes the code, or a word, for what ended a connection
        """
        self._url = url
        self._bot_id = bot_id
        self._secret = secret
        self._on_message = on_message
        self._on_enter = on_enter
        self._count = count
        self._ping_seconds = ping_seconds
        self._first_pause = first_pause
        self._evicted_pause = evicted_pause
        self._socket: WebSocketClientProtocol | None = None
        self._state: Connection | None = None
        self._acknowledgements: dict[str, asyncio.Future[Acknowledged]] = {}
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def ready(self) -> bool:
        """Whether messages come and go."""
        return self._state is not None and self._state.subscribed

    async def run(self) -> None:
        """Stay connected until cancelled."""
        pause = self._first_pause
        try:
            while True:
                wait, lasted = await self._connect_once()
                pause = self._first_pause if lasted else min(2 * pause, LONGEST_PAUSE)
                await asyncio.sleep((wait or pause) * random.uniform(0.8, 1.2))
        finally:
            for task in self._tasks:
                task.cancel()

    async def respond(self, req_id: str, stream_id: str, content: str, *, finish: bool) -> None:
        """Answer a message, or a part of it; what is said later replaces what was said before.

        :raises PlatformError: it was not taken
        """
        state = self._subscribed()
        frame = state.respond(req_id, stream_id, content, finish=finish)
        await self._exchange(req_id, frame)

    async def send(self, chat: str, content: str) -> None:
        """Say something to a group or a member, unasked.

        :raises PlatformError: it was not taken
        """
        req_id, frame = self._subscribed().send(chat, content)
        await self._exchange(req_id, frame)

    async def greet(self, req_id: str, content: str) -> None:
        """Greet somebody who opened the chat.

        :raises PlatformError: it was not taken
        """
        await self._exchange(req_id, self._subscribed().greet(req_id, content))

    def _subscribed(self) -> Connection:
        if self._state is None or not self._state.subscribed:
            raise PlatformError("not_connected", "长连接断开中,连上后再发", Remedy.LATER)
        return self._state

    async def _exchange(self, req_id: str, frame: str) -> None:
        """Send a frame and wait until the platform took it; one at a time for each req_id."""
        async with self._lanes.setdefault(req_id, asyncio.Lock()):
            acknowledged = await self._send_and_wait(req_id, frame)
        if acknowledged.code:
            code = code_of(acknowledged.code)
            text = f"错误码 {acknowledged.code}:{code.meaning}({acknowledged.text[:80]})"
            raise PlatformError(acknowledged.code, text, code.remedy)

    async def _send_and_wait(self, req_id: str, frame: str) -> Acknowledged:
        self._subscribed()
        assert self._socket is not None
        future = asyncio.get_running_loop().create_future()
        self._acknowledgements[req_id] = future
        try:
            await self._socket.send(frame)
            return await asyncio.wait_for(future, ACKNOWLEDGE_SECONDS)
        except (ConnectionClosed, ConnectionResetError, asyncio.TimeoutError) as error:
            # Nearly always a dead connection. Who asked may rather read an answer twice than never.
            text = "发出后平台没有回执,当作没发出"
            raise PlatformError("unacknowledged", text, Remedy.LATER) from error
        finally:
            self._acknowledgements.pop(req_id, None)

    async def _connect_once(self) -> tuple[float | None, bool]:
        """Connect and stay; return how long to pause (None: as usual) and whether it lasted."""
        state = Connection(self._bot_id, self._secret)
        lasted = False
        try:
            async with connect(
                self._url,
                max_size=LARGEST_FRAME,
                open_timeout=CONNECT_SECONDS,
                close_timeout=2,
                ping_interval=None,  # the protocol has pings of its own
            ) as socket:
                await socket.send(state.subscribe())
                self._socket, self._state = socket, state
                pinging = asyncio.create_task(self._keep_pinging(socket, state))
                try:
                    async for raw in socket:
                        pause = self._take(state, raw)
                        if pause is not None:
                            return pause, False
                        lasted = lasted or state.subscribed
                finally:
                    pinging.cancel()
            self._count("closed")
            logger.warning("企业微信智能机器人:长连接被平台关闭,马上重连")
        except (OSError, WebSocketException, asyncio.TimeoutError) as error:
            self._count("disconnected")
            logger.warning("企业微信智能机器人:长连接断开(%s),马上重连", type(error).__name__)
        finally:
            self._socket = self._state = None
            for future in self._acknowledgements.values():
                if not future.done():
                    future.set_exception(ConnectionResetError())
        return None, lasted

    async def _keep_pinging(self, socket: WebSocketClientProtocol, state: Connection) -> None:
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(self._ping_seconds)
                try:
                    await socket.send(state.ping())
                except HalfOpenError:
                    self._count("half_open")
                    logger.warning("企业微信智能机器人:平台不再应答心跳,断开重连")
                    state.subscribed = False
                    socket.transport.abort()
                    return

    def _take(self, state: Connection, raw: str | bytes) -> float | None:
        """Do what a frame asks for; return a pause when the connection is over."""
        happening = state.receive(raw)
        if isinstance(happening, Subscribed):
            logger.info("企业微信智能机器人:长连接已订阅")
        elif isinstance(happening, Received):
            self._start(self._on_message(happening.heard))
        elif isinstance(happening, Entered):
            self._start(self._on_enter(happening.req_id))
        elif isinstance(happening, Acknowledged):
            future = self._acknowledgements.get(happening.req_id)
            if future is not None and not future.done():
                future.set_result(happening)
        elif isinstance(happening, Refused):
            self._count(happening.code)
            logger.error(
                "企业微信智能机器人:订阅被拒绝,错误码 %s:%s(%s)。改好设置后重启,5 分钟后也会再试",
                happening.code, code_of(happening.code).meaning, happening.text[:80],
            )  # fmt: skip
            return REFUSED_PAUSE
        elif isinstance(happening, Evicted):
            self._count("evicted")
            logger.error(
                "企业微信智能机器人:另一个程序用同一个 BotID 连上了,本连接被平台断开。"
                "一个机器人只能有一处长连接,请停掉另一处;5 分钟后再试"
            )
            return self._evicted_pause
        return None

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Future[None]) -> None:
        self._tasks.discard(task)  # type: ignore[arg-type]
        if not task.cancelled() and task.exception() is not None:
            logger.error("企业微信智能机器人:一条消息没处理成", exc_info=task.exception())
