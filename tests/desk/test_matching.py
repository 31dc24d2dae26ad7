"""One rule says which confirmed question is being asked."""

from __future__ import annotations

import pytest

from bot.desk.matching import Matcher
from bot.desk.similarity import Wording, wording

CONCEPTS = ("introduction_letter", "lost")


def asked(text: str, concepts: tuple[str, ...] = CONCEPTS) -> Wording:
    return wording(text, concepts)


@pytest.fixture
def matcher() -> Matcher[str]:
    return Matcher(
        [
            (asked("介绍信丢了能补吗"), "能"),
            (asked("介绍信丢了怎么办"), "找支书"),
            (asked("那丢了呢"), "?"),
        ]
    )


@pytest.mark.parametrize("text", ["介绍信丢了怎么办", "介绍信丢了,怎么办?"])
def test_the_same_wording_is_found(matcher: Matcher[str], text: str) -> None:
    assert matcher.find(asked(text), exactly=True) == "找支书"


def test_nearly_the_same_is_found_unless_it_must_be_exact(matcher: Matcher[str]) -> None:
    question = asked("请问介绍信丢了怎么办呀")
    assert matcher.find(question) == "找支书"
    assert matcher.find(question, exactly=True) is None


@pytest.mark.parametrize(
    "question",
    [
        asked("介绍信丢了不能补吗"),
        asked("介绍信丢了能补吗", ("introduction_letter",)),
        asked("党费怎么交", ("dues",)),
        asked("那丢了呢"),
        asked(""),
    ],
)
def test_another_question_is_not(matcher: Matcher[str], question: Wording) -> None:
    found = matcher.find(question)
    assert found is None or question.key == "介绍信丢了能补吗"


def test_what_may_not_be_served_is_passed_over(matcher: Matcher[str]) -> None:
    assert matcher.find(asked("介绍信丢了怎么办"), valid=lambda answer: answer == "能") is None


def test_wordings_that_lean_on_the_one_before_are_left_out(matcher: Matcher[str]) -> None:
    assert list(matcher) == ["能", "找支书"]


def test_the_later_of_two_answers_to_a_wording_counts() -> None:
    both = Matcher([(asked("介绍信丢了怎么办"), "旧"), (asked("介绍信丢了怎么办"), "新")])
    assert both.find(asked("介绍信丢了怎么办")) == "新"
