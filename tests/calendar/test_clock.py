"""A day begins in China, wherever the machine stands."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from bot.calendar import local_time, system_clock, today


def test_the_date_is_chinas() -> None:
    evening = datetime(2026, 6, 23, 16, tzinfo=timezone.utc)
    assert today(lambda: evening) == date(2026, 6, 24)
    assert local_time(lambda: evening).hour == 0


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        today(lambda: datetime(2026, 6, 24))


def test_the_machines_clock_has_a_zone() -> None:
    assert system_clock().utcoffset() is not None
