"""Security headers on every response."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors"
PRIVATE = "/desk"
"""Pages that no other page may frame."""


class SecurityHeaders:
    """ASGI middleware. A response that sets one of the headers keeps its own."""

    def __init__(self, app: ASGIApp, framed_by: Sequence[str] = ()) -> None:
        """Let pages of the origins ``framed_by`` frame ours."""
        self.app = app
        self._public = {
            "Content-Security-Policy": " ".join([POLICY, "'self'", *framed_by]),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
        self._private = self._public | {"Content-Security-Policy": f"{POLICY} 'none'"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, headers added to HTTP responses."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        private = path == PRIVATE or path.startswith(f"{PRIVATE}/")
        headers = self._private if private else self._public

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = MutableHeaders(scope=message)
                for name, value in headers.items():
                    present.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
