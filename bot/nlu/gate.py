"""The answer gate: answer, ask back, or hand over.

It stands on the probability that the best entry answers the question (*trust*), which is learnt
from the entry's own score, its leads over other replies and the concepts that the question has and
the entry doesn't carry. Weights and thresholds are learnt by :mod:`bot.nlu.calibration` and stored
in the model.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from bot.nlu.decision import Decision
from bot.nlu.features import BLOCKS
from bot.nlu.labels import LabelSet, is_talk, knowledge_id_of
from bot.nlu.ranked import LOWEST, Ranked, Scored

MOST_CANDIDATES = 3
MOST_NEARBY = 2
"""Entries offered beside a hand-over."""
SIGNALS = (
    "score",
    "lead",
    "lead_over_other_facts",
    "lead_over_near_misses",
    "lead_over_talk",
    "foreign_salient",
    "foreign",
    "shared",
    "concepts",
    "unknown",
    "shortness",
    "length",
    "mass_of_entries",
    "mass_of_near_misses",
    "mass_of_talk",
    *(f"{block}_{what}" for block in BLOCKS for what in ("lead", "score", "agrees")),
)
"""What trust is made of, in order."""


class GateParameters(msgspec.Struct, frozen=True, kw_only=True):
    """Learnt from questions that the ranker had not seen."""

    weights: list[float]
    """One a signal, then the intercept; logistic."""
    answer_from: float
    """Trust from which an entry's answer is given."""
    clarify_from: float
    """Trust from which the bot asks back rather than hand over."""
    near_miss_from: float
    """Lead of a near-miss type over the best entry from which it's taken at its word."""
    talk_from: float
    """Score from which small talk is believed."""
    type_from: float
    """Score from which the question is taken to be of the near-miss type, not just unanswered."""
    salient: list[str]
    """Concepts that an answer must carry."""
    carried: dict[str, list[str]]
    """Label → concepts that its questions use."""
    kin: dict[str, list[str]]
    """Entry's label → labels of the entries that carry one of its facts, itself included."""
    attributes: list[str] = []
    """Near-miss types (ids) of what nobody documents of a thing that is documented."""
    off_route: dict[str, list[str]] = {}
    """Labels of situations in which the usual steps don't hold → topics whose steps do."""
    instead: dict[str, dict[str, str]] = {}
    """Labels of destinations → entry → the one that stands for it there."""


