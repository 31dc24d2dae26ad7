"""The gate answers what it trusts, asks back in between and hands over the rest."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.calibration import kin_of
from bot.nlu.deciding import Gates, decide
from bot.nlu.features import BLOCKS, Reading
from bot.nlu.gate import SIGNALS, Gate, GateParameters
from bot.nlu.labels import LabelSet
from bot.nlu.matcher import Message
from bot.nlu.ranked import Ranked


def gate(**changed: object) -> Gate:
    """A gate whose trust follows the entry's score alone."""
    parameters = {
        "weights": [10.0] + [0.0] * len(SIGNALS),
        "answer_from": 0.8,
        "clarify_from": 0.2,
        "near_miss_from": 0.5,
        "talk_from": -0.5,
        "type_from": -0.5,
        "salient": ["lost_letter"],
        "carried": {},
        "kin": {},
    }
    return Gate(GateParameters(**(parameters | changed)))


def question(*ranking: tuple[str, float], concepts: tuple[str, ...] = ()) -> Ranked:
    labels = LabelSet([label for label, _ in ranking])
    votes = np.array([[score for _, score in ranking]] * len(BLOCKS))
    return Ranked("", Reading("在哪打印", ("在", "哪", "打印"), concepts), labels, votes, 1.0)


@pytest.mark.parametrize(
    ("entry", "near_miss", "outcome"),
    [
        (0.9, -0.9, "answer"),
        (0.0, -0.9, "clarify"),
        (-0.9, -0.95, "hand_over"),
        (-0.3, 0.4, "near_miss"),
        (-0.9, -0.6, "hand_over"),
    ],
)
def test_it_decides_by_trust_and_lead(entry: float, near_miss: float, outcome: str) -> None:
    ranked = question(
        ("faq/print-where", entry), ("near_miss/lost_letter", near_miss), ("greet", -1.0)
    )
    assert gate().decide(ranked).outcome == outcome


def test_small_talk_is_talk() -> None:
    ranked = question(("greet", 0.9), ("faq/print-where", -0.5), ("near_miss/lost_letter", -0.9))
    assert gate().decide(ranked).talk == "greet"


def test_asking_back_offers_at_most_three_and_no_talk() -> None:
    labels = [(f"faq/print-{facet}", 0.0) for facet in ("where", "when", "who_goes", "other_time")]
    offered = gate().decide(question(*labels, ("greet", -0.1))).candidates
    assert len(offered) == 3
    assert "print/where" in offered


def test_the_sentence_that_asks_raises_trust_only_in_the_same_entry() -> None:
    whole = question(("faq/print-where", 0.0), ("faq/print-when", -0.5))
    same = question(("faq/print-where", 0.9), ("faq/print-when", -0.5))
    other = question(("faq/print-when", 0.9), ("faq/print-where", -0.5))
    assert gate().decide(whole, same).outcome == "answer"
    assert gate().decide(whole, other).outcome == "clarify"


def test_a_salient_concept_that_the_entry_does_not_carry_lowers_trust() -> None:
    weights = [10.0] + [0.0] * len(SIGNALS)
    weights[SIGNALS.index("foreign_salient")] = -20.0
    careful = gate(weights=weights)
    plain = question(("faq/print-where", 0.9))
    lost = question(("faq/print-where", 0.9), concepts=("lost_letter",))
    assert careful.decide(plain).outcome == "answer"
    assert careful.decide(lost).outcome == "hand_over"


PRINT_WHERE = question(("faq/print-where", 0.9), ("near_miss/work_abroad", -0.9))


@pytest.mark.parametrize(
    ("after", "another_case", "entries"),
    [
        ("near_miss/work_abroad", False, ()),
        ("near_miss/work_abroad", True, ("print/where",)),
        ("near_miss/hometown", False, ("print/where",)),
        (None, False, ("print/where",)),
    ],
)
def test_where_the_usual_steps_do_not_hold_none_is_told(
    after: str | None, another_case: bool, entries: tuple[str, ...]
) -> None:
    both = gate(off_route={"near_miss/work_abroad": ["form"]})
    earlier = (after,) if after else ()
    message = Message(PRINT_WHERE, after=after, earlier=earlier, another_case=another_case)
    decision = decide(Gates(both, both), message)
    assert decision.entries == entries
    assert decision.near_miss == (None if entries else "work_abroad")


def test_kin_share_a_fact() -> None:
    facts = {"faq/a": ["F1", "F2"], "faq/b": ["F2"], "faq/c": ["F3"], "faq/d": []}
    assert kin_of(facts) == {
        "faq/a": ["faq/a", "faq/b"],
        "faq/b": ["faq/a", "faq/b"],
        "faq/c": ["faq/c"],
        "faq/d": ["faq/d"],
    }


def test_types_of_an_attribute_are_known() -> None:
    assert gate(attributes=["print_hours"]).is_of_an_attribute("print_hours")
    assert not gate(attributes=["print_hours"]).is_of_an_attribute("lost_letter")


def test_some_steps_hold_all_the_same() -> None:
    """In one's own college the form is filled in as everywhere, and nothing else is done."""
    both = gate(off_route={"near_miss/work_abroad": ["form"]})
    assert both.holds("near_miss/work_abroad", "form/download")
    assert not both.holds("near_miss/work_abroad", "print/where")
    assert both.holds("print/where", "receipt/deadline")
