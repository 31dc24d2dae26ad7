"""Months and their parts: 上个月15号, 月底, 6月上旬, 6月."""

from __future__ import annotations

import datetime

from bot.calendar.form import (
    DAY_END,
    NOT_A_WORD,
    RELATIVE,
    YEAR,
    Found,
    Match,
    dates_of,
    day_missing,
    form,
    inexact,
    read_as,
    year_of,
)
from bot.calendar.inference import Scope, any_year, dated, month_days, month_from, settled
from bot.calendar.readings import Ambiguous, Impossible, Read

_PART = r"(?P<part>[底末初]|[上中下]旬|中(?![\u4e00-\u9fff]))"


def _part_of_month(match: Match, scope: Scope) -> Found:
    """6月底, 6月上旬, or 6月 alone; also 2026.6."""
    year, month, part = year_of(match, scope), int(match["month"]), match.groupdict().get("part")
    if year is None:
        middle = any_year(month, 15, scope, match[0])
        if isinstance(middle, Impossible):
            return Impossible(kind=middle.kind, text=match[0], month=month)
        ends = [_part(d.replace(day=1), part, match[0]) for d in dates_of(middle)]
        if isinstance(ends[0], Ambiguous):
            return ends[0]
        day = ends[0].date.day
        found = any_year(month, day, scope, match[0])
        return inexact(found, "month_part")
    first = dated(year, month, 1, match[0])
    return first if isinstance(first, Impossible) else _part(first, part, match[0])


def _part(first: datetime.date, part: str | None, text: str) -> Read | Ambiguous:
    days = month_days(first)
    if part == "初":
        return Read(date=days[0], how="month_part", text=text, exact=False)
    if part in {"底", "末"}:
        return Read(date=days[-1], how="month_part", text=text, exact=False)
    thirds = {"上旬": days[:10], "中旬": days[10:20], "下旬": days[20:], "中": days[10:20]}
    return day_missing(thirds[part] if part else days, text)


def _relative_month(match: Match, scope: Scope) -> Found:
    first = month_from(scope.today, RELATIVE[match["relative"]])
    if match["day"]:
        date = dated(first.year, first.month, int(match["day"]), match[0])
        return read_as(date, "month_part", match[0])
    return _part(first, match["part"], match[0])


def _part_of_any_month(match: Match, scope: Scope) -> Found:
    """月底: this month's or the last one's."""
    dates = []
    for offset in range(-2, 3):
        days = month_days(month_from(scope.today, offset))
        dates.append(days[0] if match[1] == "初" else days[-1])
    return inexact(settled(dates, scope, match[0], "month_part"), "month_part")


RELATIVE_MONTH = form(
    rf"{NOT_A_WORD}(?P<relative>上上|大上|上|下下|下|这|本|当)1?个?月份?的?"
    rf"(?:月?{_PART}|(?P<day>\d{{1,2}}){DAY_END})?",
    _relative_month,
)
PART_OF_MONTH = form(rf"{YEAR}(?<![\d.])(?P<month>\d{{1,2}})月份?的?{_PART}", _part_of_month)
PART_OF_ANY_MONTH = form(r"(?<![\d个])月(底|末|初)(?![\d一二三四五六七八九十])", _part_of_any_month)
MONTH_ALONE = form(
    rf"{YEAR}(?<![\d.个前])(?P<month>\d{{1,2}})月份?(?![\d个])", _part_of_month, weak=True
)
YEAR_AND_MONTH = form(
    r"(?<![\da-z./@-])(?P<year>20\d\d)[./-](?P<month>\d{1,2})(?![\d./-])",
    _part_of_month,
    weak=True,
)
