"""No reply is refused for its length, and none is cut in the middle of a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.length import fit, split, trim, utf8_bytes

TEXT = "先登录系统。再打印介绍信。\n\n依据:通知·流程第4步"


def test_what_fits_stays_as_it_is() -> None:
    assert trim(TEXT, 100) == TEXT
    assert split(TEXT, 100) == (TEXT,)


def test_a_cut_falls_between_sentences() -> None:
    assert trim(TEXT, 9) == "先登录系统。…"
    assert split(TEXT, 9) == ("先登录系统。", "再打印介绍信。", "依据:通知·流程第", "4步")


def test_the_tail_stays_whole() -> None:
    assert fit("一" * 100, "回复数字:\n1. 甲", 40).endswith("\n\n回复数字:\n1. 甲")
    assert fit("一" * 100, "二" * 39, 40) == "一" * 39 + "…"
    assert fit("一", "", 40) == "一"


@pytest.mark.parametrize("size", [len, utf8_bytes])
@given(text=st.text(), limit=st.integers(4, 60))
def test_nothing_is_ever_too_long(size, text: str, limit: int) -> None:
    assert size(trim(text, limit, size)) <= limit
    assert size(fit(text, "尾", limit, size)) <= limit
    parts = split(text, limit, size)
    assert all(part and size(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
