"""Print days against the State Council's holidays of 2025 and 2026, checked by hand."""

from __future__ import annotations

from datetime import date, datetime

import chinese_calendar
import pytest

from bot.calendar import SHANGHAI, known_until, next_print_days, print_day, weekdays_in
from bot.calendar.festivals import festival
from bot.knowledge import load_knowledge

MONDAY_AND_THURSDAY = {0, 3}


@pytest.mark.parametrize(
    ("day", "kind", "holiday"),
    [
        (date(2025, 5, 1), "holiday", "劳动节"),  # a Thursday
        (date(2025, 5, 5), "holiday", "劳动节"),  # a Monday
        (date(2025, 6, 2), "holiday", "端午"),  # a Monday
        (date(2025, 10, 2), "holiday", "国庆节"),
        (date(2025, 10, 6), "holiday", "中秋"),  # a Monday
        (date(2025, 1, 30), "holiday", "春节"),
        (date(2025, 6, 5), "print_day", None),
        (date(2026, 1, 1), "holiday", "元旦"),  # a Thursday
        (date(2026, 2, 16), "holiday", "春节"),  # a Monday
        (date(2026, 4, 6), "holiday", "清明"),  # a Monday
        (date(2026, 5, 4), "holiday", "劳动节"),  # a Monday
        (date(2026, 10, 1), "holiday", "国庆节"),  # a Thursday
        (date(2026, 10, 8), "print_day", None),
        (date(2026, 6, 22), "print_day", None),
        (date(2026, 6, 24), "other_weekday", None),
        (date(2026, 6, 27), "weekend", None),
        (date(2026, 9, 26), "holiday", "中秋"),  # a Saturday
        (date(2026, 2, 28), "make_up_workday", None),  # a Saturday
        (date(2026, 10, 10), "make_up_workday", None),  # a Saturday
    ],
)
def test_why_a_day_is_one_or_not(day: date, kind: str, holiday: str | None) -> None:
    verdict = print_day(day, MONDAY_AND_THURSDAY)
    assert (verdict.kind, verdict.holiday) == (kind, holiday)


def days(now: datetime, count: int = 3) -> list[str]:
    return [f"{d.date} {d.kind}" for d in next_print_days(now, MONDAY_AND_THURSDAY, count)]


def test_holidays_are_skipped() -> None:
    assert days(datetime(2026, 9, 30, 9, tzinfo=SHANGHAI)) == [
        "2026-10-08 print_day",
        "2026-10-12 print_day",
        "2026-10-15 print_day",
    ]
    assert days(datetime(2025, 9, 29, 13, tzinfo=SHANGHAI))[0] == "2025-10-09 print_day"


@pytest.mark.parametrize(
    ("hour", "first"),
    [(0, "2026-06-22"), (11, "2026-06-22"), (12, "2026-06-25"), (23, "2026-06-25")],
)
def test_today_is_offered_until_noon(hour: int, first: str) -> None:
    assert days(datetime(2026, 6, 22, hour, tzinfo=SHANGHAI))[0].startswith(first)


def test_beyond_the_published_years_days_are_marked() -> None:
    end = known_until()
    last = datetime(end.year, 12, 31, 13, tzinfo=SHANGHAI)
    verdicts = next_print_days(last, MONDAY_AND_THURSDAY)
    assert {verdict.kind for verdict in verdicts} == {"unverified"}
    assert {verdict.date.weekday() for verdict in verdicts} <= MONDAY_AND_THURSDAY
    assert print_day(date(1999, 1, 4), MONDAY_AND_THURSDAY).kind == "unverified"
    assert print_day(date(2099, 1, 3), MONDAY_AND_THURSDAY).kind == "weekend"


def test_the_weekdays_stand_once_in_the_knowledge_base() -> None:
    particulars = load_knowledge().particulars
    assert weekdays_in(particulars["printing_days"].value) == MONDAY_AND_THURSDAY
    assert weekdays_in("") == frozenset()


def test_a_week_without_print_days_is_refused() -> None:
    with pytest.raises(ValueError, match="weekday"):
        next_print_days(datetime(2026, 6, 22, tzinfo=SHANGHAI), {7})


@pytest.mark.parametrize(
    ("name", "holiday"), [("春节", "春节"), ("端午", "端午"), ("中秋", "中秋"), ("清明", "清明")]
)
def test_festivals_fall_on_the_days_off_that_are_named_after_them(name: str, holiday: str) -> None:
    for year in range(2024, known_until().year + 1):
        day = festival(name, year)
        assert day is not None
        named = chinese_calendar.Holiday(chinese_calendar.holidays[day]).chinese
        assert named == holiday
