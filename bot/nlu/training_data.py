"""What is learnt from: the phrasings of ``kb/`` and the small talk of ``data/nlu.yml``."""

from __future__ import annotations

from collections.abc import Iterable

from rasa.shared.nlu.training_data.training_data import TrainingData
from tqdm import tqdm

from bot.knowledge import Knowledge
from bot.nlu.labels import is_talk, label_of
from bot.nlu.training import Item, TrainingQuestion

NO_VOICE = "nlu"
"""Voice of the examples in ``data/nlu.yml``."""


def questions_of(training_data: TrainingData, knowledge: Knowledge) -> list[TrainingQuestion]:
    """Return the labelled questions, in a fixed order.

    Rasa's training data has but two phrasings of each entry, see :mod:`bot.dialogue.importer`.
    Texts that begin with a slash are Rasa payloads, not something a student typed.
    """
    asked = [
        TrainingQuestion(question.text, label_of(question.label), question.voice)
        for question in knowledge.questions
    ]
    talk = [
        TrainingQuestion(m.get("text"), m.get("intent"), NO_VOICE)
        for m in training_data.nlu_examples
        if m.get("text") and is_talk(m.get_full_intent()) and not m.get("text").startswith("/")
    ]
    return sorted([*asked, *talk])


def show_progress(items: Iterable[Item], what: str) -> Iterable[Item]:
    """Wrap an iteration in a progress bar."""
    return tqdm(items, desc=what, unit="", mininterval=1.0)
