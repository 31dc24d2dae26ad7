"""Dates: until when a letter is good, when the receipt is due, when letters are printed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from actions.context import Context
from actions.days import Days
from actions.replies import ActionReply
from bot.calendar import (
    Absent,
    Ambiguous,
    CountedFrom,
    DateReading,
    Duration,
    Read,
    Reminder,
    letter_deadline,
    next_print_days,
    print_day,
    read_counted_date,
    read_duration,
    receipt_deadline,
    weekdays_in,
)
from bot.calendar.deadlines import add
from bot.calendar.print_days import NOON, PrintDay, first_offered, print_days_from
from bot.channels.shapes import File

LETTER_DATE, LETTER_VALIDITY, LETTER_UNTIL = "letter_date", "letter_validity", "letter_until"
STAMP_DATE = "stamp_date"
OLDEST_DAYS = 3 * 366
"""A letter or a stamp older than this is a slip of the year."""
LISTED_PRINT_DAYS = 4
"""Two weeks of them."""
FURTHER_PRINT_DAYS = 2
"""Named after the one that was asked for."""
RECENT_DAYS = 366
"""Beside a day of the last year, an older one isn't offered."""
LONG_OVER_DAYS = 60
_STAMPED = re.compile("盖(?:了|的|过|好)|章盖")
_PLANS = re.compile(
    "去|要(?!求)|准备|打算|计划|到时|才|再|明天|后天|下周|下个?月|如果|要是|假如|万一|报[到道]"
)


