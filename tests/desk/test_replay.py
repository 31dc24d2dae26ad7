"""What a counselor is told before publishing: which questions get another answer than now."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.desk import Desk
from bot.desk.replay import Replay, Replayed, Taken
from bot.knowledge.model import Question

KNOWN = [
    Question(text="介绍信在哪打印", label="print/where", voice="terse"),
    Question(text="介绍信有效期多久", label="letter/validity", voice="terse"),
]


@pytest.fixture
def desk(tmp_path: Path):
    opened = Desk(tmp_path / "desk.db")
    yield opened
    opened.close()


def replayed(desk: Desk, *questions: str) -> Replayed:
    for number, text in enumerate(questions):
        desk.questions.add(text, session=f"s{number}", channel="web", kind="proxy")
    return Replay(desk.database, KNOWN).of(1)


def test_questions_that_say_what_they_ask_will_be_answered(desk: Desk) -> None:
    found = replayed(desk, "介绍信能让室友代领吗", "能不能让室友代领介绍信")
    assert (found.answered, found.total) == (2, 2)
    assert found.missed == []
    assert found.taken == []


def test_a_question_that_leans_on_the_one_before_will_not(desk: Desk) -> None:
    found = replayed(desk, "介绍信能让室友代领吗", "那室友代领介绍信呢")
    assert (found.answered, found.total) == (1, 2)
    assert found.missed == ["那室友代领介绍信呢"]


def test_a_known_question_that_would_change_its_answer_is_named(desk: Desk) -> None:
    found = replayed(desk, "请问介绍信在哪打印呀")
    assert found.taken == [Taken("介绍信在哪打印", "print/where")]
