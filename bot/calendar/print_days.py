"""On which days letters are printed.

The notice names weekdays. Public holidays are skipped by ``chinese_calendar``, as far as its
years go. A make-up workday on a Saturday or Sunday stands in for another day's work, but nobody
has said that letters are printed on it: it is no print day.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Collection, Iterator
from typing import Literal

import chinese_calendar
import msgspec

NOON = 12
"""From this hour on, today is no longer offered: when the office closes is not written anywhere."""
_WEEKDAYS = "一二三四五六日"

PrintDayKind = Literal[
    "print_day",
    "unverified",  # the weekday is right, the year's holidays are not published yet
    "holiday",
    "make_up_workday",  # a Saturday or Sunday on which people work
    "weekend",
    "other_weekday",
]


class PrintDay(msgspec.Struct, frozen=True):
    """Whether letters are printed on a day, and why not."""

    date: datetime.date
    kind: PrintDayKind
    holiday: str | None = None
    """The holiday's Chinese name."""

    @property
    def prints(self) -> bool:
        """Whether letters are printed on it, as far as is known."""
        return self.kind in {"print_day", "unverified"}


def weekdays_in(text: str) -> frozenset[int]:
    """Return the weekdays that ``text`` names, Monday is 0: 每周一下午和周四下午 → 0 and 3.

    :param text: the college's particular ``printing_days``
    """
    return frozenset(
        "一二三四五六日".index(day) for day in re.findall("周([一二三四五六日])", text)
    )


def known_until() -> datetime.date:
    """Return the last day whose holidays are known."""
    return datetime.date(max(chinese_calendar.holidays).year, 12, 31)


def print_day(day: datetime.date, weekdays: Collection[int]) -> PrintDay:
    """Say whether letters are printed on ``day``.

    :param weekdays: on which they are, Monday is 0
    """
    if not min(chinese_calendar.holidays).year <= day.year <= known_until().year:
        return PrintDay(day, _by_weekday(day, weekdays, "unverified"))
    if day in chinese_calendar.holidays:
        holiday = chinese_calendar.Holiday(chinese_calendar.holidays[day])
        return PrintDay(day, "holiday", holiday.chinese)
    if day in chinese_calendar.workdays:
        return PrintDay(day, "make_up_workday")
    return PrintDay(day, _by_weekday(day, weekdays, "print_day"))


def first_offered(now: datetime.datetime) -> datetime.date:
    """Return the first day that is still offered: today before noon, else tomorrow.

    :param now: in China
    """
    return now.date() + datetime.timedelta(days=now.hour >= NOON)


def print_days_from(day: datetime.date, weekdays: Collection[int]) -> Iterator[PrintDay]:
    """Yield the days on which letters are printed, from ``day`` on.

    :raises ValueError: when ``weekdays`` names no weekday
    """
    if not set(weekdays) & set(range(7)):
        raise ValueError("no weekday to print on")
    while True:
        verdict = print_day(day, weekdays)
        if verdict.prints:
            yield verdict
        day += datetime.timedelta(days=1)


def next_print_days(
    now: datetime.datetime, weekdays: Collection[int], count: int = 3
) -> list[PrintDay]:
    """Return the next days on which letters are printed, each ``print_day`` or ``unverified``.

    :param now: in China; before noon, today is among them
    :raises ValueError: when ``weekdays`` names no weekday
    """
    return list(itertools.islice(print_days_from(first_offered(now), weekdays), count))


def _by_weekday(day: datetime.date, weekdays: Collection[int], right: PrintDayKind) -> PrintDayKind:
    if day.weekday() in weekdays:
        return right
    return "weekend" if day.weekday() >= 5 else "other_weekday"
