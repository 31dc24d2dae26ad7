"""How often one member, and one group, may ask."""

from __future__ import annotations

import enum
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from bot.channels.heard import Heard

MOST_KEYS = 10_000
"""Members or groups that one limiter remembers; the one unheard longest is forgotten first."""


class Limit(NamedTuple):
    """At most ``most`` messages in any ``seconds``."""

    most: int
    seconds: float


MEMBER_LIMITS = (Limit(8, 60), Limit(60, 3600))
"""The second one is never met by a person, and ends a slow talk between two bots."""
GROUP_LIMITS = (Limit(60, 60),)


class Pace(enum.Enum):
    """What the limits say to one message."""

    FINE = "fine"
    SAY_SLOWER = "say_slower"
    """Too fast, for the first time since it was fine: say so once."""
    SILENT = "silent"
    """Still too fast. Silence also ends a talk between two bots."""


class Limiter:
    """Counts in a sliding window, by key."""

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        """Take a limit and a clock in seconds."""
        self._limit = limit
        self._clock = clock
        self._counted: OrderedDict[str, deque[tuple[float, str]]] = OrderedDict()
        self._told: set[str] = set()

    def judge(self, key: str, message_id: str) -> Pace:
        """Count one message of ``key``, unless it is one too many.

        A message that comes a second time isn't counted again.
        """
        now = self._clock()
        counted = self._counted.setdefault(key, deque())
        self._counted.move_to_end(key)
        while counted and now - counted[0][0] >= self._limit.seconds:
            counted.popleft()
        if any(message_id == known for _, known in counted):
            return Pace.FINE
        if len(counted) < self._limit.most:
            counted.append((now, message_id))
            self._told.discard(key)
            self._forget()
            return Pace.FINE
        if key in self._told:
            return Pace.SILENT
        self._told.add(key)
        return Pace.SAY_SLOWER

    def _forget(self) -> None:
        while len(self._counted) > MOST_KEYS:
            key, _ = self._counted.popitem(last=False)
            self._told.discard(key)


class Limits:
    """The limits of each member and those of each group."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        member: Iterable[Limit] = MEMBER_LIMITS,
        group: Iterable[Limit] = GROUP_LIMITS,
    ) -> None:
        """Take a clock in seconds and the limits."""
        self._members = [Limiter(limit, clock) for limit in member]
        self._groups = [Limiter(limit, clock) for limit in group]

    def judge(self, heard: Heard) -> Pace:
        """Count a message that is addressed to the bot."""
        where = f"{heard.channel}\0{heard.group or ''}"
        checks = [(limiter, f"{where}\0{heard.user}") for limiter in self._members]
        if heard.group is not None:
            checks += [(limiter, where) for limiter in self._groups]
        for limiter, key in checks:
            pace = limiter.judge(key, heard.message_id)
            if pace is not Pace.FINE:
                return pace
        return Pace.FINE
