"""Serves the 公众号: answers within the callback, or later by a customer-service message."""

from __future__ import annotations

import secrets
import time

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.channels import Outbound
from bot.channels.length import utf8_bytes
from bot.channels.wechat import (
    ANSWER_SECONDS,
    CHANNEL,
    MOST_BYTES,
    NOTHING,
    Codec,
    customer_message,
)
from bot.channels.wecom_crypto import CallbackCrypto, check_time
from bot.desk import Route
from bot.front.channels.access_token import AccessToken
from bot.front.channels.callbacks import Callbacks, both_ways, reception_in
from bot.front.channels.opening import Channel, House
from bot.front.channels.platform_api import PlatformApi, wechat_token
from bot.front.channels.reception import Reception

PATH = "/channels/wechat"


class WeChat:
    """Handler of ``/channels/wechat``, and the sender of late answers."""

    def __init__(  # noqa: PLR0913 - keyword-only
        self,
        *,
        callbacks: Callbacks,
        reception: Reception,
        codec: Codec,
        api: PlatformApi,
        token: AccessToken,
        greeting: str,
    ) -> None:
        self._callbacks = callbacks
        self._reception = reception
        self._codec = codec
        self._api = api
        self._token = token
        self._greeting = greeting

    async def check_address(self, request: Request) -> Response:
        """``GET``: the console's check of the address."""
        with self._callbacks.refusing():
            query = dict(request.query_params)
            self._codec.check_address(query)
            check_time(query.get("timestamp", ""), time.time())
            return PlainTextResponse(query.get("echostr", ""))

    async def receive(self, request: Request) -> Response:
        """``POST``: a message or an event."""
        body = await self._callbacks.body(request)
        with self._callbacks.refusing():
            query = dict(request.query_params)
            message = self._codec.read(query, body)
            check_time(query.get("timestamp", ""), time.time())
        if message.event == "subscribe":
            text = self._greeting
        elif message.heard is None:
            return PlainTextResponse(NOTHING)
        else:
            answer = await self._reception.take(message.heard, patience=ANSWER_SECONDS)
            if answer is None:
                return PlainTextResponse(NOTHING)
            text = self._reception.text(message.heard, answer, MOST_BYTES, utf8_bytes)
        now = time.time()
        written = self._codec.write(message.reply(text, now), now, secrets.token_hex(8))
        return Response(written, media_type="application/xml")

    async def send(self, route: Route, reply: Outbound) -> None:
        """Send a late answer.

        :raises PlatformError: it was not sent
        :raises UnknownOutcomeError: perhaps it was sent
        """
        text = self._reception.text(route, reply, MOST_BYTES, utf8_bytes)
        path = "/cgi-bin/message/custom/send"
        await self._api.post(path, customer_message(route.user, text), self._token)


def open_wechat(house: House) -> Channel | None:
    """Open the channel when BOT_WECHAT_APP_ID, _APP_SECRET and _TOKEN are there."""
    settings = house.settings
    if not settings.wechat_app_id:
        return None
    callbacks = Callbacks(CHANNEL, house.metrics)
    api = PlatformApi(house.client, settings.wechat_api_base)
    crypto = None
    if settings.wechat_aes_key:
        crypto = CallbackCrypto(
            settings.wechat_token, settings.wechat_aes_key, settings.wechat_app_id
        )
    account = WeChat(
        callbacks=callbacks,
        reception=reception_in(house),
        codec=Codec(settings.wechat_token, crypto),
        api=api,
        token=wechat_token(api, settings.wechat_app_id, settings.wechat_app_secret),
        greeting=house.wording.greeting,
    )
    return Channel(CHANNEL, both_ways(PATH, account), callbacks.sender(account.send))
