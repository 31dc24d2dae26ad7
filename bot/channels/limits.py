"""How often one member, and one group, may ask."""

from __future__ import annotations

import enum
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import NamedTuple

from bot.channels.heard import Heard

MOST_KEYS = 10_000
"""Members or groups that one limiter remembers; the one unheard longest is forgotten first."""


class Limit(NamedTuple):
    """At most ``most`` messages in any ``seconds``."""

    most: int
    seconds: float


MEMBER_LIMIT = Limit(8, 60)
GROUP_LIMIT = Limit(60, 60)


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
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._told: set[str] = set()

    def judge(self, key: str) -> Pace:
        """Count one message of ``key``, unless it is one too many."""
        now = self._clock()
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        while times and now - times[0] >= self._limit.seconds:
            times.popleft()
        if len(times) < self._limit.most:
            times.append(now)
            self._told.discard(key)
            self._forget()
            return Pace.FINE
        if key in self._told:
            return Pace.SILENT
        self._told.add(key)
        return Pace.SAY_SLOWER

    def _forget(self) -> None:
        while len(self._times) > MOST_KEYS:
            key, _ = self._times.popitem(last=False)
            self._told.discard(key)


class Limits:
    """The limit of each member and the limit of each group."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        member: Limit = MEMBER_LIMIT,
        group: Limit = GROUP_LIMIT,
    ) -> None:
        """Take a clock in seconds and both limits."""
        self._members = Limiter(member, clock)
        self._groups = Limiter(group, clock)

    def judge(self, heard: Heard) -> Pace:
        """Count a message that is addressed to the bot."""
        pace = self._members.judge(f"{heard.channel}\0{heard.group or ''}\0{heard.user}")
        if pace is Pace.FINE and heard.group is not None:
            pace = self._groups.judge(f"{heard.channel}\0{heard.group}")
        return pace
