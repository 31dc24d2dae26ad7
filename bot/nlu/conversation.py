"""What a conversation is about, read from Rasa's tracker."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.knowledge import Knowledge
from bot.nlu.decision import LIKELY
from bot.nlu.follow_up import Topics
from bot.nlu.labels import NEAR_MISS_PREFIX, label_of

LOOKED_AT = 4
"""Messages back; what was asked before those is another matter."""


def topics_of(knowledge: Knowledge) -> Topics:
    """Return the topics of a knowledge base; a near-miss type has those of its related entries."""
    of_label = {
        label_of(entry): [topic for topic in [_topic(entry)] if topic in knowledge.topics]
        for entry in knowledge.entries
    }
    for near_miss in knowledge.near_misses.values():
        related = dict.fromkeys(_topic(entry) for entry in near_miss.related)
        of_label[NEAR_MISS_PREFIX + near_miss.id] = list(related)
    phrases = {topic.id: topic.phrase for topic in knowledge.topics.values()}
    return Topics(phrases, of_label)


def topic_of(tracker: DialogueStateTracker, topics: Topics) -> str | None:
    """Return the topic that was last asked about; None when nothing on the topic was."""
    messages = (e for e in reversed(tracker.events) if isinstance(e, UserUttered))
    for message in itertools.islice(messages, LOOKED_AT):
        for label in _labels(message):
            if topics.of_label.get(label):
                return topics.of_label[label][0]
    return None


def _labels(message: UserUttered) -> Iterator[str]:
    """Yield the labels that a message was taken for, the surest first."""
    for entity in message.entities:
        if entity.get("entity") == "entry":
            yield label_of(entity["value"])
        elif entity.get("entity") == "near_miss":
            yield NEAR_MISS_PREFIX + entity["value"]
    decision: dict[str, Any] = message.parse_data.get("decision") or {}
    yield from map(label_of, reversed(decision.get("entries", ())))
    if decision.get("near_miss"):
        yield NEAR_MISS_PREFIX + decision["near_miss"]
    if decision.get("outcome") == "clarify" and decision["confidence"] >= LIKELY:
        yield label_of(decision["candidates"][0])


def _topic(entry_id: str) -> str:
    return entry_id.partition("/")[0]
