"""Calls of QQ's HTTP API: the token, answers to messages, and what may be tried again."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import msgspec

from bot.channels.qq.events import CHANNEL
from bot.channels.qq.sending import (
    Numbers,
    Outcome,
    Verdict,
    answerable_seconds,
    judge,
    message_body,
    path,
)
from bot.channels.qq.token import (
    TOKEN_PATH,
    TokenError,
    authorization,
    read_token,
    token_request,
)
from bot.front.channels.access_token import AccessToken
from bot.front.channels.platform_api import UnknownOutcomeError
from bot.front.channels.remembered import Remembered
from bot.front.gateway import SendError
from bot.front.metrics import Metrics

logger = logging.getLogger(__name__)

CALL_SECONDS = 10
PAUSES = (0.5, 1.0, 2.0)
"""Seconds before the same call is made again; after that the gateway tries later."""
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class LinkRefusedError(SendError):
    """The platform doesn't let the text through as it is."""


def _now() -> datetime:
    return datetime.now(timezone.utc)


class QQApi:
    """One bot's access to the platform."""

    def __init__(  # noqa: PLR0913 - keyword-only, one a neighbour
        self,
        *,
        client: httpx.AsyncClient,
        base: str,
        app_id: str,
        secret: str,
        metrics: Metrics,
        clock: Callable[[], datetime] = _now,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        """Take a client, the API's base address and who we are."""
        self._client = client
        self._base = base.rstrip("/")
        self._app_id = app_id
        self._secret = secret
        self._metrics = metrics
        self._clock = clock
        self._pauses = pauses
        self._token = AccessToken(self._fetch_token)
        self._numbers = Numbers()
        self._unclear = Remembered()
        """Answers that perhaps arrived."""

    async def authorization(self) -> str:
        """Return a good value of ``Authorization``.

        :raises SendError: when the platform gives no token
        """
        return authorization(await self._token.current())

    async def renew_token(self) -> None:
        """Get another token than the present one.

        :raises SendError: when the platform gives none
        """
        await self._token.after(await self._token.current())

    async def websocket_url(self) -> str:
        """Return where the WebSocket mode connects to.

        :raises SendError: when the platform doesn't say
        """
        headers = {"Authorization": await self.authorization()}
        try:
            response = await self._client.get(
                f"{self._base}/gateway", headers=headers, timeout=CALL_SECONDS
            )
            url = msgspec.json.decode(response.content).get("url", "")
        except (httpx.HTTPError, msgspec.DecodeError, UnicodeError, AttributeError) as error:
            raise SendError(f"问不到 QQ 的长连接地址:{type(error).__name__}") from error
        if not isinstance(url, str) or not url.startswith(("wss://", "ws://")):
            verdict = judge(response.status_code, response.content)
            raise SendError(f"问不到 QQ 的长连接地址:{verdict.explanation}")
        return url

    async def say(self, reply_to: Mapping[str, str], text: str, heard_at: datetime) -> None:
        """Send a text: as an answer while the platform takes it for one, else unasked.

        :param reply_to: what the event left
        :param heard_at: when the message that is answered came in
        :raises LinkRefusedError: when the text mustn't be sent as it is
        :raises SendError: when it was not sent
        :raises UnknownOutcomeError: when it was perhaps sent
        """
        msg_id = reply_to["msg_id"]
        attempt = f"{msg_id}\0{text}"
        age = self._clock() - heard_at
        in_time = age < timedelta(seconds=answerable_seconds(reply_to))
        if not in_time and attempt in self._unclear:
            # Perhaps it arrived. Said once more, and unasked, it could be read twice.
            raise SendError("回复的时限已过", final=True)
        pauses = iter(self._pauses)
        renewed = False
        while True:
            number = self._numbers.of(msg_id, text) if in_time else None
            body = message_body(text, msg_id if number else None, number or 1)
            token = await self._token.current()
            verdict = await self._post(path(reply_to), body, token)
            self._count(verdict)
            outcome = verdict.outcome
            if outcome is Outcome.SENT:
                return
            if outcome is Outcome.DUPLICATE and number is not None:
                if attempt in self._unclear:
                    return  # the attempt before had arrived
                self._numbers.taken(msg_id, text)
            elif outcome is Outcome.TOO_LATE and in_time:
                in_time = False
            elif outcome is Outcome.RENEW_TOKEN and not renewed:
                renewed = True
                await self._token.after(token)
            elif outcome is Outcome.LINK_REFUSED:
                raise LinkRefusedError(verdict.explanation, final=True)
            elif outcome in (Outcome.RETRY, Outcome.UNCLEAR, Outcome.RENEW_TOKEN):
                if outcome is Outcome.UNCLEAR and number is None:
                    raise UnknownOutcomeError(verdict.explanation)
                if outcome is Outcome.UNCLEAR:
                    self._unclear.add(attempt)
                await self._pause(pauses, verdict)
            else:
                raise self._failed(verdict, final=True)

    async def _pause(self, pauses: Iterator[float], verdict: Verdict) -> None:
        """Wait before the same is tried again.

        :raises SendError: when it was tried often enough
        """
        pause = next(pauses, None)
        if pause is None:
            raise self._failed(verdict, final=False)
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))

    def _failed(self, verdict: Verdict, *, final: bool) -> SendError:
        return SendError(f"错误码 {verdict.code}:{verdict.explanation}", final=final)

    async def _post(self, where: str, body: dict[str, Any], token: str) -> Verdict:
        try:
            response = await self._client.post(
                self._base + where,
                json=body,
                headers={"Authorization": authorization(token)},
                timeout=CALL_SECONDS,
            )
        except _NOTHING_SENT:
            return Verdict(Outcome.RETRY, 0, "连不上 QQ 的服务器,请检查本机的网络")
        except httpx.HTTPError:
            return Verdict(Outcome.UNCLEAR, 0, "和 QQ 的连接中断,不知道发出去没有")
        return judge(response.status_code, response.content)

    def _count(self, verdict: Verdict) -> None:
        nameless = 0 if verdict.outcome is Outcome.SENT else verdict.outcome.value
        self._metrics.platform_answered(CHANNEL, verdict.code or nameless)

    async def _fetch_token(self, force: bool) -> tuple[str, int]:
        # The platform gives a new token when it is time; there is nothing to force.
        try:
            response = await self._client.post(
                self._base + TOKEN_PATH,
                json=token_request(self._app_id, self._secret),
                timeout=CALL_SECONDS,
            )
            return read_token(response.content)
        except httpx.HTTPError as error:
            raise SendError("连不上 QQ 的服务器,拿不到令牌,请检查本机的网络") from error
        except TokenError as error:
            logger.error("qq:%s", error)
            raise SendError(str(error)) from error
