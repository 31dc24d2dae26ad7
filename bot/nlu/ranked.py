"""A question beside what the ranker makes of it: the shape that flows from ranker to gate."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from bot.nlu.features import Reading
from bot.nlu.labels import LabelSet

LOWEST = -2.0
"""Stands for the score of a reply that doesn't exist."""


class Scored(NamedTuple):
    """A label and the ranker's mean decision value for it; above 0 means the label's side."""

    label: str
    score: float


class Ranked:
    """One question, read and ranked."""

    def __init__(
        self, text: str, reading: Reading, labels: LabelSet, votes: np.ndarray, known: float
    ) -> None:
        """Take what the ranker found.

        :param text: as typed
        :param votes: one decision value a block of features and label, shape (blocks, labels)
        :param known: share of the question's pairs of characters that training texts had, 0–1
        """
        self.text = text
        self.reading = reading
        self.labels = labels
        self.votes = votes
        self.known = known
        self.scores = votes.mean(axis=0)

    def best(self, places: np.ndarray) -> Scored:
        """Return the best of some labels; one with the lowest score when there is none."""
        if not len(places):
            return Scored("", LOWEST)
        place = places[np.argmax(self.scores[places])]
        return Scored(self.labels.names[place], float(self.scores[place]))

    def score_of(self, label: str) -> float:
        """Return a label's score."""
        return float(self.scores[self.labels.place[label]])

    @functools.cached_property
    def answer(self) -> Scored:
        """The best entry."""
        return self.best(self.labels.answers)

    @functools.cached_property
    def near_miss(self) -> Scored:
        """The best near-miss type."""
        return self.best(self.labels.near_misses)

    @functools.cached_property
    def talk(self) -> Scored:
        """The best intent of small talk."""
        return self.best(self.labels.talk)

    def ranking(self, most: int) -> list[Scored]:
        """Return the best labels of all kinds, best first."""
        best = np.argsort(-self.scores, kind="stable")[:most]
        return [Scored(self.labels.names[i], float(self.scores[i])) for i in best]
