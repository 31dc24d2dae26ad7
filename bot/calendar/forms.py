"""The forms in which a date is typed, each a pattern and the function that reads it.

The patterns match text in the spelling of :func:`bot.calendar.spelling.spell`. They're tried in
the order of :data:`FORMS`; what one has read, no later one sees.
"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Callable
from typing import NamedTuple

from bot.calendar.festivals import NAMES, festival
from bot.calendar.inference import (
    Scope,
    any_month,
    any_year,
    dated,
    month_days,
    month_from,
    settled,
)
from bot.calendar.readings import Ambiguous, How, Impossible, Read

Found = Read | Ambiguous | Impossible
Match = re.Match[str]


class Form(NamedTuple):
    """One way to write a date."""

    pattern: re.Pattern[str]
    read: Callable[[Match, Scope], Found | None]
    """None: this isn't a date, nor any part of it."""
    weak: bool = False
    """Gives way to any other date of the text: a month alone, a decimal number."""


_SEP = r" ?[./\\-] ?"
_ALONE = r"(?<![\da-z./\\:@第])"
"""Numbers without 年, 月, 日 don't follow a digit, a code, an address."""
_NOT_COUNTED = r"(?!\d|[./\\]\d|[天个年月周分元块%倍点步节条层楼室次级多来几]|星期|礼拜|小时)"
_NO_UNIT = r"(?!\d|[天个年月周点多来几]|星期|礼拜|小时)"
_YEAR = r"(?:(?P<year>(?<![\da-z])\d+|(?<!大)[今去前明后本])年[的-]?)?"
_WEEKDAY = r"(?:周|星期|礼拜)(?P<weekday>[1-7一二三四五六日天末])(?!\d)"
_DAY_END = rf"(?:[日号]|{_NO_UNIT})"
_DIGIT_OF = {c: i for i, c in enumerate("一二三四五六日", 1)} | {"天": 7}
_WORDED_YEARS = {"今": 0, "本": 0, "去": -1, "前": -2, "明": 1, "后": 2}
_RELATIVE = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}


def _year(match: Match, scope: Scope) -> int | None:
    """Return the year a match names; 26 is 2026, 126 stays what can't be."""
    named = match["year"]
    if named is None:
        return None
    if named in _WORDED_YEARS:
        return scope.today.year + _WORDED_YEARS[named]
    return 2000 + int(named) if len(named) == 2 else int(named[:6])


def _read(date: datetime.date | Impossible, how: How, text: str) -> Read | Impossible:
    return date if isinstance(date, Impossible) else Read(date=date, how=how, text=text)


def _days(kind_days: tuple[datetime.date, ...], text: str) -> Ambiguous:
    return Ambiguous(kind="day_missing", text=text, candidates=kind_days)


def _year_month_day(match: Match, scope: Scope) -> Found:
    year, month, day = match.groups()
    return _read(dated(int(year), int(month), int(day), match[0]), "full", match[0])


def _eight_digits(match: Match, scope: Scope) -> Found | None:
    """An eight-digit number of another century is a number, not a date."""
    return _year_month_day(match, scope) if match[1][:2] == "20" else None


def _short_year_month_day(match: Match, scope: Scope) -> Found:
    """26.6.20 stands in Chinese order. If that is years off, 20.6.26 may have been meant."""
    first, second, third = (int(group) for group in match.groups())
    read = dated(2000 + first, second, third, match[0])
    other = dated(2000 + third, second, first, match[0])
    if isinstance(other, datetime.date) and _near(other, scope):
        if isinstance(read, Impossible):
            return Ambiguous(kind="day_first", text=match[0], candidates=(other,))
        if not _near(read, scope):
            return Ambiguous(kind="day_first", text=match[0], candidates=(other, read))
    return _read(read, "full", match[0])


def _near(date: datetime.date, scope: Scope) -> bool:
    return abs(date.year - scope.today.year) <= 1


def _year_last(match: Match, scope: Scope) -> Found:
    """06/20/2026 or 20/06/2026: no Chinese order, so only one possible reading is believed."""
    first, second, year = (int(group) for group in match.groups())
    month_first = dated(year, first, second, match[0])
    day_first = dated(year, second, first, match[0])
    if isinstance(day_first, Impossible) or day_first == month_first:
        return _read(month_first, "full", match[0])
    if isinstance(month_first, Impossible):
        return Ambiguous(kind="day_first", text=match[0], candidates=(day_first,))
    return Ambiguous(kind="day_first", text=match[0], candidates=(month_first, day_first))


def _month_day(match: Match, scope: Scope) -> Found:
    year, month, day = _year(match, scope), int(match["month"]), int(match["day"])
    if year is None:
        return any_year(month, day, scope, match[0])
    how: How = "full" if match["year"] else "year_inferred"
    return _read(dated(year, month, day, match[0]), how, match[0])


