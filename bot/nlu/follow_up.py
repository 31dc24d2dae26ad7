"""Follow-ups: messages that lean on what was asked before (那周四呢 · 地址呢 · 发给谁).

A ranker of its own has learnt from ``kb/follow_up_questions/`` what is asked after what. Its votes,
those on the message alone, and a lead for replies on the conversation's topic are added up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.knowledge.model import Concept
from bot.nlu.features import FOLLOW_UP_BLOCKS, Features, FollowUpReading, Reading
from bot.nlu.labels import LabelSet
from bot.nlu.ranked import Ranked
from bot.nlu.ranker import Ranker

OBJECT_KINDS = frozenset(("document", "mailbox", "organization", "place", "system"))
"""Kinds of concepts that a question can be about."""
LEAD_IN = re.compile(r"^(?:那么|那|然后|还有|所以|可是|但是|不过|另外|对了|哦|噢|嗯)+[,， ]*")
TAIL = re.compile(r"[呢啊呀嘛咧嘞]+[?？!！。]*$")
FEWEST_CHARACTERS_ALONE = 4
"""Anything shorter is a follow-up, where there is something to follow."""
MOST_CHARACTERS_WITHOUT_OBJECT = 14
MOST_CHARACTERS_WITH_TAIL = 8
TOPIC_LEAD = 0.2
"""What a reply on the topic is ahead of others."""
UNHEARD_OF = -1.0
"""Vote for a reply that no follow-up was written for: what a classifier says of a stranger."""
Topics = Mapping[str, Sequence[str]]
"""Label → its topics, the nearest first; none for small talk."""


class Before(NamedTuple):
    """What a message is said after."""

    asked: str | None = None
    """Label of what was last asked about; None when nothing on the topic was."""
    unclear: str | None = None
    """The message before, where the bot asked back what it meant."""
    going_on: bool = False
    """An action was begun that may be told something."""
    route: str | None = None
    """Destination of the guide that was begun."""
    earlier: tuple[str, ...] = ()
    """Labels of what the last messages were taken for, the newest first; ``asked`` leads them."""


NOTHING = Before()
"""The conversation begins."""


class FollowUps:
    """Ranks what may be asked after what."""

    def __init__(self, ranker: Ranker, topics: Topics, labels: LabelSet) -> None:
        """Take what was learnt.

        :param topics: of every label
        :param labels: of the ranker that ranks messages alone
        """
        self.topics = topics
        self._ranker = ranker
        self._labels = labels
        known = ranker.labels.names
        self._columns = np.array([i for i, n in enumerate(known) if n in labels.place], np.int64)
        self._places = labels.places(known)

    @classmethod
    def fit(
        cls,
        readings: Sequence[FollowUpReading],
        truth: np.ndarray,
        topics: Topics,
        labels: LabelSet,
    ) -> FollowUps:
        """Learn from messages after others.

        :param readings: made by :func:`follow_up_reading`
        :param truth: label of each
        """
        features = Features.fit(readings, FOLLOW_UP_BLOCKS)
        matrix = features.matrix(readings)
        ranker = Ranker.fit(features, matrix, truth, len(truth))
        return cls(ranker, topics, labels)

    def read(self, alone: Ranked, after: str) -> Ranked:
        """Return the ranking of a message after another.

        :param alone: the message ranked by itself
        :param after: label of what was asked before
        """
        heard = self._ranker.votes(follow_up_reading(alone.reading, after, self.topics))
        return self._added_up(alone, after, heard)

    def read_all(self, alone: Sequence[Ranked], afters: Sequence[str]) -> Iterator[Ranked]:
        """As :meth:`read`, of many messages at once."""
        pairs = zip(alone, afters, strict=True)
        readings = [follow_up_reading(one.reading, after, self.topics) for one, after in pairs]
        votes = self._ranker.votes_of_rows(self._ranker.features.matrix(readings))
        for one, after, heard in zip(alone, afters, votes, strict=True):
            yield self._added_up(one, after, heard)

    def _added_up(self, alone: Ranked, after: str, heard: np.ndarray) -> Ranked:
        votes = np.full(len(self._labels.names), UNHEARD_OF, np.float32)
        votes[self._places] = heard.mean(axis=0)[self._columns]
        topic = topic_of(after, self.topics)
        if topic:
            votes += TOPIC_LEAD * self._on_topic(topic)
        return Ranked(alone.text, alone.reading, alone.labels, alone.votes + votes, alone.known)

    def _on_topic(self, topic: str) -> np.ndarray:
        names = self._labels.names
        return np.array([topic in self.topics.get(name, ()) for name in names], np.float32)

    def save(self, folder: Path) -> None:
        """Write the ranker's files."""
        self._ranker.save(folder)

    @classmethod
    def load(cls, folder: Path, topics: Topics, labels: LabelSet) -> FollowUps:
        """Read what :meth:`save` wrote."""
        return cls(Ranker.load(folder), topics, labels)


def topic_of(label: str, topics: Topics) -> str:
    """Return what a label is about; nothing for small talk and what counselors wrote."""
    return next(iter(topics.get(label, ())), "")


def leaves_out_its_object(text: str, reading: Reading, concepts: Mapping[str, Concept]) -> bool:
    """Tell whether a message doesn't say what it is about.

    :param text: as typed
    """
    length = len(reading.normal)
    return (
        length < FEWEST_CHARACTERS_ALONE
        or LEAD_IN.match(text) is not None
        or (length <= MOST_CHARACTERS_WITHOUT_OBJECT and not has_object(reading, concepts))
        or (length <= MOST_CHARACTERS_WITH_TAIL and TAIL.search(text) is not None)
    )


def has_object(reading: Reading, concepts: Mapping[str, Concept]) -> bool:
    """Tell whether a text names something that a question can be about."""
    return any(concepts[concept].kind in OBJECT_KINDS for concept in reading.concepts)


def follow_up_reading(reading: Reading, after: str, topics: Topics) -> FollowUpReading:
    """Return a message as it is read after another.

    :param after: label of what was asked before
    """
    return FollowUpReading(reading, after, topic_of(after, topics))
