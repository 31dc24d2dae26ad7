"""Names of the same thing: an entry's id in ``kb/`` and the ranker's (Rasa's) label for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

ANSWER = "faq"
"""Retrieval intent of questions that an entry answers."""
NEAR_MISS = "near_miss"
"""Retrieval intent of questions on the topic that the notice doesn't answer."""
NEAR_MISS_PREFIX = f"{NEAR_MISS}/"


def label_of(knowledge_id: str) -> str:
    """Return the ranker's label: ``print/where`` → ``faq/print-where``.

    ``near_miss/lost_letter`` stays: Rasa allows one slash in a retrieval intent's label.
    """
    if knowledge_id.startswith(NEAR_MISS_PREFIX):
        return knowledge_id
    return f"{ANSWER}/{knowledge_id.replace('/', '-', 1)}"


def knowledge_id_of(label: str) -> str | None:
    """Return the id in ``kb/`` that a label stands for; None for small talk."""
    if label.startswith(NEAR_MISS_PREFIX):
        return label
    if label.startswith(f"{ANSWER}/"):
        return label.removeprefix(f"{ANSWER}/").replace("-", "/", 1)
    return None


def is_answer(label: str) -> bool:
    """Tell whether a label is an entry's."""
    return label.startswith(f"{ANSWER}/")


def is_near_miss(label: str) -> bool:
    """Tell whether a label is a near-miss type's."""
    return label.startswith(NEAR_MISS_PREFIX)


def is_talk(label: str) -> bool:
    """Tell whether a label is neither: an intent of ``data/nlu.yml``."""
    return "/" not in label


class LabelSet:
    """All labels of a ranker, in its order, with the places of each kind."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        self.place = {name: place for place, name in enumerate(self.names)}
        self.answers = np.flatnonzero([is_answer(name) for name in names])
        self.near_misses = np.flatnonzero([is_near_miss(name) for name in names])
        self.talk = np.flatnonzero([is_talk(name) for name in names])

    def places(self, names: Sequence[str]) -> np.ndarray:
        """Return the places of those of ``names`` that the ranker knows."""
        return np.array([self.place[name] for name in names if name in self.place], np.int64)
