"""Deadlines agree with an oracle that counts in another way."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Literal

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, rrule

from bot.calendar import Duration, letter_deadline, receipt_deadline
from bot.calendar.deadlines import SOON_DAYS

DAYS_90, MONTH = Duration(90, "day"), Duration(1, "month")
CASES = 10_000


def test_the_letters_date_is_day_one() -> None:
    deadline = letter_deadline(date(2026, 6, 24), DAYS_90, today=date(2026, 7, 1))
    assert deadline.last_safe_day == date(2026, 9, 21)
    assert deadline.wider_last_day == date(2026, 9, 22)
    assert (deadline.days_left, deadline.state) == (82, "fine")


def test_counting_the_days_one_by_one_gives_the_same() -> None:
    first = date(2026, 6, 24)
    days = [moment.date() for moment in rrule(DAILY, dtstart=first, count=90)]
    assert letter_deadline(first, DAYS_90, first).last_safe_day == days[-1]


@pytest.mark.parametrize(
    ("stamped", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 1, 28), date(2026, 2, 28)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 2, 28), date(2026, 3, 28)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 7, 15), date(2026, 8, 15)),
    ],
)
def test_a_receipt_is_due_one_month_from_its_stamp(stamped: date, due: date) -> None:
    assert receipt_deadline(stamped, MONTH, today=stamped).due == due


def test_letters_agree_with_the_oracle() -> None:
    chance = random.Random(20260624)
    for _ in range(CASES):
        issued = date(2000, 1, 1) + timedelta(chance.randrange(36_500))
        today = issued + timedelta(chance.randint(-400, 500))
        if chance.random() < 0.5:
            count = chance.randint(1, 366)
            validity, wider = Duration(count, "day"), issued + relativedelta(days=count)
        else:
            count = chance.randint(1, 12)
            validity, wider = Duration(count, "month"), issued + relativedelta(months=count)
        safe = wider - relativedelta(days=1)
        deadline = letter_deadline(issued, validity, today)
        assert (deadline.last_safe_day, deadline.wider_last_day) == (safe, wider)
        assert today + relativedelta(days=deadline.days_left) == safe
        assert deadline.state == state(issued, safe, today)


def test_receipts_agree_with_the_oracle() -> None:
    chance = random.Random(20260131)
    for _ in range(CASES):
        stamped = date(2000, 1, 1) + timedelta(chance.randrange(36_500))
        today = stamped + timedelta(chance.randint(-60, 90))
        due = stamped + relativedelta(months=1)
        deadline = receipt_deadline(stamped, MONTH, today)
        assert deadline.due == due
        assert today + relativedelta(days=deadline.days_left) == due
        assert deadline.state == state(stamped, due, today)


def state(start: date, last: date, today: date) -> str:
    if start > today:
        return "not_started"
    if last < today:
        return "past"
    return "fine" if today + relativedelta(days=SOON_DAYS) < last else "soon"


@pytest.mark.parametrize(
    ("today", "expected", "left"),
    [
        (date(2026, 6, 23), "not_started", 90),
        (date(2026, 6, 24), "fine", 89),
        (date(2026, 9, 13), "fine", 8),
        (date(2026, 9, 14), "soon", 7),
        (date(2026, 9, 21), "soon", 0),
        (date(2026, 9, 22), "past", -1),
    ],
)
def test_states_of_a_letter(today: date, expected: str, left: int) -> None:
    deadline = letter_deadline(date(2026, 6, 24), DAYS_90, today)
    assert (deadline.state, deadline.days_left) == (expected, left)


@pytest.mark.parametrize("count", [1, 10**9])
@pytest.mark.parametrize("unit", ["day", "month"])
def test_beyond_the_calendar_is_an_overflow(count: int, unit: Literal["day", "month"]) -> None:
    with pytest.raises(OverflowError):
        receipt_deadline(date.max, Duration(count, unit), today=date.max)
