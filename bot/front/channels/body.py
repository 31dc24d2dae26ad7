"""Reads the body of a platform's callback, as far as it is of a sensible size."""

from __future__ import annotations

from starlette.requests import Request

from bot.front.problems import Problem

LARGEST_BODY = 256 * 1024
"""Bytes. Messages of thousands of characters stay far below."""


async def read_body(request: Request) -> bytes:
    """Return the raw body, which signatures are made over.

    :raises Problem: 413 when it is too large
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise Problem(413, f"请求超过 {LARGEST_BODY // 1024} KB")
    return body
