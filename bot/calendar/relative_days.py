"""Days counted from today: 昨天, 上周四, 三天前, 两三天前."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange

from bot.calendar.form import (
    MASK,
    NOT_A_WORD,
    RELATIVE,
    WEEK,
    Found,
    Match,
    day_missing,
    form,
    read_as,
    several,
)
from bot.calendar.inference import Scope, dated
from bot.calendar.readings import Ambiguous, Impossible, Read

_NUMBERS = {c: i for i, c in enumerate("一二三四五六七八九", 1)} | {"两": 2, "日": 7, "天": 7}
_MOST_YEARS = 10
"""23年以后 means the year 2023."""
_SPAN = rf"(?:个(?P<and_half>半)?)?(?P<unit>天|{WEEK}|(?<=[个半])月|年)"


def _habit(match: Match, scope: Scope) -> None:
    """每周一、周四: no day in particular."""


def _weekday(match: Match, scope: Scope) -> Found:
    """周四 is the nearest on the expected side; 上周四 that of the week before (from Monday)."""
    relative, name = match.groupdict().get("relative"), match["weekday"]
    monday = scope.today - datetime.timedelta(days=scope.today.weekday())
    monday += datetime.timedelta(weeks=RELATIVE[relative] if relative else 0)
    week = tuple(monday + datetime.timedelta(days=day) for day in range(7))
    if name is None:
        return day_missing(week, match[0])
    if name == "末":
        return day_missing(week[5:], match[0])
    date = week[(int(name) if name.isdigit() else _NUMBERS[name]) - 1]
    if not relative:
        if scope.expected == "past" and date > scope.today:
            date -= datetime.timedelta(weeks=1)
        if scope.expected == "future" and date < scope.today:
            date += datetime.timedelta(weeks=1)
    return Read(date=date, how="weekday", text=match[0])


_DAY_BESIDE = re.compile(f"(?:{MASK}|周.|星期.|礼拜.|[日号])[^,。;!?]{{0,6}}$")
"""Stands before 刚 in the same clause and says which day it was."""


def _day_word(match: Match, scope: Scope) -> Found:
    days = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}[match["word"]]
    days += len(match["further"]) * (1 if days > 0 else -1)
    return _day_from(scope, days, match[0])


def _just_now(match: Match, scope: Scope) -> Found | None:
    """章刚刚盖了 is today, 昨天刚盖的章 isn't."""
    before = match.string[: match.start()]
    return None if _DAY_BESIDE.search(before) else _day_from(scope, 0, match[0])


def _ago(match: Match, scope: Scope) -> Found | None:
    """三天前, 半个月前, 过两周."""
    count, unit, text = match["count"], match["unit"], match[0]
    sign = -1 if match["side"] == "前" else 1
    exact = unit in {"天", "周", "星期", "礼拜"}
    date: datetime.date | Impossible
    if count == "半":
        if unit not in {"月", "年"}:
            return None
        half = (15, "天") if unit == "月" else (6, "月")
        date = shifted(scope.today, sign * half[0], half[1], text)
    else:
        date = shifted(scope.today, sign * int(count), unit, text)
        if unit == "年" and int(count) > _MOST_YEARS:
            return None
        if match["and_half"] and isinstance(date, datetime.date):
            if unit != "月":
                return None
            date = shifted(date, sign * 15, "天", text)
    if isinstance(date, Impossible):
        return date
    return Read(date=date, how="offset", text=text, exact=exact)


def shifted(date: datetime.date, count: int, unit: str, text: str) -> datetime.date | Impossible:
    """Return the date ``count`` units (天, 日, 周, 星期, 礼拜, 月, 年) away."""
    if unit in {"月", "年"}:
        index = date.year * 12 + date.month - 1 + count * (12 if unit == "年" else 1)
        year, month = index // 12, index % 12 + 1
        if not 1 <= year <= 9999:
            return Impossible(kind="year", text=text, year=year)
        return dated(year, month, min(date.day, monthrange(year, month)[1]), text)
    try:
        moved = date + datetime.timedelta(days=count * (1 if unit in {"天", "日"} else 7))
    except OverflowError:
        return Impossible(kind="year", text=text)
    return dated(moved.year, moved.month, moved.day, text)


