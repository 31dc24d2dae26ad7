"""What the platform sends: one envelope, in callbacks and over the WebSocket alike."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TypeVar

import msgspec

from bot.channels.callback_errors import MalformedError
from bot.channels.heard import Heard
from bot.channels.qq.signature import Signer

CHANNEL = "qq"
DISPATCH = 0
VALIDATION = 13
ACKNOWLEDGED = b'{"op":12,"d":0}'
"""Answer to a dispatched event: taken, don't send it again."""
TRY_AGAIN = b'{"op":12,"d":1}'
"""Answer to a dispatched event that couldn't be kept."""
T = TypeVar("T")
_MENTION = re.compile(r"<@!?[^<>\s]{1,128}>")


class Envelope(msgspec.Struct, frozen=True):
    """``{"op", "d", "s", "t", "id"}``; unknown fields are passed over."""

    op: int
    d: msgspec.Raw = msgspec.Raw(b"null")
    s: int | None = None
    t: str | None = None


class Validation(msgspec.Struct, frozen=True):
    """Asks to sign ``plain_token``: how the console checks a callback address."""

    plain_token: str
    event_ts: str


class _Author(msgspec.Struct, frozen=True):
    id: str = ""
    member_openid: str = ""
    user_openid: str = ""
    bot: bool | None = None


class _Mention(msgspec.Struct, frozen=True):
    is_you: bool | None = None


class _Message(msgspec.Struct, frozen=True):
    id: str
    author: _Author
    group_openid: str = ""
    content: str | None = None
    timestamp: str | int | None = None
    mentions: list[_Mention] | None = None


def read_envelope(body: bytes | str) -> Envelope:
    """Return what a callback's body or a WebSocket frame holds.

    :raises MalformedError: when it is no envelope
    """
    return _decode(body, Envelope)


def read_validation(envelope: Envelope) -> Validation:
    """Return the question of an op 13.

    :raises MalformedError: when it asks nothing
    """
    return _decode(envelope.d, Validation)


def validation_answer(signer: Signer, asked: Validation) -> bytes:
    """Return the JSON body that proves that we hold the secret."""
    signature = signer.sign(asked.event_ts, asked.plain_token.encode())
    return msgspec.json.encode({"plain_token": asked.plain_token, "signature": signature})


def read_message(envelope: Envelope) -> Heard | None:
    """Return the message that an op 0 brings.

    :returns: None for events that are no messages to a bot (friends, buttons, guilds …)
    :raises MalformedError: when a message lacks its id or its writer
    """
    if envelope.t == "C2C_MESSAGE_CREATE":
        message = _decode(envelope.d, _Message)
        user = message.author.user_openid or message.author.id
        return _heard(message, user=user, group=None, mentioned=True)
    if envelope.t in {"GROUP_AT_MESSAGE_CREATE", "GROUP_MESSAGE_CREATE"}:
        message = _decode(envelope.d, _Message)
        if not message.group_openid:
            raise MalformedError("a group message without group_openid")
        # Where the owner allows it, every message of the group comes, not only those to the bot.
        mentioned = envelope.t == "GROUP_AT_MESSAGE_CREATE" or any(
            mention.is_you for mention in message.mentions or ()
        )
        user = message.author.member_openid or message.author.id
        return _heard(message, user=user, group=message.group_openid, mentioned=mentioned)
    return None


def _heard(message: _Message, *, user: str, group: str | None, mentioned: bool) -> Heard:
    if not message.id or not user:
        raise MalformedError("a message without id or writer")
    sent_at = _time(message.timestamp)
    to = {"group": group} if group else {"user": user}
    return Heard(
        channel=CHANNEL,
        message_id=message.id,
        user=user,
        group=group,
        text=_MENTION.sub(" ", message.content or "").strip(),
        mentioned=mentioned,
        from_bot=bool(message.author.bot),
        sent_at=sent_at,
        reply_to={**to, "msg_id": message.id},
    )


def _time(value: str | int | None) -> datetime | None:
    """Return an RFC 3339 time or Unix seconds as a time; None for what is neither."""
    try:
        when = msgspec.convert(value, datetime, strict=False)
    except msgspec.ValidationError:
        return None
    return when if when.tzinfo else None


def _decode(body: bytes | str | msgspec.Raw, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise MalformedError(f"{kind.__name__}: {type(error).__name__}") from None
