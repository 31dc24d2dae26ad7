"""How alike two questions are: shared concepts and pairs of characters. Plain functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.knowledge.text import bare

CONCEPT_WEIGHT = 2.5
"""What a shared concept counts beside a shared pair of characters."""
KIND_WEIGHT = 4.0
"""What the same near-miss type counts; two different ones count against."""


class Wording(NamedTuple):
    """A question as comparing sees it."""

    key: str
    """Normal form without spaces and punctuation."""
    tokens: Mapping[str, float]
    """What is compared, with its weight."""


def wording(text: str, concepts: Iterable[str], kind: str = "") -> Wording:
    """Return a question as comparing sees it.

    :param text: the normal form, or the masked text when there is none
    :param concepts: ids of the concepts found in it
    :param kind: its near-miss type, if known
    """
    key = bare(text)
    tokens = {key[i : i + 2]: 1.0 for i in range(len(key) - 1)} or {key: 1.0}
    tokens |= {f"concept:{concept}": CONCEPT_WEIGHT for concept in concepts}
    if kind:
        tokens[f"kind:{kind}"] = KIND_WEIGHT
    return Wording(key, tokens)


def similarity(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the weighted share of tokens that two questions have in common, 0–1."""
    shared = sum(weight for token, weight in one.items() if token in other)
    total = sum(one.values()) + sum(other.values()) - shared
    return shared / total if total else 0.0
