"""The answer gate: answer, ask back, or hand over.

It stands on the probability that the best entry answers the question (*trust*), which is learnt
from the entry's own score, its leads over other replies and the concepts that the question has and
the entry doesn't carry. Weights and thresholds are learnt by :mod:`bot.nlu.calibration` and stored
in the model.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from bot.nlu.decision import Decision
from bot.nlu.features import Reading
from bot.nlu.labels import is_answer, is_near_miss, is_talk, knowledge_id_of
from bot.nlu.ranker import Scored

MOST_CANDIDATES = 3
LOWEST = -2.0
"""Stands for the score of a reply that doesn't exist."""
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
)
"""What trust is made of, in order."""


class Ranked(NamedTuple):
    """A question beside what the ranker makes of it."""

    text: str
    reading: Reading
    ranking: list[Scored]
    """Every label, best first."""
    known: float
    """Share of the question's pairs of characters that training texts had, 0–1."""


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
    salient: list[str]
    """Concepts that an answer must carry."""
    carried: dict[str, list[str]]
    """Label → concepts that its questions use."""
    kin: dict[str, list[str]]
    """Entry's label → labels of the entries that carry one of its facts, itself included."""


class Gate:
    """Decides what to do with a ranked question."""

    def __init__(self, parameters: GateParameters) -> None:
        self.parameters = parameters
        self._weights = np.array(parameters.weights)
        self._view = SignalView(parameters.salient, parameters.carried, parameters.kin)

    def decide(self, question: Ranked, core: Ranked | None = None) -> Decision:
        """Decide on one question.

        :param core: the part of it that asks, when the rest only tells the circumstances
        """
        ranking = question.ranking
        best = ranking[0]
        if is_talk(best.label) and best.score >= self.parameters.talk_from:
            return Decision(outcome="talk", confidence=1.0, talk=best.label)
        entry = first(ranking, is_answer)
        near_miss = first(ranking, is_near_miss)
        trust = self.trust(question)
        if core is not None and first(core.ranking, is_answer).label == entry.label:
            trust = max(trust, self.trust(core))
        lead = near_miss.score - entry.score
        if lead >= self.parameters.near_miss_from:
            return self._near_miss_or_hand_over(near_miss)
        if trust >= self.parameters.answer_from:
            return Decision(outcome="answer", confidence=trust, entries=(_id(entry),))
        if trust >= self.parameters.clarify_from:
            offered = [scored for scored in ranking if not is_talk(scored.label)]
            return Decision(
                outcome="clarify",
                confidence=trust,
                candidates=tuple(map(_id, offered[:MOST_CANDIDATES])),
            )
        if lead > 0:
            return self._near_miss_or_hand_over(near_miss)
        return Decision(outcome="hand_over", confidence=0.0, hand_over=True)

    def trust(self, question: Ranked) -> float:
        """Return the probability that the best entry answers the question."""
        values = self._view.signals(question)
        return float(1 / (1 + np.exp(-(values @ self._weights[:-1] + self._weights[-1]))))

    def _near_miss_or_hand_over(self, near_miss: Scored) -> Decision:
        if near_miss.score < self.parameters.talk_from:
            return Decision(outcome="hand_over", confidence=0.0, hand_over=True)
        return Decision(
            outcome="near_miss",
            confidence=0.0,
            near_miss=_id(near_miss).partition("/")[2],
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
        self._kin = {label: frozenset(labels) for label, labels in kin.items()}

    def signals(self, question: Ranked) -> np.ndarray:
        """Return what trust is made of (:data:`SIGNALS`), for the best entry."""
        reading, ranking = question.reading, question.ranking
        entry = first(ranking, is_answer)
        kin = self._kin.get(entry.label, frozenset((entry.label,)))
        asked = set(reading.concepts)
        foreign = asked - self._carried.get(entry.label, frozenset())
        length = len(reading.normal)
        return np.array(
            [
                entry.score,
                entry.score - first(ranking, lambda x: is_answer(x) and x != entry.label).score,
                entry.score - first(ranking, lambda x: is_answer(x) and x not in kin).score,
                entry.score - first(ranking, is_near_miss).score,
                entry.score - first(ranking, is_talk).score,
                min(len(foreign & self._salient), 2),
                min(len(foreign - self._salient), 3),
                min(len(asked - foreign), 4),
                min(len(asked), 6),
                1 - question.known,
                1 / max(length, 1),
                min(length, 60) / 60,
                _mass(s.score for s in ranking if is_answer(s.label)),
                _mass(s.score for s in ranking if is_near_miss(s.label)),
                _mass(s.score for s in ranking if is_talk(s.label)),
            ]
        )


def first(ranking: Sequence[Scored], wanted: Callable[[str], bool]) -> Scored:
    """Return the best label that is ``wanted``; one with the lowest score if there is none."""
    return next((scored for scored in ranking if wanted(scored.label)), Scored("", LOWEST))


def _mass(scores: Iterable[float]) -> float:
    """Return how much speaks for a kind of reply: log of a sum that strong scores rule."""
    total = np.exp(3 * np.fromiter(scores, np.float64)).sum()
    return float(np.log(total + 1e-3))


def _id(scored: Scored) -> str:
    knowledge_id = knowledge_id_of(scored.label)
    assert knowledge_id is not None
    return knowledge_id
