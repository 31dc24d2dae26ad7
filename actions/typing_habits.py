"""What makes texts typed on different keyboards alike, place by place."""

from __future__ import annotations

import unicodedata

from bot.knowledge.text import fold

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_INVISIBLE = {"Cc", "Cf", "Cs"}


def one_width(text: str) -> str:
    """Return ``text`` with full-width letters, digits and signs as half-width ones.

    NFKC would change rare characters of names too.
    """
    wide = text.translate(_WIDE)
    return "".join(c for c in wide if c.isspace() or unicodedata.category(c) not in _INVISIBLE)


def simplified(plain: str) -> str:
    """Return ``plain`` in simplified characters, place by place; itself if that can't be."""
    folded = fold(plain)
    return folded if len(folded) == len(plain) else plain
