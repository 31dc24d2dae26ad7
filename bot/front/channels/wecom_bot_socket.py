"""Serves the 智能机器人 by long connection: no public address, answers at any time."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

from bot.channels import Heard, Inbound, Outbound
from bot.channels.length import utf8_bytes
from bot.channels.wecom_bot import CHANNEL, MOST_BYTES, STREAM_SECONDS
from bot.desk import DeskError, Route
from bot.front.channels.callbacks import APOLOGY
from bot.front.channels.platform_api import PlatformError
from bot.front.channels.reception import Reception
from bot.front.channels.remembered import Remembered
from bot.front.channels.wecom_bot_connection import WeComBotConnection
from bot.front.gateway import Gateway
from bot.front.limits import TooOftenError
from bot.front.problems import USUAL
from bot.knowledge.model import Wording

logger = logging.getLogger(__name__)

PLACEHOLDER_SECONDS = 3.0
"""After this a message gets something to look at: the platform wants an answer within 5 s."""
MOST_OPEN = 5_000
TOO_OLD = {846605, 846608}
"""Codes of an answer whose message can't be answered any more; it can still be sent unasked."""


class WeComBotSocket:
    """Listens and sends on the long connection."""

    def __init__(
        self,
        *,
        reception: Reception,
        gateway: Gateway,
        wording: Wording,
        connect: Callable[..., WeComBotConnection],
    ) -> None:
        """Take the neighbours.

        :param connect: makes the connection from ``on_message`` and ``on_enter``
        """
        self._reception = reception
        self._gateway = gateway
        self._wording = wording
        self._open: OrderedDict[str, None] = OrderedDict()
        """req_ids that have no finished answer."""
        self._seen = Remembered()
        self.connection = connect(on_message=self._take, on_enter=self._greet)

    async def send(self, route: Route, reply: Outbound) -> None:
        """Answer a message, or say something unasked where that is no longer possible.

        :raises PlatformError: it was not said
        """
        text = self._reception.text(route, reply, MOST_BYTES, utf8_bytes)
        req_id = route.reply_to.get("req_id", "")
        finish = reply.outcome != APOLOGY
        age = (datetime.now(timezone.utc) - route.heard_at).total_seconds()
        if req_id in self._open and age < STREAM_SECONDS:
            del self._open[req_id]
            try:
                stream_id = route.reply_to["stream"]
                await self.connection.respond(req_id, stream_id, text, finish=finish)
            except PlatformError as error:
                if error.code not in TOO_OLD:
                    self._open[req_id] = None
                    raise
            else:
                if not finish:
                    self._open[req_id] = None
                return
        await self.connection.send(route.reply_to.get("chat", route.group or route.user), text)

    async def _take(self, heard: Heard) -> None:
        if not self._seen.add(heard.message_id):
            return
        admitted = self._reception.admit(heard)
        if admitted is None:
            return
        req_id = heard.reply_to["req_id"]
        if isinstance(admitted, Inbound):
            self._open[req_id] = None
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
            try:
                await self._gateway.receive(admitted)
            except TooOftenError:
                del self._open[req_id]
                return
            except DeskError as error:
                logger.error("inbox: %s", error)
                admitted = Outbound(text=USUAL[503])
            else:
                await asyncio.sleep(PLACEHOLDER_SECONDS)
                if req_id in self._open:
                    await self._respond(heard, self._wording.one_moment, finish=False)
                return
        self._open.pop(req_id, None)
        text = self._reception.text(heard, admitted, MOST_BYTES, utf8_bytes)
        await self._respond(heard, text, finish=True)

    async def _respond(self, heard: Heard, text: str, *, finish: bool) -> None:
        req_id, stream_id = heard.reply_to["req_id"], heard.reply_to["stream"]
        with self._reporting():
            await self.connection.respond(req_id, stream_id, text, finish=finish)

    async def _greet(self, req_id: str) -> None:
        with self._reporting():
            await self.connection.greet(req_id, self._wording.greeting)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Log that something the student can do without wasn't said."""
        try:
            yield
        except PlatformError as error:
            logger.warning("%s:一句提示没发出:%s", CHANNEL, error)
