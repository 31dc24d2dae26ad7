"""Serves the WeCom 自建应用: answers within the callback, or later by ``message/send``."""

from __future__ import annotations

import secrets
import time

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.channels import Outbound
from bot.channels.length import utf8_bytes
from bot.channels.wechat import write_sealed
from bot.channels.wechat_codes import Remedy
from bot.channels.wechat_xml import write_xml
from bot.channels.wecom_app import CHANNEL, MOST_BYTES, read_envelope, read_message, text_message
from bot.channels.wecom_crypto import CallbackCrypto
from bot.desk import Route
from bot.front.channels.access_token import AccessToken
from bot.front.channels.callbacks import Callbacks, both_ways, reception_in
from bot.front.channels.opening import Channel, House
from bot.front.channels.platform_api import PlatformApi, PlatformError, wecom_token
from bot.front.channels.reception import Reception

PATH = "/channels/wecom-app"
ANSWER_SECONDS = 4.0
"""How long a callback is kept waiting: the platform gives up after 5 s."""


class WeComApp:
    """Handler of ``/channels/wecom-app``, and the sender of late answers."""

    def __init__(  # noqa: PLR0913 - keyword-only
        self,
        *,
        callbacks: Callbacks,
        reception: Reception,
        crypto: CallbackCrypto,
        corp_id: str,
        agent_id: int,
        api: PlatformApi,
        token: AccessToken,
    ) -> None:
        self._callbacks = callbacks
        self._reception = reception
        self._crypto = crypto
        self._corp_id = corp_id
        self._agent_id = agent_id
        self._api = api
        self._token = token

    async def check_address(self, request: Request) -> Response:
        """``GET``: the console's check of the address."""
        with self._callbacks.refusing():
            echo = request.query_params.get("echostr", "")
            return PlainTextResponse(self._callbacks.opened(self._crypto, request, echo))

    async def receive(self, request: Request) -> Response:
        """``POST``: a message or an event."""
        body = await self._callbacks.body(request)
        with self._callbacks.refusing():
            heard = read_message(self._callbacks.opened(self._crypto, request, read_envelope(body)))
        if heard is None:
            return Response()
        answer = await self._reception.take(heard, patience=ANSWER_SECONDS)
        if answer is None:
            return Response()
        reply = write_xml(
            {
                "ToUserName": heard.user,
                "FromUserName": self._corp_id,
                "CreateTime": int(time.time()),
                "MsgType": "text",
                "Content": self._reception.text(heard, answer, MOST_BYTES, utf8_bytes),
            }
        )
        sealed = self._crypto.seal(reply, str(int(time.time())), secrets.token_hex(8))
        return Response(write_sealed(sealed), media_type="application/xml")

    async def send(self, route: Route, reply: Outbound) -> None:
        """Send a late answer; the platform drops a repetition of it.

        :raises PlatformError: it was not sent
        """
        text = self._reception.text(route, reply, MOST_BYTES, utf8_bytes)
        body = text_message(route.user, self._agent_id, text)
        path = "/cgi-bin/message/send"
        answer = await self._api.post(path, body, self._token, repeatable=True)
        # Then nothing reached the member, although the platform says “ok”.
        if answer.get("invaliduser"):
            raise PlatformError("invaliduser", "收件人不在应用的可见范围里", Remedy.NEVER)


def open_wecom_app(house: House) -> Channel | None:
    """Open the channel when the five settings of BOT_WECOM_… are there."""
    settings = house.settings
    if not settings.wecom_corp_id:
        return None
    callbacks = Callbacks(CHANNEL, house.metrics)
    api = PlatformApi(house.client, settings.wecom_api_base)
    app = WeComApp(
        callbacks=callbacks,
        reception=reception_in(house),
        crypto=CallbackCrypto(
            settings.wecom_app_token, settings.wecom_app_aes_key, settings.wecom_corp_id
        ),
        corp_id=settings.wecom_corp_id,
        agent_id=int(settings.wecom_app_agent_id),
        api=api,
        token=wecom_token(api, settings.wecom_corp_id, settings.wecom_app_secret),
    )
    return Channel(CHANNEL, both_ways(PATH, app), callbacks.sender(app.send))
