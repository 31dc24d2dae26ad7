"""From a message to a decision: read, split, rank, gate. Stored in and loaded from a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from bot.knowledge.model import Concept
from bot.nlu.calibration import FOLDS, Example, calibrate
from bot.nlu.clauses import questions_in
from bot.nlu.decision import Decision
from bot.nlu.features import Reader, Reading
from bot.nlu.gate import Gate
from bot.nlu.noise import Noise
from bot.nlu.ranker import Ranker, Scored
from bot.nlu.reader import build_reader, load_reader, save_reader

NOISE_COPIES = 3
MOST_QUESTIONS = 3
"""Questions answered in one reply."""
Item = TypeVar("Item")
Progress = Callable[[Iterable[Item], str], Iterable[Item]]
"""Wraps an iteration; the text says what is being done."""


class TrainingQuestion(NamedTuple):
    """A hand-written question with its label and the voice that wrote it."""

    text: str
    label: str
    voice: str


class Ranked(NamedTuple):
    """A question beside what the ranker makes of it."""

    text: str
    reading: Reading
    ranking: list[Scored]
    known: float


class Matcher:
    """Reads and ranks."""

    def __init__(self, reader: Reader, ranker: Ranker) -> None:
        self.reader = reader
        self.ranker = ranker

    @classmethod
    def train(
        cls, questions: Sequence[TrainingQuestion], concepts: Iterable[Concept], progress: Progress
    ) -> Matcher:
        """Train on hand-written questions and noise copies of them."""
        reader = build_reader(concepts, (question.text for question in questions))
        readings = [reader(q.text) for q in progress(questions, "读问法")]
        labels = [question.label for question in questions]
        noise = Noise(reading.normal for reading in readings)
        noisy = [
            (reader(copy), label)
            for reading, label in progress(list(zip(readings, labels, strict=True)), "造错字副本")
            for copy in noise.copies(reading.normal, NOISE_COPIES)
        ]
        ranker = Ranker.train(readings, labels, noisy, lambda names: progress(names, "训练排序器"))
        return cls(reader, ranker)

    def rank(self, text: str) -> Ranked:
        """Rank every label for one question."""
        reading = self.reader(text)
        ranking = self.ranker.rank(reading, len(self.ranker.labels))
        return Ranked(text, reading, ranking, self.ranker.known(reading))

    def rank_message(self, text: str) -> list[Ranked]:
        """Rank the message whole, and then each question in it if there are several."""
        questions = questions_in(text)
        whole = self.rank(text)
        if len(questions) == 1:
            return [whole]
        return [whole, *(self.rank(question) for question in questions)]

    def save(self, folder: Path) -> None:
        """Write reader and ranker."""
        save_reader(self.reader, folder)
        self.ranker.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Matcher:
        """Read what :meth:`save` wrote."""
        return cls(load_reader(folder), Ranker.load(folder))


def train_gate(
    questions: Sequence[TrainingQuestion], concepts: Iterable[Concept], progress: Progress
) -> Gate:
    """Learn the gate's parameters from questions in voices that the ranker hasn't seen."""
    reader = build_reader(concepts, (question.text for question in questions))
    examples = [Example(reader(q.text), q.label, q.voice) for q in questions]
    folds = progress(range(FOLDS), "校准把关")
    return Gate(calibrate(examples, reader.lexicon.salient, folds))


def decide(gate: Gate, ranked: Sequence[Ranked]) -> Decision:
    """Decide on a message.

    :param ranked: as :meth:`Matcher.rank_message` gives: the whole, then its questions
    """
    whole, *parts = (gate.decide(r.reading, r.ranking, r.known) for r in ranked)
    if not parts:
        return whole
    answers = [part for part in parts if part.outcome == "answer"]
    unknown = [part for part in parts if part.outcome in ("near_miss", "hand_over")]
    entries = tuple(dict.fromkeys(entry for part in answers for entry in part.entries))
    if not entries or (len(entries) == 1 and not unknown):
        return whole
    if len(entries) == 1 and whole.outcome == "answer" and not any(p.near_miss for p in unknown):
        # The rest is talk around one question, not a question of its own.
        return whole
    near_miss = next((part.near_miss for part in unknown if part.near_miss), None)
    return Decision(
        outcome="answer",
        confidence=min(part.confidence for part in answers),
        entries=entries[:MOST_QUESTIONS],
        near_miss=near_miss,
        hand_over=near_miss is not None,
    )
