"""Calls of WeChat's and WeCom's HTTP APIs, with their token, and their errors in words."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import msgspec

from bot.channels.wechat_codes import Remedy, code_of
from bot.front.channels.access_token import AccessToken

CALL_SECONDS = 10
NOT_DONE = (429, 503)
"""HTTP statuses with which a server says that it did nothing."""
# It logs whole addresses, and in these stand secrets.
logging.getLogger("httpx").setLevel(logging.WARNING)


class PlatformError(Exception):
    """The platform didn't do what it was asked to; the message says why, for a technician."""

    def __init__(self, code: int | str, text: str, remedy: Remedy) -> None:
        super().__init__(text)
        self.code = code
        """The platform's number, or a word for what happened on the way."""
        self.remedy = remedy

    @property
    def passing(self) -> bool:
        """Whether trying again later may help."""
        return self.remedy is Remedy.LATER


class UnknownOutcomeError(Exception):
    """The connection broke after the call was sent: perhaps it was done."""


class _Answer(msgspec.Struct):
    errcode: int = 0
    errmsg: str = ""


class PlatformApi:
    """One platform, one account."""

    def __init__(self, client: httpx.AsyncClient, base: str) -> None:
        """Take a client and the API's base address."""
        self._client = client
        self._base = base.rstrip("/")

    async def call(
        self, method: str, path: str, *, repeatable: bool = False, **how: Any
    ) -> dict[str, Any]:
        """Return the JSON of a call's answer.

        :param path: below the base, or a whole address
        :param repeatable: whether doing it twice does no harm
        :param how: as of :meth:`httpx.AsyncClient.request`
        :raises PlatformError: it was not done
        :raises UnknownOutcomeError: perhaps it was done
        """
        url = path if "://" in path else self._base + path
        try:
            response = await self._client.request(method, url, timeout=CALL_SECONDS, **how)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise PlatformError("unreachable", "连不上平台的服务器", Remedy.LATER) from error
        except httpx.HTTPError as error:
            if repeatable:
                raise PlatformError("broken_off", "和平台的连接中断", Remedy.LATER) from error
            raise UnknownOutcomeError(type(error).__name__) from error
        status = response.status_code
        if status in NOT_DONE or (status >= 500 and repeatable):
            raise PlatformError(status, f"平台的服务器出错(HTTP {status})", Remedy.LATER)
        if status >= 500:
            raise UnknownOutcomeError(f"HTTP {status}")
        try:
            answer: dict[str, Any] = msgspec.json.decode(response.content, type=dict[str, Any])
            result = msgspec.convert(answer, _Answer)
        except (msgspec.DecodeError, RecursionError) as error:
            text = f"平台的答复读不懂(HTTP {status})"
            raise PlatformError("unreadable", text, Remedy.NEVER) from error
        if result.errcode:
            code = code_of(result.errcode)
            text = f"错误码 {result.errcode}:{code.meaning}({result.errmsg[:80]})"
            raise PlatformError(result.errcode, text, code.remedy)
        return answer

    async def post(
        self, path: str, body: dict[str, Any], token: AccessToken, *, repeatable: bool = False
    ) -> dict[str, Any]:
        """Return the JSON of a call with a token; one that the platform refuses is renewed once.

        :param repeatable: whether doing it twice does no harm
        :raises PlatformError: it was not done
        :raises UnknownOutcomeError: perhaps it was done
        """

        async def attempt(access_token: str) -> dict[str, Any]:
            query = {"access_token": access_token}
            return await self.call("POST", path, repeatable=repeatable, params=query, json=body)

        current = await token.current()
        try:
            return await attempt(current)
        except PlatformError as error:
            if error.remedy is not Remedy.RENEW:
                raise
        return await attempt(await token.after(current))


def wecom_token(api: PlatformApi, corp_id: str, secret: str) -> AccessToken:
    """Return the token of a WeCom self-built app (``gettoken``)."""

    async def fetch(force: bool) -> tuple[str, int]:
        # The platform gives the same token while it is good, so there is nothing to force.
        query = {"corpid": corp_id, "corpsecret": secret}
        answer = await api.call("GET", "/cgi-bin/gettoken", repeatable=True, params=query)
        return _token_in(answer)

    return AccessToken(fetch)


def wechat_token(api: PlatformApi, app_id: str, secret: str) -> AccessToken:
    """Return the token of a 公众号 (``stable_token``: it doesn't end anybody else's token)."""

    async def fetch(force: bool) -> tuple[str, int]:
        body = {
            "grant_type": "client_credential",
            "appid": app_id,
            "secret": secret,
            "force_refresh": force,
        }
        answer = await api.call("POST", "/cgi-bin/stable_token", repeatable=True, json=body)
        return _token_in(answer)

    return AccessToken(fetch)


def _token_in(answer: dict[str, Any]) -> tuple[str, int]:
    try:
        return str(answer["access_token"]), int(answer.get("expires_in") or 7200)
    except (KeyError, TypeError, ValueError) as error:
        raise PlatformError("unreadable", "平台没有给 access_token", Remedy.NEVER) from error