class Gate:
    """Decides what to do with a ranked question."""

    def __init__(self, parameters: GateParameters) -> None:
        self.parameters = parameters
        self._weights = np.array(parameters.weights)
        self._attributes = frozenset(parameters.attributes)
        self._view = SignalView(parameters.salient, parameters.carried, parameters.kin)

    def decide(self, question: Ranked, core: Ranked | None = None) -> Decision:
        """Decide on one question.

        :param core: the part of it that asks, when the rest only tells the circumstances
        """
        entry, near_miss, talk = question.answer, question.near_miss, question.talk
        if talk.score >= max(self.parameters.talk_from, entry.score, near_miss.score):
            return Decision(outcome="talk", confidence=1.0, talk=talk.label)
        trust = self.trust(question)
        if core is not None and core.answer.label == entry.label:
            trust = max(trust, self.trust(core))
        lead = near_miss.score - entry.score
        if lead >= self.parameters.near_miss_from:
            return self._near_miss_or_hand_over(question)
        if trust >= self.parameters.answer_from:
            return Decision(outcome="answer", confidence=trust, entries=(_id(entry),))
        if trust >= self.parameters.clarify_from:
            return Decision(outcome="clarify", confidence=trust, candidates=candidates_of(question))
        if lead > 0:
            return self._near_miss_or_hand_over(question)
        return hand_over(question)

    def ask_back(self, question: Ranked) -> Decision:
        """Offer what a question comes nearest to."""
        return Decision(
            outcome="clarify",
            confidence=self.trust(question),
            candidates=candidates_of(question),
        )

    def is_of_an_attribute(self, near_miss: str) -> bool:
        """Tell whether a near-miss type is one of many that a documented thing has."""
        return near_miss in self._attributes

    def is_off_route(self, label: str) -> bool:
        """Tell whether the usual steps don't hold in what was asked about."""
        return label in self.parameters.off_route

    def is_situation(self, label: str) -> bool:
        """Tell whether a label tells where somebody goes, or that they are off the route."""
        return label in self.parameters.off_route or label in self.parameters.instead

    def instead(self, situation: str, entry: str) -> str:
        """Return the entry that stands for another in a situation."""
        return self.parameters.instead.get(situation, {}).get(entry, entry)

    def holds(self, label: str, entry: str) -> bool:
        """Tell whether an entry's answer holds in what was asked about.

        :param label: of what was asked before
        :param entry: an entry's id
        """
        topics = self.parameters.off_route.get(label)
        return topics is None or entry.partition("/")[0] in topics

    def trust(self, question: Ranked) -> float:
        """Return the probability that the best entry answers the question."""
        values = self._view.signals(question)
        return float(1 / (1 + np.exp(-(values @ self._weights[:-1] + self._weights[-1]))))

    def _near_miss_or_hand_over(self, question: Ranked) -> Decision:
        if question.near_miss.score < self.parameters.type_from:
            return hand_over(question)
        return Decision(
            outcome="near_miss",
            confidence=0.0,
            near_miss=_id(question.near_miss).partition("/")[2],
            hand_over=True,
        )

    def save(self, folder: Path) -> None:
        """Write ``gate.json``."""
        text = json.dumps(msgspec.to_builtins(self.parameters), ensure_ascii=False, indent=1)
        (folder / "gate.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Gate:
        """Read what :meth:`save` wrote."""
        stored = (folder / "gate.json").read_bytes()
        return cls(msgspec.json.decode(stored, type=GateParameters))


class SignalView:
    """Computes the signals of a question."""

    def __init__(
        self,
        salient: Sequence[str],
        carried: Mapping[str, Sequence[str]],
        kin: Mapping[str, Sequence[str]],
    ) -> None:
        """Take what :class:`GateParameters` says of these."""
        self._salient = frozenset(salient)
        self._carried = {label: frozenset(concepts) for label, concepts in carried.items()}
        self._kin = kin

    def signals(self, question: Ranked) -> np.ndarray:
        """Return what trust is made of (:data:`SIGNALS`), for the best entry."""
        reading, labels, scores = question.reading, question.labels, question.scores
        entry = question.answer
        kin = labels.places(self._kin.get(entry.label, (entry.label,)))
        others = np.setdiff1d(labels.answers, kin, assume_unique=True)
        runners_up = labels.answers[labels.answers != labels.place.get(entry.label)]
        asked = set(reading.concepts)
        foreign = asked - self._carried.get(entry.label, frozenset())
        length = len(reading.normal)
        return np.array(
            [
                entry.score,
                entry.score - question.best(runners_up).score,
                entry.score - question.best(others).score,
                entry.score - question.near_miss.score,
                entry.score - question.talk.score,
                min(len(foreign & self._salient), 2),
                min(len(foreign - self._salient), 3),
                min(len(asked - foreign), 4),
                min(len(asked), 6),
                1 - question.known,
                1 / max(length, 1),
                min(length, 60) / 60,
                _mass(scores[labels.answers]),
                _mass(scores[labels.near_misses]),
                _mass(scores[labels.talk]),
                *(x for votes in question.votes for x in _opinion(votes, kin, labels)),
            ]
        )


def hand_over(question: Ranked) -> Decision:
    """Return the decision to hand over, with the entries that say something nearby."""
    places = question.labels.answers
    nearest = places[np.argsort(-question.scores[places], kind="stable")][:MOST_NEARBY]
    nearby = tuple(knowledge_id_of(question.labels.names[place]) or "" for place in nearest)
    return Decision(outcome="hand_over", confidence=0.0, hand_over=True, candidates=nearby)


def candidates_of(question: Ranked) -> tuple[str, ...]:
    """Return the ids in ``kb/`` that a question comes nearest to, to be offered as buttons."""
    offered = (scored.label for scored in question.ranking(len(question.labels.names)))
    return tuple(
        itertools.islice(
            (knowledge_id_of(x) or "" for x in offered if not is_talk(x)), MOST_CANDIDATES
        )
    )


def _opinion(votes: np.ndarray, kin: np.ndarray, labels: LabelSet) -> tuple[float, float, float]:
    """Return what one block of features says of the best entry and its kin.

    Its lead over near-miss types, its score, and whether the block would choose it too.
    """
    own = float(votes[kin].max(initial=LOWEST))
    return (
        own - float(votes[labels.near_misses].max(initial=LOWEST)),
        own,
        float(votes.argmax() in kin),
    )


def _mass(scores: np.ndarray) -> float:
    """Return how much speaks for a kind of reply: log of a sum that strong scores rule."""
    return float(np.log(np.exp(3 * scores).sum() + 1e-3))


def _id(scored: Scored) -> str:
    knowledge_id = knowledge_id_of(scored.label)
    assert knowledge_id is not None
    return knowledge_id
