"""The clock, given from outside, and the one zone in which a day begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Every date of the product is a date there, wherever the machine stands."""

Clock = Callable[[], datetime]
"""Returns now, with a zone."""


def system_clock() -> datetime:
    """Return now by the machine's clock."""
    return datetime.now(SHANGHAI)


def today(clock: Clock) -> date:
    """Return the date in China.

    :raises ValueError: when the clock's time has no zone
    """
    return local_time(clock).date()


def local_time(clock: Clock) -> datetime:
    """Return the time in China.

    :raises ValueError: when the clock's time has no zone
    """
    now = clock()
    if now.tzinfo is None:
        raise ValueError("a clock's time needs a zone")
    return now.astimezone(SHANGHAI)
