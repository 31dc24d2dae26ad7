"""What a counselor is shown before publishing: where two answers differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.contradictions import contradictions


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ("有效期是60天", "有效期一般是**90天**", "天数"),
        ("三十天内办好", "九十天内办好", "天数"),
        ("两个月内寄回", "1个月内寄回", "月数"),
        ("周二下午去", "每周一下午和星期四下午去", "星期"),
        ("去行政楼401室", "去行政楼402室(学校组织部)", "房间"),
        ("去明德楼C727", "去明德楼C726办公室", "房间"),
        ("发到 hitdzzgx@163.com", "发到hitdyzzgx@163.com。", "邮箱"),
        ("下午3点开门", "下午2:30开门", "时间"),
        ("6月24日截止", "6月30日截止", "日期"),
        ("可以代领,带上身份证", "不能代领,必须本人去", "结论"),
    ],
)
def test_a_difference_is_found_both_ways(one: str, other: str, what: str) -> None:
    assert [found.what for found in contradictions(one, other)] == [what]
    assert [found.what for found in contradictions(other, one)] == [what]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("有效期是90天", "有效期一般是九十天"),
        ("周一、周四下午", "礼拜四下午"),
        ("星期天不开门", "周日不开门"),
        ("去402室", "发到 a@b.cn"),
        ("行政楼402室", "行政楼 ４０２ 室,周一下午"),
        ("不能代领", "不可以代领"),
        ("", "90天"),
    ],
)
def test_the_same_said_otherwise_is_no_difference(one: str, other: str) -> None:
    assert contradictions(one, other) == []


def test_a_difference_shows_the_words_of_both() -> None:
    (found,) = contradictions("信的有效期是60天", "一般是90天")
    assert (found.here, found.there) == (("60天",), ("90天",))


@given(st.text(), st.text())
def test_any_texts_can_be_compared(one: str, other: str) -> None:
    contradictions(one, other)
    assert contradictions(one, one) == []
