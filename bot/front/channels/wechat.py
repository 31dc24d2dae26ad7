"""Serves the 公众号: answers within the callback, or later by a customer-service message."""

from __future__ import annotations

import secrets
import time

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.channels import Outbound
from bot.channels.wechat import ANSWER_SECONDS, MOST_BYTES, NOTHING, Codec, customer_message
from bot.channels.wecom_crypto import check_time
from bot.desk import Route
from bot.front.channels.access_token import AccessToken
from bot.front.channels.callbacks import callback_body, refusing
from bot.front.channels.platform_api import PlatformApi
from bot.front.channels.reception import Reception, Silence, Style

STYLE = Style(MOST_BYTES)


class WeChat:
    """Handler of ``/channels/wechat``, and the sender of late answers."""

    def __init__(
        self,
        *,
        reception: Reception,
        codec: Codec,
        api: PlatformApi,
        token: AccessToken,
        greeting: str,
    ) -> None:
        self._reception = reception
        self._codec = codec
        self._api = api
        self._token = token
        self._greeting = greeting

    async def check_address(self, request: Request) -> Response:
        """``GET``: the console's check of the address."""
        with refusing(self._reception):
            query = dict(request.query_params)
            self._codec.check_address(query)
            check_time(query.get("timestamp", ""), time.time())
            return PlainTextResponse(query.get("echostr", ""))

    async def receive(self, request: Request) -> Response:
        """``POST``: a message or an event."""
        body = await callback_body(request)
        with refusing(self._reception):
            query = dict(request.query_params)
            message = self._codec.read(query, body)
            check_time(query.get("timestamp", ""), time.time())
        if message.event == "subscribe":
            text: str | Silence = self._greeting
        elif message.heard is not None:
            text = await self._reception.answer(message.heard, ANSWER_SECONDS)
        else:
            text = Silence.IGNORED
        if not isinstance(text, str):
            return PlainTextResponse(NOTHING)
        now = time.time()
        written = self._codec.write(message.reply(text, now), now, secrets.token_hex(8))
        return Response(written, media_type="application/xml")

    async def send(self, route: Route, text: str, reply: Outbound) -> None:
        """Send a late answer.

        :raises PlatformError: it was not sent
        :raises UnknownOutcomeError: perhaps it was sent
        """
        path = "/cgi-bin/message/custom/send"
        await self._api.post(path, customer_message(route.user, text), self._token)
