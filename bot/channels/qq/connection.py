"""The WebSocket mode as a state machine: what to send, when to beat, how to come back.

Whoever holds the socket calls :meth:`Connection.opened`, :meth:`received` with each frame,
:meth:`tick` about once a second, and :meth:`closed`; the steps returned say what to do.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from bot.channels.callback_errors import MalformedError
from bot.channels.qq.events import DISPATCH, Envelope, read_envelope

INTENTS = 1 << 25
"""Messages of groups (to the bot) and of private chats."""
_HEARTBEAT, _IDENTIFY, _RESUME, _RECONNECT, _INVALID_SESSION, _HELLO, _ACK = 1, 2, 6, 7, 9, 10, 11
_HELLO_SECONDS = 20.0
_SHORTEST_BEAT, _LONGEST_BEAT = 1.0, 60.0
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
_LONG_WAIT = 600.0
_TOO_LARGE = 1009
"""Our own close code. Resumed, the session would bring the same frame again, without end."""
_SESSION_LOST = {_TOO_LARGE, 4004, 4006, 4007, *range(4900, 4914)}
_NEEDS_A_HUMAN = {
    4010: "分片参数不对",
    4011: "机器人加入的群太多,需要分片",
    4012: "API 版本不对",
    4013: "订阅的事件不对",
    4014: "没有订阅群聊和单聊消息的权限,请在 QQ 开放平台开启",
    4914: "机器人已下架,只能连沙箱环境",
    4915: "机器人被封禁,请到 QQ 开放平台查看",
}


@dataclass(frozen=True)
class Send:
    """Send a frame."""

    text: str


@dataclass(frozen=True)
class Deliver:
    """An event to read."""

    envelope: Envelope


@dataclass(frozen=True)
class Close:
    """Close the socket and come back."""

    reason: str


@dataclass(frozen=True)
class ComeBack:
    """How to come back after a socket closed."""

    seconds: float
    """To wait."""
    renew_token: bool
    explanation: str | None
    """For the technician, when nobody but a human can mend it."""


Step = Send | Deliver | Close


class _Hello(msgspec.Struct, frozen=True):
    heartbeat_interval: float
    """Milliseconds."""


class _Ready(msgspec.Struct, frozen=True):
    session_id: str


class Connection:
    """One bot's connection over all its sockets."""

    def __init__(self) -> None:
        self._session: str | None = None
        self._sequence: int | None = None
        self._failures = 0
        self._opened_at = self._next_beat = 0.0
        self._beat: float | None = None
        self._ready = False
        self._acknowledged = True

    @property
    def ready(self) -> bool:
        """Tell whether events can come."""
        return self._ready

    def opened(self, now: float) -> None:
        """Begin with a new socket.

        :param now: seconds, of any clock that only goes on
        """
        self._opened_at = now
        self._beat = None
        self._ready = False
        self._acknowledged = True

    def received(self, frame: str | bytes, token: str, now: float) -> list[Step]:
        """Take a frame.

        :param token: value of the ``Authorization`` header, to say who we are
        """
        try:
            envelope = read_envelope(frame)
            return self._take(envelope, token, now)
        except (MalformedError, msgspec.DecodeError):
            return []  # one frame we can't read is no reason to leave; the next may be a question

    def tick(self, now: float) -> list[Step]:
        """Beat when it is time; leave a socket that has gone dead without a word."""
        if self._beat is None:
            return [Close("no hello")] if now - self._opened_at > _HELLO_SECONDS else []
        if now < self._next_beat:
            return []
        if not self._acknowledged:
            return [Close("no answer to a heartbeat")]
        self._acknowledged = False
        self._next_beat = now + self._beat
        return [Send(_frame(_HEARTBEAT, self._sequence))]

    def closed(self, code: int | None) -> ComeBack:
        """Return how to come back.

        :param code: of the close frame; None when the socket just broke
        """
        was_ready, self._ready = self._ready, False
        if code in _SESSION_LOST:
            self._session = self._sequence = None
        if code in _NEEDS_A_HUMAN:
            self._session = self._sequence = None
            return ComeBack(_LONG_WAIT, renew_token=False, explanation=_NEEDS_A_HUMAN[code])
        self._failures = 1 if was_ready else self._failures + 1
        wait = min(_FIRST_WAIT * 2.0 ** min(self._failures - 1, 10), _LONGEST_WAIT)
        return ComeBack(wait, renew_token=code == 4004, explanation=None)

    def _take(self, envelope: Envelope, token: str, now: float) -> list[Step]:
        if envelope.op == _HELLO:
            hello = msgspec.json.decode(envelope.d, type=_Hello)
            seconds = hello.heartbeat_interval / 1000
            self._beat = min(max(seconds * 0.9, _SHORTEST_BEAT), _LONGEST_BEAT)
            self._next_beat = now + self._beat
            return [Send(self._introduction(token))]
        if envelope.op == _ACK:
            self._acknowledged = True
            return []
        if envelope.op == _RECONNECT:
            return [Close("asked to reconnect")]
        if envelope.op == _INVALID_SESSION:
            self._session = self._sequence = None
            return [Close("session is no longer known")]
        if envelope.op == DISPATCH:
            if envelope.s is not None:
                self._sequence = envelope.s
            if envelope.t == "READY":
                self._session = msgspec.json.decode(envelope.d, type=_Ready).session_id
                self._ready = True
                return []
            if envelope.t == "RESUMED":
                self._ready = True
                return []
            return [Deliver(envelope)]
        return []

    def _introduction(self, token: str) -> str:
        if self._session is not None and self._sequence is not None:
            resume = {"token": token, "session_id": self._session, "seq": self._sequence}
            return _frame(_RESUME, resume)
        return _frame(_IDENTIFY, {"token": token, "intents": INTENTS, "shard": [0, 1]})


def _frame(op: int, data: object) -> str:
    return msgspec.json.encode({"op": op, "d": data}).decode()
