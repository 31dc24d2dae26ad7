"""Deletes what has become too old, as the bot promises."""

from __future__ import annotations

from bot.desk import Desk, Inbox
from bot.desk.retention import forget
from bot.front.recurring import keep_doing
from bot.front.worker import Worker

PAUSE_SECONDS = 3600.0


class Housekeeping:
    """A task of the front."""

    def __init__(self, desk: Desk, inbox: Inbox, worker: Worker, days: int) -> None:
        """Keep for ``days`` what students wrote, and the ways back to them."""
        self._desk = desk
        self._inbox = inbox
        self._worker = worker
        self._days = days

    async def run(self) -> None:
        """Clean now and every hour, until cancelled. A database in trouble is tried again."""
        await keep_doing(self.clean, "housekeeping", PAUSE_SECONDS)

    async def clean(self) -> None:
        """Delete what is too old.

        :raises DeskError: when the desk can't be written
        """
        await self._worker.run(self._inbox.forget, self._days)
        await self._worker.run(forget, self._desk.database, self._days)
