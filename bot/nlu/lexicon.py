"""Concepts of ``kb/terms.yml`` as a lexicon: found in characters, in pinyin and in English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.knowledge.grammar import words_of
from bot.knowledge.model import Concept
from bot.knowledge.text import fold
from bot.nlu.pinyin import HAN, fuzzy_syllable

FEWEST_PINYIN_SYLLABLES = 3
"""Shorter words are matched in characters only: 换掉了 must not sound like 丢了."""
_ENGLISH_ENDINGS = ("ing", "ed", "es", "s")


class Found(NamedTuple):
    """A concept in a text."""

    concept: str
    start: int
    end: int


class Lexicon:
    """All words of all concepts."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = {concept.id: concept for concept in concepts}
        self.salient = frozenset(c.id for c in self.concepts.values() if c.salient)
        self._words: dict[str, str] = {}
        self._sounds: dict[tuple[str, ...], str] = {}
        self._english: dict[tuple[str, ...], str] = {}
        for concept in self.concepts.values():
            for written in words_of(concept):
                word = fold(written).replace(" ", "")
                self._words.setdefault(word, concept.id)
                if len(word) >= FEWEST_PINYIN_SYLLABLES and all(HAN.match(c) for c in word):
                    self._sounds.setdefault(tuple(map(fuzzy_syllable, word)), concept.id)
            for phrase in concept.english:
                key = tuple(stem(word) for word in english_words(phrase))
                if key:
                    self._english.setdefault(key, concept.id)
        self.english_words_alone = frozenset(key[0] for key in self._english if len(key) == 1)
        """English words, stemmed, that name a concept without others beside them."""
        self._longest = max(map(len, self._words), default=0)
        self._longest_sound = max(map(len, self._sounds), default=0)
        self._longest_english = max(map(len, self._english), default=0)

    def words(self) -> Iterator[str]:
        """Yield every Chinese word: for the dictionaries of jieba and the pinyin decoder."""
        yield from self._words

    def find(self, text: str) -> list[Found]:
        """Return the concepts in a normalised text, in order, without overlaps.

        Of all ways to read it the one that leaves the fewest characters over, so that the 人 of
        转人才中心 isn't taken for a mistyped 转入; then the one with the longest words (the sum of
        their squared lengths); of equal ones the leftmost.
        """
        sounds = [fuzzy_syllable(character) for character in text]
        worth = [(0, 0)] * (len(text) + 1)
        best: list[Found | None] = [None] * len(text)
        for start in reversed(range(len(text))):
            worth[start] = worth[start + 1]
            for match in self._at(text, sounds, start):
                length = match.end - start
                covered, squares = worth[match.end]
                with_it = covered + length, squares + length**2
                if with_it > worth[start] or (with_it == worth[start] and best[start] is None):
                    worth[start], best[start] = with_it, match
        found: list[Found] = []
        start = 0
        while start < len(text):
            chosen = best[start]
            if chosen is None:
                start += 1
            else:
                found.append(chosen)
                start = chosen.end
        return found

    def _at(self, text: str, sounds: list[str], start: int) -> list[Found]:
        """Return what is written at a place, the longest first; if nothing, what sounds so."""
        last = min(len(text), start + self._longest)
        written = [
            Found(concept, start, end)
            for end in range(last, start, -1)
            if (concept := self._words.get(text[start:end])) is not None
            and not _inside_latin(text, start, end)
        ]
        return written or self._sounding(sounds, start)

    def _sounding(self, sounds: list[str], start: int) -> list[Found]:
        last = min(len(sounds), start + self._longest_sound)
        for end in range(last, start + FEWEST_PINYIN_SYLLABLES - 1, -1):
            concept = self._sounds.get(tuple(sounds[start:end]))
            if concept is not None:
                return [Found(concept, start, end)]
        return []

    def english_at(self, words: list[str], start: int) -> tuple[str, int] | None:
        """Return the standard Chinese term of the English phrase at ``start`` and its end."""
        for end in range(min(len(words), start + self._longest_english), start, -1):
            concept = self._english.get(tuple(stem(word) for word in words[start:end]))
            if concept is not None:
                return self.concepts[concept].term, end
        return None


def english_words(text: str) -> list[str]:
    """Return the lower-case words of an English text."""
    return re.findall(r"[a-z]+", text.lower())


def stem(word: str) -> str:
    """Cut the commonest English endings; crude, but the same on both sides."""
    for ending in _ENGLISH_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _inside_latin(text: str, start: int, end: int) -> bool:
    """Tell whether a Latin or digit word would be cut: ``qq`` in ``qqmail``, 40 in 402."""

    def joined(left: str, right: str) -> bool:
        both = left + right
        return both.isascii() and (both.isalpha() or both.isdigit())

    before = start > 0 and joined(text[start - 1], text[start])
    after = end < len(text) and joined(text[end - 1], text[end])
    return before or after
