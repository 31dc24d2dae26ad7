"""Replies read well where markup isn't understood."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.plain_text import hosts, mail_in_words, numbered, plain, without_links


def test_markup_goes_and_words_stay() -> None:
    assert (
        plain("发到 `a@b.com`,**当天**就发。\n- 一\n1. 二")
        == "发到 a@b.com,当天就发。\n- 一\n1. 二"
    )


def test_what_only_looks_like_markup_stays() -> None:
    assert plain("2*3*4 与 ** 和 ` 号") == "2*3*4 与 ** 和 ` 号"


def test_choices_are_numbered_lines() -> None:
    assert numbered("回复数字:", ["甲", "乙"]) == "回复数字:\n1. 甲\n2. 乙"


def test_links_that_are_not_registered_are_named_and_replaced() -> None:
    text = "登录 http://zg.hit.edu.cn,再看 https://www.hit.edu.cn/a?b=1。"
    assert hosts(text) == ["zg.hit.edu.cn", "www.hit.edu.cn"]
    assert without_links(text, {"zg.hit.edu.cn"}, "(略)") == "登录 http://zg.hit.edu.cn,再看 (略)。"


def test_a_mail_address_can_be_written_in_words() -> None:
    assert mail_in_words("发到a_b@c.edu.cn。v1.2", "(点)") == "发到a_b@c(点)edu(点)cn。v1.2"


@given(st.text())
def test_any_text_comes_through(text: str) -> None:
    assert len(plain(text)) <= len(text)
    hosts(f"http://{text}")
    assert "http://" not in without_links(f"http://a/{text}", (), "").replace(text, "")
