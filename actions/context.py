"""What every action stands on: the knowledge base, the clock, the desk, links to calendar files."""

from __future__ import annotations

import functools
from datetime import date, datetime

import msgspec

from bot.calendar import CalendarLinks, Clock, local_time, system_clock
from bot.desk import Desk
from bot.knowledge import Knowledge, Sentences, load_knowledge
from bot.knowledge.dialogue import Dialogue
from bot.secret import load_secret
from bot.settings import Settings


class Context(msgspec.Struct, frozen=True):
    """Made once for all actions; a test makes its own with another clock."""

    knowledge: Knowledge
    sentences: Sentences
    links: CalendarLinks
    desk: Desk
    clock: Clock

    @property
    def wording(self) -> Dialogue:
        """What the actions say."""
        return self.knowledge.dialogue

    @property
    def now(self) -> datetime:
        """The time in China."""
        return local_time(self.clock)

    @property
    def today(self) -> date:
        """The date in China."""
        return self.now.date()


def make_context(settings: Settings, clock: Clock, knowledge: Knowledge) -> Context:
    """Build a context.

    :param settings: where the secret and the desk are kept
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    return Context(
        knowledge=knowledge,
        sentences=Sentences(knowledge.particulars),
        links=CalendarLinks(load_secret(settings.data), clock),
        desk=Desk(settings.desk_database),
        clock=clock,
    )


@functools.cache
def house() -> Context:
    """Return the context of this process."""
    return make_context(Settings.from_environment(), system_clock, load_knowledge())
