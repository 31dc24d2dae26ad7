"""The blind set of the actions: written from the issue's words alone, before any of them was.

Each request is the first message of a conversation on the set's own day; each dialogue is one
conversation. A reply must match every pattern of ``must``, none of ``must_not``, and hold a file
for every pattern of ``files``.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from bot.knowledge import Knowledge
from bot.knowledge.text import bare
from bot.settings import ROOT
from tests.rehearsal import Rehearsal, Reply

SET: dict[str, Any] = yaml.safe_load(
    (ROOT / "tests" / "questions" / "actions.yml").read_text(encoding="utf-8")
)
REQUESTS: list[dict[str, Any]] = SET["requests"]
NAME_OF_ROUTE = "办理向导"
"""What its button says, so the only message that has to be known by heart."""
DIALOGUES: list[dict[str, Any]] = SET["dialogues"]


def test_there_are_enough() -> None:
    assert len([r for r in REQUESTS if r["action"] != "none"]) >= 150
    assert len(DIALOGUES) >= 40


def test_none_is_a_phrasing_of_the_knowledge_base(knowledge: Knowledge) -> None:
    trained = {bare(x.text) for x in (*knowledge.questions, *knowledge.requests)}
    requests = [r["say"] for r in REQUESTS if r["action"] != "none" and r["say"] != NAME_OF_ROUTE]
    assert [text for text in requests if bare(text) in trained] == []


@pytest.mark.parametrize("request_", REQUESTS, ids=[r["say"] for r in REQUESTS])
def test_request(rehearsal: Rehearsal, request_: dict[str, Any]) -> None:
    rehearsal.actions.called.clear()
    reply = rehearsal.say(f"request {request_['say']}", request_["say"])
    begun = {
        name.removeprefix("validate_").removesuffix("_form") for name in rehearsal.actions.called
    }
    begun = {name.removeprefix("action_") for name in begun} - {"hand_over", "take_up"}
    assert begun == ({request_["action"]} - {"none"}), reply.text
    check(reply, request_)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[d["id"] for d in DIALOGUES])
def test_dialogue(rehearsal: Rehearsal, dialogue: dict[str, Any]) -> None:
    for turn in dialogue["turns"]:
        sender = f"dialogue {dialogue['id']}"
        check(rehearsal.say(sender, turn["say"], group=dialogue.get("group", False)), turn)


def check(reply: Reply, expected: dict[str, Any]) -> None:
    """Compare a reply with what is expected of it."""
    text = reply.text.replace("**", "")
    for pattern in expected.get("must", ()):
        assert re.search(pattern, text), f"{pattern} not in: {text}"
    for pattern in expected.get("must_not", ()):
        assert not re.search(pattern, text), f"{pattern} in: {text}"
    for pattern in expected.get("files", ()):
        assert any(re.search(pattern, file["url"]) for file in reply.files), reply.files
