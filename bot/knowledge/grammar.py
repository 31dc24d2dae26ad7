"""The small grammar of ``kb/grammar.yml``: turns few hand-written phrasings into many."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator

from bot.knowledge.model import Concept, Grammar

MOST_SENTENCES = 2_000
"""Of one frame; more is a mistake in its choices."""
_CHOICE = re.compile(r"\(([^()]*)\)")


class FrameError(ValueError):
    """A frame's brackets don't pair, or it has too many sentences."""


def sentences_of(frame: str) -> list[str]:
    """Return every sentence of a frame: ``(怎么|咋)转`` → 怎么转, 咋转.

    :raises FrameError: when brackets don't pair or there are over :data:`MOST_SENTENCES`
    """
    parts = _CHOICE.split(frame)
    if any("(" in part or ")" in part for part in parts):
        raise FrameError(f"括号不成对:{frame}")
    choices = [p.split("|") if place % 2 else [p] for place, p in enumerate(parts)]
    count = 1
    for options in choices:
        count *= len(options)
    if count > MOST_SENTENCES:
        raise FrameError(f"这个句型有 {count} 句,最多 {MOST_SENTENCES} 句:{frame}")
    return list(dict.fromkeys("".join(chosen) for chosen in itertools.product(*choices)))


def words_of(concept: Concept) -> list[str]:
    """Return all Chinese words of a concept, its term first.

    :raises FrameError: as :func:`sentences_of`, of its names
    """
    names = itertools.chain.from_iterable(map(sentences_of, concept.names))
    return list(dict.fromkeys([concept.term, *concept.variants, *names, *concept.mistypings]))


class Rewriter:
    """Says a phrasing in other words, by exchanging expressions that mean the same.

    Deterministic: the same text always gives the same rewritings.
    """

    def __init__(self, grammar: Grammar) -> None:
        self._others = {
            expression: [other for other in group if other != expression]
            for group in grammar.interchangeable
            for expression in group
        }
        longest_first = sorted(self._others, key=lambda expression: (-len(expression), expression))
        self._expression = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def rewritings(self, text: str, count: int) -> Iterator[str]:
        """Yield up to ``count`` rewritings that differ from ``text`` and from each other."""
        generator = random.Random(text)
        seen = {text}
        for _ in range(count):
            rewritten = self._expression.sub(lambda found: self._exchange(generator, found), text)
            if rewritten not in seen:
                seen.add(rewritten)
                yield rewritten

    def _exchange(self, generator: random.Random, found: re.Match[str]) -> str:
        if generator.random() < 0.3:
            return found.group()
        return generator.choice(self._others[found.group()])
