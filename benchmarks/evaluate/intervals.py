"""Wilson's interval for a share."""

from __future__ import annotations

import math

import msgspec

NORMAL_QUANTILE = 1.959964
"""Of 97.5%, for an interval of 95%."""


class Share(msgspec.Struct, frozen=True):
    """``part`` of ``whole``, with its 95% interval."""

    part: float
    whole: int

    @property
    def value(self) -> float:
        """The share itself; 0 of nothing is 0."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound by Wilson's score method."""
        if not self.whole:
            return 0.0, 1.0
        z2 = NORMAL_QUANTILE**2
        middle = (self.part + z2 / 2) / (self.whole + z2)
        inner = self.value * (1 - self.value) / self.whole + z2 / (4 * self.whole**2)
        half = NORMAL_QUANTILE * math.sqrt(inner) / (1 + z2 / self.whole)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        """Return ``93.1% (91.5–94.4)``."""
        low, high = self.interval
        return f"{100 * self.value:.1f}% ({100 * low:.1f}–{100 * high:.1f})"
