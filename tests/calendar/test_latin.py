"""Dates in English and pinyin become Chinese ones; what only looks like them stays."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import Read, read_date
from bot.calendar.latin import in_chinese

TODAY = date(2026, 6, 24)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("june 5", "6月5日"),
        ("jun 5th", "6月5日"),
        ("jun. 5", "6月5日"),
        ("5 june", "6月5日"),
        ("5th of june", "6月5日"),
        ("5/jun", "6月5日"),
        ("05-jun-2026", "2026年6月05日"),
        ("june 5, 2026", "2026年6月5日"),
        ("2026 jun 5", "2026年6月5日"),
        ("may 5", "5月5日"),
        ("letter是sept 3开的", "letter是9月3日开的"),
        ("6yue9hao", "6月9日"),
        ("6 yue 9 ri", "6月9日"),
        ("liu yue jiu hao", "6月9日"),
        ("liuyue ershier", "6月22日"),
        ("shi yue shi hao", "10月10日"),
        ("wuyue sanshiyi", "5月31日"),
        ("9hao kai de", "9号 kai de"),
        ("zuotian da de", "昨天 da de"),
        ("issued yesterday", "issued 昨天"),
        ("valid for 45 days", "valid for 45天"),
        ("60d", "60天"),
        ("3 months", "3个月"),
        ("30 tian", "30天"),
    ],
)
def test_what_becomes_chinese(typed: str, meant: str) -> None:
    assert in_chinese(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "it may be late",
        "you may wait 5 hours",
        "june",
        "mar 1100",
        "3d打印",
        "90dpi",
        "haode",
        "wo de yue",
        "jun5@hit.edu.cn",
    ],
)
def test_what_stays(text: str) -> None:
    assert in_chinese(text) == text


@given(day=DAYS)
def test_english_dates_read_as_themselves(day: date) -> None:
    full, short = calendar.month_name[day.month], calendar.month_abbr[day.month]
    for text in (
        f"{full} {day.day}, {day.year}",
        f"{day.day} {full} {day.year}",
        f"{day.day:02}-{short}-{day.year}",
        f"介绍信{short.upper()} {day.day} {day.year}开的",
    ):
        reading = read_date(text, TODAY)
        assert isinstance(reading, Read), (text, reading)
        assert reading.date == day


@given(st.text() | st.text("0123456789 abdehijlmnorstuy/-.,", max_size=24))
def test_nothing_raises(text: str) -> None:
    assert isinstance(in_chinese(text), str)
