"""QQ's side, as documented: signs callbacks, gives tokens, takes messages and records them."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.qq.signature import Signer
from tests.front.fake_engine import Server

APP_ID, SECRET = "102000001", "DG5g3B4j9X2KOErG"
CHINA = timezone(timedelta(hours=8))


def now_in_china(seconds_ago: float = 0) -> str:
    return (datetime.now(CHINA) - timedelta(seconds=seconds_ago)).isoformat(timespec="seconds")


class QQPlatform(Server):
    """The platform's API, and the hand that posts its callbacks."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        """Messages that were taken: path and body."""
        self.attempts: list[tuple[str, dict[str, Any], str]] = []
        """Every message that came: path, body and ``Authorization``."""
        self.tokens_given = 0
        self.good_tokens: set[str] = set()
        self.seconds = "7200"
        self.scripted: list[Callable[[dict[str, Any]], Response | None]] = []
        """What is to happen to the next messages; None takes them as usual."""
        self.websocket_url = ""
        self._numbers: set[tuple[str, int]] = set()
        self._ids = count(1)
        self._lock = threading.Lock()
        self._signer = Signer(SECRET)
        super().__init__(
            Starlette(
                routes=[
                    Route("/app/getAppAccessToken", self._token, methods=["POST"]),
                    Route("/v2/{kind}/{openid}/messages", self._message, methods=["POST"]),
                    Route("/gateway", self._gateway),
                ]
            )
        )

    def settings(self, **more: str) -> dict[str, str]:
        return {
            "BOT_QQ_APP_ID": APP_ID,
            "BOT_QQ_SECRET": SECRET,
            "BOT_QQ_API_BASE": self.url,
            "BOT_QQ_GROUPS": "GROUP",
        } | more

    def contents(self) -> list[str]:
        return [body["content"] for _, body in self.sent]

    def wait_for(self, messages: int, seconds: float = 10) -> list[str]:
        """Wait until so many messages were taken, and a little longer for one too many."""
        deadline = time.monotonic() + seconds
        while len(self.sent) < messages:
            assert time.monotonic() < deadline, self.contents()
            time.sleep(0.02)
        time.sleep(0.3)
        return self.contents()

    # Callbacks.

    def event(self, kind: str, text: str, **fields: Any) -> dict[str, Any]:
        number = next(self._ids)
        data: dict[str, Any] = {
            "id": f"ROBOT1.0_{number}",
            "content": text,
            "timestamp": now_in_china(),
            "author": {"id": "U", "user_openid": "U", "union_openid": "new field"},
        }
        if kind != "C2C_MESSAGE_CREATE":
            data |= {"group_openid": "GROUP", "author": {"id": "M", "member_openid": "M"}}
        return {"op": 0, "id": f"{kind}:{number}", "t": kind, "s": number, "d": data | fields}

    def mention(self, text: str, member: str = "M", **fields: Any) -> dict[str, Any]:
        author = {"id": member, "member_openid": member}
        return self.event("GROUP_AT_MESSAGE_CREATE", f" {text}", author=author, **fields)

    def signed(
        self, event: dict[str, Any], at: float | None = None
    ) -> tuple[bytes, dict[str, str]]:
        body = json.dumps(event, ensure_ascii=False).encode()
        timestamp = str(int(time.time() if at is None else at))
        return body, {
            "X-Bot-Appid": APP_ID,
            "X-Signature-Ed25519": self._signer.sign(timestamp, body),
            "X-Signature-Timestamp": timestamp,
            "User-Agent": "QQBot-Callback",
        }

    def call_back(self, front: Any, event: dict[str, Any]) -> httpx.Response:
        return front.post("/channels/qq", *self.signed(event))

    # The API.

    async def _token(self, request: Request) -> Response:
        asked = await request.json()
        if asked != {"appId": APP_ID, "clientSecret": SECRET}:
            return JSONResponse({"code": 100016, "message": "invalid appid or secret"})
        await asyncio.sleep(0.05)
        with self._lock:
            self.tokens_given += 1
            token = f"TOKEN{self.tokens_given}"
            self.good_tokens.add(token)
        return JSONResponse({"access_token": token, "expires_in": self.seconds})

    async def _gateway(self, request: Request) -> Response:
        return JSONResponse({"url": self.websocket_url})

    async def _message(self, request: Request) -> Response:
        body = await request.json()
        authorization = request.headers.get("authorization", "")
        self.attempts.append((request.url.path, body, authorization))
        if authorization.removeprefix("QQBot ") not in self.good_tokens:
            return JSONResponse({"code": 11244, "message": "token expired"}, status_code=401)
        if self.scripted and (answer := self.scripted.pop(0)(body)) is not None:
            return answer
        return self.take(request.url.path, body)

    def take(self, path: str, body: dict[str, Any]) -> Response:
        """Take a message as the platform does: a number that was there before is a duplicate."""
        if not body.get("content"):
            return JSONResponse({"code": 50006}, status_code=400)
        if "msg_id" in body:
            number = (body["msg_id"], body.get("msg_seq", 1))
            if number in self._numbers:
                answer = {"code": 40054005, "err_code": 40054005, "message": "消息被去重"}
                return JSONResponse(answer, status_code=400)
            self._numbers.add(number)
        self.sent.append((path, body))
        return JSONResponse({"id": f"SENT{len(self.sent)}", "timestamp": now_in_china()})


def refuse(code: int, status: int = 400) -> Callable[[dict[str, Any]], Response]:
    """Refuse a message with an error code."""
    return lambda body: JSONResponse({"code": code, "message": "refused"}, status_code=status)
