"""Which messages the bot listens to: small rules, joined by ``&`` and ``|``.

A rule takes a :class:`~bot.channels.heard.Heard` and says whether it may pass::

    rule = not_a_bot & addressed(own_messages) & allowed_group({"123"}) & fresh(now)
    rule.refusal(heard)  # None, or the name of the first rule that refuses
"""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import datetime, timedelta

from bot.channels.heard import Heard

ANY_GROUP = "*"
"""In a list of allowed groups: every group."""
FRESH_SECONDS = 300
"""Older messages are replays of a connection that was away; no platform lets one answer later."""


class Rule:
    """A condition with a name."""

    def __init__(self, name: str, holds: Callable[[Heard], bool]) -> None:
        """Take a name for logs and metrics, and the condition."""
        self.name = name
        self._holds = holds

    def __call__(self, heard: Heard) -> bool:
        """Tell whether the message may pass."""
        return self.refusal(heard) is None

    def refusal(self, heard: Heard) -> str | None:
        """Return the name of the simple rule that refuses, None when the message may pass."""
        return None if self._holds(heard) else self.name

    def __and__(self, other: Rule) -> Rule:
        return _Both(self, other)

    def __or__(self, other: Rule) -> Rule:
        return Rule(f"{self.name}|{other.name}", lambda heard: self(heard) or other(heard))

    def __repr__(self) -> str:
        return f"Rule({self.name})"


class _Both(Rule):
    def __init__(self, first: Rule, second: Rule) -> None:
        super().__init__(
            f"{first.name}&{second.name}", lambda heard: first(heard) and second(heard)
        )
        self._parts = (first, second)

    def refusal(self, heard: Heard) -> str | None:
        first, second = self._parts
        return first.refusal(heard) or second.refusal(heard)


private = Rule("private", lambda heard: heard.group is None)
"""Written to the bot alone."""

mentioned = Rule("mentioned", lambda heard: heard.mentioned)
"""The bot is mentioned."""

not_a_bot = Rule("not_a_bot", lambda heard: not heard.from_bot)
"""Bots don't talk to bots: two of them would never stop."""


def quoting(own: Container[str]) -> Rule:
    """Quotes a message of the bot.

    :param own: ids of messages that the bot sent
    """
    return Rule("quoting", lambda heard: heard.quotes is not None and heard.quotes in own)


def addressed(own: Container[str] = ()) -> Rule:
    """Meant for the bot: private, mentioned, or quoting one of its messages."""
    either = private | mentioned | quoting(own)
    return Rule("addressed", either)


def allowed_group(groups: Container[str]) -> Rule:
    """Private, or in a group that was let in by name (or by ``*``)."""
    return Rule(
        "allowed_group",
        lambda heard: heard.group is None or ANY_GROUP in groups or heard.group in groups,
    )


def fresh(now: Callable[[], datetime], seconds: float = FRESH_SECONDS) -> Rule:
    """Not older than ``seconds``. What carries no time passes: the gateway knows its id.

    :param now: the clock, with a zone
    """
    return Rule(
        "fresh",
        lambda heard: heard.sent_at is None or now() - heard.sent_at <= timedelta(seconds=seconds),
    )
