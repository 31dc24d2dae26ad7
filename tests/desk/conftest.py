"""A desk in a real file, with a clock that tests can turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.desk import Desk, similarity
from bot.desk.look_ahead import LookAhead
from bot.desk.replay import BlindReplay
from bot.knowledge import Knowledge
from bot.knowledge.model import Wording

ANSWERS = """
- question: "请问去哪里打印介绍信"
  must: ["402"]
"""
ABSTENTIONS = """
- question: "介绍信丢了能补吗?"
  kind: "listed"
"""


class Clock:
    """Gives the time that the test says it is."""

    def __init__(self) -> None:
        self.time = datetime(2026, 6, 24, 2, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **time: float) -> None:
        """Let time pass: ``pass_by(minutes=5)``."""
        self.time += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def desk(path: Path, clock: Clock) -> Iterator[Desk]:
    opened = Desk(path, clock)
    yield opened
    opened.close()


@pytest.fixture
def wording(knowledge: Knowledge) -> Wording:
    return knowledge.wording


@pytest.fixture
def blind_folder(tmp_path: Path) -> Path:
    """A folder with two blind questions, one that the notice answers and one that it doesn't."""
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "answers.yml").write_text(ANSWERS, encoding="utf-8")
    (folder / "abstentions.yml").write_text(ABSTENTIONS, encoding="utf-8")
    return folder


@pytest.fixture
def replay(blind_folder: Path) -> BlindReplay:
    """Asks those two, read without concepts."""
    return BlindReplay(lambda: lambda text: similarity.wording(text, ()), blind_folder)


@pytest.fixture
def ahead(knowledge: Knowledge, replay: BlindReplay) -> LookAhead:
    """Compares with the project's own questions and those two."""
    return LookAhead(knowledge, replay)


def ask(desk: Desk, text: str, session: str = "s", **more: object) -> int:
    """Ask as a student and return the question's number."""
    return desk.questions.add(text, session=session, channel="web", **more)  # type: ignore[arg-type]


def cluster_of(desk: Desk, number: int) -> int:
    """Return the cluster of a question."""
    question = desk.questions.get(number)
    assert question is not None
    return question.cluster


def answer(desk: Desk, number: int, text: str, wording: Wording, actor: str = "wang"):
    """Answer a question's cluster and publish; return what publishing did."""
    revision = desk.answers.write(cluster_of(desk, number), text, actor=actor)
    return desk.publication.publish(revision.id, actor=actor, wording=wording)
