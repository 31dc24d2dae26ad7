"""A number chooses what was offered to the one who types it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.choices import EXPIRE_SECONDS, MOST_SESSIONS, Choices, Gone, number_in
from bot.knowledge import Button

BUTTONS = (Button("print/where", "在哪打印"), Button("hand_over", "转给辅导员"))


@pytest.mark.parametrize(
    "typed",
    ["2", "２", "②", " 2 ", "2.", "2、", "选2", "我选2", "回复2", "第二个", "二", "第 2 项"],
)
def test_numbers_as_people_type_them(typed: str) -> None:
    choices = Choices()
    choices.offer("s", BUTTONS)
    assert choices.chosen("s", typed) == "hand_over"


@pytest.mark.parametrize("typed", ["", "0", "12", "2号打印吗", "90", "2 3", "在哪打印", "两", "第"])
def test_anything_else_is_a_question(typed: str) -> None:
    assert number_in(typed) is None


def test_nobody_chooses_for_another() -> None:
    choices = Choices()
    choices.offer("asked", BUTTONS)
    assert choices.chosen("other", "1") is None


def test_a_number_that_was_not_offered_is_a_question() -> None:
    choices = Choices()
    choices.offer("s", BUTTONS)
    assert choices.chosen("s", "3") is None


def test_a_reply_without_buttons_ends_the_offer() -> None:
    choices = Choices()
    choices.offer("s", BUTTONS)
    choices.offer("s", ())
    assert choices.chosen("s", "1") is None


def test_an_offer_expires() -> None:
    now = 0.0
    choices = Choices(lambda: now)
    choices.offer("s", BUTTONS)
    now = EXPIRE_SECONDS
    assert choices.chosen("s", "1") is Gone.EXPIRED


def test_what_is_remembered_is_bounded() -> None:
    choices = Choices()
    for number in range(MOST_SESSIONS + 1):
        choices.offer(str(number), BUTTONS)
    assert choices.chosen("0", "1") is None
    assert choices.chosen(str(MOST_SESSIONS), "1") == "print/where"


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    choices = Choices()
    choices.offer("s", BUTTONS)
    assert choices.chosen("s", text) in {None, "print/where", "hand_over"}
