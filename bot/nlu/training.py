"""Trains all that understands: ranker, gate and detector. Each text is read once."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import scipy.sparse

from bot.knowledge import Knowledge
from bot.knowledge.grammar import Rewriter, sentences_of
from bot.knowledge.model import NO_REQUEST, Grammar
from bot.nlu.action_requests import ActionDetector, read_request
from bot.nlu.calibration import FOLDS, Example, calibrate, carried_concepts, kin_of, unseen
from bot.nlu.conversation import topics_of
from bot.nlu.features import Features, Reader, Reading
from bot.nlu.gate import Gate
from bot.nlu.labels import NEAR_MISS_PREFIX, label_of
from bot.nlu.noise import Noise
from bot.nlu.ranker import Ranker
from bot.nlu.reader import build_reader, read_all
from bot.nlu.understanding import Matcher, Understanding

NOISE_COPIES = 1
REWRITINGS = 1
MOST_SENTENCES = 40
"""Of one frame; all sentences of a short frame, a sample of a long one."""
QUESTIONS_BESIDE_REQUESTS = 12_000
"""Questions that the detector learns not to take for requests, drawn from all."""
Item = TypeVar("Item")
Progress = Callable[[Iterable[Item], str], Iterable[Item]]
"""Wraps an iteration; the text says what is being done."""


class TrainingQuestion(NamedTuple):
    """A hand-written question with its label and the voice that wrote it."""

    text: str
    label: str
    voice: str


def train(
    questions: Sequence[TrainingQuestion], knowledge: Knowledge, progress: Progress
) -> Understanding:
    """Train on hand-written questions and requests, the grammar's sentences, and variants."""
    training = _Training(questions, knowledge, progress)
    matcher = Matcher(training.reader, training.ranker(), topics_of(knowledge))
    return Understanding(matcher, training.gate(), training.detector())


def sentences(grammar: Grammar) -> list[tuple[str, str]]:
    """Return a fixed sample of the sentences of each frame, with the frame's label."""
    made: dict[str, str] = {}
    for knowledge_id, frames in grammar.frames.items():
        for frame in frames:
            texts = [text for text in sentences_of(frame) if text]
            sample = random.Random(frame).sample(texts, min(len(texts), MOST_SENTENCES))
            made |= dict.fromkeys(sample, label_of(knowledge_id))
    return list(made.items())


class _Training:
    """The material, read once, and what is made of it."""

    def __init__(
        self, questions: Sequence[TrainingQuestion], knowledge: Knowledge, progress: Progress
    ) -> None:
        self._questions = questions
        self._knowledge = knowledge
        self._progress = progress
        texts = [question.text for question in questions]
        self._labels = [question.label for question in questions]
        self.reader = build_reader(knowledge.concepts.values(), texts)
        for text, label in sentences(knowledge.grammar):
            texts.append(text)
            self._labels.append(label)
        self._readings = self._read("读问法", texts)
        self._features = Features.fit(self._readings)
        self._matrix = self._features.matrix(self._readings)

    def ranker(self) -> Ranker:
        """Train on the questions and on variants: rewritings by the grammar, slips of the hand."""
        variants = list(self._variants())
        readings = self._read("读改写和错字", [text for text, _ in variants], Reader.read_normal)
        matrix = scipy.sparse.vstack([self._matrix, self._features.matrix(readings)], format="csr")
        return Ranker.fit(
            self._features,
            matrix,
            np.array([*self._labels, *(label for _, label in variants)]),
            len(self._readings),
            progress=lambda names: self._progress(names, "训练排序器"),
        )

    def gate(self) -> Gate:
        """Learn the gate's parameters from questions in voices that its rankers haven't seen."""
        entries, near_misses = self._knowledge.entries, self._knowledge.near_misses
        kin = kin_of({label_of(entry.id): entry.facts for entry in entries.values()})
        nearby = {
            NEAR_MISS_PREFIX + near_miss.id: sorted(
                {label for entry in near_miss.related for label in kin[label_of(entry)]}
            )
            for near_miss in near_misses.values()
        }
        examples = [
            Example(reading, question.label, question.voice)
            for reading, question in zip(self._readings, self._questions, strict=False)
        ]
        seen = unseen(
            examples,
            self._features,
            self._matrix[: len(examples)],
            self._progress(range(FOLDS), "校准把关"),
        )
        salient = self.reader.lexicon.salient
        return Gate(calibrate(seen, carried_concepts(examples), salient, kin, nearby))

    def detector(self) -> ActionDetector:
        """Learn what is a request from ``kb/requests/``, beside a sample of the questions."""
        count = min(QUESTIONS_BESIDE_REQUESTS, len(self._questions))
        beside = random.Random(0).sample(list(self._questions), count)
        material = [(x.text, x.action, x.voice) for x in self._knowledge.requests]
        material += [(question.text, NO_REQUEST, question.voice) for question in beside]
        readings = self._read("读请求", [text for text, _, _ in material], read_request)
        examples = [
            Example(reading, action, voice)
            for reading, (_, action, voice) in zip(readings, material, strict=True)
        ]
        return ActionDetector.train(
            self.reader, examples, lambda names: self._progress(names, "训练请求识别")
        )

    def _read(
        self,
        what: str,
        texts: Sequence[str],
        read: Callable[[Reader, str], Reading] = Reader.__call__,
    ) -> list[Reading]:
        return read_all(
            self.reader, texts, read=read, progress=lambda chunks: self._progress(chunks, what)
        )

    def _variants(self) -> Iterator[tuple[str, str]]:
        noise = Noise(reading.normal for reading in self._readings)
        rewriter = Rewriter(self._knowledge.grammar)
        for reading, label in zip(self._readings, self._labels, strict=True):
            for text in noise.copies(reading.normal, NOISE_COPIES):
                yield text, label
            for text in rewriter.rewritings(reading.normal, REWRITINGS):
                yield text, label
