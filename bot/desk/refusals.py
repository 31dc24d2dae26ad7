"""Why the desk doesn't do what somebody asked for. The messages are shown to counselors."""

from __future__ import annotations


class RefusedError(Exception):
    """The act isn't possible now; nothing was changed."""


class NotFoundError(RefusedError):
    """What the act is about doesn't exist (any more)."""


class LockedError(RefusedError):
    """Somebody else is writing."""

    def __init__(self, holder: str, until: str) -> None:
        super().__init__(f"{holder} 正在处理这组问题")
        self.holder = holder
        self.until = until
        """UTC, ISO 8601: when the lock ends by itself."""
