"""Says days, spans and what is wrong with them, in the words of ``kb/dialogue.yml``."""

from __future__ import annotations

import calendar
from datetime import date

from actions.context import Context
from bot.calendar import Ambiguous, DateReading, Duration, Impossible, UnclearDuration

MOST_CANDIDATES = 3
"""Dates that are named when more than one is possible."""


class Days:
    """Says days."""

    def __init__(self, context: Context) -> None:
        self._wording = context.wording
        self._fill = context.sentences.fill

    def day(self, day: date) -> str:
        """Return a day as it is written: ``2026年9月17日(周四)``."""
        return self._fill(
            self._wording.date,
            year=day.year,
            month=day.month,
            day=day.day,
            weekday=self._wording.weekdays[day.weekday()],
        )

    def duration(self, duration: Duration) -> str:
        """Return a span as it is written: ``30天``."""
        unit = self._wording.days_unit if duration.unit == "day" else self._wording.months_unit
        return self._fill(unit, count=duration.count)

    def left(self, days: int) -> str:
        """Return how long there is still time."""
        if days == 0:
            return self._wording.last_day_is_today
        return self._fill(self._wording.days_left, count=days)

    def trouble(self, reading: DateReading) -> str:
        """Return why a date can't be counted from."""
        wording, fill = self._wording.date_trouble, self._fill
        if isinstance(reading, Impossible):
            if reading.kind == "leap_day" and reading.year is not None:
                return fill(wording.leap_day, year=reading.year)
            month = reading.month
            if reading.kind == "day_of_month" and month is not None and reading.day is not None:
                last = calendar.monthrange(reading.year or 2000, month)[1]
                return fill(wording.day_of_month, month=month, day=reading.day, last=last)
            return fill(wording.impossible, text=reading.text)
        if isinstance(reading, Ambiguous):
            if reading.kind == "lunar":
                return fill(wording.lunar, text=reading.text)
            if reading.kind == "day_missing":
                return fill(wording.day_missing, text=reading.text)
            if reading.candidates:
                candidates = map(self.day, reading.candidates[:MOST_CANDIDATES])
                joined = wording.joiner.join(candidates)
                return fill(wording.which, text=reading.text, candidates=joined)
            return fill(wording.vague, text=reading.text)
        return wording.none

    def duration_trouble(self, reading: UnclearDuration) -> str:
        """Return why a letter's validity can't be counted with."""
        wording = self._wording.validity_trouble
        template = {
            "too_short": wording.out_of_range,
            "too_long": wording.out_of_range,
            "working_days": wording.working_days,
        }.get(reading.kind, wording.unclear)
        return self._fill(template, text=reading.text)
