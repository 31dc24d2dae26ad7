"""The blind sets of the actions: written from the issue's words alone, before any of them was.

Each request is the first message of a conversation on the set's own day; each dialogue is one
conversation. A reply must match every pattern of ``must``, none of ``must_not``, and hold a file
for every pattern of ``files``. What a set's writer expected stays as it was written, also where the
bot asks back on purpose (6/4 may be 4 June or 6 April), so some items fail: the share may not fall.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest
import yaml

from bot.knowledge import Knowledge
from bot.knowledge.text import bare
from bot.settings import ROOT
from tests.rehearsal import Rehearsal, Reply


class Floor(NamedTuple):
    """How many items of a set have to be right."""

    requests: int
    dialogues: int


FLOORS = {
    "actions": Floor(199, 57),
    "actions_one": Floor(189, 53),
    "actions_two": Floor(166, 51),
    "actions_three": Floor(156, 43),
    "actions_four": Floor(219, 49),
}
SETS: dict[str, dict[str, Any]] = {
    name: yaml.safe_load((ROOT / "tests" / "questions" / f"{name}.yml").read_text(encoding="utf-8"))
    for name in FLOORS
}
NAME_OF_ROUTE = "办理向导"
"""What its button says, so the only message that has to be known by heart."""


@pytest.mark.parametrize("name", SETS)
def test_there_are_enough(name: str) -> None:
    assert len([r for r in SETS[name]["requests"] if r["action"] != "none"]) >= 140
    assert len(SETS[name]["dialogues"]) >= 40


@pytest.mark.parametrize("name", SETS)
def test_none_is_a_phrasing_of_the_knowledge_base(name: str, knowledge: Knowledge) -> None:
    trained = {bare(x.text) for x in (*knowledge.questions, *knowledge.requests)}
    requests = [r["say"] for r in SETS[name]["requests"] if r["action"] != "none"]
    assert [t for t in requests if bare(t) in trained and bare(t) != NAME_OF_ROUTE] == []


@pytest.mark.parametrize("name", SETS)
def test_requests(name: str, rehearsal: Rehearsal) -> None:
    failures = []
    for request in SETS[name]["requests"]:
        rehearsal.actions.called.clear()
        reply = rehearsal.say(f"{name} {request['say']}", request["say"])
        faults = list(faults_of(reply, request))
        begun = {
            called.removeprefix("validate_").removesuffix("_form").removeprefix("action_")
            for called in rehearsal.actions.called
        } - {"hand_over", "take_up"}
        if begun != {request["action"]} - {"none"}:
            faults.append(f"began {begun}")
        if faults:
            failures.append((request["say"], faults, reply.text))
    assert len(SETS[name]["requests"]) - len(failures) >= FLOORS[name].requests, failures


@pytest.mark.parametrize("name", SETS)
def test_dialogues(name: str, rehearsal: Rehearsal) -> None:
    failures = []
    for dialogue in SETS[name]["dialogues"]:
        sender, in_group = f"{name} {dialogue['id']}", dialogue.get("group", False)
        for turn in dialogue["turns"]:
            reply = rehearsal.say(sender, turn["say"], group=in_group)
            faults = list(faults_of(reply, turn))
            if faults:
                failures.append((dialogue["id"], turn["say"], faults, reply.text))
                break
    assert len(SETS[name]["dialogues"]) - len(failures) >= FLOORS[name].dialogues, failures


def faults_of(reply: Reply, expected: dict[str, Any]) -> list[str]:
    """Compare a reply with what is expected of it."""
    text = reply.text.replace("**", "")
    missing = [p for p in expected.get("must") or () if not re.search(p, text)]
    unwanted = [p for p in expected.get("must_not") or () if re.search(p, text)]
    urls = [file["url"] for file in reply.files]
    files = [p for p in expected.get("files") or () if not any(re.search(p, u) for u in urls)]
    return [f"{p} is missing" for p in (*missing, *files)] + [f"{p} is there" for p in unwanted]
