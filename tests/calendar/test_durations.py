"""A letter's own validity counts when the student gives it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import Duration, NoDuration, UnclearDuration, read_duration
from bot.calendar.durations import MOST_DAYS
from bot.knowledge import load_knowledge

DAYS_30, DAYS_90 = Duration(30, "day"), Duration(90, "day")


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("有效期30天", DAYS_30),
        ("三十天", DAYS_30),
        ("叁拾天", DAYS_30),
        ("30日", DAYS_30),
        ("30", DAYS_30),
        ("三十", DAYS_30),
        ("６０天", Duration(60, "day")),
        ("九十天", DAYS_90),
        ("90日内有效", DAYS_90),
        ("一百二十天", Duration(120, "day")),
        ("一个月", Duration(1, "month")),
        ("3个月", Duration(3, "month")),
        ("有效期为三個月", Duration(3, "month")),
        ("半年", Duration(6, "month")),
        ("一年", Duration(12, "month")),
        ("半个月", Duration(15, "day")),
        ("两周", Duration(14, "day")),
        ("三个礼拜", Duration(21, "day")),
        ("6月20日开的,有效期30天", DAYS_30),
        ("毕业3个月了,有效期30天", DAYS_30),
    ],
)
def test_spans(text: str, duration: Duration) -> None:
    assert read_duration(text) == duration


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("0天", "too_short"),
        ("400天", "too_long"),
        ("13个月", "too_long"),
        ("99999999天", "too_long"),
        ("30天还是90天", "several"),
        ("一个月零五天", "several"),
        ("三十多天", "vague"),
        ("大概90天", "vague"),
        ("90天左右", "vague"),
        ("30到60天", "vague"),
        ("30.5天", "vague"),
        ("一个半月", "vague"),
        ("几个月", "vague"),
        ("长期有效", "vague"),
        ("30个工作日", "working_days"),
    ],
)
def test_what_can_not_be_counted_with_says_why(text: str, kind: str) -> None:
    reading = read_duration(text)
    assert isinstance(reading, UnclearDuration)
    assert reading.kind == kind


@pytest.mark.parametrize(
    "text", ["", "没写", "6月20日", "2026年6月20日", "三天前", "第3天", "\0🎓", "😀" * 10_000]
)
def test_what_names_no_span(text: str) -> None:
    assert read_duration(text) == NoDuration()


@given(st.integers(1, MOST_DAYS))
def test_days_round_trip(days: int) -> None:
    assert read_duration(f"有效期{days}天") == Duration(days, "day")


@given(st.text() | st.text("0123456789半一二三十百天日月年周个多几-.有效期内", max_size=12))
def test_nothing_raises(text: str) -> None:
    assert isinstance(read_duration(text), Duration | UnclearDuration | NoDuration)


def test_the_colleges_own_figures_can_be_read() -> None:
    particulars = load_knowledge().particulars
    assert read_duration(particulars["validity_days"].value) == DAYS_90
    assert read_duration(particulars["receipt_period"].value) == Duration(1, "month")
