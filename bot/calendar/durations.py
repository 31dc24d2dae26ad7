"""Reads how long a letter is valid: 有效期30天, 三个月, 半年."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import msgspec

from bot.calendar.spelling import spell

MOST_DAYS, MOST_MONTHS = 366, 12
"""Longer than a year is believed of no letter (the known ones run from 7 to 90 days)."""


class Duration(msgspec.Struct, frozen=True):
    """A span of days, or of calendar months."""

    count: int
    unit: Literal["day", "month"]


class UnclearDuration(msgspec.Struct, frozen=True):
    """A span was named, but it can't be counted with."""

    kind: Literal["too_short", "too_long", "several", "vague", "working_days"]
    text: str


class NoDuration(msgspec.Struct, frozen=True):
    """The text names no span."""


class Span(NamedTuple):
    """A span and where it stands."""

    start: int
    end: int
    reading: Duration | UnclearDuration


DurationReading = Duration | UnclearDuration | NoDuration

_SPAN = re.compile(
    r"(?<![\d.年/第-])(?<!\d月)(?P<count>\d+|半)(?P<more>[.]\d+|[多几来余]|[-~到至]\d{1,6})?"
    r"(?P<unit>个工作日|工作日|天|日|周|个?星期|个?礼拜|个(?P<half>半)?月|年(?!\d))"
    r"(?!月)(?![之以]?[前后])"
)
_MARK_BEFORE = re.compile(r"(?:有效|期限)[^\d,;。]{0,6}$")
_MARK_AFTER = re.compile("[之以]?内?有效")
_ABOUT_BEFORE = re.compile("(?:大概|大约|约|差不多|可能|好像|应该|估计)是?$")
_VAGUE = re.compile(
    "(?:长期|永久)有效|[一二两三四五六七八九十百]*[几多来余]个?[天日周月]"
    "|[一二两三四五六七八九]{2}个?[天日周月]"
)
_BARE_NUMBER = re.compile(r"(?!0\d)[\d一二三四五六七八九十百两零〇廿卅]{1,6}")
"""0620 is a date."""


def read_duration(text: str) -> DurationReading:
    """Return the span that ``text`` names; a number alone is in days.

    Of several, the one beside 有效 or 期限 counts.

    :param text: anything a student may type, or a particular of the college
    """
    text = spell(text).strip(" .,!?;:")
    if _BARE_NUMBER.fullmatch(text):
        text = spell(f"{text}天")
    spans = list(_SPAN.finditer(text))
    marked = [m for m in spans if _is_marked(text, m)]
    if len(marked) == 1:
        return _duration(marked[0])
    durations = list(dict.fromkeys(_duration(match) for match in spans))
    if len(durations) > 1:
        return UnclearDuration(kind="several", text=text)
    if durations:
        return durations[0]
    vague = _VAGUE.search(text)
    return UnclearDuration(kind="vague", text=vague[0]) if vague else NoDuration()


def spans_in(text: str) -> list[Span]:
    """Return every span of a text, in its order.

    :param text: as :func:`bot.calendar.spelling.spell` returns it
    """
    spans = [Span(*match.span(), _duration(match)) for match in _SPAN.finditer(text)]
    for match in _VAGUE.finditer(text):
        if not any(span.start < match.end() and match.start() < span.end for span in spans):
            spans.append(Span(*match.span(), UnclearDuration(kind="vague", text=match[0])))
    return sorted(spans, key=lambda span: span.start)


def _is_marked(text: str, match: re.Match[str]) -> bool:
    return bool(
        _MARK_BEFORE.search(text, max(0, match.start() - 12), match.start())
        or _MARK_AFTER.match(text, match.end())
    )


def _duration(match: re.Match[str]) -> Duration | UnclearDuration:
    unit, text = match["unit"].removeprefix("个"), match[0]
    if unit == "工作日":
        return UnclearDuration(kind="working_days", text=text)
    about = _ABOUT_BEFORE.search(match.string, max(0, match.start() - 5), match.start())
    if match["more"] or match["half"] or about or match.string[match.end() :][:2] == "左右":
        return UnclearDuration(kind="vague", text=text)
    if match["count"] == "半":
        halves = {"年": Duration(6, "month"), "月": Duration(15, "day")}
        return halves.get(unit) or UnclearDuration(kind="vague", text=text)
    count = int(match["count"])
    duration = {
        "月": Duration(count, "month"),
        "年": Duration(12 * count, "month"),
        "天": Duration(count, "day"),
        "日": Duration(count, "day"),
    }.get(unit, Duration(7 * count, "day"))
    if not count:
        return UnclearDuration(kind="too_short", text=text)
    if duration.count > (MOST_DAYS if duration.unit == "day" else MOST_MONTHS):
        return UnclearDuration(kind="too_long", text=text)
    return duration
