"""Reads the day that a deadline counts from, in a message that may name other days as well.

A date is tied to what is done on it by the words beside it: 落款6月15日 and 6月15日开的 are the
letter's, 9月1日报到 is not, and 今天都24号了 only says what day it is. The closest tie wins.
"""

from __future__ import annotations

import datetime
import re

import msgspec

from bot.calendar.chinese_dates import Find, finds_in, one_of, strongest
from bot.calendar.form import dates_of
from bot.calendar.readings import Absent, Ambiguous, DateReading, Read
from bot.calendar.spelling import parted, spell
from bot.calendar.ties import LOOSE, OTHER_ACT, CountedFrom, Tied, is_done, tie_of

MOST_DAYS_AHEAD = 366
"""Nobody plans a letter for later."""


class CountedDate(msgspec.Struct, frozen=True, kw_only=True):
    """The day a message counts from."""

    reading: DateReading
    planned: bool = False
    """Whether it is supposed or intended, not told: it may lie ahead, then."""


_CORRECTION = re.compile("(?<!对)不对|(?<!是)不是|错了|应该是|改成|应为")
_OR = re.compile("(?:还是|或者?|可能|要么|也许|不然|要不)[是就在]*$")
_PART_OF_MONTH = re.compile("月份?的?[底末初中]$|旬$|月份?$")


def read_counted_date(text: str, today: datetime.date, counted_from: CountedFrom) -> CountedDate:
    """Return the date that a letter or a stamp carries, by what a message says of it.

    :param text: anything a student may type
    :param today: the date in China
    :param counted_from: whose date is wanted
    """
    text = spell(parted(text))
    finds = finds_in(text, today, "past")
    places = range(len(finds))
    tied = [tie_of(text, finds, place, today, counted_from) for place in places]
    tied = _with_alternatives(tied, text)
    chosen = _corrected(_closest(tied), text)
    if not chosen:
        return CountedDate(reading=_by_the_act(text, tied, today, counted_from))
    found = [one.find for one in chosen]
    if any(one.intended for one in tied) or any(one.supposed for one in chosen):
        return _ahead(found, text, today)
    reading = one_of(found, text)
    if isinstance(reading, Ambiguous) and len(found) > 1 and chosen[0].tie == LOOSE:
        reading = _the_possible(found, text, today) or reading
    return CountedDate(reading=reading)


def _with_alternatives(tied: list[Tied], text: str) -> list[Tied]:
    """Tie 6月12 in 落款6月10还是6月12 as closely as the day it may be instead of."""
    joined = tied[:1]
    for one in tied[1:]:
        last = joined[-1]
        is_instead = _OR.search(text, last.find.end, one.find.start)
        joined.append(one._replace(tie=max(one.tie, last.tie)) if is_instead else one)
    return joined


def _closest(tied: list[Tied]) -> list[Tied]:
    """Keep the dates of the closest tie; 月初 gives way to a day whose month is named."""
    fit = [one for one in tied if one.tie > OTHER_ACT]
    fit = [one for one in fit if not _is_rough(one.find)] or fit
    if all(_lacks_month(one.find) for one in fit):
        rough = [one for one in tied if _is_rough(one.find) and _has_several(one.find)]
        fit += [one for one in rough if one.tie > OTHER_ACT and one not in fit]
    closest = max((one.tie for one in fit), default=OTHER_ACT)
    fit = [one for one in fit if one.tie == closest]
    fit = [named for one in fit for named in _named_before(one, tied)]
    strong = strongest([one.find for one in fit])
    return [one for one in fit if one.find in strong]


def _named_before(one: Tied, tied: list[Tied]) -> list[Tied]:
    """Return the dates that a day alone speaks of again: 7月5日签的,7月8日盖的,按5号算."""
    if not _lacks_month(one.find):
        return [one]
    days = {date.day for date in dates_of(one.find.found)}
    named = [
        other
        for other in tied
        if not _lacks_month(other.find)
        and not _is_rough(other.find)
        and days & {date.day for date in dates_of(other.find.found)}
    ]
    return named or [one]


def _lacks_month(find: Find) -> bool:
    found = find.found
    if isinstance(found, Read):
        return found.how == "month_inferred"
    return isinstance(found, Ambiguous) and found.kind == "month" and not _is_rough(find)


def _has_several(find: Find) -> bool:
    return len(dates_of(find.found)) > 1


def _corrected(chosen: list[Tied], text: str) -> list[Tied]:
    """Keep what stands after 不对 and the like."""
    corrections = [match.end() for match in _CORRECTION.finditer(text)]
    if not corrections:
        return chosen
    return [one for one in chosen if one.find.start >= corrections[-1]] or chosen


def _is_rough(find: Find) -> bool:
    """Tell a part of a month, or what is no day at all, from a day."""
    found = find.found
    if isinstance(found, Ambiguous) and found.kind in {"vague", "day_missing", "lunar"}:
        return True
    return _PART_OF_MONTH.search(found.text) is not None


def _the_possible(finds: list[Find], text: str, today: datetime.date) -> Read | None:
    """Take the only date that isn't ahead; the reply must say so."""
    reading = one_of([find for find in finds if _is_possible(find, today)], text)
    return msgspec.structs.replace(reading, exact=False) if isinstance(reading, Read) else None


def _is_possible(find: Find, today: datetime.date) -> bool:
    """Tell whether a date may be behind us, as it stands."""
    if isinstance(find.found, Read):
        return find.found.date <= today
    if isinstance(find.found, Ambiguous) and find.found.candidates:
        fits = any if find.found.kind == "month" else all
        return fits(date <= today for date in find.found.candidates)
    return True


def _by_the_act(
    text: str, tied: list[Tied], today: datetime.date, counted_from: CountedFrom
) -> DateReading:
    """Take the one past day of another act, if the message says that this one was done, too."""
    if not is_done(text, counted_from):
        return Absent()
    past = [one.find for one in tied if _is_possible(one.find, today)]
    past = [f for f in past if not (isinstance(f.found, Read) and f.found.date == today)]
    reading = one_of(past, text)
    if not isinstance(reading, Read):
        return Absent()
    return msgspec.structs.replace(reading, exact=False)


def _ahead(finds: list[Find], text: str, today: datetime.date) -> CountedDate:
    """Take a supposed or intended day for the one to come, where the text leaves it open."""
    reading = one_of(finds, text)
    if isinstance(reading, Ambiguous) and reading.kind in {"year", "month", "several"}:
        coming = {min((d for d in dates_of(f.found) if d >= today), default=None) for f in finds}
        day = coming.pop()
        if day is not None and not coming:
            reading = Read(date=day, how="year_inferred", text=finds[0].found.text)
    near = isinstance(reading, Read) and (reading.date - today).days <= MOST_DAYS_AHEAD
    return CountedDate(reading=reading, planned=near)
