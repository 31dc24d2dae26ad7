"""The normal form of what a student typed: one script, Latin runs read as pinyin or English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.knowledge.text import fold
from bot.nlu.lexicon import Lexicon
from bot.nlu.pinyin import PinyinDecoder

LONGEST_TEXT = 300
"""Characters that are read; the front refuses longer messages, so this only bounds the cost."""
_LATIN = re.compile(r"[a-z]+(?:['’ ]+[a-z]+)*")
_NOT_READ = re.compile(r"[a-z0-9._-]+@[a-z0-9.-]+|https?://\S+|[a-z]*\d[a-z\d]*")
"""Mail addresses, links and codes such as c726 are kept as typed."""
_SPACE_BESIDE_HAN = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
_PUNCTUATION = re.compile(r"[^\w@.\-:/ ]|_")


class NormalForm:
    """Callable that gives the normal form of a text."""

    def __init__(self, lexicon: Lexicon, word_counts: Mapping[str, int]) -> None:
        """Take the lexicon, and the words that pinyin may stand for with their counts."""
        self.word_counts = dict(sorted(word_counts.items()))
        self._lexicon = lexicon
        self._decoder = PinyinDecoder(word_counts, lexicon.english_words_alone)

    def __call__(self, text: str) -> str:
        """Return the normal form: never longer than the reading of :data:`LONGEST_TEXT` chars."""
        text = fold(text[: LONGEST_TEXT * 2])[:LONGEST_TEXT]
        pieces: list[str] = []
        last = 0
        for kept in _NOT_READ.finditer(text):
            pieces += [self._read_runs(text[last : kept.start()]), kept.group()]
            last = kept.end()
        pieces.append(self._read_runs(text[last:]))
        return _SPACE_BESIDE_HAN.sub("", " ".join(_PUNCTUATION.sub(" ", "".join(pieces)).split()))

    def _read_runs(self, text: str) -> str:
        return _LATIN.sub(lambda run: self._read(run.group()), text)

    def _read(self, run: str) -> str:
        words = re.findall("[a-z]+", run)
        decoded = [self._decoder.decode(word) for word in words]
        if all(decoded):
            return "".join(word for word in decoded if word)
        together = self._decoder.decode("".join(words))
        if together and len(words) > 2:
            return together
        read: list[str] = []
        start = 0
        while start < len(words):
            english = self._lexicon.english_at(words, start)
            if english is not None:
                read.append(english[0])
                start = english[1]
            else:
                read.append(decoded[start] or f" {words[start]} ")
                start += 1
        return "".join(read)
