"""Which questions count as alike, and which as the same."""

from __future__ import annotations

import pytest

from bot.desk.similarity import nearly_identical, similarity, stands_alone, wording

LETTER = ("introduction_letter", "lost")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("介绍信丢了怎么办", "老师,介绍信丢了咋办呀"),
        ("介绍信丢了怎么办", "我的介绍信丢了怎么办呢"),
        ("介绍信丢了怎么办", "请问介绍信丢了,怎么办"),
        ("校组织部电话", "组织部电话"),
    ],
)
def test_filling_words_make_no_other_question(one: str, other: str) -> None:
    assert nearly_identical(wording(one, LETTER), wording(other, LETTER))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("介绍信能丢吗", "介绍信不能丢吗"),
        ("介绍信丢了找谁", "介绍信丢了去哪"),
        ("信90天过期", "信60天过期"),
        ("转正要写什么东西", "退党要写什么东西"),
        ("入伍了关系怎么转", "退伍了关系怎么转"),
        ("在清华读博,介绍信抬头具体应该写什么名称呢", "在北大读博,介绍信抬头具体应该写什么名称呢"),
    ],
)
def test_another_word_is_another_question(one: str, other: str) -> None:
    assert not nearly_identical(wording(one, ()), wording(other, ()))


def test_another_concept_is_another_question() -> None:
    one = wording("信丢了怎么办", ["introduction_letter", "lost"])
    assert not nearly_identical(one, wording("信丢了怎么办", ["receipt_slip", "lost"]))


@pytest.mark.parametrize("text", ["地址呢", "那周四下午可以吗", "在哪", "然后怎么办", "回执那边呢"])
def test_what_leans_on_the_question_before_does_not_stand_alone(text: str) -> None:
    assert not stands_alone(wording(text, ()))


def test_similarity_is_between_nothing_and_everything() -> None:
    asked = wording("介绍信丢了", LETTER)
    assert similarity(asked, asked) == 1
    assert similarity(asked, wording("食堂几点开门", ())) == 0
    assert similarity(wording("", ()), wording("", ())) == 1