def _numeric_month_day(match: Match, scope: Scope) -> Found:
    """6/20 is 6月20日, month first. Where only the day can stand first, ask."""
    first, second = int(match["month"]), int(match["day"])
    if "-" in match[0] and match["unit"] and first < second:
        range_ = [any_month(n, scope, match[0]) for n in (first, second)]
        return _several([_month_day_of(first, second, match, scope), *range_], match[0])
    if first > 12 and 1 <= second <= 12:
        found = _month_day_of(second, first, match, scope)
        if not isinstance(found, Impossible):
            return Ambiguous(kind="day_first", text=match[0], candidates=_dates_of(found))
    return _month_day_of(first, second, match, scope)


def _month_day_of(month: int, day: int, match: Match, scope: Scope) -> Found:
    return any_year(month, day, scope, match[0])


def _dates_of(found: Found) -> tuple[datetime.date, ...]:
    if isinstance(found, Read):
        return (found.date,)
    return found.candidates if isinstance(found, Ambiguous) else ()


def _several(founds: list[Found], text: str) -> Ambiguous:
    dates = dict.fromkeys(date for found in founds for date in _dates_of(found))
    return Ambiguous(kind="several", text=text, candidates=tuple(dates))


def _day_range(match: Match, scope: Scope) -> Found:
    """3到5号."""
    days = (int(match[1]), int(match[2]))
    return _several([any_month(day, scope, match[0]) for day in days], match[0])


def _month_day_range(match: Match, scope: Scope) -> Found:
    """6.20-6.25."""
    first = _month_day_of(int(match[1]), int(match[2]), match, scope)
    beside = scope._replace(previous=first) if isinstance(first, Read) else scope
    return _several([first, _month_day_of(int(match[3]), int(match[4]), match, beside)], match[0])


def _six_digits(match: Match, scope: Scope) -> Found | None:
    """260620, or 202606: a month."""
    year, month, day = (int(part) for part in match.groups())
    read = dated(2000 + year, month, day, match[0])
    if isinstance(read, datetime.date) and abs(read.year - scope.today.year) <= 2:
        return Read(date=read, how="full", text=match[0])
    first = dated(year * 100 + month, day, 1, match[0])
    return None if isinstance(first, Impossible) else _days(month_days(first), match[0])


def _four_digits(match: Match, scope: Scope) -> Found | None:
    """0620; 2026 is no month and day."""
    found = any_year(int(match[1]), int(match[2]), scope, match[0])
    return None if isinstance(found, Impossible) and found.kind == "month" else found


def _part_of_month(match: Match, scope: Scope) -> Found:
    """6月底, 6月上旬, or 6月 alone; also 2026.6."""
    year, month, part = _year(match, scope), int(match["month"]), match.groupdict().get("part")
    if year is None:
        middle = any_year(month, 15, scope, match[0])
        if isinstance(middle, Impossible):
            return Impossible(kind=middle.kind, text=match[0], month=month)
        ends = [_part(d.replace(day=1), part, match[0]) for d in _dates_of(middle)]
        if isinstance(ends[0], Ambiguous):
            return ends[0]
        day = ends[0].date.day
        found = any_year(month, day, scope, match[0])
        return _inexact(found, "month_part")
    first = dated(year, month, 1, match[0])
    return first if isinstance(first, Impossible) else _part(first, part, match[0])


def _inexact(found: Found, how: How) -> Found:
    if isinstance(found, Read):
        return Read(date=found.date, how=how, text=found.text, exact=False)
    return found


def _part(first: datetime.date, part: str | None, text: str) -> Read | Ambiguous:
    days = month_days(first)
    if part == "初":
        return Read(date=days[0], how="month_part", text=text, exact=False)
    if part in {"底", "末"}:
        return Read(date=days[-1], how="month_part", text=text, exact=False)
    thirds = {"上旬": days[:10], "中旬": days[10:20], "下旬": days[20:], "中": days[10:20]}
    return _days(thirds[part] if part else days, text)


def _relative_month(match: Match, scope: Scope) -> Found:
    first = month_from(scope.today, _RELATIVE[match["relative"]])
    if match["day"]:
        date = dated(first.year, first.month, int(match["day"]), match[0])
        return _read(date, "month_part", match[0])
    return _part(first, match["part"], match[0])


def _part_of_any_month(match: Match, scope: Scope) -> Found:
    """月底: this month's or the last one's."""
    dates = []
    for offset in range(-2, 3):
        days = month_days(month_from(scope.today, offset))
        dates.append(days[0] if match[1] == "初" else days[-1])
    return _inexact(settled(dates, scope, match[0], "month_part"), "month_part")


def _habit(match: Match, scope: Scope) -> None:
    """每周一、周四: no day in particular."""


