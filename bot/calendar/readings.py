"""What may come of reading a date: exactly one of four shapes."""

from __future__ import annotations

import datetime
from typing import Literal

import msgspec

Expected = Literal["past", "future"]
"""Which side of today the date should lie on: a letter's or a stamp's date is ``past``, a day to
go somewhere is ``future``. Today itself is either."""

How = Literal[
    "full",  # year, month and day were given: 2026年6月20日
    "year_inferred",  # month and day were given: 6月20日
    "month_inferred",  # only a day: 15号
    "day_word",  # 今天, 昨天, 大前天
    "weekday",  # 周四, 上周四
    "month_part",  # 上个月15号, 月底, 6月初
    "offset",  # 三天前, 端午前一天
    "festival",  # 端午, 国庆节
]

AmbiguityKind = Literal[
    "day_first",  # 13/4 and 03/04/2026: the day may stand before the month
    "year",  # 1月5日 said of a letter in December: last January or the next?
    "month",  # 25号 said of a letter on the 20th: last month's or this month's?
    "day_missing",  # 上周, 6月: the day is not said
    "several",  # two different dates in one text
    "weekday_conflict",  # 6月20日周五, but it is a Saturday
    "vague",  # 前几天, 五一之前
    "lunar",  # 五月初四: the lunar calendar is not read
]

ImpossibleKind = Literal[
    "year",  # outside FIRST_YEAR…LAST_YEAR
    "month",  # 13月
    "day",  # 0日, 32日
    "day_of_month",  # 6月31日, 2月30日
    "leap_day",  # 2月29日 of a year that has none
]

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""The years in which a date is believed."""


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A date."""

    date: datetime.date
    how: How
    text: str
    """The part of the text that says it, in folded form (half width, simplified)."""
    exact: bool = True
    """False for 月底, 半个月前, 6月20号左右: the reply must say which day it counts from."""


class Ambiguous(msgspec.Struct, frozen=True, kw_only=True):
    """More than one date is possible, or one that should be confirmed: ask."""

    kind: AmbiguityKind
    text: str
    candidates: tuple[datetime.date, ...] = ()
    """Every date it may mean, the likelier ones first; empty when they are too many to name."""


class Impossible(msgspec.Struct, frozen=True, kw_only=True):
    """A date that doesn't exist."""

    kind: ImpossibleKind
    text: str
    year: int | None = None
    """As written or, for ``leap_day``, the year it would fall in."""
    month: int | None = None
    day: int | None = None


class Absent(msgspec.Struct, frozen=True):
    """The text holds no date."""


DateReading = Read | Ambiguous | Impossible | Absent
