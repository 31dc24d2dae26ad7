"""Only a span that is said of the letter is its validity; what may be one is asked about."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import Duration, NoDuration, UnclearDuration, read_validity

TODAY = date(2026, 6, 24)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("有效期45天,六月二号开的", Duration(45, "day")),
        ("有效期45", Duration(45, "day")),
        ("6月2日 45天", Duration(45, "day")),
        ("6.2,45天的那种", Duration(45, "day")),
        ("从6月2号起往后四十五天", Duration(45, "day")),
        ("信开了45天有效", Duration(45, "day")),
        ("上面写的俩月", Duration(2, "month")),
        ("这封管三个月", Duration(3, "month")),
        ("只能用15天", Duration(15, "day")),
        ("45天", Duration(45, "day")),
        ("45", Duration(45, "day")),
        ("入职两个月了,信上写45天", Duration(45, "day")),
        ("是45天不是90天", Duration(45, "day")),
        ("valid 45 days, issued June 2", Duration(45, "day")),
        ("信上没写90天,写的是有效期45天", Duration(45, "day")),
        ("只给了一个月也就是30天", Duration(30, "day")),
        ("算错一天就完了:有效期45天,6月2日开", Duration(45, "day")),
    ],
)
def test_what_is_said_of_the_letter(text: str, duration: Duration) -> None:
    assert read_validity(text, TODAY) == duration


@pytest.mark.parametrize(
    "text",
    [
        "上班两个月了,信5月2日的",
        "6月2号拿到半个月了",
        "信躺了40天了",
        "有效期还剩20天吧",
        "能用到几月几号",
        "最晚哪一天",
        "比他晚开三天,我6月5号",
        "想再等两周去交",
        "差一天会不会不收",
        "上个月25日开的",
        "0611",
    ],
)
def test_what_is_not(text: str) -> None:
    assert read_validity(text, TODAY) == NoDuration()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("不是30天,我看错了", "vague"),
        ("有效期30天,又写着90天", "several"),
        ("有效期几个月", "vague"),
        ("有效期60个工作日", "working_days"),
        ("有效期两年", "too_long"),
        ("小张提到30天", "vague"),
    ],
)
def test_what_has_to_be_asked(text: str, kind: str) -> None:
    reading = read_validity(text, TODAY)
    assert isinstance(reading, UnclearDuration)
    assert reading.kind == kind


@given(days=st.integers(1, 366), day=st.dates(date(2026, 1, 1), TODAY))
def test_beside_the_date_any_number_of_days_is_read(days: int, day: date) -> None:
    for text in (f"{day.month}月{day.day}日,{days}天", f"{day.isoformat()},有效期{days}天"):
        assert read_validity(text, TODAY) == Duration(days, "day")


@given(
    st.text() | st.text("0123456789半一三十天日月周个年几多有效期写管了剩还的,. 信", max_size=24)
)
def test_nothing_raises(text: str) -> None:
    assert isinstance(read_validity(text, TODAY), Duration | UnclearDuration | NoDuration)


@pytest.mark.parametrize("text", ["1天", "30天", "...", "的是"])
def test_a_long_message_takes_no_time(text: str) -> None:
    begun = time.perf_counter()
    read_validity(text * 1_000, TODAY)
    assert time.perf_counter() - begun < 2