def _weekday(match: Match, scope: Scope) -> Found:
    """周四 is the nearest on the expected side; 上周四 that of the week before (from Monday)."""
    relative, name = match.groupdict().get("relative"), match["weekday"]
    monday = scope.today - datetime.timedelta(days=scope.today.weekday())
    monday += datetime.timedelta(weeks=_RELATIVE[relative] if relative else 0)
    week = tuple(monday + datetime.timedelta(days=day) for day in range(7))
    if name is None:
        return _days(week, match[0])
    if name == "末":
        return _days(week[5:], match[0])
    date = week[(int(name) if name.isdigit() else _DIGIT_OF[name]) - 1]
    if not relative:
        if scope.expected == "past" and date > scope.today:
            date -= datetime.timedelta(weeks=1)
        if scope.expected == "future" and date < scope.today:
            date += datetime.timedelta(weeks=1)
    return Read(date=date, how="weekday", text=match[0])


def _day_word(match: Match, scope: Scope) -> Found:
    days = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}[match["word"]]
    days += len(match["further"]) * (1 if days > 0 else -1)
    return _read(shifted(scope.today, days, "天", match[0]), "day_word", match[0])


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
    counts = [2 if c == "两" else _DIGIT_OF.get(c, "七八九".find(c) + 7) for c in match["counts"]]
    dates = [shifted(scope.today, sign * count, match["unit"], match[0]) for count in counts]
    found = tuple(date for date in dates if isinstance(date, datetime.date))
    return Ambiguous(kind="vague", text=match[0], candidates=found)


def _vague(match: Match, scope: Scope) -> Found:
    return Ambiguous(kind="vague", text=match[0])


def _lunar(match: Match, scope: Scope) -> Found:
    return Ambiguous(kind="lunar", text=match[0])


def _festival(match: Match, scope: Scope) -> Found:
    year, name, text = _year(match, scope), match["name"], match[0]
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
    return found if exact else _inexact(found, "festival")


def _day_alone(match: Match, scope: Scope) -> Found:
    day = int(match[1])
    if scope.previous:
        month = scope.previous.date
        date = dated(month.year, month.month, day, match[0])
        return _read(date, "month_inferred", match[0])
    return any_month(day, scope, match[0])


def _only_whole(read: Callable[[Match, Scope], Found | None]) -> Callable[..., Found | None]:
    """A number that may be anything is a date only where nothing else was typed."""
    return lambda match, scope: read(match, scope) if scope.whole else None


