"""Both forms of a message mean the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.callback_errors import MalformedError
from bot.channels.onebot.segments import Segment, as_json, escape, read_segments, unescape

AT = Segment("at", {"qq": "10001"})


def test_an_array_and_a_string_read_the_same() -> None:
    array = [
        {"type": "at", "data": {"qq": 10001}},
        {"type": "text", "data": {"text": " 抬头[1]&写错"}},
    ]
    expected = [AT, Segment("text", {"text": " 抬头[1]&写错"})]
    assert read_segments(array) == expected
    assert read_segments("[CQ:at,qq=10001] 抬头&#91;1&#93;&amp;写错") == expected
    assert read_segments(array[0]) == [AT]


def test_a_comma_inside_a_code() -> None:
    assert read_segments("[CQ:share,title=a&#44;b,url=c]") == [
        Segment("share", {"title": "a,b", "url": "c"})
    ]


def test_what_only_looks_like_a_code_is_text() -> None:
    assert read_segments("[CQ:at") == [Segment("text", {"text": "[CQ:at"})]
    assert read_segments("") == []


@pytest.mark.parametrize("message", [None, 1, [1], [{}], [{"type": 1}], [{"type": "a", "data": 1}]])
def test_anything_else_is_malformed(message: object) -> None:
    with pytest.raises(MalformedError):
        read_segments(message)


@given(st.text(), st.booleans())
def test_escaping_loses_nothing(text: str, in_code: bool) -> None:
    assert unescape(escape(text, in_code)) == text


@given(st.text(), st.text())
def test_any_text_survives_a_string_with_codes(before: str, value: str) -> None:
    message = f"{escape(before)}[CQ:x,v={escape(value, in_code=True)}]"
    expected = [Segment("text", {"text": before})] if before else []
    assert read_segments(message) == [*expected, Segment("x", {"v": value})]


@given(st.text())
def test_no_string_breaks_it(message: str) -> None:
    assert read_segments(as_json(read_segments(message))) == read_segments(message)
