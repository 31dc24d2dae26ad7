"""Student numbers are read as typed, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.student_numbers import amended_number, find_numbers, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("学号21s025077", "21S025077"),
        ("２１Ｓ０２５０７７", "21S025077"),
        ("21 S 025 077", "21S025077"),
        ("2 1 S 0 2 5 0 7 7", "21S025077"),
        ("119-0201-213", "1190201213"),
        ("119_0201_213", "1190201213"),
        ("一一九零二零一二一三", "1190201213"),
        ("手机13912345678,学号1190201213", "1190201213"),
        ("1190201213 139 1234 5678", "1190201213"),
        ("工号10023456 学号1190201213", "1190201213"),
        ("6月20日盖的章 1190201213", "1190201213"),
        ("6月20 1190201213", "1190201213"),
        ("学号写成1190201213了,应该是1190201214", "1190201214"),
        ("1190201213写错了,1190201214", "1190201214"),
        ("不对 1190201214 才对 不是1190201213", "1190201214"),
        ("1190201213是我室友的,我的学号1190201214", "1190201214"),
        ("学号1190201213,邮箱1190201214@stu.hit.edu.cn", "1190201213"),
        ("1190201213 @转接助手", "1190201213"),
        ("C726 1190201213", "1190201213"),
    ],
)
def test_a_number_is_found_however_it_is_typed(text: str, number: str) -> None:
    assert read_number(text).value == number


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("本科1190201213硕士21S025001", "several"),
        ("甲1190201213,乙1190201214", "several"),
        ("本科学号1190201213研究生学号23S025077用哪个", "several"),
        ("发到hitdyzzgx@163.com", "missing"),
        ("hitdyzzgx", "missing"),
        ("lingring000", "missing"),
        ("发lingring000那个邮箱", "missing"),
        ("lingring000 at 163", "missing"),
        ("1190201213@", "missing"),
        ("1190201213 @ qq.com", "missing"),
        ("C726", "missing"),
        ("402", "missing"),
        ("明德楼C726 402", "missing"),
        ("12034室", "missing"),
        ("学号C726", "shape"),
        ("S21025001", "shape"),
        ("发163那个邮箱", "missing"),
        ("8月3号盖的章", "missing"),
        ("信是20260620开的", "missing"),
        ("QQ 123456789", "missing"),
        ("学号是4521", "shape"),
    ],
)
def test_what_is_no_number_or_more_than_one_is_not_taken(text: str, trouble: str) -> None:
    assert read_number(text).trouble == trouble


@pytest.mark.parametrize(
    ("text", "amended"),
    [
        ("学号最后一位是8", "1190201218"),
        ("最后两位应该是46", "1190201246"),
        ("末位是8不是3", "1190201218"),
        ("末位是8不是5", None),
        ("学号没错", None),
    ],
)
def test_the_end_of_a_number_is_put_right(text: str, amended: str | None) -> None:
    assert amended_number("1190201213", text) == amended


@given(st.text(max_size=200))
def test_what_is_found_stands_where_it_is_said_to(text: str) -> None:
    for found in find_numbers(text):
        assert 0 <= found.start < found.end
        assert found.value.isascii()
        assert found.value.isalnum()
