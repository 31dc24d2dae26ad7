"""The long-connection side of WeCom, as far as a bot sees it; judged by the vendor's own client.

``test_wecom_bot_sdk.py`` holds this fake to the vendor's Node.js client, and
``test_wecom_bot_socket.py`` holds our client to this fake.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.legacy.server import WebSocketServerProtocol, serve

from tests.conftest import free_port

STREAM_SECONDS = 360


class Platform:
    """Takes one connection a bot, evicts the one before, answers every frame."""

    def __init__(self, bot_id: str = "BOT", secret: str = "bot-secret") -> None:
        self.bot_id, self.secret = bot_id, secret
        self.port = free_port()
        self.url = f"ws://127.0.0.1:{self.port}"
        self.frames: list[dict[str, Any]] = []
        """Everything that a bot sent, oldest first."""
        self.owner: WebSocketServerProtocol | None = None
        self.subscriptions = 0
        self.silent = False
        """Half open: reads, and never says anything again."""
        self.next_codes: list[int] = []
        """Error codes for the next answers and messages of the bot."""
        self._open: dict[str, float] = {}
        """req_id → since when it may be answered."""
        self._count = 0
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Platform]:
        """Listen."""
        async with serve(self._serve, "127.0.0.1", self.port, ping_interval=None, close_timeout=1):
            yield self

    async def say(
        self, text: str, *, user: str = "zhangsan", group: str | None = None, **more: Any
    ) -> str:
        """Have somebody write to the bot, and return the req_id."""
        body: dict[str, Any] = {
            "msgid": f"MSG{self._count}",
            "aibotid": self.bot_id,
            "chattype": "group" if group else "single",
            "from": {"userid": user},
            "create_time": int(time.time()),
            "msgtype": "text",
            "text": {"content": f"@转接助手 {text}" if group else text},
        }
        if group:
            body["chatid"] = group
        return await self._push("aibot_msg_callback", body | more)

    async def event(self, kind: str) -> str:
        """Have something happen in a private chat, and return the req_id."""
        body = {
            "msgid": f"EVENT{self._count}",
            "create_time": int(time.time()),
            "aibotid": self.bot_id,
            "from": {"userid": "zhangsan"},
            "msgtype": "event",
            "event": {"eventtype": kind},
        }
        return await self._push("aibot_event_callback", body)

    async def send_raw(self, frame: str) -> None:
        """Send anything."""
        assert self.owner is not None
        await self.owner.send(frame)

    async def wait_for(
        self, command: str, count: int = 1, seconds: float = 10
    ) -> list[dict[str, Any]]:
        """Return the frames of a command, once there are so many."""
        async with self._changed:
            await asyncio.wait_for(
                self._changed.wait_for(lambda: len(self.sent(command)) >= count), seconds
            )
        return self.sent(command)

    def forget(self, req_id: str) -> None:
        """Let a message no longer be answered by its req_id."""
        del self._open[req_id]

    def sent(self, command: str) -> list[dict[str, Any]]:
        """Return the frames of a command so far."""
        return [frame for frame in self.frames if frame.get("cmd") == command]

    def finished(self, req_id: str) -> str | None:
        """Return the final text that a message was answered with."""
        for frame in self.sent("aibot_respond_msg"):
            stream = frame["body"]["stream"]
            if frame["headers"]["req_id"] == req_id and stream["finish"]:
                return str(stream["content"])
        return None

    async def _push(self, command: str, body: dict[str, Any]) -> str:
        self._count += 1
        req_id = f"REQ{self._count}"
        self._open[req_id] = time.monotonic()
        await self.send_raw(
            json.dumps({"cmd": command, "headers": {"req_id": req_id}, "body": body})
        )
        return req_id

    async def _serve(self, socket: WebSocketServerProtocol, path: str) -> None:
        try:
            async for raw in socket:
                frame = json.loads(raw)
                if self.silent:
                    continue
                code = await self._take(socket, frame)
                async with self._changed:
                    self.frames.append(frame)
                    self._changed.notify_all()
                answer = {
                    "headers": frame["headers"],
                    "errcode": code,
                    "errmsg": "ok" if code == 0 else "error",
                }
                await socket.send(json.dumps(answer))
        except ConnectionClosed:
            pass
        finally:
            if self.owner is socket:
                self.owner = None

    async def _take(self, socket: WebSocketServerProtocol, frame: dict[str, Any]) -> int:
        command = frame["cmd"]
        if command == "aibot_subscribe":
            return await self._subscribe(socket, frame["body"])
        if socket is not self.owner:
            return 846601
        if command == "ping":
            return 0
        if self.next_codes:
            return self.next_codes.pop(0)
        if command == "aibot_send_msg":
            good = frame["body"]["chatid"] and frame["body"]["markdown"]["content"]
            return 0 if good else 40058
        since = self._open.get(frame["headers"]["req_id"])
        if since is None:
            return 846605
        if command == "aibot_respond_msg":
            content = frame["body"]["stream"]["content"]
            if not content or len(content.encode()) > 20480:
                return 40058
        return 846608 if time.monotonic() - since > STREAM_SECONDS else 0

    async def _subscribe(self, socket: WebSocketServerProtocol, body: dict[str, Any]) -> int:
        if (body["bot_id"], body["secret"]) != (self.bot_id, self.secret):
            return 853000
        before, self.owner = self.owner, socket
        self.subscriptions += 1
        if before is not None:
            event = {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}
            await before.send(
                json.dumps(
                    {"cmd": "aibot_event_callback", "headers": {"req_id": "gone"}, "body": event}
                )
            )
            await before.close()
        return 0
