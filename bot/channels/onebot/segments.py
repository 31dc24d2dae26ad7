"""Messages as arrays of segments, and as strings with CQ codes: both come, arrays are sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from bot.channels.callback_errors import MalformedError

_CODE = re.compile(r"\[CQ:([A-Za-z0-9_.-]+)((?:,[^,\[\]]*)*)\]")


class Segment(NamedTuple):
    """One part of a message: a text, a mention, a quote, a picture …"""

    type: str
    data: Mapping[str, str]


def text_segment(text: str) -> Segment:
    """Return a part that is text."""
    return Segment("text", {"text": text})


def as_json(segments: Iterable[Segment]) -> list[dict[str, Any]]:
    """Return the array form."""
    return [{"type": segment.type, "data": dict(segment.data)} for segment in segments]


def read_segments(message: object) -> list[Segment]:
    """Return the parts of a message: an array, one segment, or a string with CQ codes.

    :raises MalformedError: when it is none of these
    """
    if isinstance(message, str):
        return _from_string(message)
    if isinstance(message, dict):
        return [_from_object(message)]
    if isinstance(message, list):
        return [_from_object(part) for part in message]
    raise MalformedError("a message that is neither array nor string")


def escape(text: str, in_code: bool = False) -> str:
    """Return ``text`` so that it reads as itself in a string with CQ codes.

    :param in_code: for a value inside a code, where a comma ends it
    """
    text = text.replace("&", "&amp;").replace("[", "&#91;").replace("]", "&#93;")
    return text.replace(",", "&#44;") if in_code else text


def unescape(text: str) -> str:
    """Return what :func:`escape` made ``text`` from."""
    text = text.replace("&#44;", ",").replace("&#91;", "[").replace("&#93;", "]")
    return text.replace("&amp;", "&")


def _from_object(part: object) -> Segment:
    if not isinstance(part, dict) or not isinstance(part.get("type"), str):
        raise MalformedError("a segment without type")
    data = part.get("data")
    if data is not None and not isinstance(data, dict):
        raise MalformedError("a segment whose data is no object")
    # Ids come as numbers or as strings, by the program that sends them.
    return Segment(part["type"], {str(k): str(v) for k, v in (data or {}).items()})


def _from_string(message: str) -> list[Segment]:
    segments: list[Segment] = []
    end = 0
    for code in _CODE.finditer(message):
        if code.start() > end:
            segments.append(text_segment(unescape(message[end : code.start()])))
        pairs = (pair.partition("=") for pair in code.group(2).split(",")[1:])
        segments.append(Segment(code.group(1), {k: unescape(v) for k, _, v in pairs}))
        end = code.end()
    if end < len(message):
        segments.append(text_segment(unescape(message[end:])))
    return segments
