"""The HTTP APIs of WeCom and WeChat, as far as a bot calls them: they record and they fail."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.front.fake_engine import Server


class WeChatApi(Server):
    """Gives tokens, takes messages, and says what a test wants it to say."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        """(path, body) of everything that was taken."""
        self.codes: list[int] = []
        """Error codes for the next messages."""
        self.tokens = 0
        """How many tokens were given."""
        self.refuse_token_once = False
        """The token that was given last is no longer good."""
        self._called: set[str] = set()
        super().__init__(
            Starlette(
                routes=[
                    Route("/cgi-bin/gettoken", self._token),
                    Route("/cgi-bin/stable_token", self._token, methods=["POST"]),
                    Route("/cgi-bin/message/send", self._send, methods=["POST"]),
                    Route("/cgi-bin/message/custom/send", self._send, methods=["POST"]),
                    Route("/cgi-bin/webhook/send", self._robot, methods=["POST"]),
                    Route("/cgi-bin/aibot/response", self._response_url, methods=["POST"]),
                ]
            )
        )

    def texts(self, path: str) -> list[str]:
        """Return the texts that were sent to a path."""
        return [
            body[body["msgtype"]]["content"] for where, body in self.sent if where.endswith(path)
        ]

    async def _token(self, request: Request) -> Response:
        self.tokens += 1
        return JSONResponse(
            {"errcode": 0, "access_token": f"TOKEN{self.tokens}", "expires_in": 7200}
        )

    async def _send(self, request: Request) -> Response:
        if self.refuse_token_once:
            self.refuse_token_once = False
            return JSONResponse({"errcode": 42001, "errmsg": "access_token expired"})
        if request.query_params.get("access_token") != f"TOKEN{self.tokens}":
            return JSONResponse({"errcode": 40001, "errmsg": "invalid credential"})
        return await self._take(request)

    async def _robot(self, request: Request) -> Response:
        if not request.query_params.get("key"):
            return JSONResponse({"errcode": 93000, "errmsg": "invalid webhook url"})
        return await self._take(request)

    async def _response_url(self, request: Request) -> Response:
        code = request.query_params["response_code"]
        if code in self._called:
            return JSONResponse({"errcode": 60140, "errmsg": "response code already used"})
        self._called.add(code)
        return await self._take(request)

    async def _take(self, request: Request) -> Response:
        if self.codes:
            return JSONResponse({"errcode": self.codes.pop(0), "errmsg": "as the test says"})
        self.sent.append((request.url.path, await request.json()))
        return JSONResponse({"errcode": 0, "errmsg": "ok"})
