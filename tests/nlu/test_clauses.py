"""One message, its questions."""

from __future__ import annotations

import pytest

from bot.nlu.clauses import questions_in


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("在哪打印", 1),
        ("在哪打印?回执发到哪?", 2),
        ("介绍信有效期多久,还有回执发哪个邮箱", 2),
        ("我签了沈阳的公司。介绍信去哪打印?", 1),
        ("", 1),
    ],
)
def test_questions_are_counted(message: str, count: int) -> None:
    assert len(questions_in(message)) == count


def test_a_statement_goes_with_the_question_that_follows() -> None:
    parts = questions_in("抬头写错了。去哪换?要带什么?")
    assert parts == ["抬头写错了,去哪换", "要带什么"]
