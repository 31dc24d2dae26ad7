"""The thresholds are the cheapest ones, found exactly."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bot.nlu.calibration import (
    COSTS,
    FOLDS,
    SHARES,
    Example,
    Folds,
    Seen,
    choose_thresholds,
    weights_of,
)
from bot.nlu.features import BLOCKS, Reading
from bot.nlu.labels import LabelSet
from bot.nlu.ranked import Ranked

LABELS = LabelSet(["faq/print-where", "greet", "near_miss/lost_letter"])


def seen(label: str, *scores: float) -> Seen:
    votes = np.array([scores] * len(BLOCKS))
    return Seen(label, Ranked("", Reading("", (), ()), LABELS, votes, 1.0))


def cost(questions: list[Seen], trust: np.ndarray, right: np.ndarray, chosen) -> float:
    """What the gate's decisions cost, counted one by one."""
    total = 0.0
    weights = weights_of([question.label for question in questions])
    for question, trusted, is_right, weight in zip(questions, trust, right, weights, strict=True):
        entry, talk, near = question.ranked.scores
        silent = question.label.startswith("near_miss")
        if talk > max(entry, near) and talk >= chosen.talk_from:
            cost = 0 if question.label == "greet" else COSTS.talk_for_question
        elif near - entry >= chosen.near_miss_from or trusted < chosen.clarify_from:
            cost = 0 if silent else COSTS.needless_hand_over
        elif trusted >= chosen.answer_from:
            wrong = COSTS.wrong_about_near_miss if silent else COSTS.wrong
            cost = 0 if is_right else wrong
        else:
            cost = COSTS.near_miss_asked_back if silent else COSTS.needless_clarify
        total += weight * cost
    return total


def test_kinds_count_by_their_share_not_by_their_number() -> None:
    labels = ["faq/print-where"] * 6 + ["near_miss/lost_letter"] * 30 + ["greet"] * 4
    weights = weights_of(labels)
    assert weights.sum() == pytest.approx(40)
    assert weights[:6].sum() / 40 == pytest.approx(SHARES["answer"])
    assert weights[6:36].sum() / 40 == pytest.approx(SHARES["near_miss"])


def test_no_other_thresholds_cost_less() -> None:
    generator = np.random.default_rng(0)
    questions = [
        seen(label, *generator.normal(size=3))
        for label in generator.choice(["faq/print-where", "near_miss/lost_letter"], 60)
    ]
    trust = generator.random(60)
    right = np.array([q.label.startswith("faq") for q in questions]) & (generator.random(60) < 0.9)
    nothing = np.zeros(60, bool)
    chosen = choose_thresholds(questions, trust, right, nothing)
    assert chosen.clarify_from <= chosen.answer_from
    least = cost(questions, trust, right, chosen)
    for answer_from, clarify_from in itertools.combinations(np.linspace(1, 0, 30), 2):
        other = chosen._replace(answer_from=answer_from, clarify_from=clarify_from)
        assert cost(questions, trust, right, other) >= least - 1e-9


def test_voices_and_types_are_held_out_whole() -> None:
    reading = Reading("", (), ())
    examples = [
        Example(reading, label, voice)
        for voice in ("甲", "乙", "丙", "丁")
        for label in ("faq/print-where", "near_miss/a", "near_miss/b", "near_miss/c", "greet")
    ]
    folds = Folds(examples)
    held_out: list[int] = []
    for held in range(FOLDS):
        training, rows = folds.split(held)
        asked = [examples[i] for i in rows if examples[i].label != "greet"]
        learnt = [examples[i] for i in training if examples[i].label != "greet"]
        assert not {one.voice for one in asked} & {one.voice for one in learnt}
        assert len({one.label for one in learnt if one.label.startswith("near_miss")}) == 2
        held_out += rows.tolist()
    assert sorted(held_out) == list(range(len(examples)))
