"""QQ's official bot: its callback route, its WebSocket mode, its replies."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from datetime import datetime, timedelta, timezone
from functools import partial

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as HttpRoute

from bot.channels import Heard, Outbound
from bot.channels.callback_errors import ForgedError, MalformedError
from bot.channels.plain_text import mail_in_words, without_links
from bot.channels.qq.events import (
    ACKNOWLEDGED,
    CHANNEL,
    DISPATCH,
    TRY_AGAIN,
    VALIDATION,
    Envelope,
    read_envelope,
    read_message,
    read_validation,
    validation_answer,
)
from bot.channels.qq.sending import LONGEST_TEXT
from bot.channels.qq.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, Signer
from bot.desk import DeskError, Route
from bot.front.body import read_body
from bot.front.channels.opening import Channel, House
from bot.front.channels.qq_api import LinkRefusedError, QQApi
from bot.front.channels.qq_connection import keep_connected
from bot.front.channels.reception import Reception
from bot.front.metrics import Metrics
from bot.front.problems import Problem
from bot.knowledge.model import Wording

logger = logging.getLogger(__name__)

PATH = "/channels/qq"
LARGEST_CALLBACK = 256 * 1024
"""Bytes. Messages of thousands of characters stay far below."""
OLDEST_CALLBACK = 600
"""Seconds between the platform's signature and our clock. Older ones are somebody's replay."""
NOTABLE_SECONDS = 60
"""That our clock may be off before the log says so."""
STORE_AGAIN_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Pauses before a message from the WebSocket is stored again: it won't be sent a second time."""


