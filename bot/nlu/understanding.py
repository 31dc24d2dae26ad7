"""From a message to a decision: read, split, rank, gate. Stored in and loaded from a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from bot.knowledge.model import Concept
from bot.nlu.calibration import FOLDS, Example, calibrate
from bot.nlu.clauses import asking_sentence, questions_in
from bot.nlu.decision import Decision
from bot.nlu.features import Reader
from bot.nlu.gate import Gate
from bot.nlu.noise import Noise
from bot.nlu.ranked import Ranked
from bot.nlu.ranker import Ranker
from bot.nlu.reader import build_reader, load_reader, read_all, save_reader

NOISE_COPIES = 2
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


class Message(NamedTuple):
    """A message as the ranker sees it, whole and in parts."""

    whole: Ranked
    core: Ranked | None = None
    """The sentence that asks, if the others only tell the circumstances."""
    questions: tuple[Ranked, ...] = ()
    """Its questions in order, if it asks more than one."""


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
        texts = [question.text for question in questions]
        labels = [question.label for question in questions]
        readings = read_all(reader, texts, progress=lambda chunks: progress(chunks, "读问法"))
        noise = Noise(reading.normal for reading in readings)
        copies = [
            (copy, label)
            for reading, label in zip(readings, labels, strict=True)
            for copy in noise.copies(reading.normal, NOISE_COPIES)
        ]
        read_copies = read_all(
            reader,
            [copy for copy, _ in copies],
            normal=True,
            progress=lambda chunks: progress(chunks, "读错字副本"),
        )
        noisy = list(zip(read_copies, (label for _, label in copies), strict=True))
        ranker = Ranker.train(readings, labels, noisy, lambda names: progress(names, "训练排序器"))
        return cls(reader, ranker)

    def rank(self, text: str) -> Ranked:
        """Rank every label for one question."""
        return self.ranker.rank(text, self.reader(text))

    def rank_message(self, text: str) -> Message:
        """Rank the message whole; then each of its questions, or the one sentence that asks."""
        questions = questions_in(text)
        whole = self.rank(text)
        if len(questions) > 1:
            return Message(whole, questions=tuple(map(self.rank, questions)))
        core = asking_sentence(text)
        return Message(whole, core=self.rank(core) if core else None)

    def save(self, folder: Path) -> None:
        """Write reader and ranker."""
        save_reader(self.reader, folder)
        self.ranker.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Matcher:
        """Read what :meth:`save` wrote."""
        return cls(load_reader(folder), Ranker.load(folder))


def train_gate(
    questions: Sequence[TrainingQuestion],
    concepts: Iterable[Concept],
    facts: Mapping[str, Iterable[str]],
    related: Mapping[str, Iterable[str]],
    progress: Progress,
) -> Gate:
    """Learn the gate's parameters from questions in voices that the ranker hasn't seen.

    :param facts: entry's label → ids of the facts that its answer carries
    :param related: near-miss type's label → labels of the entries it names as related
    """
    reader = build_reader(concepts, (question.text for question in questions))
    readings = read_all(
        reader,
        [question.text for question in questions],
        progress=lambda chunks: progress(chunks, "再读问法"),
    )
    examples = [
        Example(reading, question.label, question.voice)
        for reading, question in zip(readings, questions, strict=True)
    ]
    folds = progress(range(FOLDS), "校准把关")
    kin = kin_of(facts)
    nearby = {label: sorted({k for e in named for k in kin[e]}) for label, named in related.items()}
    return Gate(calibrate(examples, reader.lexicon.salient, kin, nearby, folds))


def kin_of(facts: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return, for each entry's label, the labels whose answers carry one of its facts."""
    carried = {label: frozenset(ids) for label, ids in facts.items()}
    return {
        label: sorted(other for other in carried if other == label or carried[other] & own)
        for label, own in carried.items()
    }


def decide(gate: Gate, message: Message) -> Decision:
    """Decide on a message: on each of its questions, and on the whole where they don't tell."""
    whole = gate.decide(message.whole, message.core)
    parts = [gate.decide(question) for question in message.questions]
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
