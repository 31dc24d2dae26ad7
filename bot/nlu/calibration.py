"""Learns the gate's parameters from questions that the ranker has not seen.

In each fold one group of voices is held out, and with it a share of the near-miss types whole: so
the gate learns how questions in new wording look, and how questions of new types look.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.nlu.features import Reading
from bot.nlu.gate import GateParameters, signals
from bot.nlu.labels import is_answer, is_near_miss, is_talk
from bot.nlu.ranker import Ranker, Scored

FOLDS = 3
FEWEST_USES = 2
"""Times that a label's questions use a concept before the label is said to carry it."""
COSTS = {
    "wrong": 2.0,
    "wrong_about_near_miss": 4.0,
    "talk_for_question": 2.0,
    "needless_clarify": 0.5,
    "needless_hand_over": 1.0,
    "talk_handed_over": 1.0,
}
"""What an outcome costs against the right one.

A neighbouring entry in place of the right one still says what is true; an answer where the notice
is silent costs twice that: four needless hand-overs.
"""


class Example(NamedTuple):
    """A hand-written question, read."""

    reading: Reading
    label: str
    voice: str


class Seen(NamedTuple):
    """How the ranker of a fold saw a question it wasn't trained on."""

    example: Example
    ranking: list[Scored]
    known: float


def carried_concepts(examples: Iterable[Example]) -> dict[str, list[str]]:
    """Return, for each label, the concepts that its questions use."""
    uses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        uses[example.label].update(set(example.reading.concepts))
    return {
        label: sorted(c for c, count in counter.items() if count >= FEWEST_USES)
        for label, counter in sorted(uses.items())
    }


def unseen(examples: Sequence[Example], progress: Iterable[int]) -> list[Seen]:
    """Rank every question by a ranker trained without its voice group.

    :param progress: iterates over ``range(FOLDS)``, e.g. wrapped in a progress bar
    """
    voices = sorted({example.voice for example in examples})
    fold_of_voice = {voice: place % FOLDS for place, voice in enumerate(voices)}
    types = sorted({e.label for e in examples if is_near_miss(e.label)})
    fold_of_type = {label: place % FOLDS for place, label in enumerate(types)}

    def fold_of(index: int, example: Example) -> int:
        # Small talk has one voice only: spread it evenly.
        return index % FOLDS if is_talk(example.label) else fold_of_voice[example.voice]

    seen: list[Seen] = []
    for fold in progress:
        held = [fold_of(i, e) == fold for i, e in enumerate(examples)]
        training = [
            e
            for e, out in zip(examples, held, strict=True)
            if not out and fold_of_type.get(e.label) != fold
        ]
        ranker = Ranker.train([e.reading for e in training], [e.label for e in training])
        seen += [
            Seen(e, ranker.rank(e.reading, len(ranker.labels)), ranker.known(e.reading))
            for e, out in zip(examples, held, strict=True)
            if out
        ]
    return seen


def calibrate(
    examples: Sequence[Example], salient: frozenset[str], progress: Iterable[int]
) -> GateParameters:
    """Return the parameters that cost least on unseen questions."""
    carried = carried_concepts(examples)
    sets = {label: frozenset(concepts) for label, concepts in carried.items()}
    seen = unseen(examples, progress)
    rows = np.array([signals(s.example.reading, s.ranking, s.known, salient, sets) for s in seen])
    right = np.array([_best(s.ranking, is_answer).label == s.example.label for s in seen])
    verifier = LogisticRegression(C=1.0, max_iter=1000).fit(rows, right)
    trust = verifier.predict_proba(rows)[:, 1]
    outcomes = _Outcomes(seen, trust)
    best = min(
        itertools.product(
            np.round(np.arange(0.40, 0.96, 0.05), 2),
            np.round(np.arange(0.10, 0.51, 0.05), 2),
            np.round(np.arange(0.0, 0.61, 0.1), 2),
            np.round(np.arange(-0.8, 0.21, 0.1), 2),
        ),
        key=lambda thresholds: (outcomes.cost(*thresholds), thresholds),
    )
    answer_from, clarify_from, near_miss_from, talk_from = map(float, best)
    return GateParameters(
        weights=[*map(float, verifier.coef_[0]), float(verifier.intercept_[0])],
        answer_from=answer_from,
        clarify_from=min(clarify_from, answer_from),
        near_miss_from=near_miss_from,
        talk_from=talk_from,
        salient=sorted(salient),
        carried=carried,
    )


def _best(ranking: Sequence[Scored], kind: object) -> Scored:
    return next(s for s in ranking if kind(s.label))  # type: ignore[operator]


class _Outcomes:
    """The gate's decision on every unseen question at once, for any thresholds."""

    def __init__(self, seen: Sequence[Seen], trust: np.ndarray) -> None:
        self.trust = trust
        truth = [s.example.label for s in seen]
        entry = [_best(s.ranking, is_answer) for s in seen]
        near = [_best(s.ranking, is_near_miss) for s in seen]
        talk = [_best(s.ranking, is_talk) for s in seen]
        self.lead = np.array([n.score - e.score for n, e in zip(near, entry, strict=True)])
        self.talk_score = np.array([t.score for t in talk])
        self.talk_best = np.array(
            [t.score > max(e.score, n.score) for t, e, n in zip(talk, entry, near, strict=True)]
        )
        self.entry_right = np.array([e.label == t for e, t in zip(entry, truth, strict=True)])
        self.is_entry = np.array([is_answer(t) for t in truth])
        self.is_talk = np.array([is_talk(t) for t in truth])

    def cost(
        self, answer_from: float, clarify_from: float, near_miss_from: float, talk_from: float
    ) -> float:
        """Return the mean cost of the decisions."""
        talks = self.talk_best & (self.talk_score >= talk_from)
        near = ~talks & (self.lead >= near_miss_from)
        answers = ~talks & ~near & (self.lead < 0) & (self.trust >= answer_from)
        asks = ~talks & ~near & ~answers & (self.trust >= clarify_from)
        hands = ~talks & ~answers & ~asks
        costs = (
            COSTS["wrong"] * (answers & self.is_entry & ~self.entry_right).sum()
            + COSTS["wrong_about_near_miss"] * (answers & ~self.is_entry).sum()
            + COSTS["talk_for_question"] * (talks & ~self.is_talk).sum()
            + COSTS["needless_clarify"] * (asks & (self.is_entry | self.is_talk)).sum()
            + COSTS["needless_hand_over"] * (hands & self.is_entry).sum()
            + COSTS["talk_handed_over"] * (hands & self.is_talk).sum()
        )
        return float(costs) / len(self.trust)
