"""WeCom 自建应用: encrypted XML in, ``message/send`` out; one to one only.

Sources: pages 90238 and 90239 (receive), 90236 (send), 90248 (frequency) of
developer.work.weixin.qq.com/document/path.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from bot.channels.callback_errors import MalformedError
from bot.channels.heard import Heard
from bot.channels.wechat_xml import read_xml

CHANNEL = "wecom-app"
MOST_BYTES = 2_048
"""Of the text of one message; the platform cuts what is longer."""


def read_envelope(body: bytes) -> str:
    """Return the ``Encrypt`` of a callback's body.

    :raises MalformedError: when there is none
    """
    encrypt = read_xml(body).get("Encrypt")
    if not encrypt:
        raise MalformedError("no Encrypt in it")
    return encrypt


def read_message(xml: str) -> Heard | None:
    """Return the message of a decrypted callback; None for events (entering the app, menus).

    A picture or a file becomes an empty text, which gets the short help.

    :raises MalformedError: not XML, or a message without writer or id
    """
    return heard_in(read_xml(xml), CHANNEL)


def heard_in(fields: dict[str, str], channel: str) -> Heard | None:
    """Return the message that the XML of a self-built app or a 公众号 holds; None for events.

    :raises MalformedError: a message without writer or id
    """
    kind = fields.get("MsgType", "").lower()
    if kind in {"event", ""}:
        return None
    user, message_id = fields.get("FromUserName", ""), fields.get("MsgId", "")
    if not user or not message_id:
        raise MalformedError("a message without FromUserName or MsgId")
    # A voice message carries what was recognised where the account has that switched on.
    text = fields.get("Content", "") if kind == "text" else fields.get("Recognition", "")
    return Heard(
        channel=channel,
        message_id=message_id,
        user=user,
        text=text.strip(),
        sent_at=_time_of(fields.get("CreateTime", "")),
        reply_to={"user": user},
    )


def text_message(user: str, agent_id: int, content: str) -> dict[str, Any]:
    """Return the body of ``message/send``; the platform drops a repetition within half an hour.

    To one member it takes 30 a minute and 1,000 an hour, and drops what is more without an error;
    our own limits of what somebody may ask keep well below.
    """
    return {
        "touser": user,
        "msgtype": "text",
        "agentid": agent_id,
        "text": {"content": content},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 1800,
    }


def _time_of(seconds: str) -> datetime | None:
    if not seconds.isascii() or not seconds.isdigit() or not 0 < int(seconds[:12]) < 2**33:
        return None
    return datetime.fromtimestamp(int(seconds[:12]), timezone.utc)
