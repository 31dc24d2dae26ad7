"""Trains all that understands: ranker, gate and detector. Each text is read once."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import scipy.sparse

from bot.knowledge import Knowledge
from bot.knowledge.grammar import Rewriter, sentences_of
from bot.knowledge.model import NO_REQUEST, Grammar
from bot.nlu.action_requests import ActionDetector, read_request
from bot.nlu.calibration import (
    FOLDS,
    Example,
    Folds,
    Relations,
    Seen,
    calibrate,
    carried_concepts,
    kin_of,
    unseen,
)
from bot.nlu.conversation import topics_of
from bot.nlu.deciding import Gates
from bot.nlu.features import Features, Reader, Reading
from bot.nlu.follow_up import FollowUps, follow_up_reading
from bot.nlu.gate import Gate
from bot.nlu.labels import NEAR_MISS_PREFIX, is_talk, label_of
from bot.nlu.matcher import Matcher
from bot.nlu.noise import Noise
from bot.nlu.progress import TOLD
from bot.nlu.ranker import Ranker
from bot.nlu.reader import build_reader, read_all
from bot.nlu.reports import STEPS
from bot.nlu.understanding import OnTheWay, Understanding

NOISE_COPIES = 1
REWRITINGS = 1
MOST_SENTENCES = 40
"""Of one frame; all sentences of a short frame, a sample of a long one."""
QUESTIONS_BESIDE_REQUESTS = 18_000
"""Questions that the detector learns not to take for requests, drawn from all."""
TALK_AFTER_QUESTIONS = 1_000
"""Messages of small talk that are learnt as said after a question."""
Item = TypeVar("Item")
Progress = Callable[[Iterable[Item], str], Iterable[Item]]
"""Wraps an iteration; the text says what is being done."""


class TrainingQuestion(NamedTuple):
    """A hand-written question with its label and the voice that wrote it."""

    text: str
    label: str
    voice: str


class TrainingFollowUp(NamedTuple):
    """As :class:`TrainingQuestion`, with the label of what was asked before."""

    text: str
    after: str
    label: str
    voice: str


def train(
    questions: Sequence[TrainingQuestion], knowledge: Knowledge, progress: Progress
) -> Understanding:
    """Train on hand-written questions and requests, the grammar's sentences, and variants."""
    training = _Training(questions, knowledge, progress)
    ranker = training.ranker()
    follow_ups, follow_up_gate = training.follow_ups(ranker)
    on_the_way = _on_the_way(knowledge)
    destinations = frozenset(on_the_way.destinations.values())
    gates = Gates(training.gate(), follow_up_gate, destinations)
    matcher = Matcher(training.reader, ranker, follow_ups)
    return Understanding(matcher, gates, training.detector(), on_the_way)


def sentences(grammar: Grammar) -> list[tuple[str, str]]:
    """Return a fixed sample of the sentences of each frame, with the frame's label."""
    made: dict[str, str] = {}
    for knowledge_id, frames in grammar.frames.items():
        for frame in frames:
            texts = [text for text in sentences_of(frame) if text]
            sample = random.Random(frame).sample(texts, min(len(texts), MOST_SENTENCES))
            made |= dict.fromkeys(sample, label_of(knowledge_id))
    return list(made.items())


def _on_the_way(knowledge: Knowledge) -> OnTheWay:
    by_id = {step.id: step.then for step in knowledge.routes.steps}
    found = {name: by_id.get(step_ids[0]) for name, step_ids in STEPS.items() if name in TOLD}
    return OnTheWay(
        following={name: entry for name, entry in found.items() if entry is not None},
        destinations={r.id: label_of(r.entry) for r in knowledge.routes.routes if r.entry},
    )


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

    def follow_ups(self, ranker: Ranker) -> tuple[FollowUps, Gate]:
        """Learn what is asked after what, and how far to trust it.

        :param ranker: of messages alone
        """
        topics = topics_of(self._knowledge)
        said = list(self._said_after_others())
        readings = self._read("读追问", [one.text for one in said])
        alone = ranker.rank_all([one.text for one in said], readings)
        pairs = zip(readings, said, strict=True)
        follow_ups = [follow_up_reading(reading, one.after, topics) for reading, one in pairs]
        truth = np.array([one.label for one in said])

        def learn(places: np.ndarray) -> FollowUps:
            material = [follow_ups[place] for place in places]
            return FollowUps.fit(material, truth[places], topics, ranker.labels)

        folds = Folds(
            [Example(r, one.label, one.voice) for r, one in zip(readings, said, strict=True)]
        )
        seen: list[Seen] = []
        for held in self._progress(range(FOLDS), "校准追问"):
            training, rows = folds.split(held)
            held_out = [alone[i] for i in rows], [said[i].after for i in rows]
            ranked = learn(training).read_all(*held_out)
            seen += [Seen(*one) for one in zip(truth[rows], ranked, strict=True)]
        return learn(np.arange(len(said))), Gate(calibrate(seen, self._relations))

    def gate(self) -> Gate:
        """Learn the gate's parameters from questions in voices that its rankers haven't seen."""
        examples = self._examples()
        seen = unseen(
            examples,
            self._features,
            self._matrix[: len(examples)],
            self._progress(range(FOLDS), "校准把关"),
        )
        return Gate(calibrate(seen, self._relations))

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

    def _examples(self) -> list[Example]:
        return [
            Example(reading, question.label, question.voice)
            for reading, question in zip(self._readings, self._questions, strict=False)
        ]

    @functools.cached_property
    def _relations(self) -> Relations:
        entries, near_misses = self._knowledge.entries, self._knowledge.near_misses
        kin = kin_of({label_of(entry.id): entry.facts for entry in entries.values()})
        nearby = {
            NEAR_MISS_PREFIX + near_miss.id: sorted(
                {label for entry in near_miss.related for label in kin[label_of(entry)]}
            )
            for near_miss in near_misses.values()
        }
        return Relations(
            carried=carried_concepts(self._examples()),
            salient=self.reader.lexicon.salient,
            kin=kin,
            nearby=nearby,
            attributes=[n.id for n in near_misses.values() if n.undocumented],
            off_route={label_of(e.id): e.still_holds for e in entries.values() if e.off_route}
            | {NEAR_MISS_PREFIX + n.id: [] for n in near_misses.values() if n.off_route},
            instead={label_of(e.id): e.instead for e in entries.values() if e.instead},
        )

    def _said_after_others(self) -> Iterator[TrainingFollowUp]:
        """Yield the follow-ups of ``kb/``, and small talk after any of their first questions."""
        follow_ups = [
            TrainingFollowUp(one.text, label_of(one.after), label_of(one.label), one.voice)
            for one in self._knowledge.follow_ups
        ]
        yield from follow_ups
        afters = sorted({one.after for one in follow_ups})
        talk = [question for question in self._questions if is_talk(question.label)]
        chance = random.Random(0)
        for question in chance.sample(talk, min(len(talk), TALK_AFTER_QUESTIONS)):
            after = chance.choice(afters)
            yield TrainingFollowUp(question.text, after, question.label, question.voice)

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
