"""The first, loss-free part of normalising: what makes two spellings the same text."""

from __future__ import annotations

import functools
import re
import unicodedata

from opencc import OpenCC

_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}
_NOT_WORD = re.compile(r"[^\w@.]|_")


@functools.cache
def _traditional_to_simplified() -> OpenCC:
    return OpenCC("t2s")


@functools.cache
def _is_traditional(character: str) -> bool:
    return bool(_traditional_to_simplified().convert(character) != character)


def fold(text: str) -> str:
    """Return ``text`` in one width, case and script, without control characters.

    Full width becomes half width (NFKC), traditional characters simplified, runs of white space
    one space. Nothing that carries meaning goes: 不, 没, 无 and digits stay.
    """
    text = unicodedata.normalize("NFKC", text)
    kept = (c if unicodedata.category(c) not in _INVISIBLE else " " for c in text)
    text = " ".join("".join(kept).split()).lower()
    # Converting looks up every phrase. Few texts need it, and a look at their characters tells.
    if not any(map(_is_traditional, text)):
        return text
    return str(_traditional_to_simplified().convert(text))


def bare(text: str) -> str:
    """Return ``text`` folded and without punctuation, spaces and symbols: a key for duplicates."""
    return _NOT_WORD.sub("", fold(text))
