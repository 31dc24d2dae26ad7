"""WeCom 智能机器人: what its callbacks hold and what it takes as an answer.

The same JSON comes by webhook (encrypted) and by long connection (plain). In a group the platform
calls only when the bot is mentioned, so whatever comes is addressed to it. Sources: pages 100719
(receive), 101031 (passive answers) and 101138 (``response_url``) of
developer.work.weixin.qq.com/document/path.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timezone
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from bot.channels.callback_errors import MalformedError
from bot.channels.heard import Heard
from bot.channels.wecom_crypto import Sealed

CHANNEL = "wecom-bot"
MOST_BYTES = 20_480
"""Of the content of one message or stream."""
STREAM_SECONDS = 6 * 60
"""How long the platform asks for the rest of a stream."""
RESPONSE_URL_SECONDS = 60 * 60
"""How long the one call of a ``response_url`` is good."""
Read = TypeVar("Read")
MENTION = re.compile(r"(?:^|(?<=\s))@\S+(?:\s+|$)")


class _Writer(msgspec.Struct):
    userid: str


class _Text(msgspec.Struct):
    content: str = ""


class _Item(msgspec.Struct):
    msgtype: str = ""
    text: _Text | None = None


class _Mixed(msgspec.Struct):
    msg_item: list[_Item] = []


class _Stream(msgspec.Struct):
    id: str


class _Event(msgspec.Struct):
    eventtype: str = ""


class Callback(msgspec.Struct):
    """The inner JSON of a callback, as far as we read it; unknown fields are passed over."""

    msgid: str = ""
    msgtype: str = ""
    writer: _Writer | None = msgspec.field(name="from", default=None)
    chatid: str | None = None
    chattype: str = "single"
    create_time: Any = None
    response_url: str | None = None
    text: _Text | None = None
    voice: _Text | None = None
    mixed: _Mixed | None = None
    stream: _Stream | None = None
    event: _Event | None = None


class _Envelope(msgspec.Struct):
    encrypt: str


def read_envelope(body: bytes) -> str:
    """Return the ``encrypt`` of a webhook's body.

    :raises MalformedError: when there is none
    """
    return _decode(body, _Envelope).encrypt


def read_callback(body: bytes | str) -> Callback:
    """Return the inner JSON of a callback.

    :raises MalformedError: when it isn't JSON or a field that we read has another type
    """
    return _decode(body, Callback)


def heard_in(callback: Callback) -> Heard | None:
    """Return the message of a callback; None for events, stream polls and what has no writer.

    A picture or a file alone becomes an empty text: it is addressed to the bot and gets its short
    help. Quoted text isn't the writer's own and isn't read.
    """
    if callback.event or callback.msgtype in {"event", "stream"}:
        return None
    if callback.writer is None or not callback.writer.userid or not callback.msgid:
        return None
    in_group = callback.chattype == "group"
    if in_group and not callback.chatid:
        return None
    text = _text_of(callback)
    reply_to = {
        "chat": (callback.chatid if in_group else None) or callback.writer.userid,
        "stream": stream_id_of(callback.msgid),
    }
    if callback.response_url:
        reply_to["response_url"] = callback.response_url
    return Heard(
        channel=CHANNEL,
        message_id=callback.msgid,
        user=callback.writer.userid,
        group=callback.chatid if in_group else None,
        text=without_mentions(text) if in_group else text.strip(),
        mentioned=in_group,
        sent_at=_time_of(callback.create_time),
        reply_to=reply_to,
    )


def stream_id_of(message_id: str) -> str:
    """Return the id of the answer to a message: the same for each repetition of it."""
    return hashlib.sha256(message_id.encode()).hexdigest()[:32]


def without_mentions(text: str) -> str:
    """Return what was typed in a group without its mentions (``@转接助手 在哪打印``)."""
    return MENTION.sub("", text).strip()


def stream(stream_id: str, content: str, *, finish: bool) -> dict[str, Any]:
    """Return an answer that the platform keeps asking for until ``finish``."""
    return {
        "msgtype": "stream",
        "stream": {"id": stream_id, "finish": finish, "content": content},
    }


def markdown(content: str) -> dict[str, Any]:
    """Return a message for a ``response_url`` or a long connection."""
    return {"msgtype": "markdown", "markdown": {"content": content}}


def welcome(content: str) -> dict[str, Any]:
    """Return the greeting of somebody who opens the chat with the bot for the first time today."""
    return {"msgtype": "text", "text": {"content": content}}


def write_envelope(sealed: Sealed) -> bytes:
    """Return the body of a webhook's answer."""
    return msgspec.json.encode(
        {
            "encrypt": sealed.encrypt,
            "msgsignature": sealed.signature,
            "timestamp": int(sealed.timestamp),
            "nonce": sealed.nonce,
        }
    )


def may_be_called(response_url: str, api: str) -> bool:
    """Tell whether a ``response_url`` is the platform's own: same scheme and host as its API."""
    try:
        theirs, ours = urlsplit(response_url), urlsplit(api)
    except ValueError:
        return False
    return (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)


def _text_of(callback: Callback) -> str:
    if callback.mixed is not None:
        return "\n".join(i.text.content for i in callback.mixed.msg_item if i.text)
    spoken = callback.text or callback.voice
    return spoken.content if spoken else ""


def _time_of(seconds: object) -> datetime | None:
    if not isinstance(seconds, int) or not 0 < seconds < 2**33:
        return None
    return datetime.fromtimestamp(seconds, timezone.utc)


def _decode(body: bytes | str, kind: type[Read]) -> Read:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise MalformedError(f"{kind.__name__.strip('_')}: {type(error).__name__}") from error
