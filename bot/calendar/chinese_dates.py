"""Reads one date in a text as people type it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.calendar.readings import Absent, DateReading, Expected, Impossible, Read
from bot.knowledge.text import fold

_WORDS = {"今天": 0, "昨天": -1, "前天": -2, "明天": 1, "后天": 2}


def read_date(text: str, today: date, expected: Expected = "past") -> DateReading:
    """Return the one date that ``text`` names, or why there is none.

    :param text: anything a student may type
    :param today: the date in China
    :param expected: the side of today on which the date should lie, where the text leaves it open
    """
    text = fold(text)
    for word, days in _WORDS.items():
        if word in text:
            return Read(date=today + timedelta(days=days), how="day_word", text=word)
    found = re.search(r"(?:(\d{4})[年/.-])?(\d{1,2})[月/.-](\d{1,2})[日号]?", text)
    if not found:
        return Absent()
    year, month, day = int(found[1] or today.year), int(found[2]), int(found[3])
    try:
        read = date(year, month, day)
    except ValueError:
        return Impossible(kind="day", text=found.group(), year=year, month=month, day=day)
    return Read(date=read, how="full" if found[1] else "year_inferred", text=found.group())


def read_valid_until(text: str, today: date) -> DateReading:
    """Return the date up to which a letter says it is good: ``有效期至9月21日``.

    :param today: the date in China
    """
    found = re.search("(?:有效期?[至到]|截[至止]到?)(.*)", text)
    return read_date(found[1], today, "future") if found else Absent()
