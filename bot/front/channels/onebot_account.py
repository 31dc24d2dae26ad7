"""One QQ account that a OneBot program drives: its connections, and calls on them."""

from __future__ import annotations

import asyncio
import secrets

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.onebot.calls import Call
from bot.channels.onebot.events import Response
from bot.front.channels.platform_api import UnknownOutcomeError
from bot.front.gateway import SendError


class Account:
    """All connections of one account."""

    def __init__(self, answer_seconds: float) -> None:
        """Take how long the program may need for a call: longer than its heart takes to beat."""
        self._answer_seconds = answer_seconds
        self._sockets: list[WebSocket] = []
        self._answers: dict[str, tuple[WebSocket, asyncio.Future[Response]]] = {}
        self._frames = 0

    def add(self, socket: WebSocket) -> None:
        """Send calls to a connection from now on."""
        self._sockets.append(socket)

    def remove(self, socket: WebSocket) -> None:
        """Forget a connection; the calls that wait on it are lost."""
        if socket in self._sockets:
            self._sockets.remove(socket)
            for asked, waiting in self._answers.values():
                if asked is socket and not waiting.done():
                    waiting.set_exception(ConnectionResetError())

    def heard(self) -> None:
        """Learn that something came from the program: it is alive."""
        self._frames += 1

    def answered(self, answer: Response) -> None:
        """Take the answer to a call."""
        if isinstance(answer.echo, str) and answer.echo in self._answers:
            _, waiting = self._answers[answer.echo]
            if not waiting.done():
                waiting.set_result(answer)

    async def call(self, call: Call) -> Response:
        """Make a call on the newest connection.

        :raises SendError: when nobody can have taken it: no connection, or a dead one
        :raises UnknownOutcomeError: when the program lives but doesn't answer
        """
        if not self._sockets:
            raise SendError("OneBot 程序没有连上")
        socket, frames, echo = self._sockets[-1], self._frames, secrets.token_hex(8)
        waiting: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self._answers[echo] = socket, waiting
        try:
            await socket.send_text(call.frame(echo))
            return await asyncio.wait_for(waiting, self._answer_seconds)
        except (WebSocketDisconnect, RuntimeError, OSError, asyncio.TimeoutError) as error:
            self.remove(socket)
            if self._frames == frames:
                raise SendError("和 OneBot 程序的连接断了") from error
            raise UnknownOutcomeError("OneBot 程序没有回音") from error
        finally:
            waiting.cancel()
            del self._answers[echo]
