"""Once a day a note into the counselors' WeCom group: how many questions wait, and where.

Only numbers and the address: a group has more readers than the desk.
"""

from __future__ import annotations

import logging
from datetime import datetime, time
from typing import Protocol

from bot.desk import Desk
from bot.desk.daily_notes import DailyNotes
from bot.desk.database import CHINA
from bot.front.channels.platform_api import PlatformError, UnknownOutcomeError
from bot.front.desk.times import ago
from bot.front.recurring import keep_doing
from bot.front.worker import Worker
from bot.knowledge.model import Wording

logger = logging.getLogger(__name__)
FROM, UNTIL = time(8, 30), time(18, 0)
"""At the college. The note is sent at the first look after ``FROM``, not in the evening."""
PAUSE_SECONDS = 300.0
"""Between two looks at the clock; also before a failed note is tried again."""


class Robot(Protocol):
    """What says something in a group."""

    async def say(self, content: str) -> None:
        """Send a message."""


class DailyNote:
    """A task of the front."""

    def __init__(
        self, robot: Robot, desk: Desk, worker: Worker, wording: Wording, address: str
    ) -> None:
        """Take the robot to speak by, and the address at which counselors open the desk."""
        self._robot = robot
        self._desk = desk
        self._notes = DailyNotes(desk.database)
        self._worker = worker
        self._wording = wording
        self._address = address

    async def run(self) -> None:
        """Look at the clock every few minutes, until cancelled."""
        await keep_doing(self.look, "daily note", PAUSE_SECONDS)

    async def look(self) -> None:
        """Send today's note if it is time, something waits, and it wasn't sent.

        :raises DeskError: when the desk can't be read or written
        """
        now = datetime.fromisoformat(self._desk.database.now()).astimezone(CHINA)
        if not FROM <= now.time() < UNTIL:
            return
        text = await self._worker.run(self.text)
        if text is None or not await self._worker.run(self._notes.claim):
            return
        try:
            await self._robot.say(text)
        except PlatformError as error:
            logger.warning("daily note not sent: %s", error)
            if error.passing:
                await self._worker.run(self._notes.give_back)
        except UnknownOutcomeError as error:
            # Perhaps it is there: two notes a day are worse than none.
            logger.warning("daily note perhaps not sent: %s", error)

    def text(self) -> str | None:
        """Return today's note, None when nothing waits.

        :raises DeskError: when the desk can't be read
        """
        row = self._desk.database.row(
            "select count(*) as clusters, sum(waiting) as askers, min(waiting_since) as oldest "
            "from cluster where state = 'open' and waiting > 0"
        )
        if not row or not row["clusters"]:
            return None
        return self._wording.daily_note.format(
            clusters=row["clusters"],
            askers=row["askers"],
            oldest=ago(row["oldest"], datetime.fromisoformat(self._desk.database.now())),
            address=self._address,
        )
