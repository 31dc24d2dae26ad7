"""Words of a Chinese text, by a jieba of our own that knows the kb's terms.

jieba's module-level dictionary is shared by the whole process, and its cache stands in a folder
that every user of the machine can write. Ours is an instance with its own dictionary, which is
stored inside the model.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping

import jieba

jieba.setLogLevel(logging.WARNING)
TERM_FREQUENCY = 20_000
"""High enough that a term of the kb stays one word."""
FEWEST_OCCURRENCES = 50
"""jieba's rarer words are left out: a third of the size, and none of a student's words."""


class Segmenter:
    """Splits normalised text into words."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        """Take a whole dictionary: words and how often they occur."""
        self.frequencies = dict(frequencies)
        self._jieba = jieba.Tokenizer()
        prefixes = {word[:end]: 0 for word in frequencies for end in range(1, len(word))}
        self._jieba.FREQ = prefixes | self.frequencies
        self._jieba.total = sum(frequencies.values())
        self._jieba.initialized = True

    @classmethod
    def with_terms(cls, terms: Iterable[str]) -> Segmenter:
        """Build from jieba's dictionary and the kb's terms."""
        frequencies: dict[str, int] = {}
        with jieba.get_dict_file() as lines:
            for line in lines:
                word, count, _ = line.decode("utf-8").split(" ")
                if int(count) >= FEWEST_OCCURRENCES:
                    frequencies[word] = int(count)
        for term in sorted(terms):
            if len(term) > 1 and not term.isascii():
                frequencies[term] = max(TERM_FREQUENCY, frequencies.get(term, 0))
        return cls(frequencies)

    def words(self, text: str) -> list[str]:
        """Return the words of ``text``, white space dropped."""
        return [word for word in self._jieba.lcut(text) if not word.isspace()]

    def spans(self, text: str) -> Iterator[tuple[str, int]]:
        """Yield each word with the offset at which it starts."""
        for word, start, _ in self._jieba.tokenize(text):
            if not word.isspace():
                yield word, start
