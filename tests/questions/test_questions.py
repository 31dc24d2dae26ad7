"""The blind questions stay blind."""

from __future__ import annotations

import re

import pytest
import yaml

from benchmarks.evaluate.items import Item, read_abstentions, read_answers, read_dialogues
from bot.knowledge import Knowledge
from bot.knowledge.text import bare
from bot.settings import ROOT

SINGLE = read_answers() + read_abstentions()
TURNS = [turn for dialogue in read_dialogues() for turn in dialogue.turns]


def test_there_are_enough() -> None:
    assert len(read_answers()) >= 1000
    assert len(read_abstentions()) >= 600
    assert len(read_dialogues()) >= 200


def test_none_is_a_training_phrasing(knowledge: Knowledge) -> None:
    # A few short questions (“去哪打印”) come to anyone's mind; they prove nothing and are left out
    # of the training data, not of the test.
    talk = yaml.safe_load((ROOT / "data" / "nlu.yml").read_text(encoding="utf-8"))["nlu"]
    trained = {bare(question.text) for question in knowledge.questions} | {
        bare(line.removeprefix("- ")) for row in talk for line in row["examples"].splitlines()
    }
    assert [item.question for item in SINGLE if bare(item.question) in trained - {""}] == []


def test_none_is_asked_twice() -> None:
    asked = [item.question for item in SINGLE]
    assert len(set(asked)) == len(asked)


def test_no_dialogue_is_held_twice() -> None:
    ids = [dialogue.id for dialogue in read_dialogues()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("item", SINGLE + TURNS, ids=lambda item: item.question[:20])
def test_every_demand_can_be_read(item: Item) -> None:
    assert item.must or item.must_not or item.kind == "far" or item.expect in ("clarify", "talk")
    for pattern in item.must + item.must_not:
        re.compile(pattern)
