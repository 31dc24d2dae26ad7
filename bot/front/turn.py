"""One message on its way through the gateway."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from bot.channels import Outbound
from bot.desk import Route


class Given(msgspec.Struct, frozen=True):
    """A reply that was given."""

    id: str
    """Opaque; feedback names it."""
    reply: Outbound


class Turn:
    """What is known of a message while it is being answered."""

    def __init__(self, conversation: str, message_id: str, route: Route) -> None:
        loop = asyncio.get_running_loop()
        self.conversation = conversation
        self.message_id = message_id
        self.route = route
        self.sender = ""
        """The engine's sender id, once the message is stored."""
        self.payload = ""
        """What the engine is asked."""
        self.said = ""
        """What was typed, or the button's id."""
        self.recorded: asyncio.Future[None] = loop.create_future()
        """Done when the message is on disk."""
        self.first: asyncio.Future[Given | None] = loop.create_future()
        """What is said first: the reply or an apology; None when that goes another way."""
        self.waiters = 0
        """Calls that wait for :attr:`first`."""
        self.giving = False
        """Whether :attr:`first` is promised to those who wait."""
        self.apologised = False
        self.ended = False
        """Answered, or not worth an answer any more."""
        self.lock = asyncio.Lock()
        """Held while something is said, so that an apology never overtakes the reply."""

    @property
    def metadata(self) -> dict[str, Any]:
        """What the engine is told beside the text."""
        return {"channel": self.route.channel, "group": self.route.group is not None}

    async def wait(self, patience: float | None) -> Given | None:
        """Return what is said first, None if nothing is said within ``patience`` seconds."""
        if patience == 0:
            await asyncio.shield(self.recorded)
            return None
        self.waiters += 1
        try:
            await asyncio.shield(self.recorded)
            return await asyncio.wait_for(asyncio.shield(self.first), patience)
        except asyncio.TimeoutError:
            if self.giving:
                return await asyncio.shield(self.first)
            return None
        finally:
            self.waiters -= 1

    def settle(self, given: Given | None) -> None:
        """Say what is said first, unless that was said already."""
        if not self.recorded.done():
            self.recorded.set_result(None)
        if not self.first.done():
            self.first.set_result(given)

    def fail(self, error: Exception) -> None:
        """Let those who wait raise ``error``."""
        for future in (self.recorded, self.first):
            if not future.done():
                future.set_exception(error)
                future.exception()  # nobody may be waiting

    def cancel(self) -> None:
        """Let those who wait go: the process ends."""
        self.recorded.cancel()
        self.first.cancel()