class Deadlines:
    """Counts, and says what came of it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._days = Days(context)
        self._fill = context.sentences.fill
        particulars = context.knowledge.particulars
        self.usual_validity = _certain(read_duration(particulars["validity_days"].value))
        self.receipt_period = _certain(read_duration(particulars["receipt_period"].value))
        self.print_weekdays = weekdays_in(particulars["printing_days"].value)

    def letter(self, issued: date, validity: Duration | None) -> ActionReply:
        """Return until when a letter of this date is good.

        :param validity: what the letter says; the college's usual when it's None
        """
        wording = self._context.wording.letter_deadline
        counted = letter_deadline(issued, validity or self.usual_validity, self._context.today)
        template = {"past": wording.past, "soon": wording.soon}.get(counted.state, wording.fine)
        last_day = self._days.day(counted.last_safe_day)
        text = self._fill(
            template,
            last_day=last_day,
            left=self._days.left(counted.days_left),
            issued=self._days.day(issued),
            validity=self.validity_in_words(validity),
            wider_day=self._days.day(counted.wider_last_day),
            days_over=-counted.days_left,
        )
        reminder = Reminder(kind="letter", day=counted.last_safe_day, counted_from=issued)
        return self._with_file(text, wording.source, reminder, wording.calendar_title)

    def letter_until(self, until: date) -> ActionReply:
        """Return what to say when the letter itself names its last day."""
        wording = self._context.wording.letter_deadline
        left = (until - self._context.today).days
        template = wording.until_day if left >= 0 else wording.until_day_past
        text = self._fill(
            template, last_day=self._days.day(until), left=self._days.left(left), days_over=-left
        )
        reminder = Reminder(kind="letter_until", day=until)
        return self._with_file(text, wording.source, reminder, wording.calendar_title)

    def letter_last_day(self, issued: date, validity: Duration | None) -> date:
        """Return the last safe day of a letter of this date."""
        counted = letter_deadline(issued, validity or self.usual_validity, self._context.today)
        return counted.last_safe_day

    def receipt_due(self, stamped: date) -> date:
        """Return the last day of a receipt with this date."""
        return receipt_deadline(stamped, self.receipt_period, self._context.today).due

    def receipt(self, stamped: date) -> ActionReply:
        """Return until when the photo of a receipt with this date should be sent."""
        wording = self._context.wording.receipt_deadline
        counted = receipt_deadline(stamped, self.receipt_period, self._context.today)
        template = {
            "past": wording.past,
            "soon": wording.soon,
            "not_started": wording.planned,
        }.get(counted.state, wording.fine)
        text = self._fill(
            template,
            due=self._days.day(counted.due),
            left=self._days.left(counted.days_left),
            stamped=self._days.day(stamped),
            days_over=-counted.days_left,
        )
        reminder = Reminder(kind="receipt", day=counted.due, counted_from=stamped)
        return self._with_file(text, wording.source, reminder, wording.calendar_title)

    def print_days(self, asked: DateReading, time: str | None = None) -> ActionReply:
        """Return the next print days, led by what is asked: a day, or a week or month of them.

        :param time: the time of day that was asked for, where it isn't the afternoon
        """
        wording = self._context.wording.print_days
        said: list[str] = []
        day = self._day_asked_for(asked)
        first = None
        if day is not None:
            verdict, printable = self._verdict(day)
            said += [self._fill(wording.other_time, time=time)] if printable and time else []
            said.append(verdict)
            first = day if printable else None
        elif isinstance(asked, Ambiguous) and asked.kind == "day_missing":
            among = self._print_days_among(asked.candidates)
            if among:
                first = among[0].date
                said.append(self._fill(wording.among, text=asked.text, days=self._listed(among)))
            else:
                said.append(self._fill(wording.none_among, text=asked.text))
        if first is None:
            upcoming = next_print_days(self._context.now, self.print_weekdays, LISTED_PRINT_DAYS)
            first = upcoming[0].date
            said.append(self._fill(wording.next, days=self._listed(upcoming)))
        elif day is not None:
            later = print_days_from(day + timedelta(days=1), self.print_weekdays)
            days = self._in_one_line(itertools.islice(later, FURTHER_PRINT_DAYS))
            said.append(self._fill(wording.further, days=days))
        said.append(self._fill(wording.caution))
        reminder = Reminder(kind="print_day", day=first)
        return self._with_file("\n".join(said), wording.source, reminder, wording.calendar_title)

    def upcoming_print_days(self) -> str:
        """Return the next print days in one line."""
        return self._in_one_line(next_print_days(self._context.now, self.print_weekdays))

    def _in_one_line(self, days: Iterable[PrintDay]) -> str:
        return "、".join(self._days.day(day.date) for day in days)

    def validity_in_words(self, validity: Duration | None) -> str:
        """Return where a validity comes from."""
        wording = self._context.wording.letter_deadline
        if validity is None:
            return self._fill(wording.usual_validity)
        return self._fill(wording.given_validity, validity=self._days.duration(validity))

    def _day_asked_for(self, asked: DateReading) -> date | None:
        """Return the one day that was meant; without a year, the nearest."""
        if isinstance(asked, Read) and asked.exact:
            return asked.date
        if isinstance(asked, Ambiguous) and asked.kind == "year" and asked.candidates:
            return min(asked.candidates, key=lambda day: abs(day - self._context.today))
        return None

    def _verdict(self, day: date) -> tuple[str, bool]:
        """Return what is to be said of a day, and whether letters are printed on it."""
        wording = self._context.wording.print_days
        in_words = self._days.day(day)
        if day < self._context.today:
            return self._fill(wording.past, day=in_words), False
        verdict = print_day(day, self.print_weekdays)
        begun = day == self._context.today and self._context.now.hour >= NOON
        if verdict.kind == "print_day" and begun:
            return self._fill(wording.today_late, day=in_words), False
        if verdict.kind == "print_day":
            return self._fill(wording.print_day, day=in_words), True
        if verdict.kind == "unverified":
            return self._fill(wording.unverified, day=in_words), True
        if verdict.kind == "holiday":
            return self._fill(wording.holiday, day=in_words, holiday=verdict.holiday or ""), False
        if verdict.kind == "make_up_workday":
            return self._fill(wording.make_up_workday, day=in_words), False
        return self._fill(wording.other_day, day=in_words), False

    def _print_days_among(self, days: Sequence[date]) -> list[PrintDay]:
        """Return those of ``days`` that are to come and on which letters are printed."""
        first = first_offered(self._context.now)
        verdicts = (print_day(day, self.print_weekdays) for day in days if day >= first)
        return [verdict for verdict in verdicts if verdict.prints]

    def _listed(self, days: Sequence[PrintDay]) -> str:
        mark = self._context.wording.print_days.unverified_mark
        return "\n".join(
            f"- {self._days.day(day.date)}{mark if day.kind == 'unverified' else ''}"
            for day in days
        )

    def _with_file(self, text: str, source: str, reminder: Reminder, title: str) -> ActionReply:
        """Return a reply with a calendar file of its day, unless the day is over."""
        if reminder.day < self._context.today:
            return ActionReply(text=text, source=source)
        day = self._days.day(reminder.day)
        name = {"receipt": "due", "print_day": "day"}.get(reminder.kind, "last_day")
        title = self._fill(title, **{name: day})
        files = (File(title, self._context.links.path(reminder)),)
        return ActionReply(text=text, source=source, files=files)


class PastDate(NamedTuple):
    """What a message says of the day that a letter or a stamp carries."""

    day: date | None
    said: str | None = None
    """What is wrong with the day, or which one was taken."""
    absent: bool = False


def past_date(context: Context, text: str, counted_from: CountedFrom) -> PastDate:
    """Read the day that a letter or a stamp carries; one that is only planned may be ahead."""
    days, wording = Days(context), context.wording.date_trouble
    counted = read_counted_date(text, context.today, counted_from)
    reading = counted.reading
    if isinstance(reading, Ambiguous) and reading.kind == "year":
        past = [day for day in reading.candidates if day <= context.today]
        future = [day for day in reading.candidates if day > context.today]
        if future and _plans_a_stamp(text, counted_from):
            return PastDate(future[0])
        if len(past) == len(future) == 1:
            both = {"day": days.day(future[0]), "past": days.day(past[0])}
            return PastDate(None, context.sentences.fill(wording.not_yet_or_last_year, **both))
    reading = _without_the_impossible(reading, context.today)
    if isinstance(reading, Read) and _plans_a_stamp(text, counted_from):
        reading = _to_come(reading, context.today)
    if not isinstance(reading, Read):
        return PastDate(None, days.trouble(reading), isinstance(reading, Absent))
    said = days.day(reading.date)
    ahead = reading.date > context.today
    if ahead and not (counted.planned or _plans_a_stamp(text, counted_from)):
        return PastDate(None, context.sentences.fill(wording.not_yet, day=said))
    if (context.today - reading.date).days > OLDEST_DAYS:
        return PastDate(None, context.sentences.fill(wording.too_far, day=said))
    if reading.exact and not ahead:
        return PastDate(reading.date)
    counted_as = context.wording.counted_as
    return PastDate(reading.date, context.sentences.fill(counted_as, text=reading.text, day=said))


def _to_come(reading: Read, today: date) -> Read:
    """Return a planned day a year later where only its year was inferred, and it's long over."""
    if reading.how != "year_inferred" or (today - reading.date).days <= LONG_OVER_DAYS:
        return reading
    later = add(reading.date, Duration(12, "month"))
    return msgspec.structs.replace(reading, date=later) if later > today else reading


