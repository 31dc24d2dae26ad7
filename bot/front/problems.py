"""Errors of the HTTP interface: one shape for all, ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.desk import DeskError

logger = logging.getLogger(__name__)
USUAL = {
    404: "没有这个地址",
    405: "这个地址不支持这种请求方法",
    503: "这会儿存不下消息,请稍后再发",
}
"""What is said where nobody said anything better."""


class Problem(HTTPException):
    """An error with a status and a Chinese sentence that says what to do."""


async def problem_response(request: Request, error: Exception) -> Response:
    """Return an error as problem+json."""
    status, detail, headers = 500, "服务出错了,请稍后再试", None
    if isinstance(error, Problem):
        status, detail, headers = error.status_code, error.detail, error.headers
    elif isinstance(error, HTTPException):
        status, headers = error.status_code, error.headers
        detail = USUAL.get(status, error.detail)
    elif isinstance(error, DeskError):
        logger.error("desk: %s", error)
        status, detail = 503, USUAL[503]
    return JSONResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
        },
        status_code=status,
        headers=headers,
        media_type="application/problem+json",
    )
