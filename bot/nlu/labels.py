"""Names of the same thing: an entry's id in ``kb/`` and the ranker's (Rasa's) label for it."""

from __future__ import annotations

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
