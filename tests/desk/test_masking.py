"""No personal detail reaches the database, and questions stay readable."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import mask
from bot.knowledge import Knowledge

MAILBOX = "hitdyzzgx@163.com"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("我的学号是21S025001", "我的学号是〔学号〕"),
        ("学号1190200123怎么查", "学号〔学号〕怎么查"),
        ("学号:120L0201打不开", "学号〔学号〕打不开"),
        ("学号22B925034", "学号〔学号〕"),
        ("120L020101 登不上", "〔学号〕 登不上"),
        ("电话13812345678", "电话〔手机〕"),
        ("打 138-1234-5678", "打 〔手机〕"),
        ("打１３８１２３４５６７８", "打〔手机〕"),
        ("+86 138 1234 5678", "〔手机〕"),
        ("我电话幺三八一二三四五六七八", "我电话〔手机〕"),
        ("座机0451-86413111", "座机〔座机〕"),
        ("身份证23010219990101123X", "身份证〔证件号〕"),
        ("身份证230102 19990101 1234", "身份证〔证件号〕"),
        ("护照E12345678", "护照〔证件号〕"),
        ("卡号6222021234567890123", "卡号〔学号〕"),
        ("发到zhang.san@qq.com", "发到〔邮箱〕"),
        ("zhang @ qq.com", "〔邮箱〕"),
        ("加我QQ号1234567", "加我QQ〔帐号〕"),
        ("微信zhang_san99", "微信〔帐号〕"),
        ("我叫欧阳娜娜,信丢了", "我叫〔姓名〕,信丢了"),
        ("我叫王小明学号1190200123", "我叫〔姓名〕学号〔学号〕"),
        ("我叫王小明介绍信丢了", "我叫〔姓名〕介绍信丢了"),
        ("我叫李雷想问下打印", "我叫〔姓名〕想问下打印"),
        ("我叫阿依古丽·买买提,在哪打印", "我叫〔姓名〕,在哪打印"),
        ("我是张三,介绍信丢了", "我是〔姓名〕,介绍信丢了"),
        ("本人李小龙,毕业去北京", "本人〔姓名〕,毕业去北京"),
        ("姓名:张三 学号1190200123", "姓名〔姓名〕 学号〔学号〕"),
        ("姓名 张三", "姓名〔姓名〕"),
        ("my name is Wang Xiaoming, where", "my name is 〔姓名〕, where"),
    ],
)
def test_details_are_masked(typed: str, stored: str) -> None:
    assert mask(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "402在哪,2026年6月20日去",
        "介绍信20260624开的",
        "C726在哪",
        "我是党员,怎么转",
        "我是预备党员",
        "我是毕业生,要转吗",
        "我是应届生。",
        "我是高年级,",
        "我是关系在外校的",
        "我是江苏的,",
        "本人何时去拿,",
        "本人在外地",
        "姓名-学号-党组织关系回执",
        "姓名和学号要写吗",
        "姓名怎么写",
        "我叫不到人",
        "组通字〔2015〕33号",
        "有效期90天,一二三步",
        "http://zg.hit.edu.cn打不开",
        "我是在哪打印",
        "我是想问打印",
    ],
)
def test_what_is_no_detail_stays(typed: str) -> None:
    assert mask(typed) == typed


def test_no_question_of_the_knowledge_base_loses_a_word(knowledge: Knowledge) -> None:
    public = [p.value for p in knowledge.particulars.values()]
    masked = [(q.text, mask(q.text, public)) for q in knowledge.questions]
    # Mistyped mailboxes are somebody's, for all that's known here.
    masked = [(text, after.replace("〔邮箱〕", "")) for text, after in masked]
    assert [after for text, after in masked if "〔" in after and "〔" not in text] == []


def test_the_colleges_own_mailbox_stays() -> None:
    assert mask(f"是发到{MAILBOX}吗", [MAILBOX]) == f"是发到{MAILBOX}吗"


AROUND = st.sampled_from(["", "号", " ", ",", "我", "是", "\n", "吗"])


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), AROUND, AROUND)
def test_no_phone_survives(phone: str, before: str, after: str) -> None:
    assert phone not in mask(f"我电话{before}{phone}{after}")


@given(st.from_regex(r"1[3-9]\d-\d{4} \d{4}", fullmatch=True), AROUND)
def test_no_phone_with_separators_survives(phone: str, after: str) -> None:
    assert phone[-4:] not in mask(f"打{phone}{after}")


@given(st.from_regex(r"[1-9]\d{5}(19|20)\d{9}[0-9Xx]", fullmatch=True), AROUND, AROUND)
def test_no_identity_number_survives(number: str, before: str, after: str) -> None:
    assert number[:12] not in mask(f"证{before}{number}{after}")


@given(
    st.from_regex(r"[a-z][a-z0-9._]{2,12}@[a-z0-9]{2,8}\.(com|cn|edu\.cn)", fullmatch=True), AROUND
)
def test_no_mail_address_survives(address: str, after: str) -> None:
    assert address not in mask(f"发到{address}{after}", [MAILBOX])


@given(st.from_regex(r"\d{2}[A-Z]\d{6}|1\d{9}", fullmatch=True), AROUND, AROUND)
def test_no_student_number_survives(number: str, before: str, after: str) -> None:
    assert number not in mask(f"学号{before}{number}{after}")


@given(st.text(max_size=60))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_a_very_long_text_takes_no_time() -> None:
    started = time.perf_counter()
    mask("我叫" + "王" * 10_000 + "1" * 10_000 + "@" * 10_000 + "a." * 5_000)
    assert time.perf_counter() - started < 1
