"""Dates written with a month and a day, in numbers or with 年, 月, 日."""

from __future__ import annotations

import datetime

from bot.calendar.form import (
    ALONE,
    DAY_END,
    NOT_COUNTED,
    SEPARATOR,
    YEAR,
    Found,
    Match,
    Reader,
    dates_of,
    day_missing,
    form,
    read_as,
    several,
    year_of,
)
from bot.calendar.inference import Scope, any_month, any_year, dated, month_days
from bot.calendar.readings import Ambiguous, Impossible, Read


def _year_month_day(match: Match, scope: Scope) -> Found:
    year, month, day = match.groups()
    return read_as(dated(int(year), int(month), int(day), match[0]), "full", match[0])


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
    return read_as(read, "full", match[0])


def _near(date: datetime.date, scope: Scope) -> bool:
    return abs(date.year - scope.today.year) <= 1


def _year_last(match: Match, scope: Scope) -> Found:
    """06/20/2026 or 20/06/2026: no Chinese order, so a reading is believed if it's the only one."""
    first, second, year = (int(group) for group in match.groups())
    month_first = dated(year, first, second, match[0])
    day_first = dated(year, second, first, match[0])
    if isinstance(day_first, Impossible) or day_first == month_first:
        return read_as(month_first, "full", match[0])
    if isinstance(month_first, Impossible):
        return read_as(day_first, "full", match[0])
    return Ambiguous(kind="day_first", text=match[0], candidates=(month_first, day_first))


def _month_day(match: Match, scope: Scope) -> Found:
    year, month, day = year_of(match, scope), int(match["month"]), int(match["day"])
    if year is None:
        return any_year(month, day, scope, match[0])
    return read_as(dated(year, month, day, match[0]), "full", match[0])


def _numeric_month_day(match: Match, scope: Scope) -> Found:
    """6/20 is 6月20日, month first. Where the day can stand first (13/4, 3/4), ask."""
    first, second = int(match["month"]), int(match["day"])
    if "-" in match[0] and match["unit"] and first < second:
        range_ = [any_month(n, scope, match[0]) for n in (first, second)]
        return several([any_year(first, second, scope, match[0]), *range_], match[0])
    if first > 12 and 1 <= second <= 12:
        found = any_year(second, first, scope, match[0])
        if not isinstance(found, Impossible):
            return Ambiguous(kind="day_first", text=match[0], candidates=dates_of(found))
    month_first = any_year(first, second, scope, match[0])
    if "/" in match[0] and first != second and max(first, second) <= 12:
        # Chinese puts the month first, but a slash is also how the other order is written.
        day_first = any_year(second, first, scope, match[0])
        candidates = dates_of(month_first) + dates_of(day_first)
        return Ambiguous(kind="day_first", text=match[0], candidates=candidates)
    return month_first


def _day_range(match: Match, scope: Scope) -> Found:
    """3到5号."""
    days = (int(match[1]), int(match[2]))
    return several([any_month(day, scope, match[0]) for day in days], match[0])


def _month_day_range(match: Match, scope: Scope) -> Found:
    """6.20-6.25."""
    first = any_year(int(match[1]), int(match[2]), scope, match[0])
    beside = scope._replace(previous=first) if isinstance(first, Read) else scope
    return several([first, any_year(int(match[3]), int(match[4]), beside, match[0])], match[0])


def _six_digits(match: Match, scope: Scope) -> Found | None:
    """260620, or 202606: a month."""
    year, month, day = (int(part) for part in match.groups())
    read = dated(2000 + year, month, day, match[0])
    if isinstance(read, datetime.date) and abs(read.year - scope.today.year) <= 2:
        return Read(date=read, how="full", text=match[0])
    first = dated(year * 100 + month, day, 1, match[0])
    return None if isinstance(first, Impossible) else day_missing(month_days(first), match[0])


def _four_digits(match: Match, scope: Scope) -> Found | None:
    """0620; 2026 is no month and day."""
    found = any_year(int(match[1]), int(match[2]), scope, match[0])
    return None if isinstance(found, Impossible) and found.kind == "month" else found


def _day_alone(match: Match, scope: Scope) -> Found | None:
    day = int(match[1])
    if day > 31 and match[0].endswith("日"):
        return None  # 九十日 is a span
    if scope.previous:
        month = scope.previous.date
        date = dated(month.year, month.month, day, match[0])
        return read_as(date, "month_inferred", match[0])
    return any_month(day, scope, match[0])


def _only_whole(read: Reader) -> Reader:
    """A number that may be anything is a date only where nothing else was typed."""
    return lambda match, scope: read(match, scope) if scope.whole else None


YEAR_MONTH_DAY = form(
    r"(?<![\da-z@./])(\d{4})(?:年[./-]?| ?[./\\,、-] ?| )"
    r"(\d{1,2})(?:月[./-]?| ?[./\\,、-] ?| )(\d{1,2})[日号]?(?!\d|[./]\d)",
    _year_month_day,
)
EIGHT_DIGITS = form(
    r"(?<![\da-z@号码])(\d{4})(\d\d)(\d\d)(?![\da-su-z@])", _eight_digits, weak=True
)
YEAR_LAST = form(
    rf"{ALONE}(\d{{1,2}}){SEPARATOR}(\d{{1,2}}){SEPARATOR}(20\d\d){NOT_COUNTED}", _year_last
)
SHORT_YEAR = form(
    rf"{ALONE}(?<!\d-)(\d\d){SEPARATOR}(\d{{1,2}}){SEPARATOR}(\d{{1,2}})[日号]?{NOT_COUNTED}",
    _short_year_month_day,
)
SIX_DIGITS = form(r"(?<!\S)(\d\d)(\d\d)(\d\d)(?!\S)", _only_whole(_six_digits))
FOUR_DIGITS = form(r"(?<!\S)(\d\d)(\d\d)(?!\S)", _only_whole(_four_digits))
MONTH_DAY = form(
    rf"{YEAR}(?<![\d.])(?P<month>\d{{1,3}})月份?[的./-]?(?P<day>\d{{1,3}}){DAY_END}", _month_day
)
MONTH_DAY_RANGE = form(
    rf"{ALONE}(\d{{1,2}})[./](\d{{1,2}}) ?[-~至到] ?(\d{{1,2}})[./](\d{{1,2}}){NOT_COUNTED}",
    _month_day_range,
)
DAY_RANGE = form(r"(?<![\d月第年])(\d{1,2})[~至到](\d{1,2})[日号](?!内)", _day_range)
NUMERIC = form(
    rf"{ALONE}(?<!\d-)(?P<month>\d{{1,2}}){SEPARATOR}(?P<day>\d{{1,2}})(?P<unit>[日号])?"
    rf"{NOT_COUNTED}(?![:a-z@]|-\d)",
    _numeric_month_day,
    weak=True,
)
TWO_NUMBERS = form(
    r"(?<!\S)(?P<month>\d{1,2})[ ,、](?P<day>\d{1,2})(?P<unit>[日号])?(?!\S)",
    _only_whole(_numeric_month_day),
)
DAY_ALONE = form(
    r"(?<![\d月第年])(\d{1,2})[号日](?!\d|[以之]?内|[楼线门院店机码窗房文令宿公床])", _day_alone
)
