"""Routes are recognised, steps are ticked with all before them."""

from __future__ import annotations

import pytest

from actions.checklist import checklist, route_named, step_reported
from bot.knowledge import Knowledge


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("去企业", "company"),
        ("签了公司", "company"),
        ("考公上岸", "company"),
        ("外校读研", "other_school"),
        ("去别的学校读博", "other_school"),
        ("本院读硕", "same_college"),
        ("留在学院读博", "same_college"),
        ("本校别的学院", "other_college"),
        ("跨院系读研", "other_college"),
        ("公派出国", "state_sponsored"),
        ("CSC联合培养", "state_sponsored"),
        ("自费留学", "other_abroad"),
        ("去香港读书", "other_abroad"),
        ("还没找到工作", "undecided"),
        ("二战考研", "undecided"),
        ("月球", None),
        ("", None),
    ],
)
def test_destinations(knowledge: Knowledge, text: str, route: str | None) -> None:
    found = route_named(knowledge.routes, text)
    assert (found.id if found else None) == route


def test_a_step_done_ticks_all_before_it(knowledge: Knowledge) -> None:
    listed = checklist(knowledge.routes, "company", ()).ticked("print")
    assert listed.next_step is not None
    assert listed.next_step.id == "letter"
    assert {"contact", "header", "form", "transfer_out", "approval", "print"} == listed.done


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("我已经拿到介绍信了", "print"),
        ("介绍信打好了", "print"),
        ("审批通过了", "approval"),
        ("回执昨天盖好章了", "letter"),
        ("回执发了", "receipt"),
        ("第一步办好了", "contact"),
        ("第3步做完了", "form"),
        ("办好了", "contact"),
        ("第九步办好了", None),
        ("我还没拿到介绍信", None),
        ("拿到介绍信了吗", None),
        ("谢谢", None),
        ("", None),
    ],
)
def test_what_is_reported_as_done(knowledge: Knowledge, text: str, step: str | None) -> None:
    found = step_reported(checklist(knowledge.routes, "company", ()), text)
    assert (found.id if found else None) == step


def test_the_steps_of_every_route_can_be_done_to_the_end(knowledge: Knowledge) -> None:
    for route in knowledge.routes.routes:
        listed = checklist(knowledge.routes, route.id, ())
        for step in listed.steps:
            assert listed.next_step == step
            listed = listed.ticked(step.id)
        assert listed.next_step is None