def _about_two(match: Match, scope: Scope) -> Found:
    """两三天前."""
    sign = -1 if match["side"] == "前" else 1
    counts = [_NUMBERS[count] for count in match["counts"]]
    dates = [shifted(scope.today, sign * count, match["unit"], match[0]) for count in counts]
    found = tuple(date for date in dates if isinstance(date, datetime.date))
    return Ambiguous(kind="vague", text=match[0], candidates=found)


def _either_day(match: Match, scope: Scope) -> Found:
    """明后天, 今明两天."""
    days = {"今明": (0, 1), "明后": (1, 2)}[match[1]]
    return several([_day_from(scope, day, match[0]) for day in days], match[0])


def _day_from(scope: Scope, days: int, text: str) -> Read | Impossible:
    return read_as(shifted(scope.today, days, "天", text), "day_word", text)


def _vague(match: Match, scope: Scope) -> Found:
    return Ambiguous(kind="vague", text=match[0])


HABIT = form(
    rf"[每逢]个?{WEEK}[一二三四五六日天](?:[上下]午|[、,和及与]|{WEEK}?[一二三四五六日天])*", _habit
)
RELATIVE_WEEK = form(
    rf"{NOT_A_WORD}(?P<relative>上上|大上|上|下下|下|这|本)1?个?{WEEK}(?:的?{WEEK})?"
    r"(?P<weekday>[1-7一二三四五六日天末](?!\d))?",
    _weekday,
)
WEEKDAY = form(
    rf"(?<![每逢\d一两几半个]){WEEK}(?P<weekday>[1-7一二三四五六日天末])(?!\d)", _weekday
)
EITHER_DAY = form("(今明|明后)(?:两)?天", _either_day)
DAY_BEFORE_OR_AFTER = form(
    r"(?<![以之目当最])(?P<further>大{0,2})(?P<word>[前后])[天日](?!期)", _day_word
)
DAY_WORD = form(
    r"(?P<further>)(?<![注说写标])(?P<word>[昨今明])[天日晚夜早晨儿](?![头期]|哈工大)", _day_word
)
EVENING_BEFORE = form(r"(?<![以之])(?P<further>)(?P<word>前)晚", _day_word)
JUST_STAMPED = form(
    r"(?:刚刚|刚才|刚)(?=[^,。;!?\d错没昨前天周]{0,10}(?:盖|签)[^,。;!?\d错没昨前天周]{0,6}(?:[章字了完好]|$))",
    _just_now,
    weak=True,
)
AGO = form(rf"(?<![\d.第])(?P<count>\d{{1,4}}|半){_SPAN}[之以]?(?P<side>[前后])(?![往面台])", _ago)
AHEAD = form(
    rf"(?:再|(?<![\u4e00-\u9fff]))过(?P<count>\d{{1,3}}){_SPAN}(?:[之以]?(?P<side>后))?", _ago
)
ABOUT_TWO = form(
    rf"(?P<counts>[一二两三四五六七八九]{{2}})个?(?P<unit>天|{WEEK}|月)[之以]?(?P<side>[前后])",
    _about_two,
)
VAGUE = form(
    "(?:"
    r"(?:(?<!\d)\d{1,3}|[一二两三四五六七八九十百]{1,4}|好)?[多几来余]"
    rf"个?(?:[天日月年]|{WEEK})[之以]?[前后]"
    r"|\d{1,3}月(?:(?:\d{1,2}|[一二三十]{1,3})(?:[多几来][号日]|[多几]|来(?!得及|不|的及))|[多几][号日])"
    r"|(?:[一二三十]{1,3}|\d{1,2})[多几来][号日]"
    r"|(?<![之提])前(?:几|两|2|些|一?阵子?|段时间|段日子)个?[天日月周]?|过(?:几|两|2)天"
    r"|年[底初末中](?!中)|不久前|前不久|最近|近期|近日|改天"
    ")",
    _vague,
    weak=True,
)
