"""Cross-origin requests (CORS): the chat API for the pages that embed the widget, nothing else."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.front.problems import Problem, problem_response

SHARED = "/api/chat/"
PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}
EXPOSED_HEADERS = "Retry-After"


class CrossOrigin:
    """ASGI middleware. Origins are compared as they are written; there is no ``*``.

    Tokens travel in a header that a page sets by itself, so cookies are never allowed.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self.app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; answer preflights."""
        if scope["type"] != "http" or not scope["path"].startswith(SHARED):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        allowed = origin is not None and origin in self._origins
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            response = (
                Response(status_code=204, headers=PREFLIGHT_HEADERS)
                if allowed
                else await problem_response(
                    Request(scope), Problem(403, "这个网页没有被允许使用聊天接口")
                )
            )
            await response(scope, receive, self._shared(send, origin if allowed else None))
            return
        await self.app(scope, receive, self._shared(send, origin if allowed else None))

    @staticmethod
    def _shared(send: Send, origin: str | None) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                if origin is not None:
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
            await send(message)

        return send_with_headers
