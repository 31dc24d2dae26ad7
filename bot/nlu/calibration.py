"""Learns the gate's parameters from questions that the ranker has not seen.

In each fold some voices are held out, and with them a share of the near-miss types whole: so the
gate learns how questions in new wording look, and how questions of new types look.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import scipy.sparse
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bot.nlu.features import CHUNK, Features, Reading
from bot.nlu.gate import GateParameters, SignalView
from bot.nlu.labels import is_answer, is_near_miss, is_talk
from bot.nlu.ranked import Ranked
from bot.nlu.ranker import Ranker

FOLDS = 3
FEWEST_USES = 2
"""Times that a label's questions use a concept before the label is said to carry it."""


class Costs(NamedTuple):
    """What an outcome costs against the right one."""

    wrong: float = 1.5
    """A neighbouring entry in place of the right one, which still says what is true."""
    wrong_about_near_miss: float = 2.0
    """An answer where the notice is silent. Both are weighed a quarter lighter than they are felt,
    since the voices held out are harder than most of what students write."""
    nearby_about_near_miss: float = 0.6
    """The same where the near-miss type itself names that entry as what the notice does say
    nearby: entries say what the notice leaves open."""
    talk_for_question: float = 2.0
    needless_clarify: float = 0.5
    near_miss_asked_back: float = 0.3
    needless_hand_over: float = 1.0


COSTS = Costs()
SHARES = {"answer": 0.55, "near_miss": 0.37, "talk": 0.08}
"""Of what students are expected to write, whatever the number of phrasings that were written."""
TYPE_PRECISION = 0.9
"""Share of near-miss replies that are of the right type, among questions of no entry."""
NEAR_MISS_CHOICES = np.round(np.arange(-0.2, 0.81, 0.1), 2)
TALK_CHOICES = np.round(np.arange(-0.8, 0.21, 0.1), 2)


class Example(NamedTuple):
    """A hand-written question, read."""

    reading: Reading
    label: str
    voice: str


class Seen(NamedTuple):
    """A question as the ranker of a fold, which wasn't trained on it, ranked it."""

    label: str
    ranked: Ranked


def folds_of_voices(examples: Iterable[Example]) -> np.ndarray:
    """Return the fold of each example: a voice is held out as a whole."""
    examples = list(examples)
    fold = {voice: i % FOLDS for i, voice in enumerate(sorted({e.voice for e in examples}))}
    return np.array([fold[example.voice] for example in examples])


