"""A question is handed over once."""

from __future__ import annotations

from typing import Any

from actions.context import Context
from actions.handover import HandOver, number_given_before
from tests.actions.conftest import tracker_of


def asked(near_miss: str, number: int | None) -> list[dict[str, Any]]:
    custom = {} if number is None else {"question_number": number}
    decision = {"outcome": "near_miss", "near_miss": near_miss}
    return [
        {"event": "user", "text": "?", "parse_data": {"decision": decision, "intent": {}}},
        {"event": "bot", "text": "先按本人去准备", "data": {}},
        {"event": "bot", "text": "已转给辅导员", "data": {"custom": custom}},
    ]


def test_a_question_of_the_same_type_keeps_its_number(context: Context, run) -> None:
    decision = {
        "outcome": "near_miss",
        "confidence": 1.0,
        "near_miss": "print_proxy",
        "hand_over": True,
    }
    tracker = tracker_of(
        "能让室友代领吗", intent="near_miss", decision=decision, before=asked("print_proxy", 7)
    )
    reading = {"concepts": [], "normal_form": "", "nearest": []}
    tracker.events[-1]["parse_data"]["reading"] = reading
    done = run(HandOver(context), tracker)
    assert "问题编号 7" in done.text
    assert context.desk.questions.get(7) is None
    assert done.said[0]["custom"] == {"outcome": "hand_over", "question_number": 7}


def test_a_number_is_that_of_its_type() -> None:
    events = [*asked("lost_letter", 3), *asked("print_proxy", None), *asked("print_fee", 4)]
    assert number_given_before(events, "lost_letter") == 3
    assert number_given_before(events, "print_fee") == 4
    assert number_given_before(events, "print_proxy") is None
