"""Errors of the HTTP interface: one shape for all, ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Problem(HTTPException):
    """An error with a status and a Chinese sentence that says what to do."""


async def problem_response(request: Request, error: Exception) -> Response:
    """Return an error as problem+json."""
    status, detail = 500, "服务出错了,请稍后再试"
    if isinstance(error, HTTPException):
        status, detail = error.status_code, error.detail
    return JSONResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
        },
        status_code=status,
        media_type="application/problem+json",
    )
