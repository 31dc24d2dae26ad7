"""A date is read as it was meant, or the bot knows that it must ask."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import (
    Absent,
    Ambiguous,
    DateReading,
    Expected,
    Impossible,
    Read,
    read_date,
    read_valid_until,
)
from bot.calendar.readings import FIRST_YEAR, LAST_YEAR

TODAY = date(2026, 6, 24)
FORMS = [
    line.split(" | ")
    for line in (Path(__file__).parent / "date_forms.txt").read_text("utf-8").splitlines()
    if " | " in line and not line.startswith("#")
]
DATES = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
SIDES = st.sampled_from(["past", "future"])
DIGITS = "〇一二三四五六七八九"
LETTERS = (
    "0123456789年月日号天周前后上下个这本大今昨明底初末旬中半过第的到至-/. ,()"
    "一二三四五六七八九十廿两〇几多端午国庆五一有效期截止不是大概左右星期礼拜农历正去O。"
)


def spelled(reading: DateReading) -> str:
    """The table's notation of a reading."""
    if isinstance(reading, Read):
        return f"{'' if reading.exact else '~'}{reading.date}"
    if isinstance(reading, Ambiguous):
        days = [str(day) for day in reading.candidates]
        return " ".join(
            ["?", reading.kind, *(days if len(days) <= 5 else (days[0], "…", days[-1]))]
        )
    return f"! {reading.kind}" if isinstance(reading, Impossible) else "-"


@pytest.mark.parametrize(("text", "when", "expected"), FORMS)
def test_every_form_of_the_table(text: str, when: str, expected: str) -> None:
    today, side = when.split()
    assert side in {"past", "future"}
    wanted: Expected = "past" if side == "past" else "future"
    assert spelled(read_date(text, date.fromisoformat(today), wanted)) == expected


def test_the_table_is_long_enough_and_says_nothing_twice() -> None:
    keys = [(text, when) for text, when, _ in FORMS]
    assert len(FORMS) >= 300
    assert len(set(keys)) == len(keys)


def numeral(number: int) -> str:
    """A number up to 99 as one says it."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return f"{DIGITS[tens] if tens > 1 else ''}十{DIGITS[ones] if ones else ''}"


def writings_with_year(day: date) -> list[str]:
    year, month = "".join(DIGITS[int(d)] for d in str(day.year)), numeral(day.month)
    return [
        day.isoformat(),
        day.strftime("%Y%m%d"),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f" {day.year} 年 {day.month} 月 {day.day} 号开的 ",
        f"{year}年{month}月{numeral(day.day)}日",
        f"{year.replace('〇', '零')}年{month}月{numeral(day.day)}號",
        f"介绍信上写着{day.year}年{day.month}月{day.day},谢谢",
        f"{day.year}年{day.month}月{day.day}日".translate(
            {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"}
        ),
    ]


@given(day=DATES, today=DATES, side=SIDES)
def test_a_full_date_is_itself_whatever_the_day(day: date, today: date, side: Expected) -> None:
    for text in writings_with_year(day):
        reading = read_date(text, today, side)
        assert isinstance(reading, Read), (text, reading)
        assert (reading.date, reading.how, reading.exact) == (day, "full", True)


@given(today=DATES, days=st.integers(0, 180))
def test_a_month_and_a_day_are_read_on_the_expected_side(today: date, days: int) -> None:
    for day, side in ((today - timedelta(days), "past"), (today + timedelta(days), "future")):
        for text in (f"{day.month}月{day.day}日", f"{day.month}.{day.day:02}"):
            reading = read_date(text, today, side)  # type: ignore[arg-type]
            assert isinstance(reading, Read), (text, today, reading)
            assert reading.date == day


@given(today=DATES, days=st.integers(1, 9999))
def test_days_ago(today: date, days: int) -> None:
    reading = read_date(f"{days}天前", today)
    day = today - timedelta(days)
    if day.year < FIRST_YEAR:
        assert isinstance(reading, Impossible)
    else:
        assert isinstance(reading, Read)
        assert reading.date == day


@given(year=st.integers(FIRST_YEAR, LAST_YEAR), month=st.integers(0, 99), day=st.integers(0, 99))
def test_only_days_that_exist_are_read(year: int, month: int, day: int) -> None:
    reading = read_date(f"{year}年{month}月{day}日", TODAY)
    exists = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    assert isinstance(reading, Read if exists else Impossible)


@given(text=st.text() | st.text(LETTERS, max_size=20), today=DATES, side=SIDES)
def test_nothing_raises(text: str, today: date, side: Expected) -> None:
    for reading in (read_date(text, today, side), read_valid_until(text, today)):
        assert isinstance(reading, Read | Ambiguous | Impossible | Absent)
        if isinstance(reading, Read):
            assert FIRST_YEAR <= reading.date.year <= LAST_YEAR
            assert reading.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\0\x1b\u200b\ud800",
        "🎓" * 50,
        "日" * 9_999,
        "1" * 9_999,
        "正月" * 5_000,
        "1." * 5_000,
    ],
)
def test_what_holds_no_date(text: str) -> None:
    assert not isinstance(read_date(text, TODAY), Read)


def test_a_date_among_control_characters_and_emoji() -> None:
    reading = read_date("🎓\0\u200b 6月\u200b20日\n\t🎉", TODAY)
    assert isinstance(reading, Read)
    assert reading.date == date(2026, 6, 20)


def test_an_impossible_date_says_what_is_wrong_with_it() -> None:
    assert read_date("开的是6月31号", TODAY) == Impossible(
        kind="day_of_month", text="6月31号", year=2026, month=6, day=31
    )


def test_a_reading_says_what_it_was_read_from() -> None:
    reading = read_date("信是上個禮拜三拿到的", TODAY)
    assert reading == Read(date=date(2026, 6, 17), how="weekday", text="上个礼拜三")


def test_filler_before_an_end_costs_no_backtracking() -> None:
    assert read_date("昨天" + "刚" * 200, TODAY).date == TODAY - timedelta(days=1)
    assert read_valid_until("昨天" + "刚" * 200 + "到期", TODAY).date == TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("有效期至2026年9月21日", date(2026, 9, 21)),
        ("有效期到9月21号", date(2026, 9, 21)),
        ("有效期限至 九月二十一日", date(2026, 9, 21)),
        ("6月24日开的,有效期至9月21日", date(2026, 9, 21)),
        ("有效期自6月24日至9月21日", date(2026, 9, 21)),
        ("截止到9.21", date(2026, 9, 21)),
        ("9月21日到期", date(2026, 9, 21)),
        ("9月21日前有效", date(2026, 9, 21)),
        ("到期日:2026-09-21", date(2026, 9, 21)),
        ("我的信昨天刚好到期", TODAY - timedelta(days=1)),
        ("信今天就过期", TODAY),
        ("今天过期了没", None),
        ("6月24日开的", None),
        ("有效期90天", None),
    ],
)
def test_a_letter_may_name_its_own_last_day(text: str, until: date | None) -> None:
    reading = read_valid_until(text, TODAY)
    assert (reading.date if isinstance(reading, Read) else None) == until
