"""The access token: how it is asked for, and how long it is good."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

TOKEN_PATH = "/app/getAppAccessToken"
RENEW_SECONDS = 45
"""The platform gives a new token only in the last 60 s; the old one works until its end."""
_REFUSALS = {
    100001: "换取 QQ 令牌太频繁,稍后会自动再试",
    100007: "QQ 说 AppID 无效,或机器人被封禁、删除了,请核对 BOT_QQ_APP_ID",
    100016: "QQ 说 AppID 和密钥对不上,请核对 BOT_QQ_APP_ID 和 BOT_QQ_SECRET",
    10004: "QQ 说没有这个机器人,请核对 BOT_QQ_APP_ID",
}


class TokenError(Exception):
    """No token was given; the message says why, to a technician."""


@dataclass(frozen=True)
class Token:
    """A token and the second (of the asker's clock) at which it ends."""

    value: str
    ends: float

    def usable(self, now: float) -> bool:
        """Tell whether a call may still carry it."""
        return now < self.ends

    def due(self, now: float) -> bool:
        """Tell whether it is time to ask for the next."""
        return now >= self.ends - RENEW_SECONDS

    @property
    def header(self) -> str:
        """Value of ``Authorization``."""
        return f"QQBot {self.value}"


class _Answer(msgspec.Struct, frozen=True):
    access_token: str = ""
    expires_in: str | int = 0
    """Documented as a number, sent as a string."""
    code: int = 0


def token_request(app_id: str, secret: str) -> dict[str, str]:
    """Return the JSON body to post to :data:`TOKEN_PATH`."""
    return {"appId": app_id, "clientSecret": secret}


def read_token(body: bytes, asked_at: float) -> Token:
    """Return the token of an answer.

    :param asked_at: seconds on the clock that the token will be measured by
    :raises TokenError: when the answer holds none
    """
    try:
        answer = msgspec.json.decode(body, type=_Answer)
        seconds = float(answer.expires_in)
    except (msgspec.DecodeError, UnicodeError, ValueError):
        raise TokenError("QQ 换令牌的回答看不懂,请检查 BOT_QQ_API_BASE") from None
    if not answer.access_token or not 0 < seconds < float("inf"):
        reason = _REFUSALS.get(answer.code, f"QQ 没有给令牌,错误码 {answer.code}")
        raise TokenError(reason)
    return Token(answer.access_token, asked_at + seconds)
