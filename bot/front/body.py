"""Bodies of requests, never larger than they may be."""

from __future__ import annotations

from starlette.requests import Request

from bot.front.problems import Problem


async def read_body(request: Request, most: int) -> bytes:
    """Return the body of a request.

    :param most: bytes
    :raises Problem: 413, as soon as there are more
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise Problem(413, f"请求超过 {most // 1024} KB")
    return body
