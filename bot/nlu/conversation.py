"""What was said before a message, read from Rasa's tracker."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.knowledge import Knowledge
from bot.knowledge.rendering import COUNSELORS
from bot.nlu.decision import CLARIFY, LIKELY
from bot.nlu.follow_up import Before, Topics
from bot.nlu.labels import NEAR_MISS_PREFIX, label_of

ROUTE = "route"
"""Slot with the destination of the guide."""
GOES_ON = ("last_action", ROUTE)
"""Slots that an action fills which may be told something later."""
LOOKED_AT = 4
"""Messages back; what was asked before those is another matter."""


def topics_of(knowledge: Knowledge) -> Topics:
    """Return the topics of all labels: the first half of an entry's id.

    A near-miss type has those of its related entries, an entry of the counselors none.
    """
    of_label = {
        label_of(entry): [topic for topic in [_topic(entry)] if topic != COUNSELORS]
        for entry in knowledge.entries
    }
    for near_miss in knowledge.near_misses.values():
        related = dict.fromkeys(_topic(entry) for entry in near_miss.related)
        of_label[NEAR_MISS_PREFIX + near_miss.id] = list(related)
    return of_label


def before(tracker: DialogueStateTracker, topics: Topics) -> Before:
    """Return what was said before the message that a tracker waits for."""
    messages = (e for e in reversed(tracker.events) if isinstance(e, UserUttered))
    unclear = None
    earlier: list[str] = []
    going_on = any(tracker.slots[slot].value for slot in GOES_ON if slot in tracker.slots)
    for place, message in enumerate(itertools.islice(messages, LOOKED_AT)):
        if place == 0 and _decision(message).get("outcome") == CLARIFY:
            unclear = message.text
        known = (label for label in _labels(message) if label in topics)
        earlier += itertools.islice(known, 1)
    route = tracker.slots[ROUTE].value if ROUTE in tracker.slots else None
    return Before(next(iter(earlier), None), unclear, going_on, route, tuple(earlier))


def _labels(message: UserUttered) -> Iterator[str]:
    """Yield the labels that a message was taken for, the surest first."""
    for entity in message.entities:
        if entity.get("entity") == "entry":
            yield label_of(entity["value"])
        elif entity.get("entity") == "near_miss":
            yield NEAR_MISS_PREFIX + entity["value"]
    decision = _decision(message)
    yield from map(label_of, reversed(decision.get("entries", ())))
    if decision.get("near_miss"):
        yield NEAR_MISS_PREFIX + decision["near_miss"]
    if decision.get("outcome") == CLARIFY and decision["confidence"] >= LIKELY:
        yield label_of(decision["candidates"][0])


def _decision(message: UserUttered) -> dict[str, Any]:
    decision: dict[str, Any] = message.parse_data.get("decision") or {}
    return decision


def _topic(entry_id: str) -> str:
    return entry_id.partition("/")[0]
