"""A set that forgets."""

from __future__ import annotations

from collections import OrderedDict

MOST_REMEMBERED = 1_000


class Remembered:
    """A set of ids that forgets the oldest."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._ids: OrderedDict[str, None] = OrderedDict()

    def add(self, id: str) -> bool:
        """Remember an id; return whether it is new."""
        new = id not in self._ids
        self._ids[id] = None
        self._ids.move_to_end(id)
        if len(self._ids) > self._most:
            self._ids.popitem(last=False)
        return new

    def __contains__(self, id: object) -> bool:
        return id in self._ids
