"""Deletes what has become too old, as the bot promises."""

from __future__ import annotations

import asyncio
import logging

from bot.desk import Desk, DeskError, Inbox
from bot.desk.retention import forget
from bot.front.worker import Worker

logger = logging.getLogger(__name__)
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
        while True:
            try:
                await self.clean()
            except DeskError as error:
                logger.error("housekeeping: %s", error)
            except Exception:  # a task of the whole process must outlive a bug
                logger.exception("tried again in a while")
            await asyncio.sleep(PAUSE_SECONDS)

    async def clean(self) -> None:
        """Delete what is too old.

        :raises DeskError: when the desk can't be written
        """
        await self._worker.run(self._inbox.forget, self._days)
        await self._worker.run(forget, self._desk.database, self._days)
