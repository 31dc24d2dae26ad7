"""How alike two questions are: concepts, pairs of characters, question words. Plain functions.

Measured on the hand-written questions of ``kb/questions``: docs/decisions.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
    "不|没|无|未|非|别|什么时候|几点|多久|多少|几|哪|谁|什么|怎么|为什么|能|[0-9]+|[a-z]+"
)
_SAME = {"啥": "什么", "咋": "怎么", "如何": "怎么", "为何": "为什么", "可以": "能"}
_SPOKEN = re.compile("|".join(_SAME))
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
    return wording_of_key(bare(text) or text, concepts, kind)


def wording_of_key(key: str, concepts: Iterable[str], kind: str = "") -> Wording:
    """As :func:`wording`, of a text that's without spaces and punctuation already."""
    plain = _SPOKEN.sub(lambda found: _SAME[found.group()], key)
    said = _FILLING.sub("", plain) or plain
    return Wording(
        key=key,
        pairs=frozenset(said[i : i + 2] for i in range(len(said) - 1)) or frozenset((said,)),
        concepts=frozenset(concepts),
        marks=frozenset(_MARK.findall(plain)),
        kind=kind,
    )


def similarity(one: Wording, other: Wording) -> float:
    """Return the weighted share of tokens that two questions have in common, 0–1.

    Near-miss types count only where both have one.
    """
    if not (one.kind and other.kind):
        one, other = one._replace(kind=""), other._replace(kind="")
    own, others = one.tokens(), other.tokens()
    shared = sum(weight for token, weight in own.items() if token in others)
    return shared / (sum(own.values()) + sum(others.values()) - shared)


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
