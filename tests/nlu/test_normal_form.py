"""Whatever way it is typed, the same question has the same normal form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import load_knowledge
from bot.nlu.normal_form import LONGEST_TEXT
from bot.nlu.reader import build_reader

KNOWLEDGE = load_knowledge()
READER = build_reader(KNOWLEDGE.concepts.values(), [q.text for q in KNOWLEDGE.questions])


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("介紹信在哪裏打印", "介绍信在哪里打印"),
        ("４０２周几", "402周几"),
        ("zainadayin", "在哪打印"),
        ("zai na dayin", "在哪打印"),
        ("jieshaoxin丢了", "介绍信丢了"),
        ("介绍信ddl", "介绍信截止日期"),
        ("C726在哪", "c726在哪"),
        ("发到hitdyzzgx@163.com吗", "发到hitdyzzgx@163.com吗"),
        ("  在哪\u200b 打印!! ", "在哪打印"),
    ],
)
def test_spellings_fold(typed: str, normal: str) -> None:
    assert READER(typed).normal == normal


@pytest.mark.parametrize("negation", ["不", "没", "无", "未", "别"])
def test_negations_survive(negation: str) -> None:
    assert negation in READER(f"介绍信{negation}能用").normal


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    reading = READER(text)
    assert len(reading.normal) <= LONGEST_TEXT * 4
    assert all(word.strip() for word in reading.words)


def test_homophones_of_long_terms_are_found_by_sound() -> None:
    typed = READER.lexicon.find("同一身份认证怎么弄")
    assert "unified_identity_auth" in {found.concept for found in typed}
