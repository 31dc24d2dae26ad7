"""Outgoing messages: their form, their numbers, and what the platform's errors mean."""

from __future__ import annotations

import enum
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec

LONGEST_TEXT = 1_500
"""Characters. No limit is documented; replies of this size are known to pass."""
GROUP_SECONDS, PRIVATE_SECONDS = 300, 3600
"""How long a message may be answered, as documented; the platform says when it is too late."""
MOST_REPLIES = 4
"""To one message; documented are 5."""
_MOST_MESSAGES = 10_000
_TEXT = 0


def path(reply_to: Mapping[str, str]) -> str:
    """Return the path to post to, from what an event left in ``reply_to``."""
    if "group" in reply_to:
        return f"/v2/groups/{quote(reply_to['group'], safe='')}/messages"
    return f"/v2/users/{quote(reply_to['user'], safe='')}/messages"


def answerable_seconds(reply_to: Mapping[str, str]) -> int:
    """Return how long a message may be answered; after that the bot speaks unasked."""
    return GROUP_SECONDS if "group" in reply_to else PRIVATE_SECONDS


def message_body(text: str, msg_id: str | None, msg_seq: int) -> dict[str, Any]:
    """Return the JSON body of one text message.

    :param msg_id: the message that is answered; None to speak unasked
    :param msg_seq: its number among the answers to that message, from 1
    """
    body: dict[str, Any] = {"content": text, "msg_type": _TEXT}
    if msg_id is not None:
        body |= {"msg_id": msg_id, "msg_seq": msg_seq}
    return body


class Numbers:
    """Counts the answers to each message: the same number twice is refused as a duplicate.

    The same text keeps its number, so an attempt whose outcome nobody knows can be repeated.
    """

    def __init__(self) -> None:
        self._given: OrderedDict[str, dict[str, int]] = OrderedDict()
        self._last: dict[str, int] = {}

    def of(self, msg_id: str, text: str) -> int | None:
        """Return the number of an answer; None when the message was answered often enough."""
        given = self._given.setdefault(msg_id, {})
        self._given.move_to_end(msg_id)
        while len(self._given) > _MOST_MESSAGES:
            forgotten, _ = self._given.popitem(last=False)
            self._last.pop(forgotten, None)
        if text not in given:
            number = self._last.get(msg_id, 0) + 1
            if number > MOST_REPLIES:
                return None
            given[text] = self._last[msg_id] = number
        return given[text]

    def taken(self, msg_id: str, text: str) -> None:
        """Learn that another answer has that number, from before a restart."""
        self._given.get(msg_id, {}).pop(text, None)


class Outcome(enum.Enum):
    """What to do after a call."""

    SENT = "sent"
    DUPLICATE = "duplicate"
    """The number was used before: by this text if an attempt was unclear, else by another."""
    RETRY = "retry"
    """Nothing was done."""
    UNCLEAR = "unclear"
    """Perhaps it was done."""
    RENEW_TOKEN = "renew_token"
    LINK_REFUSED = "link_refused"
    """The text holds a link that isn't registered."""
    TOO_LATE = "too_late"
    """It no longer counts as an answer."""
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What an answer of the platform means."""

    outcome: Outcome
    code: int
    """The platform's error code, 0 for none."""
    explanation: str
    """One sentence for the college's technician."""


_ERRORS: dict[int, tuple[Outcome, str]] = {
    11241: (Outcome.RENEW_TOKEN, "令牌没有带上,换新令牌再发"),
    11242: (Outcome.RETRY, "QQ 校验令牌时出错,稍后再发"),
    11243: (Outcome.RENEW_TOKEN, "令牌不对,换新令牌再发"),
    11244: (Outcome.RENEW_TOKEN, "令牌过期,换新令牌再发"),
    11251: (Outcome.REFUSED, "AppID 不对,请核对 BOT_QQ_APP_ID"),
    11252: (Outcome.RETRY, "QQ 检查权限时出错,稍后再发"),
    11253: (Outcome.REFUSED, "机器人没有这个接口的权限,请在 QQ 开放平台申请"),
    11254: (Outcome.REFUSED, "这个接口被平台封禁,请到 QQ 开放平台查看"),
    11265: (Outcome.REFUSED, "机器人被封禁,请到 QQ 开放平台查看"),
    11298: (Outcome.REFUSED, "本机的公网 IP 不在白名单,请在 QQ 开放平台的“IP 白名单”里加上"),
    22009: (Outcome.RETRY, "发消息太快,稍后再发"),
    50006: (Outcome.REFUSED, "消息是空的"),
    304003: (Outcome.LINK_REFUSED, "消息里的网址没有在 QQ 开放平台登记"),
    304023: (Outcome.SENT, "消息在等平台审核,审核后由平台发出"),
    304024: (Outcome.SENT, "回复在等平台审核,审核后由平台发出"),
    1100100: (Outcome.RETRY, "平台限制了发送频率,稍后再发"),
    1100101: (Outcome.REFUSED, "平台认为内容敏感,没有发出"),
    1100300: (Outcome.UNCLEAR, "QQ 内部出错,稍后再发"),
    40034005: (Outcome.TOO_LATE, "被回复的消息过期了,不能再当作回复发出"),
    40034024: (Outcome.TOO_LATE, "被回复的消息编号无效,不能再当作回复发出"),
    40034102: (Outcome.REFUSED, "群或用户没有允许机器人主动发消息"),
    40054005: (Outcome.DUPLICATE, "这个序号的回复已经发过"),
    40054010: (Outcome.LINK_REFUSED, "消息里有平台不让发的网址"),
}
"""The vendor's error list, as far as a text message meets it. Numbers not here go by status."""


def judge(status: int, body: bytes) -> Verdict:
    """Return what an answer means.

    :param status: of HTTP; the code in the body counts first
    """
    code, said = _code(body)
    if code in _ERRORS:
        outcome, explanation = _ERRORS[code]
        return Verdict(outcome, code, explanation)
    if "url" in said.lower():  # there are more codes for it than are documented
        return Verdict(Outcome.LINK_REFUSED, code, f"消息里有平台不让发的网址:{said}")
    if 200 <= status < 300 and code == 0:
        return Verdict(Outcome.SENT, 0, "已发出")
    if status == 401:
        return Verdict(Outcome.RENEW_TOKEN, code, "令牌不被接受,换新令牌再发")
    if status == 429:
        return Verdict(Outcome.RETRY, code, "发消息太快,稍后再发")
    if status >= 500:
        return Verdict(Outcome.UNCLEAR, code, f"QQ 服务出错(HTTP {status}),稍后再发")
    return Verdict(Outcome.REFUSED, code, f"QQ 没有接受(HTTP {status}):{said or '没有说明'}")


class _Error(msgspec.Struct, frozen=True):
    code: int | None = None
    err_code: int | None = None
    message: str | None = None


def _code(body: bytes) -> tuple[int, str]:
    try:
        error = msgspec.json.decode(body, type=_Error)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return 0, ""
    return error.code or error.err_code or 0, " ".join((error.message or "").split())[:200]
