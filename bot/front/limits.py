"""How often somebody may do something."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple


class TooOftenError(Exception):
    """Somebody does something more often than allowed."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds
        """Whole seconds after which it is allowed again."""


class _Bucket(NamedTuple):
    tokens: float
    at: float


class Limit:
    """A token bucket a key, in memory: a restart forgives."""

    def __init__(
        self,
        burst: int,
        per_minute: float,
        clock: Callable[[], float] = time.monotonic,
        most_keys: int = 20_000,
    ) -> None:
        """Allow ``burst`` at once and ``per_minute`` in the long run.

        :param clock: gives seconds
        :param most_keys: that are remembered; the longest unused is forgotten first
        """
        self._burst = burst
        self._rate = per_minute / 60
        self._clock = clock
        self._most_keys = most_keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str) -> None:
        """Count one.

        :raises TooOftenError: when that is one too many; it isn't counted then
        """
        now = self._clock()
        bucket = self._buckets.pop(key, _Bucket(self._burst, now))
        tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._rate)
        allowed = tokens >= 1
        self._buckets[key] = _Bucket(tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > self._most_keys:
            self._buckets.popitem(last=False)
        if not allowed:
            raise TooOftenError(math.ceil((1 - tokens) / self._rate))
