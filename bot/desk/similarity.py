"""How alike two questions are: concepts, pairs of characters, question words. Plain functions.

Measured on the hand-written questions of ``kb/questions``: docs/decisions.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.knowledge.text import bare

CONCEPT_WEIGHT = 2.5
"""What a shared concept counts beside a shared pair of characters."""
MARK_WEIGHT = 1.0
"""What a shared question word, negation or number counts."""
KIND_WEIGHT = 12.0
"""What the same near-miss type counts; two different ones count against."""
MOST_DIFFERENT_PAIRS = 3
"""Nearly identical questions differ by at most so many pairs of characters: one character more or
less, or two at an end, never a word in place of another."""
NEARLY_IDENTICAL = 0.75
"""Share of pairs that nearly identical questions have in common."""
FEWEST_CHARACTERS = 4
"""A shorter question says too little to be answered without what was said before."""
_FILLING = re.compile(
    "老师|请问|你好|您好|一下|想问|问一下|我想|同学|麻烦|谢谢|那个|这个|就是|[啊呀呢吧哦哈嘛的了我您你]"
)
_MARK = re.compile(
    "不|没|无|未|非|别|什么时候|几点|多久|多少|几|哪|谁|什么|啥|怎么|咋|如何|为什么|为何|能|可以|"
    "[0-9]+|[a-z]+"
)
_SAME_MARKS = {"啥": "什么", "咋": "怎么", "如何": "怎么", "为何": "为什么", "可以": "能"}
_LEANING = re.compile("^(那|这|它|他|她|然后|还有)|呢$")
"""How a question begins or ends that leans on the one before: 那周四呢."""


class Wording(NamedTuple):
    """A question as comparing sees it."""

    key: str
    """Normal form without spaces and punctuation."""
    pairs: frozenset[str]
    """Pairs of characters, filling words left out."""
    concepts: frozenset[str]
    marks: frozenset[str]
    """Question words, negations, numbers, Latin words."""
    kind: str
    """Near-miss type, or empty."""

    def tokens(self) -> dict[str, float]:
        """Return what clusters are found by, with its weight."""
        return (
            dict.fromkeys(self.pairs, 1.0)
            | {f"concept:{concept}": CONCEPT_WEIGHT for concept in self.concepts}
            | {f"mark:{mark}": MARK_WEIGHT for mark in self.marks}
            | ({f"kind:{self.kind}": KIND_WEIGHT} if self.kind else {})
        )


def wording(text: str, concepts: Iterable[str], kind: str = "") -> Wording:
    """Return a question as comparing sees it.

    :param text: the normal form, or the masked text when there is none
    :param concepts: ids of the concepts found in it
    :param kind: its near-miss type, if known
    """
    key = bare(text) or text
    said = _FILLING.sub("", key) or key
    return Wording(
        key=key,
        pairs=frozenset(said[i : i + 2] for i in range(len(said) - 1)) or frozenset((said,)),
        concepts=frozenset(concepts),
        marks=frozenset(_SAME_MARKS.get(mark, mark) for mark in _MARK.findall(key)),
        kind=kind,
    )


def similarity(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the weighted share of tokens that two questions have in common, 0–1."""
    shared = sum(weight for token, weight in one.items() if token in other)
    total = sum(one.values()) + sum(other.values()) - shared
    return shared / total if total else 0.0


def nearly_identical(one: Wording, other: Wording) -> bool:
    """Tell whether two questions differ by nothing but filling words and spelling.

    Concepts, negations, question words, numbers and Latin words have to be the same.
    """
    if one.concepts != other.concepts or one.marks != other.marks:
        return False
    different = len(one.pairs ^ other.pairs)
    return different <= MOST_DIFFERENT_PAIRS and len(
        one.pairs & other.pairs
    ) >= NEARLY_IDENTICAL * len(one.pairs | other.pairs)


def stands_alone(asked: Wording) -> bool:
    """Tell whether a question says what it asks without the one before."""
    return len(asked.key) >= FEWEST_CHARACTERS and not _LEANING.search(asked.key)
