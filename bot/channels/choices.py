"""Buttons where there are none: numbered choices, answered by their number."""

from __future__ import annotations

import enum
import re
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Sequence

from bot.knowledge import Button

EXPIRE_SECONDS = 30 * 60
"""As long as a session lasts without a word."""
MOST_SESSIONS = 5_000
_NUMBER = re.compile(
    r"(?:我?选|回复|第)?\s*([1-9]|[一二三四五六七八九])\s*(?:个|项|号)?[.。、,)!]?"
)
_CHINESE = "一二三四五六七八九"


class Gone(enum.Enum):
    """What is chosen is no longer on offer."""

    EXPIRED = "expired"


class Choices:
    """Remembers what was last offered to each session, so that nobody chooses for another."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, seconds: float = EXPIRE_SECONDS
    ) -> None:
        """Take a clock in seconds, and how long an offer stands."""
        self._clock = clock
        self._seconds = seconds
        self._offers: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()

    def offer(self, session: str, buttons: Sequence[Button]) -> None:
        """Put the buttons of a reply on offer, in place of the ones before; none ends the offer."""
        self._offers.pop(session, None)
        if buttons:
            self._offers[session] = (self._clock(), tuple(button.id for button in buttons))
        while len(self._offers) > MOST_SESSIONS:
            self._offers.popitem(last=False)

    def chosen(self, session: str, text: str) -> str | Gone | None:
        """Return the id of the button that ``text`` chooses.

        :returns: :attr:`Gone.EXPIRED` when the offer is too old; None when ``text`` isn't a number
            or the last reply offered no such number, so that it means something else
        """
        number = number_in(text)
        if number is None or session not in self._offers:
            return None
        since, ids = self._offers[session]
        if number > len(ids):
            return None
        return ids[number - 1] if self._clock() - since < self._seconds else Gone.EXPIRED


def number_in(text: str) -> int | None:
    """Return the number (1–9) that a whole message says: ``2``, ``②``, ``选2``, ``第二个``."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    digit = found.group(1)
    return _CHINESE.index(digit) + 1 if digit in _CHINESE else int(digit)
