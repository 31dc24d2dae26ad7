"""Of the days that a message names, the one tied to the letter or the stamp counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import Absent, Ambiguous, Impossible, Read, read_counted_date

TODAY = date(2026, 6, 24)
"""A Wednesday."""


def june(day: int) -> date:
    return date(2026, 6, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天已经24号了,我的函是18号开的", june(18)),
        ("现在都6月24了,落款6月3日", june(3)),
        ("九月二号去单位报到,信6月9日打印", june(9)),
        ("信6.9 高铁票9.2", june(9)),
        ("8月30开学,介绍信六月十号的", june(10)),
        ("6月12日拿到,可落款写的是6月10日", june(10)),
        ("打印那天6月11,落款却是6月10", june(10)),
        ("按6月10日算,别按我拿信的6月12", june(10)),
        ("从6月10号起数,9月5号够不够", june(10)),
        ("6月10号那封,拖到国庆回家再交可以吗", june(10)),
        ("月初拿的信,具体是6月3号", june(3)),
        ("五月底开的,29号", date(2026, 5, 29)),
        ("6月8号不对,应该是6月9号", june(9)),
        ("今天刚打出来", TODAY),
        ("就今天", TODAY),
        ("letter dated June 9, flight on Sept 2", june(9)),
    ],
)
def test_the_letters_date(text: str, day: date) -> None:
    reading = read_counted_date(text, TODAY, "letter").reading
    assert isinstance(reading, Read), reading
    assert reading.date == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("信6月2号打印的,单位6月15才盖章", june(15)),
        ("6月14日经办人签字,6月15日盖的章", june(15)),
        ("章是6月15的,照片7月10号再发行吗", june(15)),
        ("报到那天6月15,人家把章盖了", june(15)),
        ("7月20回学校,回执6月15", june(15)),
    ],
)
def test_the_stamps_date(text: str, day: date) -> None:
    reading = read_counted_date(text, TODAY, "stamp").reading
    assert isinstance(reading, Read), reading
    assert reading.date == day


@pytest.mark.parametrize(
    "text",
    [
        "我6月15号入职,信什么时候失效",
        "介绍信今天还能用吗",
        "明天下午能打印吗",
        "7月8号报到,来得及不",
    ],
)
def test_a_day_of_something_else_is_none(text: str) -> None:
    assert read_counted_date(text, TODAY, "letter").reading == Absent()


@pytest.mark.parametrize(
    "text",
    [
        "6月10号还是6月11号来着",
        "落款6月10号还是6月11号来着",
        "信是6.10开的,也可能是6.11",
        "他的6月10,我的6月12",
        "6月2号开的信和6月9号重开的信",
    ],
)
def test_of_days_as_close_none_is_chosen(text: str) -> None:
    reading = read_counted_date(text, TODAY, "letter").reading
    assert isinstance(reading, Ambiguous)
    assert reading.kind == "several"


def test_a_day_that_is_left_because_the_other_is_ahead_must_be_named() -> None:
    reading = read_counted_date("6月10日,8月20日", TODAY, "letter").reading
    assert isinstance(reading, Read)
    assert (reading.date, reading.exact) == (june(10), False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("我下周一去打,能用到几号", june(29)),
        ("要是30号开呢,到哪天", june(30)),
        ("假如落款是7月2号,最后一天是哪天", date(2026, 7, 2)),
        ("准备7月2号去拿信", date(2026, 7, 2)),
        ("如果是6月3日开的", june(3)),
    ],
)
def test_a_supposed_or_planned_day_may_be_ahead(text: str, day: date) -> None:
    counted = read_counted_date(text, TODAY, "letter")
    assert isinstance(counted.reading, Read)
    assert (counted.reading.date, counted.planned) == (day, True)


@pytest.mark.parametrize("text", ["7月2号打印的", "信上写着6月30日", "落款明天"])
def test_what_is_told_as_done_may_not(text: str) -> None:
    assert not read_counted_date(text, TODAY, "letter").planned


DAYS_BACK = st.integers(1, 150)


@given(back=DAYS_BACK, on=st.integers(1, 150), act=st.sampled_from(["报到", "去交信", "入职"]))
def test_another_act_never_changes_the_letters_day(back: int, on: int, act: str) -> None:
    issued, other = TODAY - timedelta(back), TODAY + timedelta(on)
    for text in (
        f"{issued.month}月{issued.day}日开的介绍信,{other.month}月{other.day}日{act}",
        f"{other.month}月{other.day}号{act},落款{issued.month}月{issued.day}号",
    ):
        reading = read_counted_date(text, TODAY, "letter").reading
        assert isinstance(reading, Read), (text, reading)
        assert reading.date == issued


WORDS = (
    "0123456789年月日号天今明昨 ,。落款开打印的信盖章报到交去才再如果算按从起不是都了底初上下周一二"
)


@given(text=st.text() | st.text(WORDS, max_size=30), stamp=st.booleans())
def test_nothing_raises(text: str, stamp: bool) -> None:
    counted = read_counted_date(text, TODAY, "stamp" if stamp else "letter")
    assert isinstance(counted.reading, Read | Ambiguous | Impossible | Absent)
