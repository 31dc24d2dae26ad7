"""No personal detail reaches the database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import mask


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("我的学号是21S025001", "我的学号是〔学号〕"),
        ("学号1190200123怎么查", "学号〔学号〕怎么查"),
        ("电话13812345678", "电话〔手机〕"),
        ("打 138-1234-5678", "打 〔手机〕"),
        ("身份证23010219990101123X", "身份证〔证件号〕"),
        ("发到zhang.san@qq.com", "发到〔邮箱〕"),
        ("我叫欧阳娜娜,信丢了", "我叫〔姓名〕,信丢了"),
        ("402在哪,2026年6月20日去", "402在哪,2026年6月20日去"),
    ],
)
def test_details_are_masked(typed: str, stored: str) -> None:
    assert mask(typed) == stored


def test_the_colleges_own_mailbox_stays() -> None:
    assert mask("是发到hitdyzzgx@163.com吗", ["hitdyzzgx@163.com"]) == "是发到hitdyzzgx@163.com吗"


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.sampled_from(["", "号", " ", ","]))
def test_no_phone_survives(phone: str, after: str) -> None:
    assert phone not in mask(f"我电话{phone}{after}")
