"""Names of every kind and student numbers of the school's shapes are read as typed."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.names import mail_address, read_name, read_number, states_a_name
from tests.actions.conftest import BAD_INPUT


@pytest.mark.parametrize(
    "name",
    [
        "张三",
        "欧阳娜娜",
        "司马相如",
        "阿卜杜拉·买买提",
        "迪丽热巴·迪力木拉提",
        "爱新觉罗·毓朗",
        "Li Ming",
        "Abdulla Memet",
        "O'Brien",
        "田𠮷",
        "吴㼆",
        "王\U000313a0",
        "陳大文",
        "〇小明",
    ],
)
def test_a_name_alone_is_taken_as_typed(name: str) -> None:
    assert read_name(name, asked=True).value == name


@pytest.mark.parametrize("dot", "·•・‧∙⋅･")
def test_every_middle_dot_becomes_the_usual_one(dot: str) -> None:
    assert read_name(f"阿卜杜拉{dot}买买提", asked=True).value == "阿卜杜拉·买买提"
    assert read_name(f"阿卜杜拉 {dot} 买买提", asked=True).value == "阿卜杜拉·买买提"


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("张三 1190200123", "张三", "1190200123"),
        ("张三,1190200123", "张三", "1190200123"),
        ("张三/1190200123", "张三", "1190200123"),
        ("张三-1190200123", "张三", "1190200123"),
        ("1190200123张三", "张三", "1190200123"),
        ("姓名:张三;学号:1190200123", "张三", "1190200123"),
        ("我叫张三,学号是1190200123", "张三", "1190200123"),
        ("我是张三 学号1190200123", "张三", "1190200123"),
        ("学号：１１９０２００１２３，姓名：张三", "张三", "1190200123"),
        ("張三 學號1190200123", "張三", "1190200123"),
        ("Li Ming 21s025001", "Li Ming", "21S025001"),
        ("Ｌｉ Ｍｉｎｇ ２１Ｓ０２５００１", "Li Ming", "21S025001"),
        ("阿卜杜拉·买买提120L031215", "阿卜杜拉·买买提", "120L031215"),
        ("写回执邮件 张三 119 0200 123", "张三", "1190200123"),
        ("帮我写回执邮件,我叫田𠮷,学号1190200123", "田𠮷", "1190200123"),
        ("不对,我叫张姗", "张姗", None),
        ("名字打错了,是张姗", "张姗", None),
        ("不对,学号是1190200124", None, "1190200124"),
        ("不是1190200123,是1190200124", None, "1190200124"),
        ("帮我写回执邮件", None, None),
    ],
)
def test_both_are_found_in_one_message(text: str, name: str | None, number: str | None) -> None:
    assert read_name(text, asked=False).value == name
    assert read_number(text).value == number


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "missing"),
        ("忘了", "missing"),
        ("12345", "shape"),
        ("13800138000", "phone"),
        ("138 0013 8000", "phone"),
        ("110101199001011234", "identity_card"),
        ("11010119900101123x", "identity_card"),
        ("ABC", "missing"),
    ],
)
def test_what_is_no_student_number_is_named(text: str, trouble: str) -> None:
    assert read_number(text).trouble == trouble


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "missing"),
        ("忘了", "missing"),
        ("谢谢", "missing"),
        ("在哪打印", "missing"),
        ("李", "length"),
        ("A", "length"),
        ("古" * 16, "length"),
        ("😀😀", "characters"),
        ("张三@#", "characters"),
    ],
)
def test_what_is_no_name_is_named(text: str, trouble: str) -> None:
    assert read_name(text, asked=True).trouble == trouble


@pytest.mark.parametrize("text", ["我叫张三", "姓名:张三", "我是张三", "名字是张三"])
def test_a_stated_name_is_told_from_a_guess(text: str) -> None:
    assert states_a_name(text)
    assert not states_a_name(text.translate(dict.fromkeys(map(ord, "我叫姓名字是:"))))


@given(st.text(max_size=300))
def test_nothing_raises_and_what_is_taken_is_well_formed(text: str) -> None:
    name, number = read_name(text, asked=True), read_number(text)
    assert (name.value is None) != (name.trouble is None)
    assert (number.value is None) != (number.trouble is None)
    assert name.value is None or 2 <= len(name.value) <= 15
    assert number.value is None or (number.value.isascii() and number.value.isalnum())


@pytest.mark.parametrize("text", BAD_INPUT)
def test_bad_input_is_no_name(text: str) -> None:
    read_name(text, asked=False)
    read_number(text)


@given(
    st.text(st.characters(blacklist_categories=["Cs"])),
    st.text(st.characters(blacklist_categories=["Cs"])),
)
def test_a_mail_address_gives_back_what_went_in(subject: str, body: str) -> None:
    parts = urlsplit(mail_address("hitdyzzgx@163.com", subject, body))
    assert (parts.scheme, parts.path) == ("mailto", "hitdyzzgx@163.com")
    fields = parse_qs(parts.query, keep_blank_values=True)
    assert fields["subject"] == [subject]
    assert fields["body"] == [body.replace("\n", "\r\n")]
    assert "+" not in parts.query
