"""The grammar multiplies phrasings without changing what they ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import Knowledge
from bot.knowledge.grammar import FrameError, Rewriter, sentences_of, words_of
from bot.knowledge.model import Concept, Grammar


def test_a_frame_gives_every_combination_once() -> None:
    assert sentences_of("(怎么|咋)(转|办|)") == ["怎么转", "怎么办", "怎么", "咋转", "咋办", "咋"]
    assert sentences_of("流程") == ["流程"]


@pytest.mark.parametrize("frame", ["(怎么转", "怎么)转", "((怎么)转)", "(a|b)" * 12])
def test_a_broken_or_endless_frame_is_refused(frame: str) -> None:
    with pytest.raises(FrameError, match=r"括号|最多"):
        sentences_of(frame)


def test_a_concept_has_its_term_its_variants_and_its_names() -> None:
    concept = Concept(
        id="named_university",
        kind="organization",
        term="某所大学",
        variants=["清华", "湖南大学"],
        names=["(湖南|苏州)大学"],
        mistypings=["清化"],
    )
    assert words_of(concept) == ["某所大学", "清华", "湖南大学", "苏州大学", "清化"]


def test_rewritings_exchange_what_means_the_same_and_are_always_the_same_ones() -> None:
    rewriter = Rewriter(Grammar(interchangeable=[["怎么", "咋"], ["介绍信", "那封信"]], frames={}))
    found = set(rewriter.rewritings("介绍信怎么打印", 20))
    assert found <= {"那封信怎么打印", "介绍信咋打印", "那封信咋打印"}
    assert len(found) == 3
    assert found == set(rewriter.rewritings("介绍信怎么打印", 20))


def test_a_text_without_exchangeable_words_has_no_rewritings() -> None:
    rewriter = Rewriter(Grammar(interchangeable=[["怎么", "咋"]], frames={}))
    assert list(rewriter.rewritings("在哪打印", 5)) == []


@given(st.text(max_size=50))
def test_negations_survive(text: str) -> None:
    rewriter = Rewriter(Grammar(interchangeable=[["怎么", "咋"]], frames={}))
    for rewritten in rewriter.rewritings("不" + text + "没" + "怎么", 3):
        assert rewritten.startswith("不")
        assert rewritten.count("没") == text.count("没") + 1


def test_no_group_exchanges_a_negation_for_its_opposite(knowledge: Knowledge) -> None:
    for group in knowledge.grammar.interchangeable:
        negated = {any(n in expression for n in "不没无未别") for expression in group}
        yes_or_no = all("不" in e or e.endswith("吗") or e in ("能否", "可否") for e in group)
        lost = any("丢" in e for e in group)
        assert len(negated) == 1 or yes_or_no or lost, group
