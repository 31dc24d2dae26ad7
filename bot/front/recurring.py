"""Tasks of the front that do the same thing again and again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.desk import DeskError

logger = logging.getLogger(__name__)


async def keep_doing(work: Callable[[], Awaitable[object]], what: str, pause: float) -> None:
    """Do ``work`` now and again, until cancelled. What goes wrong is logged and tried again.

    :param what: how the log calls it
    :param pause: seconds between the end of one time and the next
    """
    while True:
        try:
            await work()
        except DeskError as error:
            logger.error("%s: %s", what, error)
        except Exception:  # a task of the whole process must outlive a bug
            logger.exception("%s: tried again in a while", what)
        await asyncio.sleep(pause)