_p = re.compile
FORMS = (
    Form(
        _p(
            r"(?<![\da-z@./])(\d{4})(?:年[./-]?| ?[./\\,、-] ?| )"
            r"(\d{1,2})(?:月[./-]?| ?[./\\,、-] ?| )(\d{1,2})[日号]?(?!\d|[./]\d)"
        ),
        _year_month_day,
    ),
    Form(_p(r"(?<![\da-z@])(\d{4})(\d\d)(\d\d)(?![\da-su-z@])"), _eight_digits, weak=True),
    Form(_p(rf"{_ALONE}(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(20\d\d){_NOT_COUNTED}"), _year_last),
    Form(
        _p(rf"{_ALONE}(?<!\d-)(\d\d){_SEP}(\d{{1,2}}){_SEP}(\d{{1,2}})[日号]?{_NOT_COUNTED}"),
        _short_year_month_day,
    ),
    Form(_p(r"(?<!\S)(\d\d)(\d\d)(\d\d)(?!\S)"), _only_whole(_six_digits)),
    Form(_p(r"(?<!\S)(\d\d)(\d\d)(?!\S)"), _only_whole(_four_digits)),
    Form(
        _p(rf"{_YEAR}(?P<name>{NAMES})节?(?P<holidays>小?长假|假期|期间|放假)?"),
        _festival,
    ),
    Form(
        _p(
            r"(?:农历|阴历|旧历)(?:\d+年)?闰?[正腊冬]?(?:\d{0,2}月)?初?(?:\d{1,2}|[一二三四五六七八九十]*)[日号]?"
            r"|闰?(?:[正腊冬]|\d{1,2})月初(?:\d{1,2}|[一二三四五六七八九十])(?!号)"
            r"|闰\d{1,2}月\d{0,2}|(?<![真纠改修])[正腊]月(?!初一|\d*份)\d{0,2}"
        ),
        _lunar,
        weak=True,
    ),
    Form(
        _p(
            r"(?P<counts>[一二两三四五六七八九]{2})个?(?P<unit>天|周|星期|礼拜|月)[之以]?(?P<side>[前后])"
        ),
        _about_two,
    ),
    Form(
        _p(
            r"(?:(?<!\d)\d{1,3}|[一二两三四五六七八九十百]{1,4}|好)?[多几来余]个?(?:天|日|月|周|星期|礼拜|年)[之以]?[前后]"
            r"|\d{1,3}月(?:\d{1,2}|[一二三十]{1,3})?[多几来][号日]|(?:[一二三十]{1,3}|\d{1,2})[多几来][号日]"
            r"|(?<!之)前(?:几|两|2|些|一?阵子?|段时间|段日子)个?[天日月周]?|过(?:几|两|2)天"
            r"|年[底初末中](?!中)|不久前|前不久|最近|近期|近日|改天"
        ),
        _vague,
        weak=True,
    ),
    Form(
        _p(rf"{_YEAR}(?<![\d.])(?P<month>\d{{1,3}})月份?[的./-]?(?P<day>\d{{1,3}}){_DAY_END}"),
        _month_day,
    ),
    Form(
        _p(
            r"(?P<relative>上上|上|下下|下|这|本|当)1?个?月份?的?"
            rf"(?:月?(?P<part>[底末初]|[上中下]旬|中(?![\u4e00-\u9fff]))|(?P<day>\d{{1,2}}){_DAY_END})?"
        ),
        _relative_month,
    ),
    Form(
        _p(
            rf"{_YEAR}(?<![\d.])(?P<month>\d{{1,2}})月份?的?"
            r"(?P<part>[底末初]|[上中下]旬|中(?![\u4e00-\u9fff]))"
        ),
        _part_of_month,
    ),
    Form(_p(r"(?<![\d个])月(底|末|初)(?![\d一二三四五六七八九十])"), _part_of_any_month),
    Form(
        _p(
            r"(?<![\d.第])(?P<count>\d{1,4}|半)(?:个(?P<and_half>半)?)?"
            r"(?P<unit>天|周|星期|礼拜|(?<=[个半])月|年)[之以]?(?P<side>[前后])(?![往面台])"
        ),
        _ago,
    ),
    Form(
        _p(
            r"再?过(?P<count>\d{1,3})(?:个(?P<and_half>半)?)?"
            r"(?P<unit>天|周|星期|礼拜|(?<=[个半])月|年)(?:[之以]?(?P<side>后))?"
        ),
        _ago,
    ),
    Form(
        _p(
            r"[每逢]个?(?:周|星期|礼拜)[一二三四五六日天]"
            r"(?:[上下]午|[、,和及与]|(?:周|星期|礼拜)?[一二三四五六日天])*"
        ),
        _habit,
    ),
    Form(
        _p(
            r"(?P<relative>上上|上|下下|下|这|本)1?个?(?:周|星期|礼拜)(?:的?(?:周|星期|礼拜))?"
            r"(?P<weekday>[1-7一二三四五六日天末](?!\d))?"
        ),
        _weekday,
    ),
    Form(_p(rf"(?<![每逢\d一两几半个]){_WEEKDAY}"), _weekday),
    Form(_p(r"(?<![以之目当])(?P<further>大{0,2})(?P<word>[前后])[天日]"), _day_word),
    Form(_p(r"(?P<further>)(?P<word>[昨今明])[天日晚夜早晨儿](?!头)"), _day_word),
    Form(_p(r"(?<![以之])(?P<further>)(?P<word>前)晚"), _day_word),
    Form(
        _p(
            rf"{_ALONE}(\d{{1,2}})[./](\d{{1,2}}) ?[-~至到] ?"
            rf"(\d{{1,2}})[./](\d{{1,2}}){_NOT_COUNTED}"
        ),
        _month_day_range,
    ),
    Form(_p(r"(?<![\d月第年])(\d{1,2})[~至到](\d{1,2})[日号](?!内)"), _day_range),
    Form(
        _p(
            rf"{_ALONE}(?<!\d-)(?P<month>\d{{1,2}}){_SEP}(?P<day>\d{{1,2}})(?P<unit>[日号])?{_NOT_COUNTED}(?![:a-z@]|-\d)"
        ),
        _numeric_month_day,
        weak=True,
    ),
    Form(
        _p(r"(?<!\S)(?P<month>\d{1,2})[ ,、](?P<day>\d{1,2})(?P<unit>[日号])?(?!\S)"),
        _only_whole(_numeric_month_day),
    ),
    Form(
        _p(r"(?<![\d月第年])(\d{1,2})[号日](?!\d|[以之]?内|[楼线门院店机码窗房文令宿公床])"),
        _day_alone,
    ),
    Form(
        _p(rf"{_YEAR}(?<![\d.个])(?P<month>\d{{1,2}})月份?(?![\d个])"),
        _part_of_month,
        weak=True,
    ),
    Form(
        _p(r"(?<![\da-z./@-])(?P<year>20\d\d)[./-](?P<month>\d{1,2})(?![\d./-])"),
        _part_of_month,
        weak=True,
    ),
)
"""Every form, the fuller ones first."""
