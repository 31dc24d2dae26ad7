"""What the ranker sees of a text: characters, words, sounds and concepts.

Four blocks of TF-IDF features, each normalised for itself so that none drowns the others.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse
from joblib import Parallel, delayed

from bot.nlu.lexicon import Lexicon
from bot.nlu.normal_form import NormalForm
from bot.nlu.pinyin import fuzzy_syllable
from bot.nlu.segmenter import Segmenter

LONGEST_CHARACTER_GRAM = 4
FEWEST_TEXTS = 2
"""A feature seen in fewer training texts says nothing about new ones."""
CHUNK = 5000
"""Texts that a process takes at a time."""
BLOCK_WEIGHTS = {"characters": 1.0, "words": 0.8, "sounds": 0.8, "concepts": 1.2}
"""1 for others."""


class Reading(NamedTuple):
    """A text as the features see it."""

    normal: str
    words: tuple[str, ...]
    concepts: tuple[str, ...]
    """Ids in order of appearance."""


class FollowUpReading(NamedTuple):
    """A message after another, as the features see it."""

    reading: Reading
    after: str
    """Label of what was asked before."""
    topic: str
    """Its topic, if it has one."""


class Reader:
    """Reads texts: normal form, words, concepts."""

    def __init__(self, normal_form: NormalForm, segmenter: Segmenter, lexicon: Lexicon) -> None:
        self.normal_form = normal_form
        self.segmenter = segmenter
        self.lexicon = lexicon

    def __call__(self, text: str) -> Reading:
        """Return the reading of any text, however odd."""
        return self.read_normal(self.normal_form(text))

    def read_normal(self, normal: str) -> Reading:
        """Return the reading of a text that is in normal form already."""
        return Reading(
            normal,
            tuple(self.segmenter.words(normal)),
            tuple(found.concept for found in self.lexicon.find(normal)),
        )


def _grams(items: Sequence[str], longest: int, joiner: str) -> Iterator[str]:
    for size in range(1, longest + 1):
        for start in range(len(items) - size + 1):
            yield joiner.join(items[start : start + size])


def characters(reading: Reading) -> Iterator[str]:
    """Yield character 1–4-grams, text ends marked."""
    text = f"^{reading.normal}$"
    for size in range(1, LONGEST_CHARACTER_GRAM + 1):
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


def words(reading: Reading) -> Iterator[str]:
    """Yield words and pairs of neighbours."""
    return _grams(reading.words, 2, " ")


def sounds(reading: Reading) -> Iterator[str]:
    """Yield fuzzy toneless syllables, alone, in twos and in threes."""
    return _grams([fuzzy_syllable(c) for c in reading.normal], 3, " ")


def concepts(reading: Reading) -> Iterator[str]:
    """Yield concept 1–3-grams in order, and unordered pairs."""
    yield from _grams(reading.concepts, 3, ">")
    for pair in itertools.combinations(sorted(set(reading.concepts)), 2):
        yield "+".join(pair)


def on_topic(follow_up: FollowUpReading) -> Iterator[str]:
    """Yield what is said, each piece marked with the topic of what was asked before."""
    yield follow_up.topic
    for piece in _pieces(follow_up.reading):
        yield f"{follow_up.topic}|{piece}"


def after_label(follow_up: FollowUpReading) -> Iterator[str]:
    """Yield what is said, each piece marked with what was asked before."""
    yield follow_up.after
    for piece in _pieces(follow_up.reading):
        yield f"{follow_up.after}|{piece}"


def _pieces(reading: Reading) -> Iterator[str]:
    text = f"^{reading.normal}$"
    yield from text
    yield from map("".join, itertools.pairwise(text))
    yield from (f"w:{word}" for word in reading.words)
    yield from (f"c:{concept}" for concept in dict.fromkeys(reading.concepts))


Extractors = Mapping[str, Callable[[Any], Iterable[str]]]
"""Name of a block → what it sees of a reading."""
BLOCKS: Extractors = {
    "characters": characters,
    "words": words,
    "sounds": sounds,
    "concepts": concepts,
}
"""Of a message alone."""
FOLLOW_UP_BLOCKS: Extractors = {"on_topic": on_topic, "after_label": after_label}
"""Of a message after another."""
_EXTRACTORS = {**BLOCKS, **FOLLOW_UP_BLOCKS}


class Block:
    """One block's vocabulary and inverse document frequencies."""

    def __init__(self, name: str, vocabulary: Sequence[str], idf: np.ndarray) -> None:
        self.name = name
        self.vocabulary = list(vocabulary)
        self.idf = idf.astype(np.float32)
        self._index = {feature: i for i, feature in enumerate(self.vocabulary)}
        self._extract = _EXTRACTORS[name]
        self._weight = BLOCK_WEIGHTS.get(name, 1.0)

    @classmethod
    def fit(cls, name: str, readings: Iterable[Any]) -> Block:
        """Take the vocabulary from ``readings``."""
        extract = _EXTRACTORS[name]
        frequency: Counter[str] = Counter()
        total = 0
        for reading in readings:
            frequency.update(set(extract(reading)))
            total += 1
        vocabulary = sorted(f for f, count in frequency.items() if count >= FEWEST_TEXTS)
        counts = np.array([frequency[f] for f in vocabulary], dtype=np.float64)
        return cls(name, vocabulary, np.log((1 + total) / (1 + counts)) + 1)

    def row(self, reading: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return column indexes and values of one reading: sublinear TF × IDF, length 1."""
        counts = Counter(
            index for index in map(self._index.get, self._extract(reading)) if index is not None
        )
        if not counts:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        columns = np.fromiter(counts, np.int32, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.idf[
            columns
        ]
        return columns, (values * (self._weight / np.linalg.norm(values))).astype(np.float32)


class Features:
    """All blocks side by side."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = list(blocks)
        sizes = [len(block.vocabulary) for block in self.blocks]
        self._offsets = [0, *itertools.accumulate(sizes)]

    @classmethod
    def fit(cls, readings: Sequence[Any], blocks: Iterable[str] = BLOCKS) -> Features:
        """Take all vocabularies from ``readings``, on as many processes as there are cores.

        A block that finds nothing is left out.

        :param readings: what the blocks see: :class:`Reading` or :class:`FollowUpReading`
        """
        fitted = Parallel(n_jobs=-1)(delayed(Block.fit)(name, readings) for name in blocks)
        return cls([block for block in fitted if block.vocabulary])

    @property
    def width(self) -> int:
        """Number of columns."""
        return self._offsets[-1]

    def block_columns(self) -> list[slice]:
        """Return which columns belong to each block."""
        return [slice(start, end) for start, end in itertools.pairwise(self._offsets)]

    def block_rows(self, reading: Any) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return column indexes and values, a pair for each block."""
        rows = [block.row(reading) for block in self.blocks]
        return [
            (columns + offset, values)
            for (columns, values), offset in zip(rows, self._offsets, strict=False)
        ]

    def row(self, reading: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return column indexes and values over all blocks."""
        columns, values = zip(*self.block_rows(reading), strict=True)
        return np.concatenate(columns), np.concatenate(values)

    def matrix(self, readings: Sequence[Any]) -> scipy.sparse.csr_matrix:
        """Return one row a reading, made on as many processes as there are cores."""
        chunks = [readings[start : start + CHUNK] for start in range(0, len(readings), CHUNK)]
        made = Parallel(n_jobs=-1)(delayed(self._matrix)(chunk) for chunk in chunks)
        matrix = scipy.sparse.vstack(made, format="csr")
        matrix.sort_indices()
        return matrix

    def _matrix(self, readings: Sequence[Any]) -> scipy.sparse.csr_matrix:
        rows = [self.row(reading) for reading in readings]
        pointers = np.concatenate([[0], np.cumsum([len(columns) for columns, _ in rows])])
        return scipy.sparse.csr_matrix(
            (
                np.concatenate([values for _, values in rows]),
                np.concatenate([columns for columns, _ in rows]),
                pointers,
            ),
            shape=(len(rows), self.width),
            dtype=np.float32,
        )
