"""What the handlers of the desk work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.desk.browsing import Browsing
from bot.desk.desk import Desk
from bot.desk.look_ahead import LookAhead
from bot.desk.staff import Staff
from bot.front.desk.pages import Pages
from bot.knowledge import Knowledge


@dataclass(frozen=True)
class Services:
    """Everything a handler may need; safe to share between threads."""

    desk: Desk
    browsing: Browsing
    staff: Staff
    knowledge: Knowledge
    pages: Pages
    ahead: LookAhead
    retrain: Callable[[int], None]
    """Begins the work of a training job in a process of its own."""
