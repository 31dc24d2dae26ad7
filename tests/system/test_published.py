"""What a counselor publishes is said in every open session, within a second."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from bot.desk import Desk, StoredQuestion
from bot.knowledge import Knowledge, Renderer
from tests.conftest import Student

QUESTION = "转组织关系要不要带户口本复印件去402"


@pytest.fixture
def desk(bot) -> Iterator[Desk]:
    opened = Desk(bot.data / "desk.db")
    yield opened
    opened.close()


@pytest.fixture
def other(bot) -> Iterator[Student]:
    somebody = Student(bot.url)
    yield somebody
    somebody.client.close()


def handed_over(student: Student, desk: Desk, text: str) -> StoredQuestion:
    """Ask, and press 转给辅导员 if the bot doesn't hand over by itself."""
    reply = student.say(text)
    if "问题编号" not in reply["text"]:
        reply = student.press("hand_over")
    number = re.search(r"问题编号 (\d+)", reply["text"])
    assert number
    question = desk.questions.get(int(number[1]))
    assert question is not None
    return question


def test_an_answer_is_live_in_open_sessions_and_undone_again(
    student: Student, other: Student, desk: Desk, knowledge: Knowledge
) -> None:
    other.say("在哪打印")
    student.say("在哪打印")
    question = handed_over(student, desk, QUESTION)
    assert question.nearest
    assert question.concepts
    assert [turn.speaker for turn in question.turns[:2]] == ["student", "bot"]
    revision = desk.answers.write(question.cluster, "不用带户口本。", actor="wang")
    published = desk.publication.publish(revision.id, actor="wang", wording=knowledge.wording)
    started = time.monotonic()
    reply = other.say(f"请问{QUESTION}呀")
    assert time.monotonic() - started < 1.5
    assert reply["text"].startswith("不用带户口本。\n依据:辅导员答复·20")
    assert reply["source"].startswith("辅导员答复·20")
    assert "不用带户口本" not in other.say(QUESTION.replace("户口本", "身份证"))["text"]
    desk.undo.undo(published.act, "wang")
    assert "不用带户口本" not in other.say(QUESTION)["text"]


def test_questions_attached_to_an_entry_get_it(
    student: Student, other: Student, desk: Desk, knowledge: Knowledge
) -> None:
    text = "劳务派遣的转哪边合适呢请教"
    question = handed_over(student, desk, text)
    reply = Renderer(knowledge).answer(["print/where"])
    desk.publication.attach_entry(
        question.cluster, "print/where", reply, actor="wang", wording=knowledge.wording
    )
    assert "行政楼402" in other.say(text)["text"]
