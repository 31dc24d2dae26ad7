"""Reads how long a letter is valid: 有效期30天, 三个月, 半年."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

MOST_DAYS, MOST_MONTHS = 366, 12
"""Longer than a year is believed of no letter (the known ones run from 7 to 90 days)."""


class Duration(msgspec.Struct, frozen=True):
    """A span of days, or of calendar months."""

    count: int
    unit: Literal["day", "month"]


class UnclearDuration(msgspec.Struct, frozen=True):
    """A span was named, but it can't be counted with."""

    kind: Literal["too_short", "too_long", "several", "vague", "working_days"]
    text: str


class NoDuration(msgspec.Struct, frozen=True):
    """The text names no span."""


DurationReading = Duration | UnclearDuration | NoDuration

_DAYS = re.compile(r"(\d+) ?[天日]")


def read_duration(text: str) -> DurationReading:
    """Return the span that ``text`` names."""
    found = _DAYS.search(text)
    return Duration(int(found[1]), "day") if found else NoDuration()
