"""Rasa's training data as the questions that ranker and gate learn from."""

from __future__ import annotations

from collections.abc import Iterable

from rasa.shared.nlu.training_data.training_data import TrainingData
from tqdm import tqdm

from bot.nlu.understanding import Item, TrainingQuestion

VOICE = "voice"
"""Message property that names the pass which wrote a question."""
NO_VOICE = "nlu"
"""Voice of the examples in ``data/nlu.yml``."""


def questions_of(training_data: TrainingData) -> list[TrainingQuestion]:
    """Return the labelled questions, in a fixed order.

    Texts that begin with a slash are Rasa payloads, not something a student typed.
    """
    return sorted(
        TrainingQuestion(m.get("text"), m.get_full_intent(), m.get(VOICE, NO_VOICE))
        for m in training_data.nlu_examples
        if m.get("text") and m.get("intent") and not m.get("text").startswith("/")
    )


def show_progress(items: Iterable[Item], what: str) -> Iterable[Item]:
    """Wrap an iteration in a progress bar."""
    return tqdm(items, desc=what, unit="", mininterval=1.0)
