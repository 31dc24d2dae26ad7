"""Fills in the year or month that a text leaves out, or says that it can't be told."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterable
from typing import NamedTuple

from bot.calendar.readings import (
    FIRST_YEAR,
    LAST_YEAR,
    AmbiguityKind,
    Ambiguous,
    Expected,
    How,
    Impossible,
    Read,
)

_NEAR_NEW_YEAR = datetime.timedelta(days=31)
"""1月5日 said of a letter in December is this year's or a slip for the next one's."""


class Scope(NamedTuple):
    """What a form is read against."""

    today: datetime.date
    expected: Expected
    whole: bool
    """True when nothing else stands in the text."""
    previous: Read | None
    """The date of a month read last before this one: ``6月20日到25日``."""


def dated(year: int, month: int, day: int, text: str) -> datetime.date | Impossible:
    """Return the date, or why it doesn't exist."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Impossible(kind="year", text=text, year=year, month=month, day=day)
    return _in_year(year, month, day) or _impossible(year, month, day, text)


def any_year(month: int, day: int, scope: Scope, text: str) -> Read | Ambiguous | Impossible:
    """Read a month and a day; beside a date read before it, the year that brings it nearest."""
    near = scope.previous.date if scope.previous else scope.today
    candidates = [
        found
        for year in range(near.year - 1, near.year + 2)
        if (found := _in_year(year, month, day)) and abs((found - near).days) <= 366
    ]
    if not candidates:
        return _impossible(near.year, month, day, text)
    if scope.previous:
        found = min(candidates, key=lambda date: abs(date - near))
        return Read(date=found, how="year_inferred", text=text)
    return settled(candidates, scope, text, "year_inferred")


def any_month(day: int, scope: Scope, text: str) -> Read | Ambiguous | Impossible:
    """Read a day alone; a month that lacks the day is left out."""
    if not 1 <= day <= 31:
        return Impossible(kind="day", text=text, day=day)
    months = (month_from(scope.today, offset) for offset in range(-2, 3))
    candidates = [found for m in months if (found := _in_year(m.year, m.month, day))]
    return settled(candidates, scope, text, "month_inferred")


def settled(
    candidates: Iterable[datetime.date], scope: Scope, text: str, how: How
) -> Read | Ambiguous:
    """Choose between the same day of several years or months.

    The next one on the expected side is read if it is nearer than the one on the other side, or
    lies in the current month, or in the current year while that one is more than a month away.
    Otherwise both are candidates.

    :param candidates: at least one
    """
    today, dates = scope.today, sorted(candidates)
    if today in dates:
        return Read(date=today, how=how, text=text)
    before = [date for date in dates if date < today][-1:]
    after = [date for date in dates if date > today][:1]
    wanted, *other = before + after if scope.expected == "past" else after + before
    by_month = how in {"month_inferred", "month_part"} and len({d.month for d in dates}) > 1
    if not other or abs(wanted - today) <= abs(other[0] - today):
        return Read(date=wanted, how=how, text=text)
    current = wanted.year == today.year and (not by_month or wanted.month == today.month)
    if current and (by_month or abs(other[0] - today) > _NEAR_NEW_YEAR):
        return Read(date=wanted, how=how, text=text)
    kind: AmbiguityKind = "month" if by_month else "year"
    return Ambiguous(kind=kind, text=text, candidates=(wanted, *other))


def month_from(day: datetime.date, offset: int) -> datetime.date:
    """Return the first day of the month that lies ``offset`` months from ``day``'s."""
    year, month = divmod(day.year * 12 + day.month - 1 + offset, 12)
    return datetime.date(year, month + 1, 1)


def month_days(first: datetime.date) -> tuple[datetime.date, ...]:
    """Return every day of the month that begins on ``first``."""
    last = monthrange(first.year, first.month)[1]
    return tuple(first.replace(day=day) for day in range(1, last + 1))


def _in_year(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _impossible(year: int, month: int, day: int, text: str) -> Impossible:
    if not 1 <= month <= 12:
        return Impossible(kind="month", text=text, year=year, month=month, day=day)
    if not 1 <= day <= 31:
        return Impossible(kind="day", text=text, year=year, month=month, day=day)
    if (month, day) == (2, 29):
        return Impossible(kind="leap_day", text=text, year=year, month=month, day=day)
    return Impossible(kind="day_of_month", text=text, year=year, month=month, day=day)
