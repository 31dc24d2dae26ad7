"""Where two answers say different things: other days, rooms, mailboxes, or yes against no.

Plain text comparison, for a counselor to look at; it decides nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.knowledge.text import fold

_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "半": 0.5}
_NUMBER = r"(?:\d+|[一二两三四五六七八九十半]+)"
_FIGURES = (
    ("天数", re.compile(rf"({_NUMBER})\s*天")),
    ("月数", re.compile(rf"({_NUMBER})\s*个月")),
    ("时间", re.compile(r"(\d{1,2}[::点]\d{0,2})")),
    ("星期", re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")),
    ("日期", re.compile(r"(\d{1,2}月\d{1,2}[日号])")),
    ("房间", re.compile(r"([a-z]?\d{3,4}(?=室|办公室|房间)|[a-z]\d{3})")),
    ("邮箱", re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)", re.ASCII)),
    ("网址", re.compile(r"(https?://[\w./-]+)", re.ASCII)),
    ("费用", re.compile(rf"({_NUMBER})\s*元")),
)
"""What answers may differ in → how it's written, in folded text."""
_NO = re.compile(r"不(?:能|可以|行|用|需要|必|要|会|得|允许)|无需|禁止|没有必要")
_YES = re.compile(r"可以|能够?|需要|必须|应当?|要|会|允许")
_FIRST = re.compile(r"[^,，。;；!！?？\n]+")


class Contradiction(NamedTuple):
    """One thing in which two answers differ."""

    what: str
    """``天数``, ``房间`` … or ``结论``."""
    here: tuple[str, ...]
    there: tuple[str, ...]


def contradictions(one: str, other: str) -> list[Contradiction]:
    """Return in what two answers differ: both name something of a kind, and nothing in common."""
    mine, theirs = fold(one), fold(other)
    found = []
    for what, pattern in _FIGURES:
        here, there = _values(what, pattern, mine), _values(what, pattern, theirs)
        if here and there and not set(here) & set(there):
            found.append(Contradiction(what, tuple(here.values()), tuple(there.values())))
    here_says, there_says = _conclusion(mine), _conclusion(theirs)
    if here_says and there_says and here_says[0] != there_says[0]:
        found.append(Contradiction("结论", (here_says[1],), (there_says[1],)))
    return found


def _values(what: str, pattern: re.Pattern[str], text: str) -> dict[str, str]:
    """Return what a text names of a kind: comparable value → as written, in order."""
    found: dict[str, str] = {}
    for match in pattern.finditer(text):
        value = _number(match[1]) if what in ("天数", "月数", "费用") else match[1]
        found.setdefault("日" if value == "天" else value, match[0])
    return found


def _number(text: str) -> str:
    """Return a small number in figures."""
    if text.isascii():
        return str(int(text))
    tens, ten, ones = text.partition("十")
    if not ten:
        return str(_CHINESE.get(text, text))
    return str(int(_CHINESE.get(tens, 1)) * 10 + int(_CHINESE.get(ones, 0)))


def _conclusion(text: str) -> tuple[bool, str] | None:
    """Return (whether it says yes, its words) of an answer's first clause; None if neither."""
    first = _FIRST.search(text.replace("*", ""))
    if first is None:
        return None
    if no := _NO.search(first[0]):
        return False, no[0]
    yes = _YES.search(first[0])
    return (True, yes[0]) if yes else None
