"""Festivals, and the lunar calendar, which is recognised but not read."""

from __future__ import annotations

import datetime

import chinese_calendar

from bot.calendar.form import YEAR, Found, Match, form, inexact, year_of
from bot.calendar.inference import Scope, dated, settled
from bot.calendar.readings import Ambiguous, Impossible, Read

_FIXED = {
    "元旦": (1, 1),
    "劳动节": (5, 1),
    "五一": (5, 1),
    "儿童节": (6, 1),
    "六一": (6, 1),
    "建党节": (7, 1),
    "七一": (7, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
}
_LUNAR = {
    2024: ((2, 10), (6, 10), (9, 17)),
    2025: ((1, 29), (5, 31), (10, 6)),
    2026: ((2, 17), (6, 19), (9, 25)),
    2027: ((2, 6), (6, 9), (9, 15)),
    2028: ((1, 26), (5, 28), (10, 3)),
    2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)),
    2031: ((1, 23), (6, 24), (10, 1)),
    2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)),
    2034: ((2, 19), (6, 20), (9, 27)),
    2035: ((2, 8), (6, 10), (9, 16)),
}
"""Year → 春节, 端午, 中秋. ``chinese_calendar`` knows the days off but not which of them is the
festival; the table was made by lunardate and cnlunar, which agree, and a test holds it to the
days off."""
_OF_LUNAR = {
    "春节": (0, 0),
    "大年初一": (0, 0),
    "正月初一": (0, 0),
    "除夕": (0, -1),
    "大年三十": (0, -1),
    "元宵": (0, 14),
    "端午": (1, 0),
    "中秋": (2, 0),
}
"""Name → which of the table's columns, and days from it."""

_NUMBER = "一二三四五六七八九十"
_NAMES = (
    "|".join(sorted({*_OF_LUNAR, *_FIXED, "清明"} - {"五一", "六一", "七一", "十一"}))
    + f"|(?<![周期拜{_NUMBER}百第])[五六七十]一(?![{_NUMBER}月号日点个天路班起])"
)
"""Every name; 五一 isn't one in 周五一起 or 五一路."""


def festival(name: str, year: int) -> datetime.date | None:
    """Return the day of a festival, None where no table knows it.

    :param name: as in 端午, 国庆, 清明
    """
    if name in _FIXED:
        return datetime.date(year, *_FIXED[name])
    if name == "清明":
        april = datetime.date(year, 4, 1), datetime.date(year, 4, 10)
        day: datetime.date = chinese_calendar.get_solar_terms(*april)[0][0]
        return day
    if year not in _LUNAR:
        return None
    column, days = _OF_LUNAR[name]
    return datetime.date(year, *_LUNAR[year][column]) + datetime.timedelta(days=days)


def _festival(match: Match, scope: Scope) -> Found:
    year, name, text = year_of(match, scope), match["name"], match[0]
    exact = not match["holidays"]
    if year is not None:
        if isinstance(fault := dated(year, 1, 1, text), Impossible):
            return fault
        date = festival(name, year)
        if date is None:
            return Ambiguous(kind="lunar", text=text)
        return Read(date=date, how="festival", text=text, exact=exact)
    years = range(scope.today.year - 1, scope.today.year + 2)
    dates = [date for y in years if (date := festival(name, y))]
    if len(dates) < len(years):
        return Ambiguous(kind="lunar", text=text)
    found = settled(dates, scope, text, "festival")
    return found if exact else inexact(found, "festival")


def _lunar(match: Match, scope: Scope) -> Found:
    return Ambiguous(kind="lunar", text=match[0])


FESTIVAL = form(rf"{YEAR}(?P<name>{_NAMES})节?(?P<holidays>小?长假|假期|期间|放假)?", _festival)
LUNAR = form(
    r"(?:农历|阴历|旧历)(?:\d+年)?闰?[正腊冬]?(?:\d{0,2}月)?初?(?:\d{1,2}|[一二三四五六七八九十]*)[日号]?"
    r"|闰?(?:[正腊冬]|\d{1,2})月初(?:\d{1,2}|[一二三四五六七八九十])(?!号)"
    r"|闰\d{1,2}月\d{0,2}|[正腊]月(?!初一|\d*份)\d{0,2}",
    _lunar,
    weak=True,
)