class Folds:
    """Voices held out whole, and with them a share of the near-miss types."""

    def __init__(self, examples: Sequence[Example]) -> None:
        # Small talk has one voice only: spread it evenly.
        talks = np.array([is_talk(example.label) for example in examples])
        self._fold = np.where(talks, np.arange(len(examples)) % FOLDS, folds_of_voices(examples))
        types = sorted({e.label for e in examples if is_near_miss(e.label)})
        of_type = {label: place % FOLDS for place, label in enumerate(types)}
        self._type_fold = np.array([of_type.get(example.label, -1) for example in examples])

    def split(self, held: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the places of what a fold trains on, and of what it holds out."""
        training = np.flatnonzero((self._fold != held) & (self._type_fold != held))
        return training, np.flatnonzero(self._fold == held)


def carried_concepts(examples: Iterable[Example]) -> dict[str, list[str]]:
    """Return, for each label, the concepts that its questions use."""
    uses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        uses[example.label].update(set(example.reading.concepts))
    return {
        label: sorted(c for c, count in counter.items() if count >= FEWEST_USES)
        for label, counter in sorted(uses.items())
    }


def unseen(
    examples: Sequence[Example],
    features: Features,
    matrix: scipy.sparse.csr_matrix,
    progress: Iterable[int],
) -> list[Seen]:
    """Rank every question by a ranker trained without its voice.

    The vocabulary is that of all questions: what only held-out ones use gets no weight.

    :param matrix: one row an example, made by ``features``
    :param progress: iterates over ``range(FOLDS)``, e.g. wrapped in a progress bar
    """
    labels = np.array([example.label for example in examples])
    folds = Folds(examples)
    seen: list[Seen] = []
    for held in progress:
        training, rows = folds.split(held)
        # None by nearness: it took twice as long, and the gate asked back too often.
        ranker = Ranker.fit(
            features, matrix[training], labels[training], len(training), nearest_others=0
        )
        for i, votes in zip(rows, ranker.votes_of_rows(matrix[rows]), strict=True):
            reading = examples[i].reading
            known = ranker.known(reading)
            seen.append(Seen(labels[i], Ranked("", reading, ranker.labels, votes, known)))
    return seen


class Relations(NamedTuple):
    """What the knowledge base says of its labels."""

    carried: Mapping[str, Sequence[str]]
    """From :func:`carried_concepts`."""
    salient: frozenset[str]
    """Concepts that an answer must carry."""
    kin: Mapping[str, Sequence[str]]
    """From :func:`kin_of`. An answer is right when its entry is kin to the one that was meant."""
    nearby: Mapping[str, Sequence[str]]
    """Near-miss type's label → labels of the entries that it names as related."""
    attributes: Sequence[str] = ()
    """As in :class:`bot.nlu.gate.GateParameters`, and so are the next."""
    off_route: Mapping[str, Sequence[str]] = MappingProxyType({})
    instead: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def calibrate(seen: Sequence[Seen], relations: Relations) -> GateParameters:
    """Return the parameters that cost least on unseen questions."""
    carried, kin, salient = relations.carried, relations.kin, sorted(relations.salient)
    view = SignalView(salient, carried, kin)
    chunks = [seen[start : start + CHUNK] for start in range(0, len(seen), CHUNK)]
    signals = np.concatenate(Parallel(n_jobs=-1)(delayed(_signals)(view, c) for c in chunks))
    right = np.array([s.label in kin[s.ranked.answer.label] for s in seen])
    weights = weights_of([s.label for s in seen])
    scaler = StandardScaler().fit(signals)
    verifier = LogisticRegression(C=1.0, max_iter=3000).fit(
        scaler.transform(signals), right, sample_weight=weights
    )
    slopes = verifier.coef_[0] / scaler.scale_
    start = float(verifier.intercept_[0] - slopes @ scaler.mean_)
    trust = 1 / (1 + np.exp(-(signals @ slopes + start)))
    is_nearby = np.array([s.ranked.answer.label in relations.nearby.get(s.label, ()) for s in seen])
    thresholds = choose_thresholds(seen, trust, right, is_nearby)
    return GateParameters(
        weights=[*map(float, slopes), start],
        **thresholds._asdict(),
        type_from=choose_type_threshold(seen),
        salient=salient,
        carried={label: list(concepts) for label, concepts in carried.items()},
        kin={label: sorted(labels) for label, labels in sorted(kin.items())},
        attributes=sorted(relations.attributes),
        instead={label: dict(others) for label, others in sorted(relations.instead.items())},
        off_route={label: list(holds) for label, holds in sorted(relations.off_route.items())},
    )


def _signals(view: SignalView, seen: Sequence[Seen]) -> np.ndarray:
    return np.array([view.signals(s.ranked) for s in seen])


def kin_of(facts: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return, for each entry's label, the labels whose answers carry one of its facts.

    :param facts: entry's label → ids of the facts that its answer carries
    """
    carried = {label: frozenset(ids) for label, ids in facts.items()}
    return {
        label: sorted(other for other in carried if other == label or carried[other] & own)
        for label, own in carried.items()
    }


def weights_of(labels: Sequence[str]) -> np.ndarray:
    """Return how much each question counts, on average 1, so that kinds count by their share."""
    kinds = np.array(
        ["answer" if is_answer(x) else "near_miss" if is_near_miss(x) else "talk" for x in labels]
    )
    counts = Counter(kinds)
    total = sum(SHARES[kind] for kind in counts)
    share_of_one = {kind: SHARES[kind] / total / count for kind, count in counts.items()}
    return np.array([share_of_one[kind] * len(kinds) for kind in kinds])


class Thresholds(NamedTuple):
    """Four of the gate's parameters, see :class:`bot.nlu.gate.GateParameters`."""

    answer_from: float
    clarify_from: float
    near_miss_from: float
    talk_from: float


def choose_thresholds(
    seen: Sequence[Seen],
    trust: np.ndarray,
    right: np.ndarray,
    nearby: np.ndarray,
) -> Thresholds:
    """Return the thresholds whose decisions cost least.

    For each pair of the two thresholds on scores, the best pair on trust is found exactly: with
    the questions in order of trust, the first part is handed over, the next asked back, the last
    answered.

    :param trust: of each question
    :param right: whether its best entry is the one that was meant, or kin to it
    :param nearby: whether its best entry is named as related by the near-miss type it's of
    """
    weights = weights_of([s.label for s in seen])
    entry, near, talk = (
        np.array([getattr(s.ranked, kind).score for s in seen])
        for kind in ("answer", "near_miss", "talk")
    )
    is_entry = np.array([is_answer(s.label) for s in seen])
    is_small_talk = np.array([is_talk(s.label) for s in seen])
    silent = ~is_entry & ~is_small_talk
    answered = np.where(
        is_entry,
        np.where(right, 0.0, COSTS.wrong),
        np.where(nearby, COSTS.nearby_about_near_miss, COSTS.wrong_about_near_miss),
    )
    answered *= weights
    asked = weights * np.where(silent, COSTS.near_miss_asked_back, COSTS.needless_clarify)
    handed = weights * np.where(silent, 0.0, COSTS.needless_hand_over)
    talked = weights * np.where(is_small_talk, 0.0, COSTS.talk_for_question)
    order = np.argsort(trust, kind="stable")
    best: tuple[float, Thresholds] | None = None
    for near_miss_from, talk_from in itertools.product(NEAR_MISS_CHOICES, TALK_CHOICES):
        talks = (talk > np.maximum(entry, near)) & (talk >= talk_from)
        nears = ~talks & (near - entry >= near_miss_from)
        fixed = talked[talks].sum() + handed[nears].sum()
        rest = order[~(talks | nears)[order]]
        hand, ask, answer = (
            np.concatenate([[0.0], np.cumsum(c[rest])]) for c in (handed, asked, answered)
        )
        # Cost when the first c are handed over and all up to a asked back; c is the best one ≤ a.
        until = np.minimum.accumulate(hand - ask)
        total = fixed + until + ask + (answer[-1] - answer)
        a = int(np.argmin(total))
        c = int(np.argmin((hand - ask)[: a + 1]))
        found = (float(total[a]), _cuts(trust[rest], a, c, near_miss_from, talk_from))
        best = min(best, found) if best else found
    assert best is not None
    return best[1]


def choose_type_threshold(seen: Sequence[Seen]) -> float:
    """Return the lowest score from which the best near-miss type is mostly the one that is meant.

    Taken from questions that the notice doesn't answer. A share of them is of types that were held
    out; for those no type is right.
    """
    silent = [s for s in seen if is_near_miss(s.label)]
    scores = np.array([s.ranked.near_miss.score for s in silent])
    right = np.array([s.ranked.near_miss.label == s.label for s in silent])
    order = np.argsort(-scores, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    sure = np.flatnonzero(precision >= TYPE_PRECISION)
    return float(scores[order][sure[-1]]) if len(sure) else float("inf")


def _cuts(trust: np.ndarray, a: int, c: int, near_miss_from: float, talk_from: float) -> Thresholds:
    """Return thresholds that lie between the sorted trusts before and at ``a`` and ``c``."""
    fenced = np.concatenate([[0.0], trust, [1.0]])

    def between(place: int) -> float:
        return float(fenced[place] + fenced[place + 1]) / 2

    return Thresholds(between(a), between(c), float(near_miss_from), float(talk_from))
