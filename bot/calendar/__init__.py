"""Calendar: Chinese dates, validity, print days, calendar files. Plain Python, without I/O.

Every function takes ``today`` (or ``now``) from its caller, who has a :data:`Clock`.
"""

from bot.calendar.calendar_file import AllDayEvent, calendar_file
from bot.calendar.chinese_dates import read_date, read_valid_until
from bot.calendar.clock import SHANGHAI, Clock, local_time, system_clock, today
from bot.calendar.counted_dates import CountedDate, read_counted_date
from bot.calendar.deadlines import (
    LetterDeadline,
    ReceiptDeadline,
    letter_deadline,
    receipt_deadline,
)
from bot.calendar.durations import (
    Duration,
    DurationReading,
    NoDuration,
    UnclearDuration,
    read_duration,
)
from bot.calendar.links import BadLinkError, CalendarLinks, ExpiredLinkError, LinkError, Reminder
from bot.calendar.print_days import PrintDay, known_until, next_print_days, print_day, weekdays_in
from bot.calendar.readings import Absent, Ambiguous, DateReading, Expected, Impossible, Read
from bot.calendar.ties import CountedFrom
from bot.calendar.validity import read_validity

__all__ = [
    "SHANGHAI",
    "Absent",
    "AllDayEvent",
    "Ambiguous",
    "BadLinkError",
    "CalendarLinks",
    "Clock",
    "CountedDate",
    "CountedFrom",
    "DateReading",
    "Duration",
    "DurationReading",
    "Expected",
    "ExpiredLinkError",
    "Impossible",
    "LetterDeadline",
    "LinkError",
    "NoDuration",
    "PrintDay",
    "Read",
    "ReceiptDeadline",
    "Reminder",
    "UnclearDuration",
    "calendar_file",
    "known_until",
    "letter_deadline",
    "local_time",
    "next_print_days",
    "print_day",
    "read_counted_date",
    "read_date",
    "read_duration",
    "read_valid_until",
    "read_validity",
    "receipt_deadline",
    "system_clock",
    "today",
    "weekdays_in",
]