def _plans_a_stamp(text: str, counted_from: CountedFrom) -> bool:
    """Tell whether the stamp is still to come (12月1日去盖章,回执最晚几号发)."""
    planned = _PLANS.search(text) is not None and _STAMPED.search(text) is None
    return counted_from == "stamp" and planned


def _without_the_impossible(reading: DateReading, today: date) -> DateReading:
    """Offer no day to come, and none of long ago beside a recent one; of a month's, take the last.

    A date that may stand day first is asked about even if it can be but one.
    """
    if not isinstance(reading, Ambiguous) or reading.kind not in ("day_first", "month", "several"):
        return reading
    past = tuple(day for day in reading.candidates if day <= today)
    recent = tuple(day for day in past if (today - day).days <= RECENT_DAYS)
    possible = recent or past
    if reading.kind == "month" and len(possible) == 1:
        return Read(date=possible[0], how="month_inferred", text=reading.text, exact=False)
    if not possible:
        return reading
    return Ambiguous(kind=reading.kind, text=reading.text, candidates=possible)


def validity_slot(validity: Duration) -> str:
    """Return a validity as it is kept in a slot: ``30 day``."""
    return f"{validity.count} {validity.unit}"


def validity_of(slot: str | None) -> Duration | None:
    """Return what :func:`validity_slot` kept."""
    if not slot:
        return None
    count, _, unit = slot.partition(" ")
    return Duration(int(count), "month" if unit == "month" else "day")


def _certain(reading: object) -> Duration:
    """Return a duration of the college's, which ``kb/`` must say so that it can be counted with."""
    if not isinstance(reading, Duration):
        raise TypeError(f"college.yml names no span that can be counted with: {reading}")
    return reading
