"""One message, its questions."""

from __future__ import annotations

import pytest

from bot.nlu.clauses import asking_sentence, questions_in, questions_of_each


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("在哪打印", 1),
        ("在哪打印?回执发到哪?", 2),
        ("介绍信有效期多久,还有回执发哪个邮箱", 2),
        ("我签了沈阳的公司。介绍信去哪打印?", 1),
        ("预备的也要转吗?另外去企业是校内还是校外", 2),
        ("有效期多久 回执发哪个邮箱", 2),
        ("我还是不懂。介绍信去哪打印?", 1),
        ("Where can I download the transfer-out form?", 1),
        ("", 1),
    ],
)
def test_questions_are_counted(message: str, count: int) -> None:
    assert len(questions_in(message)) == count


def test_a_statement_goes_with_the_question_that_follows() -> None:
    parts = questions_in("抬头写错了。去哪换?要带什么?")
    assert parts == ["抬头写错了,去哪换", "要带什么"]


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (
            "我留本院读硕,室友去浙大,我俩分别怎么办",
            ["我留本院读硕,怎么办", "室友去浙大,怎么办"],
        ),
        ("各位老师好,我去企业,怎么办", []),
        ("我去企业,怎么办", []),
        ("抬头在哪看,回执发哪,分别说说", []),
        ("", []),
    ],
)
def test_a_question_about_each_of_the_told_cases_is_asked_of_each(
    message: str, parts: list[str]
) -> None:
    assert questions_of_each(message) == parts


def test_the_last_sentence_that_asks_is_found_in_a_story() -> None:
    story = "上周信刚打完。室友说要交给支书?我没懂。这封信到底交到哪儿?谢谢老师。"
    assert asking_sentence(story) == "这封信到底交到哪儿"
    assert asking_sentence("介绍信在哪打印") is None
    assert asking_sentence("你好。谢谢。") is None
