"""Brings the counselors' answers from the desk's outbox to those who asked."""

from __future__ import annotations

import logging

from bot.channels import Outbound
from bot.channels.shapes import COUNSELOR
from bot.desk import Desk
from bot.desk.outbox import Notice
from bot.front.gateway import Gateway, SendError
from bot.front.recurring import keep_doing
from bot.front.worker import Worker

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0
"""Between two looks into the outbox."""


class Delivery:
    """A task of the front."""

    def __init__(self, gateway: Gateway, desk: Desk, worker: Worker) -> None:
        self._gateway = gateway
        self._desk = desk
        self._worker = worker
        self._took_back = False

    async def run(self) -> None:
        """Deliver until cancelled. A database in trouble is tried again."""
        await keep_doing(self.deliver_due, "outbox", PAUSE_SECONDS)

    async def deliver_due(self) -> int:
        """Deliver what is due, one after the other; return how many notices that were.

        :raises DeskError: when the desk can't be read or written
        """
        if not self._took_back:
            await self._worker.run(self._desk.outbox.take_back)
            self._took_back = True
        notices = await self._worker.run(self._desk.outbox.due)
        for notice in notices:
            await self._deliver(notice)
        return len(notices)

    async def _deliver(self, notice: Notice) -> None:
        outbox = self._desk.outbox
        outbound = Outbound(text=notice.text, outcome=COUNSELOR, question_number=notice.question)
        try:
            # A notice that comes again after a crash names the same occasion: it's told once.
            await self._gateway.deliver(
                f"publication {notice.publication}", notice.session, outbound
            )
        except SendError as error:
            logger.warning("notice %d: %s", notice.id, error)
            await self._worker.run(outbox.mark_failed, notice.id, str(error), final=error.final)
        else:
            await self._worker.run(outbox.mark_sent, notice.id)
