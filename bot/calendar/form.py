"""What a form is: one way to write a date, a pattern and the function that reads it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import NamedTuple

from bot.calendar.inference import Scope
from bot.calendar.readings import Ambiguous, DateReading, How, Impossible, Read

Found = Read | Ambiguous | Impossible
Match = re.Match[str]
Reader = Callable[[Match, Scope], Found | None]
"""Returns None where a match is no date, nor any part of one."""

ALONE = r"(?<![\da-z./\\@第])(?<!\d:)"
"""Numbers without 年, 月, 日 don't follow a digit, a code, an address."""
SEPARATOR = r" ?[./\\-] ?"
NOT_COUNTED = r"(?!\d|[./\\]\d|[天个年月周分元块%倍点步节条层楼室次级多来几]|星期|礼拜|小时)"
"""Nor does a unit follow that makes them an amount."""
DAY_END = r"(?:[日号]|(?!\d|[天个年月周点多来几]|星期|礼拜|小时))"
YEAR = r"(?:(?P<year>(?<![\da-z])\d+|(?<!大)[今去前明后本])年[的-]?)?"
WEEK = "(?:周|星期|礼拜)"
MASK = "\N{BLACK VERTICAL RECTANGLE}"
"""Stands where a form has read; no form matches it."""
RELATIVE = {"上上": -2, "大上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
NOT_A_WORD = "(?<![马早晚以一赶碰遇网线])"
"""Before 上 and 下: 马上月底, 晚上周四, 赶上周一, 问一下周四 hold no 上月, no 上周, no 下周."""
_WORDED_YEARS = {"今": 0, "本": 0, "去": -1, "前": -2, "明": 1, "后": 2}


class Form(NamedTuple):
    """One way to write a date. Patterns match text spelt by :mod:`bot.calendar.spelling`."""

    pattern: re.Pattern[str]
    read: Reader
    weak: bool = False
    """Gives way to any other date of the text: a month alone, a number that may be a decimal."""


def form(pattern: str, read: Reader, *, weak: bool = False) -> Form:
    """Return a form."""
    return Form(re.compile(pattern), read, weak)


def year_of(match: Match, scope: Scope) -> int | None:
    """Return the year a match names; 26 is 2026, 126 stays what can't be."""
    named = match["year"]
    if named is None:
        return None
    if named in _WORDED_YEARS:
        return scope.today.year + _WORDED_YEARS[named]
    return 2000 + int(named) if len(named) == 2 else int(named[:6])


def read_as(date: datetime.date | Impossible, how: How, text: str) -> Read | Impossible:
    """Return a reading of ``date``, where it exists."""
    return date if isinstance(date, Impossible) else Read(date=date, how=how, text=text)


def inexact(found: Found, how: How) -> Found:
    """Return ``found`` as a reading that must be named."""
    if isinstance(found, Read):
        return Read(date=found.date, how=how, text=found.text, exact=False)
    return found


def day_missing(days: tuple[datetime.date, ...], text: str) -> Ambiguous:
    """Return a span of which the day isn't said."""
    return Ambiguous(kind="day_missing", text=text, candidates=days)


def dates_of(found: DateReading) -> tuple[datetime.date, ...]:
    """Return every date that a reading may mean."""
    if isinstance(found, Read):
        return (found.date,)
    return found.candidates if isinstance(found, Ambiguous) else ()


def several(founds: list[Found], text: str) -> Ambiguous:
    """Return a choice between different dates."""
    dates = dict.fromkeys(date for found in founds for date in dates_of(found))
    return Ambiguous(kind="several", text=text, candidates=tuple(dates))
