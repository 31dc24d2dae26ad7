"""Until when a letter is good and a receipt is due.

Rules: facts of 流程第5步 (validity) and 第6步 (receipt). The notice names no first day, so the
earliest reading is the safe one: the letter's own date is day 1.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

import msgspec

from bot.calendar.durations import Duration

SOON_DAYS = 7
"""From this many days left on, a deadline is ``soon``."""

State = Literal["not_started", "fine", "soon", "past"]
"""``not_started``: the date it counts from is still to come. ``soon``: at most
:data:`SOON_DAYS` days left, today included. ``past``: the last safe day is over."""


class LetterDeadline(msgspec.Struct, frozen=True, kw_only=True):
    """Until when an introduction letter can be handed in."""

    issued: date
    """The date on the letter: what it counts from, as day 1."""
    validity: Duration
    last_safe_day: date
    """By the earliest reading."""
    wider_last_day: date
    """If the day after the letter's date is day 1: one day later. Not to be relied on."""
    days_left: int
    """From today to the last safe day; 0 on that day, negative after it."""
    state: State


class ReceiptDeadline(msgspec.Struct, frozen=True, kw_only=True):
    """Until when the photo of the receipt should be sent. Late is better than never."""

    stamped: date
    """The date on the receipt."""
    due: date
    days_left: int
    state: State


def letter_deadline(issued: date, validity: Duration, today: date) -> LetterDeadline:
    """Return until when a letter is good.

    :param issued: the date on the letter
    :param validity: what the letter says, or the college's usual
    :raises OverflowError: beyond the year 9999
    """
    wider = add(issued, validity)
    safe = wider - timedelta(days=1)
    return LetterDeadline(
        issued=issued,
        validity=validity,
        last_safe_day=safe,
        wider_last_day=wider,
        days_left=(safe - today).days,
        state=_state(issued, safe, today),
    )


def receipt_deadline(stamped: date, period: Duration, today: date) -> ReceiptDeadline:
    """Return until when a receipt should be sent.

    :param stamped: the date the receiver wrote on the receipt
    :param period: the college's (一个月)
    :raises OverflowError: beyond the year 9999
    """
    due = add(stamped, period)
    return ReceiptDeadline(
        stamped=stamped,
        due=due,
        days_left=(due - today).days,
        state=_state(stamped, due, today),
    )


def add(start: date, duration: Duration) -> date:
    """Return ``start`` and ``duration``; a day that a month lacks becomes its last one.

    :raises OverflowError: beyond the year 9999
    """
    if duration.unit == "day":
        return start + timedelta(days=duration.count)
    years, month = divmod(start.year * 12 + start.month - 1 + duration.count, 12)
    if years > date.max.year:
        raise OverflowError("date value out of range")
    return date(years, month + 1, min(start.day, monthrange(years, month + 1)[1]))


def _state(start: date, last: date, today: date) -> State:
    if today < start:
        return "not_started"
    if today > last:
        return "past"
    return "soon" if (last - today).days <= SOON_DAYS else "fine"
