"""Toneless pinyin: of Chinese text, and back from Latin letters to the kb's own words."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping

from pypinyin import Style, lazy_pinyin

HAN = re.compile(r"[\u3400-\u9fff]")
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
STATEMENT = "那"
"""Sounds like 哪; in a question, 哪 is what is meant."""
LONGEST_WORD = 30
"""Letters."""


def fuzzy(latin: str) -> str:
    """Fold what southern accents and hasty typing confuse: zh/z, ch/c, sh/s, ng/n."""
    for written, folded in _FUZZY:
        latin = latin.replace(written, folded)
    return latin


@functools.lru_cache(maxsize=30_000)
def syllable(character: str) -> str:
    """Return the commonest toneless reading of one Han character (其他字符原样)."""
    return str(lazy_pinyin(character, style=Style.NORMAL)[0])


@functools.lru_cache(maxsize=30_000)
def fuzzy_syllable(character: str) -> str:
    """As :func:`syllable`, folded by :func:`fuzzy`."""
    return fuzzy(syllable(character))


def spell(word: str) -> tuple[str, ...]:
    """Return the toneless syllables of a word, its characters' context considered."""
    return tuple(lazy_pinyin(word, style=Style.NORMAL))


class PinyinDecoder:
    """Reads runs of Latin letters as pinyin of known words: ``zainadayin`` → 在哪打印.

    A unigram Viterbi search over the words' spellings. Words of three and more syllables are also
    known by their initials (``zmb`` → 怎么办), at a cost.
    """

    UNKNOWN_INITIALS = 4.0
    """Extra cost of reading initials; in nats."""

    def __init__(
        self, counts: Mapping[str, int], no_initials: frozenset[str] = frozenset()
    ) -> None:
        """Take words and how often they're used.

        :param no_initials: what stands for a word of its own (``ddl`` isn't 丢掉了)
        """
        total = sum(counts.values()) + 1
        self._exact: dict[str, tuple[float, str]] = {}
        self._folded: dict[str, tuple[float, str]] = {}
        for word, count in sorted(counts.items()):
            if STATEMENT in word or not all(HAN.match(character) for character in word):
                continue
            syllables = spell(word)
            latin = "".join(syllables)
            cost = math.log(total / count)
            self._offer(self._exact, latin, cost, word)
            self._offer(self._folded, fuzzy(latin), cost, word)
            if len(syllables) >= 3:
                initials = "".join(s[0] for s in syllables)
                if initials not in no_initials:
                    self._offer(self._exact, initials, cost + self.UNKNOWN_INITIALS, word)

    @staticmethod
    def _offer(table: dict[str, tuple[float, str]], key: str, cost: float, word: str) -> None:
        known = table.get(key)
        if known is None or cost < known[0]:
            table[key] = (cost, word)

    def decode(self, run: str) -> str | None:
        """Return the likeliest Chinese reading of a run of letters, or None if it has none.

        :param run: ``[a-z]+``, without spaces
        """
        return self._search(run, self._exact) or self._search(fuzzy(run), self._folded)

    @staticmethod
    def _search(run: str, table: Mapping[str, tuple[float, str]]) -> str | None:
        best: list[tuple[float, str] | None] = [(0.0, "")] + [None] * len(run)
        for start in range(len(run)):
            here = best[start]
            if here is None:
                continue
            for end in range(start + 1, min(len(run), start + LONGEST_WORD) + 1):
                word = table.get(run[start:end])
                if word is None:
                    continue
                cost = here[0] + word[0]
                there = best[end]
                if there is None or cost < there[0]:
                    best[end] = (cost, here[1] + word[1])
        last = best[-1]
        return last[1] if last and last[1] else None


def decodable_words(words: Iterable[str]) -> list[str]:
    """Return those of ``words`` that consist of Han characters only."""
    return [word for word in words if word and all(HAN.match(c) for c in word)]
