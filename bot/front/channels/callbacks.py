"""What the three callbacks of WeCom and WeChat have in common: body, clock, refusals."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request

from bot.channels.callback_errors import CallbackError, MalformedError
from bot.channels.wecom_crypto import CallbackCrypto, check_time
from bot.front.body import read_body
from bot.front.channels.reception import Reception
from bot.front.problems import Problem

LARGEST_CALLBACK = 64 * 1024
"""Bytes; a platform's message of 2,048 characters takes about a tenth."""


async def callback_body(request: Request) -> bytes:
    """Return the body of a callback.

    :raises Problem: 413 when it is larger than any that a platform sends
    """
    return await read_body(request, LARGEST_CALLBACK)


def open_sealed(crypto: CallbackCrypto, request: Request, encrypt: str) -> str:
    """Return what is encrypted in a callback that was signed lately.

    :raises CallbackError: when it is forged, stale or malformed
    """
    query = request.query_params
    timestamp = query.get("timestamp", "")
    opened = crypto.open(encrypt, query.get("msg_signature", ""), timestamp, query.get("nonce", ""))
    check_time(timestamp, time.time())
    return opened


@contextmanager
def refusing(reception: Reception) -> Iterator[None]:
    """Count and explain a callback that isn't taken, and answer it with an error.

    :raises Problem: 400 or 403, without a word on what was wrong: a forger would learn from it
    """
    try:
        yield
    except CallbackError as error:
        reception.refused(error)
        status = 400 if isinstance(error, MalformedError) else 403
        raise Problem(status, "这个回调不能接受,原因见服务器日志") from None