class QQ:
    """The channel."""

    def __init__(  # noqa: PLR0913 - keyword-only, one a neighbour
        self,
        *,
        app_id: str,
        secret: str,
        hosts: frozenset[str],
        api: QQApi,
        reception: Reception,
        metrics: Metrics,
        wording: Wording,
    ) -> None:
        """Take who we are and the neighbours.

        :param hosts: that links may lead to: registered with the platform
        """
        self._app_id = app_id
        self._signer = Signer(secret)
        self._hosts = hosts
        self._api = api
        self._reception = reception
        self._metrics = metrics
        self._wording = wording
        self._clock_told = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def callback(self, request: Request) -> Response:
        """``POST /channels/qq``: a callback of the platform."""
        body = await read_body(request, LARGEST_CALLBACK)
        clock_off = self._verify(request, body)
        try:
            envelope = read_envelope(body)
            if envelope.op == VALIDATION:
                answer = validation_answer(self._signer, read_validation(envelope))
                return Response(answer, media_type="application/json")
            taken = envelope.op != DISPATCH or await self.take(envelope, clock_off)
        except MalformedError as error:
            self._metrics.passed_over(CHANNEL, "malformed")
            logger.warning("qq:看不懂的回调(%s)", error)
            raise Problem(400, "看不懂的回调") from None
        return Response(ACKNOWLEDGED if taken else TRY_AGAIN, media_type="application/json")

    async def take(self, envelope: Envelope, clock_off: float = 0.0) -> bool:
        """Take an event; return whether it is kept, so that it needn't be sent again.

        :param clock_off: seconds that our clock is ahead of the platform's
        :raises MalformedError: when it isn't the documented form
        """
        heard = read_message(envelope)
        if heard is None:
            return True
        if heard.sent_at is not None:
            heard = replace(heard, sent_at=heard.sent_at + timedelta(seconds=clock_off))
        try:
            at_once = await self._reception.take(heard)
        except DeskError as error:
            logger.error("qq:一条消息没能存下(%s)", error)
            return False
        if at_once is not None:
            self._spawn(self._say_at_once(heard, at_once))
        return True

    async def take_from_socket(self, envelope: Envelope) -> None:
        """Take an event that nobody will send a second time."""
        for pause in (*STORE_AGAIN_SECONDS, 0):
            try:
                if await self.take(envelope):
                    return
            except MalformedError as error:
                self._metrics.passed_over(CHANNEL, "malformed")
                logger.warning("qq:看不懂的事件(%s)", error)
                return
            await asyncio.sleep(pause)

    async def send(self, route: Route, outbound: Outbound) -> None:
        """Send a reply; see :data:`bot.front.gateway.Sender`."""
        text = self._reception.text(route, outbound, LONGEST_TEXT)
        said = without_links(text, self._hosts, self._wording.link_left_out)
        for milder in (self._without_addresses(said), self._wording.unsendable):
            try:
                await self._api.say(route.reply_to, said, route.heard_at)
            except LinkRefusedError as error:
                logger.error("qq:%s(条目:%s)", error, "、".join(outbound.entries) or "无")
                said = milder
            else:
                return
        await self._api.say(route.reply_to, said, route.heard_at)

    def _without_addresses(self, text: str) -> str:
        """Return what is tried when the platform sees a link: a mail address may look like one."""
        text = without_links(text, (), self._wording.link_left_out)
        in_words = mail_in_words(text, self._wording.dot_in_words)
        return text if in_words == text else f"{in_words}\n\n{self._wording.mail_in_words}"

    def _verify(self, request: Request, body: bytes) -> float:
        """Return how many seconds our clock is ahead of the platform's, which signed this.

        :raises Problem: 401 when it didn't, or too long ago
        """
        timestamp = request.headers.get(TIMESTAMP_HEADER, "")
        try:
            self._signer.verify(request.headers.get(SIGNATURE_HEADER, ""), timestamp, body)
            if request.headers.get("X-Bot-Appid", self._app_id) != self._app_id:
                raise ForgedError("another bot's AppID")
        except ForgedError as error:
            self._metrics.passed_over(CHANNEL, "forged")
            logger.warning("qq:签名不对的回调(%s)。如果一直这样,请核对 BOT_QQ_SECRET", error)
            raise Problem(401, "签名不对") from None
        off = time.time() - float(timestamp) if timestamp.isdecimal() else float("inf")
        if abs(off) > OLDEST_CALLBACK:
            self._metrics.passed_over(CHANNEL, "clock")
            logger.error("qq:回调的时间和本机差 %.0f 秒,没有收下。请校准服务器的时钟", off)
            raise Problem(401, "时间相差太多")
        if abs(off) > NOTABLE_SECONDS and not self._clock_told:
            self._clock_told = True
            logger.warning("qq:本机的时钟和平台差 %.0f 秒,还能用,但请校准", off)
        return off

    async def _say_at_once(self, heard: Heard, outbound: Outbound) -> None:
        route = Route(CHANNEL, heard.group, heard.user, heard.reply_to, datetime.now(timezone.utc))
        try:
            await self.send(route, outbound)
        except Exception as error:  # a courtesy that isn't worth a second attempt
            logger.warning("qq:没发出:%s", error)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def open_qq(house: House) -> Channel | None:
    """Open the channel when BOT_QQ_APP_ID and BOT_QQ_SECRET are there."""
    settings = house.settings
    if not settings.qq_app_id:
        return None
    api = QQApi(
        client=house.client,
        base=settings.qq_api_base,
        app_id=settings.qq_app_id,
        secret=settings.qq_secret,
        metrics=house.metrics,
    )
    channel = QQ(
        app_id=settings.qq_app_id,
        secret=settings.qq_secret,
        hosts=settings.qq_hosts,
        api=api,
        reception=Reception(
            gateway=house.gateway,
            wording=house.wording,
            metrics=house.metrics,
            groups=settings.qq_groups,
            groups_setting="BOT_QQ_GROUPS",
            public_url=settings.public_url,
        ),
        metrics=house.metrics,
        wording=house.wording,
    )
    if settings.qq_mode == "websocket":
        work = partial(keep_connected, api, channel.take_from_socket)
        return Channel(CHANNEL, (), channel.send, (work,))
    return Channel(CHANNEL, (HttpRoute(PATH, channel.callback, methods=["POST"]),), channel.send)
