"""How long is waited for the engine, and when what failed is tried again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple


class Patience(NamedTuple):
    """How long is waited for the engine, and how often it is asked again. Seconds."""

    apology: float = 8.0
    """Who waits this long gets an apology."""
    first_retry: float = 2.0
    longest_retry: float = 30.0
    give_up: float = 30 * 60.0
    """Nobody waits longer for an answer."""

    def pauses(self) -> Iterator[float]:
        """Yield the pauses between attempts, without end; a little random, against crowds."""
        pause = self.first_retry
        while True:
            yield pause * random.uniform(0.8, 1.2)
            pause = min(2 * pause, self.longest_retry)


USUAL_PATIENCE = Patience()
