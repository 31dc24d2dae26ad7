"""Builds the :class:`~bot.nlu.features.Reader`, stores it in a model and loads it again."""

from __future__ import annotations

import functools
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec
from joblib import Parallel, delayed

from bot.knowledge.model import Concept
from bot.knowledge.text import fold
from bot.nlu.features import CHUNK, Reader, Reading
from bot.nlu.lexicon import Lexicon
from bot.nlu.normal_form import NormalForm
from bot.nlu.segmenter import Segmenter

_HAN_WORD = re.compile(r"[\u3400-\u9fff]+")
TERM_COUNT = 50
"""How often a term counts as used, for the pinyin decoder, beside its uses in the questions."""
FEWEST_USES = 2
"""Of a word in the questions; rarer ones are mostly typing errors cut at the wrong place."""
COUNTED_QUESTIONS = 20_000
"""Questions in which words are counted, spread over all: how common a word is, no more."""


def build_reader(concepts: Iterable[Concept], questions: Sequence[str]) -> Reader:
    """Build a reader.

    :param concepts: the kb's concepts
    :param questions: hand-written ones: what their words are, pinyin is read as
    """
    lexicon = Lexicon(concepts)
    segmenter = Segmenter.with_terms(lexicon.words())
    used: Counter[str] = Counter()
    for question in questions[:: len(questions) // COUNTED_QUESTIONS + 1]:
        used.update(w for w in segmenter.words(fold(question)) if _HAN_WORD.fullmatch(w))
    counts = Counter({word: count for word, count in used.items() if count >= FEWEST_USES})
    for word in lexicon.words():
        if _HAN_WORD.fullmatch(word):
            counts[word] += TERM_COUNT
    return Reader(NormalForm(lexicon, counts), segmenter, lexicon)


def save_reader(reader: Reader, folder: Path) -> None:
    """Write ``reader.json``."""
    stored = {
        "concepts": msgspec.to_builtins(list(reader.lexicon.concepts.values())),
        "pinyin_words": reader.normal_form.word_counts,
        "dictionary": reader.segmenter.frequencies,
    }
    (folder / "reader.json").write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")


def load_reader(folder: Path) -> Reader:
    """Read what :func:`save_reader` wrote. The same text gives the same reader object."""
    return _reader_from((folder / "reader.json").read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=2)
def _reader_from(text: str) -> Reader:
    stored = json.loads(text)
    lexicon = Lexicon(msgspec.convert(stored["concepts"], list[Concept]))
    return Reader(
        NormalForm(lexicon, stored["pinyin_words"]), Segmenter(stored["dictionary"]), lexicon
    )


def read_all(
    reader: Reader,
    texts: Sequence[str],
    *,
    read: Callable[[Reader, str], Reading] = Reader.__call__,
    progress: Callable[[Iterable[int]], Iterable[int]] = iter,
) -> list[Reading]:
    """Read many texts, on as many processes as there are cores.

    :param read: reads one text
    :param progress: wraps the iteration over chunks of texts, e.g. a progress bar
    """
    chunks = [texts[start : start + CHUNK // 5] for start in range(0, len(texts), CHUNK // 5)]
    with tempfile.TemporaryDirectory() as folder:
        save_reader(reader, Path(folder))
        made = Parallel(n_jobs=-1, return_as="generator")(
            delayed(_read_chunk)(Path(folder), chunk, read) for chunk in chunks
        )
        return [
            reading
            for _, readings in zip(progress(range(len(chunks))), made, strict=True)
            for reading in readings
        ]


def _read_chunk(
    folder: Path, texts: Sequence[str], read: Callable[[Reader, str], Reading]
) -> list[Reading]:
    reader = load_reader(folder)
    return [read(reader, text) for text in texts]
