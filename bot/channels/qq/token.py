"""The access token: how it is asked for, and what comes back."""

from __future__ import annotations

import msgspec

TOKEN_PATH = "/app/getAppAccessToken"
_REFUSALS = {
    100001: "换取 QQ 令牌太频繁,稍后会自动再试",
    100007: "QQ 说 AppID 无效,或机器人被封禁、删除了,请核对 BOT_QQ_APP_ID",
    100016: "QQ 说 AppID 和密钥对不上,请核对 BOT_QQ_APP_ID 和 BOT_QQ_SECRET",
    10004: "QQ 说没有这个机器人,请核对 BOT_QQ_APP_ID",
}


class TokenError(Exception):
    """No token was given; the message says why, to a technician."""


class _Answer(msgspec.Struct, frozen=True):
    access_token: str = ""
    expires_in: str | int = 0
    """Documented as a number, sent as a string."""
    code: int = 0


def token_request(app_id: str, secret: str) -> dict[str, str]:
    """Return the JSON body to post to :data:`TOKEN_PATH`."""
    return {"appId": app_id, "clientSecret": secret}


def authorization(token: str) -> str:
    """Return the header ``Authorization``, and what a WebSocket is introduced with."""
    return f"QQBot {token}"


def read_token(body: bytes) -> tuple[str, int]:
    """Return the token of an answer and how many seconds it is good.

    The platform gives the same token until its last 60 s; the old one works until its end.

    :raises TokenError: when the answer holds none
    """
    try:
        answer = msgspec.json.decode(body, type=_Answer)
        seconds = float(answer.expires_in)
    except (msgspec.DecodeError, UnicodeError, ValueError):
        raise TokenError("QQ 换令牌的回答看不懂,请检查 BOT_QQ_API_BASE") from None
    if not answer.access_token or not 1 <= seconds < float("inf"):
        reason = _REFUSALS.get(answer.code, f"QQ 没有给令牌,错误码 {answer.code}")
        raise TokenError(reason)
    return answer.access_token, int(seconds)
