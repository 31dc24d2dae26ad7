"""What answers a question now, read once and early if somebody asks for it."""

from __future__ import annotations

import threading
from pathlib import Path

from bot.desk.look_ahead import LookAhead
from bot.desk.replay import BlindReplay, Read
from bot.desk.similarity import wording
from bot.knowledge import Knowledge


def test_a_question_of_the_knowledge_base_has_its_label(
    knowledge: Knowledge, ahead: LookAhead
) -> None:
    known = next(question for question in knowledge.questions if question.label == "print/where")
    assert ahead.label(known.text, wording(known.text, ())) == "print/where"
    nearly = known.text + "呀"
    assert ahead.label(nearly, wording(nearly, ())) == "print/where"


def test_what_nobody_answers_has_none(ahead: LookAhead) -> None:
    strange = "介绍信能让我家的小猫帮我领吗"
    assert ahead.label(strange, wording(strange, ())) is None


def test_reading_begins_once_and_in_a_thread_of_its_own(
    knowledge: Knowledge, blind_folder: Path
) -> None:
    readers: list[str] = []
    read = threading.Event()

    def make_reader() -> Read:
        readers.append(threading.current_thread().name)
        read.set()
        return lambda text: wording(text, ())

    ahead = LookAhead(knowledge, BlindReplay(make_reader, blind_folder))
    for _ in range(3):
        ahead.begin()
    assert read.wait(timeout=60)
    assert ahead.blind.of([], [wording("介绍信丢了能补吗", ())]) is not None
    assert readers == ["look-ahead"]
