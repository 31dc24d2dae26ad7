"""OneBot v11: the reverse WebSocket and posted events of a program on this machine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from datetime import datetime, timezone
from ipaddress import ip_address

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as HttpRoute
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels import Heard, Outbound
from bot.channels.callback_errors import ForgedError, MalformedError
from bot.channels.onebot.calls import (
    LONGEST_TEXT,
    explain,
    quick_operation,
    send_message,
)
from bot.channels.onebot.events import CHANNEL, SignOfLife, read_event
from bot.channels.onebot.events import Response as Answer
from bot.channels.onebot.handshake import Handshake, read_handshake, verify_post
from bot.channels.shapes import COUNSELOR
from bot.desk import DeskError, Route
from bot.front.body import read_body
from bot.front.channels.onebot_account import Account
from bot.front.channels.opening import Channel, House
from bot.front.channels.platform_api import UnknownOutcomeError
from bot.front.channels.reception import Reception
from bot.front.gateway import SendError
from bot.front.metrics import Metrics
from bot.front.problems import Problem

logger = logging.getLogger(__name__)

PATH = "/channels/onebot"
LARGEST_POST = 256 * 1024
"""Bytes."""
ANSWER_SECONDS = 40.0
"""How long the program may take for a call; its heart beats every 30 s."""
STORE_AGAIN_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Pauses before a message is stored again: it won't be sent a second time."""
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
WARNING = (
    "onebot:已启用。用程序驱动普通 QQ 号违反 QQ 的规则,账号可能被限制或封禁;"
    "请只用专门的小号,不要用个人号。能用 QQ 官方机器人就用官方的"
)


class OneBot:
    """The channel."""

    def __init__(
        self,
        *,
        token: str,
        reception: Reception,
        metrics: Metrics,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        """Take the token that the program must know, and the neighbours."""
        self._token = token
        self._reception = reception
        self._metrics = metrics
        self._answer_seconds = answer_seconds
        self._accounts: dict[str, Account] = {}
        """By QQ number."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def posted(self, request: Request) -> Response:
        """``POST /channels/onebot``: an event; a reply goes back as a quick operation."""
        if not _is_local(request):
            raise Problem(403, "OneBot 只能从本机连接")
        body = await read_body(request, LARGEST_POST)
        try:
            verify_post(request.headers.get("x-signature", ""), body, self._token)
            event = read_event(body)
        except ForgedError:
            self._refuse("签名不对的 HTTP 上报,请核对 secret 和 BOT_ONEBOT_TOKEN", "forged")
            raise Problem(401, "签名不对") from None
        except MalformedError as error:
            self._refuse(f"看不懂的 HTTP 上报({error})", "malformed")
            raise Problem(400, "看不懂的上报") from None
        if not isinstance(event, Heard):
            return Response(status_code=204)
        outbound = await self._reception.take(event, patience=None)
        if outbound is None:
            return Response(status_code=204)
        text = self._reception.text(event, outbound, LONGEST_TEXT)
        return JSONResponse(quick_operation(event.reply_to, text))

    async def connected(self, socket: WebSocket) -> None:
        """``WS /channels/onebot``: a reverse WebSocket, in any of the three roles."""
        handshake = self._greet(socket)
        if handshake is None:
            await socket.close(1008)  # before it is accepted: HTTP 403
            return
        await socket.accept()
        logger.info("onebot:账号 %s 已连上(%s)", handshake.self_id, handshake.role.value)
        account = self._account(handshake.self_id)
        if handshake.role.calls:
            account.add(socket)
        try:
            while True:
                frame = await _receive(socket)
                account.heard()
                self._take_frame(account, frame)
        except WebSocketDisconnect as gone:
            logger.warning("onebot:账号 %s 断开(%s)", handshake.self_id, gone.code)
        finally:
            account.remove(socket)

    async def send(self, route: Route, outbound: Outbound) -> None:
        """Send a reply; see :data:`bot.front.gateway.Sender`."""
        text = self._reception.text(route, outbound, LONGEST_TEXT)
        call = send_message(route.reply_to, text, quoting=outbound.outcome != COUNSELOR)
        answer = await self._account(route.reply_to["self_id"]).call(call)
        self._metrics.platform_answered(CHANNEL, answer.retcode)
        reason = explain(answer)
        if reason is not None:
            raise SendError(f"OneBot 程序没发出去:{reason}", final=True)
        if answer.message_id is not None:
            self._reception.own_messages.add(answer.message_id)

    def _account(self, self_id: str) -> Account:
        return self._accounts.setdefault(self_id, Account(self._answer_seconds))

    def _greet(self, socket: WebSocket) -> Handshake | None:
        if not _is_local(socket):
            self._refuse("有人想从别的机器连上来,没有放行", "forged")
            return None
        try:
            return read_handshake(socket.headers, self._token)
        except ForgedError:
            self._refuse("令牌不对,没有放行,请核对 BOT_ONEBOT_TOKEN", "forged")
        except MalformedError as error:
            self._refuse(f"连上来的不像 OneBot 程序({error})", "malformed")
        return None

    def _take_frame(self, account: Account, frame: str | bytes) -> None:
        try:
            event = read_event(frame)
        except MalformedError as error:
            self._refuse(f"看不懂的消息({error})", "malformed")
            return
        if isinstance(event, Heard):
            self._spawn(self._take(event))
        elif isinstance(event, Answer):
            account.answered(event)
        elif isinstance(event, SignOfLife) and not event.online:
            logger.error("onebot:账号掉线了,请在 OneBot 程序里重新登录")

    async def _take(self, heard: Heard) -> None:
        for pause in (*STORE_AGAIN_SECONDS, 0):
            try:
                at_once = await self._reception.take(heard)
            except DeskError as error:
                logger.error("onebot:一条消息没能存下(%s)", error)
                await asyncio.sleep(pause)
                continue
            if at_once is not None:
                try:
                    await self.send(_route(heard), at_once)
                except (SendError, UnknownOutcomeError) as error:
                    logger.warning("onebot:没发出:%s", error)
            return

    def _refuse(self, why: str, reason: str) -> None:
        self._metrics.passed_over(CHANNEL, reason)
        logger.warning("onebot:%s", why)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def open_onebot(house: House) -> Channel | None:
    """Open the channel when BOT_ONEBOT_TOKEN is there, with a warning."""
    settings = house.settings
    if not settings.onebot_token:
        return None
    logger.warning(WARNING)
    channel = OneBot(
        token=settings.onebot_token,
        reception=Reception(
            gateway=house.gateway,
            wording=house.wording,
            metrics=house.metrics,
            groups=settings.onebot_groups,
            groups_setting="BOT_ONEBOT_GROUPS",
            public_url=settings.public_url,
        ),
        metrics=house.metrics,
    )
    routes = (
        HttpRoute(PATH, channel.posted, methods=["POST"]),
        WebSocketRoute(PATH, channel.connected),
    )
    return Channel(CHANNEL, routes, channel.send)


def _route(heard: Heard) -> Route:
    return Route(CHANNEL, heard.group, heard.user, heard.reply_to, datetime.now(timezone.utc))


def _is_local(connection: HTTPConnection) -> bool:
    """Tell whether a connection comes from this machine, and not through a proxy on it."""
    if connection.client is None or any(name in connection.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(connection.client.host).is_loopback
    except ValueError:
        return False


async def _receive(socket: WebSocket) -> str | bytes:
    """Return the next frame.

    :raises WebSocketDisconnect: when there is none
    """
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    frame: str | bytes | None = message.get("text")
    return frame if frame is not None else message["bytes"]
