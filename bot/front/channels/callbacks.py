"""What the callbacks of WeCom and WeChat have in common: body, clock, refusals, late answers."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.routing import Route as HttpRoute

from bot.channels import Outbound
from bot.channels.callback_errors import CallbackError, ForgedError, MalformedError, StaleError
from bot.channels.wecom_crypto import CallbackCrypto, check_time
from bot.desk import Route
from bot.front.body import read_body
from bot.front.channels.opening import House
from bot.front.channels.platform_api import PlatformError, UnknownOutcomeError
from bot.front.channels.reception import Reception
from bot.front.gateway import Sender, SendError
from bot.front.metrics import Metrics
from bot.front.problems import Problem

logger = logging.getLogger(__name__)

LARGEST_CALLBACK = 64 * 1024
"""Bytes; a platform's message of 2,048 characters takes about a tenth."""
QUIET_SECONDS = 60.0
"""Between two lines of the log on the same kind of refusal."""
APOLOGY = "apology"
"""Outcome of a reply that only says that the answer takes longer."""
REFUSALS: dict[type[CallbackError], tuple[str, str]] = {
    ForgedError: (
        "forged",
        "签名或密钥对不上:不是平台发的,或 Token、EncodingAESKey 和后台填的不一样",
    ),
    StaleError: ("clock", "时间太早或太晚:是重放,或本机时钟不准"),
    MalformedError: ("malformed", "内容读不懂"),
}
"""What metrics and log say of each."""

Send = Callable[[Route, Outbound], Awaitable[None]]
"""Sends one reply on a platform. Raises :class:`PlatformError` when it was not sent."""


class Callbacks:
    """Takes the callbacks of one channel, and reports what goes wrong in it."""

    def __init__(self, channel: str, metrics: Metrics) -> None:
        self._channel = channel
        self._metrics = metrics
        self._said: dict[str, float] = {}

    async def body(self, request: Request) -> bytes:
        """Return the body of a callback.

        :raises Problem: 413 when it is larger than any that a platform sends
        """
        return await read_body(request, LARGEST_CALLBACK)

    def opened(self, crypto: CallbackCrypto, request: Request, encrypt: str) -> str:
        """Return what is encrypted in a callback that was signed lately.

        :raises CallbackError: when it is forged, stale or malformed
        """
        query = request.query_params
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        message = crypto.open(encrypt, query.get("msg_signature", ""), timestamp, nonce)
        check_time(timestamp, time.time())
        return message

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Count and explain a callback that isn't taken, and answer it with an error.

        :raises Problem: 400 or 403, without a word on what was wrong: a forger would learn from it
        """
        try:
            yield
        except CallbackError as error:
            self._explain(error)
            status = 400 if isinstance(error, MalformedError) else 403
            raise Problem(status, "这个回调不能接受,原因见服务器日志") from None

    def sender(self, send: Send) -> Sender:
        """Return a sender for the gateway, which turns the platform's errors into the gateway's."""

        async def deliver(route: Route, reply: Outbound) -> None:
            try:
                await send(route, reply)
            except PlatformError as error:
                self._metrics.platform_answered(self._channel, error.code)
                raise SendError(str(error), final=not error.passing) from error
            except UnknownOutcomeError:
                self._metrics.platform_answered(self._channel, "unknown")
                raise  # the gateway doesn't try again: nobody is to read an answer twice
            self._metrics.platform_answered(self._channel, 0)

        return deliver

    def _explain(self, error: CallbackError) -> None:
        reason, meaning = REFUSALS[type(error)]
        self._metrics.passed_over(self._channel, reason)
        now = time.monotonic()
        if now - self._said.get(reason, -QUIET_SECONDS) >= QUIET_SECONDS:
            self._said[reason] = now
            logger.warning("%s:拒绝了一个回调,%s(%s)", self._channel, meaning, error)


class Handler(Protocol):
    """What answers both requests of a callback's address."""

    async def check_address(self, request: Request) -> Response:
        """Answer the console's check."""

    async def receive(self, request: Request) -> Response:
        """Answer a callback."""


def both_ways(path: str, handler: Handler) -> tuple[BaseRoute, ...]:
    """Return the routes of a callback's address."""
    return (
        HttpRoute(path, handler.check_address, methods=["GET"]),
        HttpRoute(path, handler.receive, methods=["POST"]),
    )


def reception_in(house: House, groups: frozenset[str] = frozenset()) -> Reception:
    """Return a reception for one of WeCom's and WeChat's channels.

    :param groups: that may be answered; the 智能机器人 alone is in groups
    """
    return Reception(
        gateway=house.gateway,
        wording=house.wording,
        metrics=house.metrics,
        groups=groups,
        groups_setting="BOT_WECOM_BOT_GROUPS",
        public_url=house.settings.public_url,
    )
