"""What we ask of the program that drives the account, and what its answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from bot.channels.onebot.events import Response
from bot.channels.onebot.segments import Segment, as_json, text_segment

LONGEST_TEXT = 1_500
"""Characters; QQ's own limit for one message is a multiple of it."""
_REFUSALS = {
    100: "参数不对",
    102: "没有找到要发给的群或人",
    1400: "请求的格式不对",
    1401: "令牌不对",
    1403: "令牌不对",
    1404: "这个 OneBot 程序不支持发消息",
}


class Call(msgspec.Struct, frozen=True):
    """An action and its parameters."""

    action: str
    params: dict[str, Any]

    def frame(self, echo: str) -> str:
        """Return the call as a WebSocket frame.

        :param echo: comes back with the answer
        """
        frame = {"action": self.action, "params": self.params, "echo": echo}
        return msgspec.json.encode(frame).decode()


def reply_segments(reply_to: Mapping[str, str], text: str, quoting: bool = True) -> list[Segment]:
    """Return a reply: in a group it quotes the question and names who asked.

    :param quoting: False for words that answer no message
    """
    if "group" not in reply_to:
        return [text_segment(text)]
    mention = Segment("at", {"qq": reply_to["user"]})
    quote = [Segment("reply", {"id": reply_to["message_id"]})] if quoting else []
    return [*quote, mention, text_segment(f" {text}")]


def send_message(reply_to: Mapping[str, str], text: str, quoting: bool = True) -> Call:
    """Return the call that sends a reply to where an event came from."""
    message = as_json(reply_segments(reply_to, text, quoting))
    if "group" in reply_to:
        params = {"group_id": _number(reply_to["group"]), "message": message}
        return Call("send_group_msg", params)
    params = {"user_id": _number(reply_to["user"]), "message": message}
    if "through_group" in reply_to:
        params["group_id"] = _number(reply_to["through_group"])
    return Call("send_private_msg", params)


def quick_operation(reply_to: Mapping[str, str], text: str) -> dict[str, Any]:
    """Return the answer to a posted event that makes the program reply."""
    operation: dict[str, Any] = {"reply": as_json(reply_segments(reply_to, text))}
    if "group" in reply_to:
        operation["at_sender"] = False  # the reply itself names who asked
    return operation


def explain(response: Response) -> str | None:
    """Return why a call failed, to the college's technician; None when it didn't."""
    if response.status in {"ok", "async"} and response.retcode in {0, 1}:
        return None
    reason = _REFUSALS.get(response.retcode)
    said = " ".join((response.wording or response.message).split())[:200]
    return f"{reason or said or '没有说明,可能是账号被限制发言'}(retcode {response.retcode})"


def _number(value: str) -> int | str:
    """Return an id as the number that the standard wants, as far as it is one."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else value
