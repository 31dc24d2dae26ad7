"""Calendar files are read back as they were meant."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from bot.calendar import SHANGHAI, AllDayEvent, calendar_file

EVENT = AllDayEvent(
    uid="letter-2026-09-21@test",
    day=date(2026, 9, 21),
    summary="介绍信有效期最后一天,请提前办完",
    description="第一行;逗号,反斜杠\\\n第二行 “引号”",
)
LONG_BEFORE = datetime(2026, 6, 24, 10, tzinfo=SHANGHAI)


def read_back(data: bytes) -> Event:
    calendar = Calendar.from_ical(data)
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    (event,) = calendar.events
    return event


def reminders(now: datetime) -> list[datetime]:
    midnight = datetime(2026, 9, 21)
    event = read_back(calendar_file(EVENT, now))
    return [midnight + alarm["trigger"].dt for alarm in event.walk("VALARM")]


def test_an_all_day_event() -> None:
    event = read_back(calendar_file(EVENT, LONG_BEFORE))
    assert event["dtstart"].dt == date(2026, 9, 21)
    assert event["dtend"].dt == date(2026, 9, 22)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert (str(event["summary"]), str(event["description"])) == (EVENT.summary, EVENT.description)
    assert event["uid"] == EVENT.uid
    assert event["dtstamp"].dt == LONG_BEFORE


def test_lines_are_short_and_end_as_the_standard_says() -> None:
    lines = calendar_file(EVENT, LONG_BEFORE).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)


def test_reminders_14_3_and_1_days_before_in_the_morning() -> None:
    assert reminders(LONG_BEFORE) == [
        datetime(2026, 9, 7, 9),
        datetime(2026, 9, 18, 9),
        datetime(2026, 9, 20, 9),
    ]


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2026, 9, 7, 8, 59, tzinfo=SHANGHAI), 3),
        (datetime(2026, 9, 7, 9, tzinfo=SHANGHAI), 2),
        (datetime(2026, 9, 19, tzinfo=SHANGHAI), 1),
        (datetime(2026, 9, 21, tzinfo=SHANGHAI), 0),
        (datetime(2027, 1, 1, tzinfo=SHANGHAI), 0),
    ],
)
def test_reminders_that_are_past_are_left_out(now: datetime, left: int) -> None:
    assert len(reminders(now)) == left


@given(
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    summary=st.text(st.characters(blacklist_categories=["Cc", "Cs"]), min_size=1).map(str.strip),
)
def test_any_text_comes_back(day: date, summary: str) -> None:
    event = AllDayEvent(uid="x", day=day, summary=summary, description="")
    now = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) - timedelta(days=5)
    read = read_back(calendar_file(event, now))
    assert str(read["summary"]) == summary
    assert read["dtstart"].dt == day
    assert len(read.walk("VALARM")) == 2
