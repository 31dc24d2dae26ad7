"""Concepts are found in characters; of the ways to read a text, the one with the longest words."""

from __future__ import annotations

import pytest

from bot.knowledge import Knowledge
from bot.nlu.lexicon import Lexicon


@pytest.fixture(scope="module")
def lexicon(knowledge: Knowledge) -> Lexicon:
    return Lexicon(knowledge.concepts.values())


def found(lexicon: Lexicon, text: str) -> list[str]:
    return [text[one.start : one.end] for one in lexicon.find(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("转人才中心", ["人才中心"]),  # not 转人, a mistyped 转入
        ("介绍信的抬头", ["介绍信", "抬头"]),
        ("党组织关系介绍信", ["党组织关系介绍信"]),
        ("", []),
        ("今天天气不错", ["今天"]),
    ],
)
def test_longest_words_win(lexicon: Lexicon, text: str, words: list[str]) -> None:
    assert found(lexicon, text) == words


@pytest.mark.parametrize("name", ["深圳大学", "湖南师范大学", "东北林业大学", "哈工程"])
def test_universities_are_known_by_what_their_names_are_made_of(
    lexicon: Lexicon, name: str
) -> None:
    (one,) = lexicon.find(name)
    assert one.concept == "named_university"
    assert (one.start, one.end) == (0, len(name))


def test_our_own_school_is_none_of_them(lexicon: Lexicon) -> None:
    assert [one.concept for one in lexicon.find("哈尔滨工业大学")] == ["school"]


def test_words_do_not_overlap(lexicon: Lexicon) -> None:
    ends = 0
    for one in lexicon.find("我去材料学院读研,介绍信的抬头写错了去明德楼C726换还是行政楼402"):
        assert one.start >= ends
        ends = one.end
