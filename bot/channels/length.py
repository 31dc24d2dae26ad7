"""Keeps a text within a platform's limit, counted in characters or in bytes."""

from __future__ import annotations

from collections.abc import Callable

Size = Callable[[str], int]
ELLIPSIS = "…"
_BREAKS = ("\n\n", "\n", "。", "\uff1b", ";", "\uff0c", ",")
"""Where a text may be cut, best first."""


def utf8_bytes(text: str) -> int:
    """Return how many bytes ``text`` takes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def trim(text: str, limit: int, size: Size = len) -> str:
    """Return ``text``, or its beginning and an ellipsis, at most ``limit`` large."""
    if size(text) <= limit:
        return text
    room = limit - size(ELLIPSIS)
    return text[: _cut(text, room, size)].rstrip() + ELLIPSIS if room >= 0 else ""


def fit(body: str, tail: str, limit: int, size: Size = len) -> str:
    """Return body and tail as one text, at most ``limit`` large; the body is what is trimmed.

    A tail that leaves no room for a body is left out.
    """
    if not tail:
        return trim(body, limit, size)
    room = limit - size(f"\n\n{tail}")
    return f"{trim(body, room, size)}\n\n{tail}" if room > limit // 4 else trim(body, limit, size)


def split(text: str, limit: int, size: Size = len) -> tuple[str, ...]:
    """Return ``text`` in parts of at most ``limit``, cut between paragraphs or sentences.

    :param limit: large enough for any one character
    """
    parts: list[str] = []
    rest = text.strip()
    while size(rest) > limit:
        cut = max(1, _cut(rest, limit, size))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return tuple(part for part in (*parts, rest) if part)


def _cut(text: str, room: int, size: Size) -> int:
    """Return after how many characters to cut so that the beginning fits into ``room``."""
    low, high = 0, min(len(text), room)
    while low < high:
        middle = (low + high + 1) // 2
        if size(text[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    for mark in _BREAKS:
        found = text.rfind(mark, 0, low)
        if found >= low // 2:
            return found + len(mark)
    return low
