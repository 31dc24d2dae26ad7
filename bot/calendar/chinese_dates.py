"""Reads one date in a text as people type it.

What a text leaves open is filled in only where one answer is plain (:mod:`bot.calendar.inference`);
else the candidates must be asked about. Numbers stand month first,
three of them year first. Two different dates in one text are never chosen between.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from bot.calendar.forms import FORMS, Found, shifted
from bot.calendar.inference import Scope
from bot.calendar.readings import Absent, Ambiguous, DateReading, Expected, How, Impossible, Read
from bot.calendar.spelling import spell

_MASK = "\N{BLACK VERTICAL RECTANGLE}"
"""Stands where a form has read; no form matches it."""
_COUNTED_FROM = re.compile(
    r"的?(?:节后?|假期)?的?[之以]?(?P<side>[前后头])(?:面|边)?[的第]?(?P<count>\d{1,3})个?(?P<unit>[天日周月]|星期|礼拜)"
    r"|的?[之以]?(?P<after>后)?的?第(?P<nth>\d{1,2})[天日]"
    r"|[之以]?后?的?(?P<count_first>\d{1,3})个?(?P<unit_first>[天周月]|星期|礼拜)[之以]?(?P<side_last>[前后])"
)
"""端午前一天, 国庆后第二天, 端午三天后: another day, counted from the one before."""
_ABOUT_AFTER = re.compile("[的]?(?:左右|前后|上下|那几天)")
_ABOUT_BEFORE = re.compile("(?:大概|大约|约|差不多|可能|好像|应该|估计|也许)是?在?$")
_SOME_DAY_BESIDE = re.compile("的?(?:[之以][前后]|前夕|[前后](?![往面台来天期门勤悔果续者]|有效))")
_NOT_THIS = re.compile("(?:不是|并非|而非)[在说]?$")
_ENDS_BEFORE = re.compile(
    "(?:有效[期限]*(?:是|为|:)?[至到]|截[至止](?:到|日期?)?(?:是|为|:)?"
    "|(?:到期|失效|过期)(?:[日时][间期]?)?(?:是|为|:)?) ?$"
)
_ENDS_AFTER = re.compile("[就会]?(?:到期|截止|过期|失效|为止)|[之以]?前有效(?![期限0-9])")
_VALID_AFTER = re.compile("[之以]?[前内]?有效(?![期限0-9])")
_BESIDE = re.compile(r"[\s,()]*")
_WITH_MONTH: frozenset[How] = frozenset({"full", "year_inferred", "month_part", "festival"})


class _Find(NamedTuple):
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
    return _one([f for f in _scan(text, today, expected) if not _ends(text, f)], text)


def read_valid_until(text: str, today: datetime.date) -> DateReading:
    """Return the date up to which a letter says it is good: ``有效期至9月21日``.

    :param text: anything a student may type
    :param today: the date in China
    """
    text = spell(text)
    return _one([f for f in _scan(text, today, "future") if _ends(text, f)], text)


def _scan(text: str, today: datetime.date, expected: Expected) -> list[_Find]:
    """Find every date, in the order of the text."""
    finds: list[_Find] = []
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
                found, end = _with_surroundings(found, text, start, end)
                finds.append(_Find(start, end, found, form.weak and not _is_strong(found)))
            masked = masked[:start] + _MASK * (end - start) + masked[end:]
            position = end
    return sorted(finds, key=lambda f: f.start)


def _has_month(found: Found) -> bool:
    return isinstance(found, Read) and found.how in _WITH_MONTH


def _is_strong(found: Found) -> bool:
    """A weak form that gives a date or a question about one counts in full."""
    return isinstance(found, Read) or (isinstance(found, Ambiguous) and found.kind == "day_first")


def _with_surroundings(found: Found, text: str, start: int, end: int) -> tuple[Found, int]:
    """Take in what stands around a date: 前一天, 左右, 之前, 大概."""
    if isinstance(found, Impossible) or (isinstance(found, Ambiguous) and not found.candidates):
        return found, end
    if match := _COUNTED_FROM.match(text, end):
        return _counted_from(found, match, text[start : match.end()]), match.end()
    if match := _ABOUT_AFTER.match(text, end):
        return _about(found), match.end()
    if isinstance(found, Read) and (match := _SOME_DAY_BESIDE.match(text, end)):
        return Ambiguous(kind="vague", text=text[start : match.end()]), match.end()
    if _ABOUT_BEFORE.search(text, max(0, start - 6), start):
        return _about(found), end
    return found, end


def _counted_from(found: Read | Ambiguous, match: re.Match[str], text: str) -> Found:
    if match["nth"]:
        count, unit = int(match["nth"]) - (0 if match["after"] else 1), "天"
    else:
        count = int(match["count"] or match["count_first"])
        unit = match["unit"] or match["unit_first"]
        count *= 1 if (match["side"] or match["side_last"]) == "后" else -1
    if isinstance(found, Read):
        date = shifted(found.date, count, unit, text)
        if isinstance(date, Impossible):
            return date
        return Read(date=date, how="offset", text=text, exact=found.exact and unit != "月")
    dates = (shifted(date, count, unit, text) for date in found.candidates)
    kept = tuple(date for date in dates if isinstance(date, datetime.date))
    return Ambiguous(kind=found.kind, text=text, candidates=kept)


def _about(found: Read | Ambiguous) -> Read | Ambiguous:
    if isinstance(found, Ambiguous):
        return found
    return Read(date=found.date, how=found.how, text=found.text, exact=False)


def _ends(text: str, find: _Find) -> bool:
    """Tell a date up to which a letter is valid from one that it counts from."""
    before = text[max(0, find.start - 12) : find.start]
    if _ENDS_BEFORE.search(before) or _ENDS_AFTER.match(text, find.end):
        return True
    if not before.endswith(("至", "到", "-", "~")):
        return False
    return "有效" in text[max(0, find.start - 40) : find.start] or bool(
        _VALID_AFTER.match(text, find.end)
    )


def _one(finds: list[_Find], text: str) -> DateReading:
    """Come to one reading from all that was found."""
    finds = [f for f in finds if not _NOT_THIS.search(text, max(0, f.start - 4), f.start)]
    if any(not f.weak for f in finds):
        finds = [f for f in finds if not f.weak]
    finds = _join_weekdays(finds, text)
    if not finds:
        return Absent()
    for find in finds:
        if isinstance(find.found, Impossible):
            return find.found
    reading: DateReading = finds[0].found
    for find in finds[1:]:
        reading = _joined(reading, find.found, text)
    return reading


def _joined(first: DateReading, second: Found, text: str) -> DateReading:
    """Two readings that agree are one; 昨天(6月20日), 上周,6月18号."""
    one, other = _dates(first), _dates(second)
    if isinstance(first, Read) and (first.date in other):
        return first
    if isinstance(second, Read) and (second.date in one):
        return second
    if isinstance(first, Ambiguous) and set(one) == set(other):
        return first
    dates = tuple(dict.fromkeys((*one, *other)))
    return Ambiguous(kind="several", text=text, candidates=dates if len(dates) <= 31 else ())


def _dates(reading: DateReading) -> tuple[datetime.date, ...]:
    if isinstance(reading, Read):
        return (reading.date,)
    return reading.candidates if isinstance(reading, Ambiguous) else ()


def _join_weekdays(finds: list[_Find], text: str) -> list[_Find]:
    """Let 周六 in 6月20日(周六) confirm the date, choose between candidates, or contradict it."""
    joined: list[_Find] = []
    for find in finds:
        last = joined[-1] if joined else None
        if last and _BESIDE.fullmatch(text, last.end, find.start):
            pair = _confirmed(last.found, find.found) or _confirmed(find.found, last.found)
            if pair:
                joined[-1] = _Find(last.start, find.end, pair, last.weak)
                continue
        joined.append(find)
    return joined


def _confirmed(found: Found, weekday: Found) -> Found | None:
    if not isinstance(weekday, Read) or weekday.how != "weekday" or isinstance(found, Impossible):
        return None
    if isinstance(found, Read) and found.how == "weekday":
        return None
    fitting = [date for date in _dates(found) if date.weekday() == weekday.date.weekday()]
    if isinstance(found, Read):
        if fitting:
            return found
        text = f"{found.text}{weekday.text}"
        candidates = tuple(dict.fromkeys((found.date, weekday.date)))
        return Ambiguous(kind="weekday_conflict", text=text, candidates=candidates)
    if len(fitting) != 1:
        return None
    return Read(date=fitting[0], how="year_inferred", text=found.text)
