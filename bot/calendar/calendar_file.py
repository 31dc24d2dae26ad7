"""Calendar files (RFC 5545): one all-day event with reminders."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import msgspec
from icalendar import Alarm, Calendar, Event, vText

from bot.calendar.clock import SHANGHAI

REMINDER_DAYS = (14, 3, 1)
"""Days before the event on which a phone reminds."""
REMINDER_TIME = time(9)
"""When on such a day: an all-day event begins at midnight, when nobody wants to be woken."""
PRODUCT = "-//party-transfer-bot//calendar//ZH"


class AllDayEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a calendar file."""

    uid: str
    """The same for the same event, so that importing it twice gives one entry."""
    day: date
    summary: str
    description: str


def calendar_file(event: AllDayEvent, now: datetime) -> bytes:
    """Return the bytes of an ``.ics``.

    :param now: with a zone; reminders that would lie before it are left out
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    entry = Event()
    entry.add("uid", event.uid)
    entry.add("dtstamp", now.astimezone(SHANGHAI))
    entry.add("dtstart", event.day)
    entry.add("dtend", event.day + timedelta(days=1))
    entry.add("summary", event.summary)
    entry.add("description", event.description)
    entry.add("class", "PRIVATE")
    entry.add("transp", "TRANSPARENT")
    for days in REMINDER_DAYS:
        if datetime.combine(event.day - timedelta(days=days), REMINDER_TIME, SHANGHAI) > now:
            entry.add_component(_alarm(days, event.summary))
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _alarm(days: int, summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", vText(summary))
    alarm.add("trigger", timedelta(days=-days, hours=REMINDER_TIME.hour))
    return alarm
