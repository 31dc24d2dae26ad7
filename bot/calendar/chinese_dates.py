"""Reads one date in a text as people type it.

What a text leaves open is filled in only where one answer is plain
(:mod:`bot.calendar.inference`); else the candidates must be asked about. Numbers stand month
first, three of them year first. Two different dates in one text are never chosen between.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from bot.calendar.form import MASK, Found, dates_of
from bot.calendar.forms import FORMS
from bot.calendar.inference import Scope
from bot.calendar.readings import Absent, Ambiguous, DateReading, Expected, How, Impossible, Read
from bot.calendar.spelling import spell
from bot.calendar.surroundings import (
    asks_whether_ended,
    is_last_day,
    with_surroundings,
)

_NOT_THIS = re.compile("(?:不是|并非|而非)[在说]?$")
_BESIDE = re.compile(r"(?:[\s,()的是]|[上下中]午|[早晚]上)*")
_WITH_MONTH: frozenset[How] = frozenset({"full", "year_inferred", "month_part", "festival"})


class Find(NamedTuple):
    """A date and where it stands."""

    start: int
    end: int
    found: Found
    weak: bool


def read_date(text: str, today: datetime.date, expected: Expected = "past") -> DateReading:
    """Return the one date that ``text`` names, or why there is none.

    A date up to which a letter is valid is passed over; :func:`read_valid_until` reads it.

    :param text: anything a student may type
    :param today: the date in China
    :param expected: the side of today on which the date should lie, where the text leaves it open
    """
    text = spell(text)
    return one_of(strongest(finds_in(text, today, expected)), text)


def read_valid_until(text: str, today: datetime.date) -> DateReading:
    """Return the date up to which a letter says it is good: ``有效期至9月21日``.

    :param text: anything a student may type
    :param today: the date in China
    """
    text = spell(text)
    scanned = _scan(text, today, "future")
    finds = [find for find in scanned if is_last_day(text, find.start, find.end)]
    finds = [find for find in finds if not asks_whether_ended(text, find.end)]
    return one_of(strongest(_kept(finds, text)), text)


def finds_in(text: str, today: datetime.date, expected: Expected) -> list[Find]:
    """Return the dates of a text, in its order, but for last days and those it says it isn't.

    :param text: as :func:`bot.calendar.spelling.spell` returns it
    """
    scanned = _scan(text, today, expected)
    finds = [find for find in scanned if not is_last_day(text, find.start, find.end)]
    return _kept(finds, text)


def one_of(finds: list[Find], text: str) -> DateReading:
    """Come to one reading from all that was found."""
    if not finds:
        return Absent()
    for find in finds:
        if isinstance(find.found, Impossible):
            return find.found
    reading: DateReading = finds[0].found
    for find in finds[1:]:
        reading = _joined(reading, find.found, text)
    return reading


def _scan(text: str, today: datetime.date, expected: Expected) -> list[Find]:
    """Find every date, in the order of the text."""
    finds: list[Find] = []
    masked = text
    for form in FORMS:
        position = 0
        while match := form.pattern.search(masked, position):
            start, end = match.span()
            previous = max(
                (f for f in finds if f.end <= start and _has_month(f.found)),
                key=lambda f: f.end,
                default=None,
            )
            scope = Scope(
                today=today,
                expected=expected,
                whole=not (text[:start] + text[end:]).strip(" .,!?;:"),
                previous=previous.found if previous and isinstance(previous.found, Read) else None,
            )
            found = form.read(match, scope)
            if found is not None:
                found, end = with_surroundings(found, text, start, end)
                finds.append(Find(start, end, found, form.weak and not _is_strong(found)))
            masked = masked[:start] + MASK * (end - start) + masked[end:]
            position = end
    return sorted(finds, key=lambda f: f.start)


def _has_month(found: Found) -> bool:
    return isinstance(found, Read) and found.how in _WITH_MONTH


def _is_strong(found: Found) -> bool:
    """A weak form that gives a date or a question about one counts in full."""
    return isinstance(found, Read) or (isinstance(found, Ambiguous) and found.kind == "day_first")


def _kept(finds: list[Find], text: str) -> list[Find]:
    """Drop what a text says it isn't; join weekdays."""
    finds = [f for f in finds if not _NOT_THIS.search(text, max(0, f.start - 4), f.start)]
    return _join_weekdays(finds, text)


def strongest(finds: list[Find]) -> list[Find]:
    """Drop weak forms beside others."""
    return [find for find in finds if not find.weak] or finds


def _joined(first: DateReading, second: Found, text: str) -> DateReading:
    """Two readings that agree are one; 昨天(6月20日), 上周,6月18号."""
    one, other = dates_of(first), dates_of(second)
    if isinstance(first, Read) and (first.date in other):
        return first
    if isinstance(second, Read) and (second.date in one):
        return second
    if isinstance(first, Ambiguous) and set(one) == set(other):
        return first
    dates = tuple(dict.fromkeys((*one, *other)))
    return Ambiguous(kind="several", text=text, candidates=dates if len(dates) <= 31 else ())


def _join_weekdays(finds: list[Find], text: str) -> list[Find]:
    """Let 周六 in 6月20日(周六) confirm the date, choose between candidates, or contradict it."""
    joined: list[Find] = []
    for find in finds:
        last = joined[-1] if joined else None
        if last and _BESIDE.fullmatch(text, last.end, find.start):
            pair = _confirmed(last.found, find.found) or _confirmed(find.found, last.found)
            if pair:
                joined[-1] = Find(last.start, find.end, pair, last.weak)
                continue
        joined.append(find)
    return joined


def _confirmed(found: Found, weekday: Found) -> Found | None:
    if not isinstance(weekday, Read) or weekday.how != "weekday" or isinstance(found, Impossible):
        return None
    if isinstance(found, Read) and found.how == "weekday":
        return None
    fitting = [date for date in dates_of(found) if date.weekday() == weekday.date.weekday()]
    if isinstance(found, Read):
        if fitting:
            return found
        text = f"{found.text}{weekday.text}"
        candidates = tuple(dict.fromkeys((found.date, weekday.date)))
        return Ambiguous(kind="weekday_conflict", text=text, candidates=candidates)
    if len(fitting) != 1:
        return None
    return Read(date=fitting[0], how="year_inferred", text=found.text)
