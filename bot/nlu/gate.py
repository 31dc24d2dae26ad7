"""The answer gate: answer, ask back, or hand over.

It stands on the answer's own score, its lead over the next different reply and the concepts that
the question has and the entry doesn't carry. What these weigh is learnt
(:mod:`bot.nlu.calibration`) and stored beside the model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from bot.nlu.decision import Decision
from bot.nlu.features import Reading
from bot.nlu.labels import is_answer, is_near_miss, is_talk, knowledge_id_of
from bot.nlu.ranker import Scored

MOST_CANDIDATES = 3
SIGNALS = (
    "score",
    "lead",
    "lead_over_near_misses",
    "foreign_salient",
    "foreign",
    "unknown",
    "shortness",
)
"""What the verifier weighs, in order."""


class GateParameters(msgspec.Struct, frozen=True, kw_only=True):
    """Learnt from questions that the ranker had not seen."""

    weights: list[float]
    """One a signal, then the intercept; logistic."""
    answer_from: float
    """Probability from which an entry's answer is given."""
    clarify_from: float
    """Probability from which the bot asks back rather than hand over."""
    near_miss_from: float
    """Lead of a near-miss type over the best entry from which it's taken at its word."""
    talk_from: float
    """Score from which small talk is believed."""
    salient: list[str]
    """Concepts that an answer must carry."""
    carried: dict[str, list[str]]
    """Label → concepts that its questions use."""


class Gate:
    """Decides what to do with a ranked question."""

    def __init__(self, parameters: GateParameters) -> None:
        self.parameters = parameters
        self._weights = np.array(parameters.weights)
        self._salient = frozenset(parameters.salient)
        self._carried = {label: frozenset(c) for label, c in parameters.carried.items()}

    def decide(self, reading: Reading, ranking: Sequence[Scored], known: float) -> Decision:
        """Decide.

        :param reading: of the question
        :param ranking: every label that may matter, best first
        :param known: share of the question's characters that the ranker knows, 0–1
        """
        best = ranking[0]
        if is_talk(best.label):
            if best.score >= self.parameters.talk_from:
                return Decision(outcome="talk", confidence=1.0, talk=best.label)
            ranking = [scored for scored in ranking if not is_talk(scored.label)] or ranking
            best = ranking[0]
        entries = [scored for scored in ranking if is_answer(scored.label)]
        near_misses = [scored for scored in ranking if is_near_miss(scored.label)]
        if not entries:
            return self._near_miss_or_hand_over(near_misses)
        trust = self.trust(reading, ranking, known)
        lead = near_misses[0].score - entries[0].score if near_misses else -np.inf
        if lead >= self.parameters.near_miss_from:
            return self._near_miss_or_hand_over(near_misses)
        if lead < 0 and trust >= self.parameters.answer_from:
            return Decision(outcome="answer", confidence=trust, entries=(_id(entries[0]),))
        if trust >= self.parameters.clarify_from:
            return Decision(
                outcome="clarify",
                confidence=trust,
                candidates=tuple(_id(s) for s in self._candidates(ranking)),
            )
        if lead > 0:
            return self._near_miss_or_hand_over(near_misses)
        return Decision(outcome="hand_over", confidence=0.0, hand_over=True)

    def trust(self, reading: Reading, ranking: Sequence[Scored], known: float) -> float:
        """Return the probability that the best entry answers the question."""
        values = signals(reading, ranking, known, self._salient, self._carried)
        return float(1 / (1 + np.exp(-(values @ self._weights[:-1] + self._weights[-1]))))

    def _near_miss_or_hand_over(self, near_misses: Sequence[Scored]) -> Decision:
        if near_misses and near_misses[0].score >= self.parameters.talk_from:
            return Decision(
                outcome="near_miss",
                confidence=0.0,
                near_miss=_id(near_misses[0]).partition("/")[2],
                hand_over=True,
            )
        return Decision(outcome="hand_over", confidence=0.0, hand_over=True)

    @staticmethod
    def _candidates(ranking: Sequence[Scored]) -> list[Scored]:
        return [scored for scored in ranking if not is_talk(scored.label)][:MOST_CANDIDATES]

    def save(self, folder: Path) -> None:
        """Write ``gate.json``."""
        text = json.dumps(msgspec.to_builtins(self.parameters), ensure_ascii=False, indent=1)
        (folder / "gate.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Gate:
        """Read what :meth:`save` wrote."""
        stored = (folder / "gate.json").read_bytes()
        return cls(msgspec.json.decode(stored, type=GateParameters))


def signals(
    reading: Reading,
    ranking: Sequence[Scored],
    known: float,
    salient: frozenset[str],
    carried: Mapping[str, frozenset[str]],
) -> np.ndarray:
    """Return what the verifier weighs (:data:`SIGNALS`) for the best entry of a ranking."""
    entry = next(scored for scored in ranking if is_answer(scored.label))
    others = [s.score for s in ranking if s.label != entry.label]
    near = [s.score for s in ranking if is_near_miss(s.label)]
    foreign = set(reading.concepts) - carried.get(entry.label, frozenset())
    return np.array(
        [
            entry.score,
            entry.score - max(others, default=-2.0),
            entry.score - max(near, default=-2.0),
            min(len(foreign & salient), 2),
            min(len(foreign - salient), 3),
            1 - known,
            1 / max(len(reading.normal), 1),
        ]
    )


def _id(scored: Scored) -> str:
    knowledge_id = knowledge_id_of(scored.label)
    assert knowledge_id is not None
    return knowledge_id
