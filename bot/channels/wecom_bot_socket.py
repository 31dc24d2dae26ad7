"""WeCom 智能机器人 by long connection: the protocol as a state machine without a socket.

Every frame is JSON ``{"cmd", "headers": {"req_id"}, "body"}``; the platform answers each of ours
with ``{"headers": {"req_id"}, "errcode", "errmsg"}``, and an answer to a callback carries the
callback's ``req_id``. One bot has one connection: a second one evicts the first. Source: page
101463 of developer.work.weixin.qq.com/document/path and the vendor's own Node.js client.
"""

from __future__ import annotations

import secrets
from typing import Any

import msgspec

from bot.channels.callback_errors import CallbackError
from bot.channels.heard import Heard
from bot.channels.wecom_bot import Callback, heard_in, markdown, stream, welcome

PING_SECONDS = 30.0
MOST_UNANSWERED_PINGS = 2
"""With more than these the connection is half open: the other side is gone and nobody said so."""
LARGEST_FRAME = 1024 * 1024
"""Bytes of one frame of the platform."""


class Subscribed(msgspec.Struct, frozen=True):
    """The platform took our id and secret; messages come from now on."""


class Refused(msgspec.Struct, frozen=True):
    """The platform didn't take our id or secret."""

    code: int
    text: str


class Evicted(msgspec.Struct, frozen=True):
    """Somebody else connected as the same bot; this connection is over."""


class Received(msgspec.Struct, frozen=True):
    """A message; ``reply_to["req_id"]`` names what its answer carries."""

    heard: Heard


class Entered(msgspec.Struct, frozen=True):
    """Somebody opened the chat with the bot for the first time today; a greeting may be sent."""

    req_id: str


class Acknowledged(msgspec.Struct, frozen=True):
    """The platform took what we sent (code 0), or says why not."""

    req_id: str
    code: int
    text: str


class Ignored(msgspec.Struct, frozen=True):
    """Nothing to do."""

    why: str


Happening = Subscribed | Refused | Evicted | Received | Entered | Acknowledged | Ignored


class HalfOpenError(Exception):
    """The platform no longer answers pings."""


class _Headers(msgspec.Struct):
    req_id: str = ""


class _Frame(msgspec.Struct):
    cmd: str = ""
    headers: _Headers = msgspec.field(default_factory=_Headers)
    body: Callback | None = None
    errcode: int = 0
    errmsg: str = ""


class Connection:
    """The state of one connection, from its opening to its end."""

    def __init__(self, bot_id: str, secret: str) -> None:
        self._bot_id = bot_id
        self._secret = secret
        self._subscription = ""
        self._pings: set[str] = set()
        self.subscribed = False

    def subscribe(self) -> str:
        """Return the first frame to send."""
        self._subscription = _new_id("aibot_subscribe")
        body = {"bot_id": self._bot_id, "secret": self._secret}
        return _frame("aibot_subscribe", self._subscription, body)

    def ping(self) -> str:
        """Return the frame to send every :data:`PING_SECONDS`.

        :raises HalfOpenError: when too many before it weren't answered
        """
        if len(self._pings) >= MOST_UNANSWERED_PINGS:
            raise HalfOpenError(f"{len(self._pings)} pings unanswered")
        ping = _new_id("ping")
        self._pings.add(ping)
        return _frame("ping", ping)

    def respond(self, req_id: str, stream_id: str, content: str, *, finish: bool) -> str:
        """Return the frame that answers a callback, or a part of the answer."""
        return _frame("aibot_respond_msg", req_id, stream(stream_id, content, finish=finish))

    def greet(self, req_id: str, content: str) -> str:
        """Return the frame that greets somebody who entered; good for 5 s."""
        return _frame("aibot_respond_welcome_msg", req_id, welcome(content))

    def send(self, chat: str, content: str) -> tuple[str, str]:
        """Return the id and the frame of a message that answers no callback.

        :param chat: a group's chat id or a member's user id
        """
        req_id = _new_id("aibot_send_msg")
        return req_id, _frame("aibot_send_msg", req_id, {"chatid": chat, **markdown(content)})

    def receive(self, raw: str | bytes) -> Happening:
        """Return what a frame of the platform means. Nothing that it can hold raises."""
        try:
            frame = msgspec.json.decode(raw, type=_Frame)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            return Ignored(f"unreadable frame: {type(error).__name__}")
        req_id = frame.headers.req_id
        if frame.cmd == "aibot_msg_callback":
            return self._message(frame.body, req_id)
        if frame.cmd == "aibot_event_callback":
            return self._event(frame.body, req_id)
        if frame.cmd and frame.cmd != "pong":
            return Ignored(f"unknown command {frame.cmd[:40]!r}")
        # Any answer shows that somebody is there.
        self._pings.clear()
        if req_id and req_id == self._subscription:
            self._subscription = ""
            self.subscribed = frame.errcode == 0
            return Subscribed() if self.subscribed else Refused(frame.errcode, frame.errmsg)
        if not req_id or req_id.startswith("ping"):
            return Ignored("pong")
        return Acknowledged(req_id, frame.errcode, frame.errmsg)

    def _message(self, body: Callback | None, req_id: str) -> Happening:
        if body is None or not req_id:
            return Ignored("a message without body or req_id")
        try:
            heard = heard_in(body)
        except CallbackError as error:
            return Ignored(str(error))
        if heard is None:
            return Ignored(f"a {body.msgtype[:40]!r}")
        return Received(
            msgspec.structs.replace(heard, reply_to=heard.reply_to | {"req_id": req_id})
        )

    def _event(self, body: Callback | None, req_id: str) -> Happening:
        kind = body.event.eventtype if body and body.event else ""
        if kind == "disconnected_event":
            self.subscribed = False
            return Evicted()
        if kind == "enter_chat" and req_id:
            return Entered(req_id)
        return Ignored(f"event {kind[:40]!r}")


def _new_id(command: str) -> str:
    return f"{command}_{secrets.token_hex(8)}"


def _frame(command: str, req_id: str, body: dict[str, Any] | None = None) -> str:
    frame: dict[str, Any] = {"cmd": command, "headers": {"req_id": req_id}}
    if body is not None:
        frame["body"] = body
    return msgspec.json.encode(frame).decode()
