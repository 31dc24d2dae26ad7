"""Serves the 智能机器人 by webhook: a stream that the platform asks for until it is finished.

Every answer takes one way, from the gateway's sender into the stream; when the platform doesn't
ask for it any more, by the one call of the message's ``response_url``.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.channels import Heard, Outbound
from bot.channels.length import utf8_bytes
from bot.channels.wechat_codes import Remedy
from bot.channels.wecom_bot import (
    MOST_BYTES,
    RESPONSE_URL_SECONDS,
    STREAM_SECONDS,
    heard_in,
    markdown,
    may_be_called,
    read_callback,
    read_envelope,
    stream,
    welcome,
    write_envelope,
)
from bot.channels.wecom_crypto import CallbackCrypto
from bot.desk import Route
from bot.front.channels.callbacks import APOLOGY, Callbacks
from bot.front.channels.platform_api import PlatformApi, PlatformError
from bot.front.channels.reception import Reception
from bot.front.channels.streams import Stream, Streams
from bot.front.gateway import Gateway
from bot.front.limits import TooOftenError
from bot.knowledge.model import Wording

ANSWER_SECONDS = 3.0
"""How long a callback is kept waiting before the answer becomes a stream."""
TAKE_SECONDS = 10.0
"""How long a finished answer waits for the platform to ask for it."""


class WeComBotWebhook:
    """Handler of ``/channels/wecom-bot``, and the sender of its answers."""

    def __init__(  # noqa: PLR0913 - keyword-only
        self,
        *,
        callbacks: Callbacks,
        reception: Reception,
        gateway: Gateway,
        crypto: CallbackCrypto,
        api: PlatformApi,
        api_base: str,
        wording: Wording,
    ) -> None:
        self._callbacks = callbacks
        self._reception = reception
        self._gateway = gateway
        self._crypto = crypto
        self._api = api
        self._api_base = api_base
        self._wording = wording
        self._streams = Streams()

    async def check_address(self, request: Request) -> Response:
        """``GET``: the console's check of the address."""
        with self._callbacks.refusing():
            echo = request.query_params.get("echostr", "")
            return PlainTextResponse(self._callbacks.opened(self._crypto, request, echo))

    async def receive(self, request: Request) -> Response:
        """``POST``: a message, an event, or the platform asking for more of an answer."""
        body = await self._callbacks.body(request)
        with self._callbacks.refusing():
            callback = read_callback(
                self._callbacks.opened(self._crypto, request, read_envelope(body))
            )
        heard = heard_in(callback)
        if heard is not None:
            answer = await self._answer(heard)
        elif callback.stream is not None:
            answer = self._state(callback.stream.id)
        elif callback.event is not None and callback.event.eventtype == "enter_chat":
            answer = welcome(self._wording.greeting)
        else:
            answer = None
        if answer is None:
            return Response()
        message = msgspec.json.encode(answer).decode()
        sealed = self._crypto.seal(message, str(int(time.time())), secrets.token_hex(8))
        return Response(write_envelope(sealed), media_type="application/json")

    async def send(self, route: Route, reply: Outbound) -> None:
        """Say something in the stream of its message, or else by the message's ``response_url``.

        :raises PlatformError: it was not said
        :raises UnknownOutcomeError: perhaps it was said
        """
        text = self._reception.text(route, reply, MOST_BYTES, utf8_bytes)
        age = (datetime.now(timezone.utc) - route.heard_at).total_seconds()
        if age < STREAM_SECONDS and "stream" in route.reply_to:
            said = self._streams.open(route.reply_to["stream"])
            if self._streams.asked_for(said):
                said.say(text, finish=reply.outcome != APOLOGY)
                if not said.finish or await self._taken(said):
                    return
        if reply.outcome == APOLOGY:
            return  # the one call that is left is kept for the answer
        await self._call_back(route, text, age)

    async def _answer(self, heard: Heard) -> dict[str, Any] | None:
        admitted = self._reception.admit(heard)
        if admitted is None:
            return None
        stream_id = heard.reply_to["stream"]
        said = self._streams.open(stream_id)
        if isinstance(admitted, Outbound):
            text = self._reception.text(heard, admitted, MOST_BYTES, utf8_bytes)
            said.say(text, finish=True)
        else:
            try:
                await self._gateway.receive(admitted)
            except TooOftenError:
                return None
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(said.said.wait(), ANSWER_SECONDS)
        return self._state(stream_id)

    def _state(self, stream_id: str) -> dict[str, Any]:
        said = self._streams.open(stream_id)
        if said.finish:
            said.taken.set()
        content = self._wording.one_moment if said.content is None else said.content
        return stream(stream_id, content, finish=said.finish)

    async def _taken(self, said: Stream) -> bool:
        """Wait until the platform has taken a finished answer; take it back if it doesn't."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(said.taken.wait(), TAKE_SECONDS)
        if not said.taken.is_set():
            said.say(self._wording.one_moment, finish=True)
        return said.taken.is_set()

    async def _call_back(self, route: Route, text: str, age: float) -> None:
        url = route.reply_to.get("response_url", "")
        if age > RESPONSE_URL_SECONDS or not may_be_called(url, self._api_base):
            reason = "消息太久了,回调方式不能再回(长连接方式可以)"
            raise PlatformError("too_late", reason, Remedy.NEVER)
        await self._api.call("POST", url, json=markdown(text))
