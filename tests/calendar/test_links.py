"""An address of a calendar file can't be guessed, changed or used for ever."""

from __future__ import annotations

import string
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import (
    SHANGHAI,
    BadLinkError,
    CalendarLinks,
    ExpiredLinkError,
    Reminder,
)
from bot.calendar.links import LINK_SECONDS, LONGEST_TOKEN

NOW = datetime(2026, 6, 24, 10, tzinfo=SHANGHAI)
LETTER = Reminder(kind="letter", day=date(2026, 9, 21), counted_from=date(2026, 6, 24))


def links(secret: bytes = b"secret", after: float = 0) -> CalendarLinks:
    return CalendarLinks(secret, lambda: NOW + timedelta(seconds=after))


@given(
    kind=st.sampled_from(["letter", "receipt"]),
    day=st.dates(),
    counted_from=st.dates(),
    secret=st.binary(min_size=1),
)
def test_round_trip(kind: str, day: date, counted_from: date, secret: bytes) -> None:
    reminder = Reminder(kind=kind, day=day, counted_from=counted_from)  # type: ignore[arg-type]
    token = links(secret).token(reminder)
    assert links(secret, after=LINK_SECONDS).read(token) == reminder
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")
    assert len(token) < LONGEST_TOKEN


def test_an_address_expires() -> None:
    token = links().token(LETTER)
    with pytest.raises(ExpiredLinkError):
        links(after=LINK_SECONDS + 1).read(token)


@pytest.mark.parametrize("bad", ["", ".", "a.b.c", "x" * 9_999, "党", "\0", "../../x", "=.=.="])
def test_what_is_no_token_is_refused(bad: str) -> None:
    with pytest.raises(BadLinkError):
        links().read(bad)


def test_a_changed_or_foreign_token_is_refused() -> None:
    token = links().token(LETTER)
    for place in range(len(token)):
        changed = f"{token[:place]}{'A' if token[place] != 'A' else 'B'}{token[place + 1 :]}"
        if place == len(token) - 1:
            continue  # the last base64 character carries spare bits
        with pytest.raises(BadLinkError):
            links().read(changed)
    with pytest.raises(BadLinkError):
        links(b"another").read(token)


@given(st.text())
def test_nothing_else_raises(text: str) -> None:
    with pytest.raises(BadLinkError):
        links().read(text)


def test_the_path_is_the_fronts() -> None:
    path = links().path(LETTER)
    assert path.startswith("/files/")
    assert path.endswith(".ics")


def test_the_same_reminder_has_the_same_id() -> None:
    again = Reminder(kind="letter", day=LETTER.day, counted_from=LETTER.counted_from)
    other = Reminder(kind="receipt", day=LETTER.day, counted_from=LETTER.counted_from)
    assert LETTER.uid == again.uid != other.uid


def test_a_deadline_is_counted_from_a_date_and_a_print_day_is_not() -> None:
    with pytest.raises(ValueError, match="counted"):
        Reminder(kind="letter", day=date(2026, 9, 21))
    with pytest.raises(ValueError, match="counted"):
        Reminder(kind="print_day", day=date(2026, 9, 21), counted_from=date(2026, 6, 24))
