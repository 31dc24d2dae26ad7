"""The message that an action works on, as it stands in Rasa's tracker."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator
from typing import Any

import msgspec
from rasa_sdk import Tracker

from bot.knowledge.text import bare
from bot.nlu.clauses import asks
from bot.nlu.decision import Decision

REQUESTED_SLOT = "requested_slot"
REQUEST_LEAD = "request_"
VALUE = "value"
"""Entity that an action's button carries."""
TALK_BESIDE_THE_POINT = frozenset(
    ("affirm", "deny", "off_topic_general", "off_topic_campus", "not_helpful", "injection")
)
"""Talk that is a failed try when a form asks for something: a name may look like any of it."""
LOOKED_BACK = 6
"""Messages in which what is asked for may have been told already."""
FEWEST_OF_A_MATTER = 5
"""Characters of a message that may be another matter while a form asks, if it doesn't ask."""
_INTERJECTION = re.compile(
    "(?:[嗯恩唔呃额啊阿哦噢喔欸诶哎唉哈嘿呵嘻呀哇呜哼嗨嘛呢吧呐哒这]|e+m+|h+m+|u+m+|u+h+|o+h+|a+h+|e+r+|哈哈)*"
)
"""Says nothing, so it is neither a question nor a name: 嗯嗯, 啊这, emmm, ???"""
_STATED = re.compile("(?:没|不|还|正?在|着|了)[^吗么?怎哪啥什谁几多]{0,8}呢[。.~!]*$")
"""没写呢 states; only what asks with more than 呢 asks."""
_WHETHER = re.compile("(?:能|可以|行|成|会|有|是|对)[^,,。;;!!]{0,8}[不没嘛][??~。]*$")
"""能去打印不 asks with a bare 不."""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One message of the student's."""

    text: str
    """As typed; empty for a button."""
    request: str | None = None
    """What it asks the bot to do, without :data:`REQUEST_LEAD`."""
    value: str | None = None
    """What a button carries."""
    is_button: bool = False
    decision: Decision | None = None
    """The answer gate's; None for a button."""
    names_a_thing: bool = False
    """Whether a term of ``kb/terms.yml`` stands in it."""
    in_group: bool = False

    @property
    def asks_something_else(self) -> bool:
        """Whether the message, sent while a form asks, is a question or talk of its own."""
        decision = self.decision
        if decision is None:
            return self.is_button
        if self.says_nothing:
            return False
        if decision.outcome == "talk":
            return decision.talk not in TALK_BESIDE_THE_POINT
        if decision.outcome in ("answer", "near_miss"):
            return self.names_a_thing or self.asks_a_question
        return decision.outcome == "clarify" and self.asks_a_question

    @property
    def is_understood(self) -> bool:
        """Whether the knowledge base has a reply to it that is more than a guess.

        信上也没写呢 and 不知道 are no matters of their own: they say why what was asked for can't
        be told.
        """
        replies = self.decision is not None and self.decision.outcome in ("answer", "near_miss")
        long_enough = len(bare(self.text)) >= FEWEST_OF_A_MATTER
        return replies and long_enough and not _STATED.search(self.text)

    @property
    def says_nothing(self) -> bool:
        """Whether the message is a mere interjection, or holds no word at all."""
        return not self.is_button and _INTERJECTION.fullmatch(bare(self.text)) is not None

    @property
    def asks_a_question(self) -> bool:
        """Whether it asks; 还没打呢 states."""
        if _WHETHER.search(self.text):
            return True
        return asks(self.text) and not _STATED.search(self.text)


def turn_of(tracker: Tracker) -> Turn:
    """Return the latest message."""
    message = tracker.latest_message
    text = message.get("text") or ""
    is_button = text.startswith("/")
    intent = (message.get("intent") or {}).get("name") or ""
    request = intent.removeprefix(REQUEST_LEAD) if intent.startswith(REQUEST_LEAD) else None
    values = [e["value"] for e in message.get("entities", []) if e.get("entity") == VALUE]
    decision = message.get("decision")
    return Turn(
        text="" if is_button else text,
        request=request,
        value=str(values[0]) if values and is_button else None,
        is_button=is_button,
        decision=msgspec.convert(decision, Decision) if decision else None,
        names_a_thing=any(e.get("concept") for e in message.get("entities", [])),
        in_group=bool((_metadata(tracker) or {}).get("group")),
    )


def earlier_messages(tracker: Tracker) -> Iterator[str]:
    """Yield what was typed before the latest message, the newest first."""
    said = [e.get("text") or "" for e in tracker.events if e["event"] == "user"]
    latest = said[-1] if said else ""
    typed = (text for text in reversed(said) if text and not text.startswith("/"))
    yield from itertools.dropwhile(lambda text: text == latest, typed)


def turns_beside(tracker: Tracker, form: str, slots: Collection[str]) -> int:
    """Return how many messages in a row were a matter of their own while a form asked.

    :param slots: those that the form sets when a message is meant for it
    """
    texts: list[str] = []
    for event in reversed(tracker.events):
        begun = event["event"] == "active_loop" and event.get("name") == form
        if begun or (event["event"] == "slot" and event["name"] in slots and event.get("value")):
            break
        if event["event"] == "user" and event.get("text") not in texts[-1:]:
            texts.append(event.get("text") or "")
    return len(texts)


def comes_back(tracker: Tracker, form: str) -> bool:
    """Tell whether a form goes on after something else was done with the latest message."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action" and event.get("name") not in (form, "action_extract_slots"):
            return True
    return False


def _metadata(tracker: Tracker) -> dict[str, Any] | None:
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return event.get("metadata")
    return None
