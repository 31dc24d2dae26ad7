"""Learns the gate's parameters from questions that the ranker has not seen.

In each fold some voices are held out, and with them a share of the near-miss types whole: so the
gate learns how questions in new wording look, and how questions of new types look.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.nlu.features import Features, Reading
from bot.nlu.gate import GateParameters, Ranked, SignalView, first
from bot.nlu.labels import is_answer, is_near_miss, is_talk
from bot.nlu.ranker import Ranker, train_weights

FOLDS = 3
FEWEST_USES = 2
"""Times that a label's questions use a concept before the label is said to carry it."""
COSTS = {
    "wrong": 2.0,
    "wrong_about_near_miss": 3.0,
    "talk_for_question": 2.0,
    "needless_clarify": 0.5,
    "near_miss_asked_back": 0.2,
    "needless_hand_over": 1.0,
    "talk_handed_over": 1.0,
}
"""What an outcome costs against the right one.

A neighbouring entry in place of the right one still says what is true; an answer where the notice
is silent costs more: three needless hand-overs.
"""


class Example(NamedTuple):
    """A hand-written question, read."""

    reading: Reading
    label: str
    voice: str


class Seen(NamedTuple):
    """A question as the ranker of a fold, which wasn't trained on it, ranked it."""

    label: str
    ranked: Ranked


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
    """Rank every question by a ranker trained without its voice.

    The vocabulary is that of all questions: what only held-out ones use gets no weight.

    :param progress: iterates over ``range(FOLDS)``, e.g. wrapped in a progress bar
    """
    readings = [example.reading for example in examples]
    labels = np.array([example.label for example in examples])
    features = Features.fit(readings)
    matrix = features.matrix(readings)
    fold_of_voice = {v: i % FOLDS for i, v in enumerate(sorted({e.voice for e in examples}))}
    # Small talk has one voice only: spread it evenly.
    fold = np.array(
        [i % FOLDS if is_talk(e.label) else fold_of_voice[e.voice] for i, e in enumerate(examples)]
    )
    types = sorted({e.label for e in examples if is_near_miss(e.label)})
    fold_of_type = {label: place % FOLDS for place, label in enumerate(types)}
    type_fold = np.array([fold_of_type.get(label, -1) for label in labels])

    seen: list[Seen] = []
    for held in progress:
        training = np.flatnonzero((fold != held) & (type_fold != held))
        names, weights = train_weights(matrix[training], labels[training], len(training))
        ranker = Ranker(features, names, weights)
        for i in np.flatnonzero(fold == held):
            reading = readings[i]
            ranking = ranker.rank(reading, len(names))
            seen.append(Seen(labels[i], Ranked("", reading, ranking, ranker.known(reading))))
    return seen


def calibrate(
    examples: Sequence[Example],
    salient: frozenset[str],
    kin: Mapping[str, Sequence[str]],
    progress: Iterable[int],
) -> GateParameters:
    """Return the parameters that cost least on unseen questions.

    :param kin: entry's label → labels of the entries that carry one of its facts, itself included.
        An answer is right when its entry is kin to the one that was meant.
    """
    carried = carried_concepts(examples)
    view = SignalView(sorted(salient), carried, kin)
    seen = unseen(examples, progress)
    rows = np.array([view.signals(s.ranked) for s in seen])
    right = np.array([s.label in kin[first(s.ranked.ranking, is_answer).label] for s in seen])
    verifier = LogisticRegression(C=1.0, max_iter=3000).fit(rows, right)
    trust = verifier.predict_proba(rows)[:, 1]
    outcomes = _Outcomes(seen, trust, right)
    best = min(
        itertools.product(
            np.round(np.arange(0.40, 0.96, 0.05), 2),
            np.round(np.arange(0.05, 0.51, 0.05), 2),
            np.round(np.arange(0.0, 0.81, 0.1), 2),
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
        kin={label: sorted(labels) for label, labels in sorted(kin.items())},
    )


class _Outcomes:
    """The gate's decision on every unseen question at once, for any thresholds."""

    def __init__(self, seen: Sequence[Seen], trust: np.ndarray, right: np.ndarray) -> None:
        self.trust = trust
        self.right = right
        entry = np.array([first(s.ranked.ranking, is_answer).score for s in seen])
        near = np.array([first(s.ranked.ranking, is_near_miss).score for s in seen])
        self.lead = near - entry
        self.talk_score = np.array([first(s.ranked.ranking, is_talk).score for s in seen])
        self.talk_best = self.talk_score > np.maximum(entry, near)
        self.is_entry = np.array([is_answer(s.label) for s in seen])
        self.is_talk = np.array([is_talk(s.label) for s in seen])

    def cost(
        self, answer_from: float, clarify_from: float, near_miss_from: float, talk_from: float
    ) -> float:
        """Return the mean cost of the decisions."""
        talks = self.talk_best & (self.talk_score >= talk_from)
        near = ~talks & (self.lead >= near_miss_from)
        answers = ~talks & ~near & (self.trust >= answer_from)
        asks = ~talks & ~near & ~answers & (self.trust >= clarify_from)
        hands = ~talks & ~answers & ~asks
        costs = (
            COSTS["wrong"] * (answers & self.is_entry & ~self.right).sum()
            + COSTS["wrong_about_near_miss"] * (answers & ~self.is_entry).sum()
            + COSTS["talk_for_question"] * (talks & ~self.is_talk).sum()
            + COSTS["needless_clarify"] * (asks & (self.is_entry | self.is_talk)).sum()
            + COSTS["near_miss_asked_back"] * (asks & ~self.is_entry & ~self.is_talk).sum()
            + COSTS["needless_hand_over"] * (hands & self.is_entry).sum()
            + COSTS["talk_handed_over"] * (hands & self.is_talk).sum()
        )
        return float(costs) / len(self.trust)
