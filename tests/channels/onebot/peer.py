"""A program that drives a QQ account, in OneBot v11, as NapCat does; judged by others' bots.

``test_reference_bots.py`` holds it to NoneBot and aiocqhttp, which nobody here wrote;
``tests/front/channels/test_onebot.py`` holds our channel to it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Coroutine
from itertools import count
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed, InvalidStatusCode
from websockets.legacy.client import WebSocketClientProtocol, connect

SELF_ID = 10001


class Peer:
    """One account, its reverse WebSocket in a thread of its own."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        role: str = "Universal",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.url = url
        self.headers = {
            "X-Self-ID": str(SELF_ID),
            "X-Client-Role": role,
            "Authorization": f"Bearer {token}",
            "User-Agent": "OneBot/11",
        } | (headers or {})
        self.calls: list[dict[str, Any]] = []
        """Calls that were made of it: action and params."""
        self.mute = False
        """Takes calls, does them, and never answers."""
        self.deaf = False
        """Half open: the frames that come are lost."""
        self.retcode = 0
        """What the next calls are answered with."""
        self.messages: dict[str, dict[str, Any]] = {}
        """What can be quoted, by id."""
        self._ids = count(1)
        self._sent_ids = count(9001)
        self._socket: WebSocketClientProtocol | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._reading: asyncio.Task[None] | None = None

    def connect(self) -> None:
        """Connect, and say so.

        :raises ConnectionRefusedError: when the other side doesn't want us
        """
        self._do(self._connect())

    def is_connected(self) -> bool:
        """Tell whether there is a connection."""
        return self._socket is not None and self._socket.open

    def disconnect(self) -> None:
        """Break off without a word."""

        async def abort() -> None:
            assert self._socket is not None
            self._socket.transport.abort()

        self._do(abort())

    def stop(self) -> None:
        """End everything."""

        async def end() -> None:
            if self._socket is not None:
                await self._socket.close()
            if self._reading is not None:
                await asyncio.gather(self._reading, return_exceptions=True)

        self._do(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    # Events.

    def event(
        self, message: Any, *, user: int = 20002, group: int | None = 555, **more: Any
    ) -> Any:
        """Return a message event. A message is a text, or an array of segments."""
        segments = message
        if isinstance(message, str):
            segments = [{"type": "text", "data": {"text": message}}]
        message_id = next(self._ids)
        event: dict[str, Any] = {
            "time": int(time.time()),
            "self_id": SELF_ID,
            "post_type": "message",
            "message_type": "group" if group else "private",
            "sub_type": "normal" if group else "friend",
            "message_id": message_id,
            "message_seq": message_id,
            "real_id": message_id,
            "user_id": user,
            "message": segments,
            "message_format": "array",
            "raw_message": _as_string(segments),
            "font": 14,
            "sender": {"user_id": user, "nickname": "某同学", "card": "", "role": "member"},
        }
        if group:
            event |= {"group_id": group, "anonymous": None}
        self.messages[str(message_id)] = event
        return event | more

    def mention(self, text: str, **more: Any) -> Any:
        """Return the event of a mention of the bot."""
        at = {"type": "at", "data": {"qq": str(SELF_ID)}}
        return self.event([at, {"type": "text", "data": {"text": f" {text}"}}], **more)

    def send(self, event: Any) -> None:
        """Send a frame."""
        text = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
        self._do(self._send(text))

    def beat(self, online: bool = True) -> None:
        """Let the heart beat."""
        status = {"online": online, "good": True}
        self.send(self._meta("heartbeat") | {"status": status, "interval": 30_000})

    def post(self, event: Any, secret: str, **headers: str) -> httpx.Response:
        """Post an event by HTTP, signed."""
        body = json.dumps(event, ensure_ascii=False).encode()
        signature = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
        usual = {
            "X-Self-ID": str(SELF_ID),
            "X-Signature": f"sha1={signature}",
            "Content-Type": "application/json",
        }
        return httpx.post(self.url, content=body, headers=usual | headers, timeout=20)

    # What others do with it.

    def said(self) -> list[str]:
        """Return the texts that it was asked to send."""
        return [text_of(call["params"]["message"]) for call in self._sends()]

    def wait_for(self, messages: int, seconds: float = 10) -> list[str]:
        """Wait until it was asked to send so much, and a little longer for one too many."""
        deadline = time.monotonic() + seconds
        while len(self._sends()) < messages:
            assert time.monotonic() < deadline, self.calls
            time.sleep(0.02)
        time.sleep(0.3)
        return self.said()

    def _sends(self) -> list[dict[str, Any]]:
        return [call for call in self.calls if call["action"].startswith("send_")]

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(15)

    async def _send(self, text: str) -> None:
        assert self._socket is not None
        await self._socket.send(text)

    async def _connect(self) -> None:
        url = self.url.replace("http://", "ws://")
        try:
            self._socket = await connect(
                url, extra_headers=self.headers, ping_interval=None, close_timeout=1
            )
        except InvalidStatusCode as error:
            raise ConnectionRefusedError(error.status_code) from error
        self._reading = asyncio.ensure_future(self._read(self._socket))
        connected = self._meta("lifecycle") | {"sub_type": "connect"}
        if self.headers["X-Client-Role"] != "API":
            await self._send(json.dumps(connected))

    def _meta(self, kind: str) -> dict[str, Any]:
        return {
            "time": int(time.time()),
            "self_id": SELF_ID,
            "post_type": "meta_event",
            "meta_event_type": kind,
        }

    async def _read(self, socket: WebSocketClientProtocol) -> None:
        try:
            async for frame in socket:
                if not self.deaf:
                    call = json.loads(frame)
                    self.calls.append(call)
                    if not self.mute:
                        await socket.send(json.dumps(self._answer(call)))
        except ConnectionClosed:
            return

    def _answer(self, call: dict[str, Any]) -> dict[str, Any]:
        action, params = call["action"], call.get("params", {})
        data: Any = None
        if self.retcode:
            wording = "群被禁言"
            return {
                "status": "failed",
                "retcode": self.retcode,
                "data": None,
                "message": wording,
                "wording": wording,
                "echo": call.get("echo"),
            }
        if action.startswith("send_"):
            data = {"message_id": next(self._sent_ids)}
        elif action == "get_msg":
            data = self.messages[str(params["message_id"])]
        elif action == "get_login_info":
            data = {"user_id": SELF_ID, "nickname": "转接助手"}
        return {"status": "ok", "retcode": 0, "data": data, "echo": call.get("echo")}


def text_of(message: Any) -> str:
    """Return the text of a message that a bot sends: array or string."""
    if isinstance(message, str):
        return message
    return "".join(s["data"]["text"] for s in message if s["type"] == "text").strip()


def _as_string(segments: Any) -> str:
    parts = []
    for segment in segments:
        if segment["type"] == "text":
            parts.append(segment["data"]["text"])
        else:
            data = ",".join(f"{k}={v}" for k, v in segment["data"].items())
            parts.append(f"[CQ:{segment['type']},{data}]")
    return "".join(parts)
