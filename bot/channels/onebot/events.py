"""What comes from the program that drives the account: messages, signs of life, answers."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import msgspec

from bot.channels.callback_errors import MalformedError
from bot.channels.heard import Heard
from bot.channels.onebot.segments import Segment, read_segments

CHANNEL = "onebot"
EVERYBODY = "all"
"""In a mention: the whole group, which is not the bot."""


class Response(msgspec.Struct, frozen=True):
    """The answer to one of our calls."""

    echo: object
    """As it was sent with the call; other programs may send any type."""
    status: str = ""
    retcode: int = 0
    data: object = None
    message: str = ""
    wording: str = ""

    @property
    def message_id(self) -> str | None:
        """Id of the message that the call sent."""
        data = self.data if isinstance(self.data, dict) else {}
        return _id(data.get("message_id"))


class SignOfLife(msgspec.Struct, frozen=True):
    """A meta event: the program has connected, or its heart beats."""

    kind: str
    """``lifecycle`` or ``heartbeat``."""
    online: bool
    """False when the account itself has dropped out."""


Event = Heard | SignOfLife | Response


def read_event(body: bytes | str) -> Event | None:
    """Return what a frame or a posted body holds.

    :returns: None for what concerns no bot that answers questions: notices, requests …
    :raises MalformedError: when it isn't an event in the standard's form
    """
    try:
        event = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise MalformedError(type(error).__name__) from None
    if not isinstance(event, dict):
        raise MalformedError("an event that is no object")
    kind = event.get("post_type")
    if kind == "message":
        return _message(event)
    if kind == "meta_event":
        status = event.get("status")
        online = status.get("online") if isinstance(status, dict) else True
        return SignOfLife(str(event.get("meta_event_type")), online is not False)
    if kind is None and "retcode" in event:
        try:
            return msgspec.convert({"echo": None} | event, Response, strict=False)
        except (msgspec.ValidationError, OverflowError):
            raise MalformedError("a response of another form") from None
    return None


def _message(event: dict[str, Any]) -> Heard | None:
    self_id, message_id = _id(event.get("self_id")), _id(event.get("message_id"))
    user = _id(event.get("user_id"))
    if self_id is None or message_id is None or user is None:
        raise MalformedError("a message without self_id, message_id or user_id")
    if event.get("sub_type") == "anonymous":
        return None  # all of them share one id, and nobody's answer may go to another
    group = _id(event.get("group_id"))
    is_group = event.get("message_type") == "group"
    reply_to = {"self_id": self_id, "user": user, "message_id": message_id}
    if group is not None:  # a private talk may go through a group: with somebody who is no friend
        reply_to["group" if is_group else "through_group"] = group
    elif is_group:
        raise MalformedError("a group message without group_id")
    segments = read_segments(event.get("message"))
    return Heard(
        channel=CHANNEL,
        message_id=message_id,
        user=user,
        group=group if is_group else None,
        text=_text(segments),
        mentioned=not is_group or any(_mentions(segment, self_id) for segment in segments),
        quotes=next((s.data.get("id") for s in segments if s.type == "reply"), None),
        from_bot=user == self_id or _is_bot(event.get("sender")),
        sent_at=_time(event.get("time")),
        reply_to=reply_to,
    )


def _text(segments: list[Segment]) -> str:
    return " ".join("".join(s.data.get("text", "") for s in segments if s.type == "text").split())


def _mentions(segment: Segment, self_id: str) -> bool:
    return segment.type == "at" and segment.data.get("qq") == self_id


def _is_bot(sender: object) -> bool:
    return isinstance(sender, dict) and sender.get("is_robot") is True


def _id(value: object) -> str | None:
    """Return an id as a string: it comes as a number or as a string."""
    if isinstance(value, bool) or not isinstance(value, (int, str)) or value == "":
        return None
    return str(value)


def _time(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return datetime.fromtimestamp(value, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None
