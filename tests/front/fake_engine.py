"""An engine that does what a test tells it, behind a real socket."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.conftest import free_port


def echo(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer with what was asked."""
    return [{"text": f"答:{message['message']}", "custom": {"outcome": "answer"}}]


class Server:
    """Serves an ASGI application from a thread, on a port that stays the same over restarts."""

    def __init__(self, application: Any, port: int | None = None, **options: Any) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.application = application
        self._options = {"log_level": "error", "ws": "none"} | options
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Serve, and return when it does."""
        config = uvicorn.Config(self.application, host="127.0.0.1", port=self.port, **self._options)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert self._thread.is_alive(), "the server didn't start"
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop serving."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(20)
        self._server = self._thread = None


class FakeEngine(Server):
    """Rasa's REST channel with programmable answers, delays and failures."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        """Every message, in order of arrival."""
        self.seconds = 0.0
        """How long an answer takes."""
        self.answer: Callable[[dict[str, Any]], Any] = echo
        self.most_at_once: dict[str, int] = {}
        """Of each sender, the most messages that were being answered at a time."""
        self._now: dict[str, int] = {}
        super().__init__(
            Starlette(
                routes=[
                    Route("/", lambda request: PlainTextResponse("ok")),
                    Route("/webhooks/rest/webhook", self._webhook, methods=["POST"]),
                ]
            ),
            timeout_graceful_shutdown=0,
        )

    @property
    def texts(self) -> list[str]:
        """What was asked."""
        return [message["message"] for message in self.asked]

    async def _webhook(self, request: Request) -> Response:
        message = await request.json()
        sender = message["sender"]
        self.asked.append(message)
        self._now[sender] = self._now.get(sender, 0) + 1
        self.most_at_once[sender] = max(self.most_at_once.get(sender, 0), self._now[sender])
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self._now[sender] -= 1
        return JSONResponse(self.answer(message))
