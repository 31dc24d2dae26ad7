"""A training begun in the console, from its first step to the swap, with nothing made up.

The project is a copy of its own, because a training writes what was published into ``kb/``.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bot.desk.kb_form import FILES
from bot.engine_process import MODEL_LINK
from bot.knowledge import Knowledge
from bot.retrain import GATES
from bot.settings import ROOT
from tests.conftest import RunningBot
from tests.system.persistent import Publisher, Student
from tests.system.test_kills import first_link

LEFT_BEHIND = (".git", ".venv", ".tools", "var", "models", ".*cache*", ".rasa", ".hypothesis")
QUESTION = "介绍信丢在回老家的火车上了该怎么补救"
ANSWER = "先给你的党支部书记打电话,说清楚信是哪天丢的,由书记联系组织部。"
LONGEST_SECONDS = 900
FLAWLESS = {"answers": 1.0, "abstained": 1.0, "turns": 1.0, "wrong": 0.0}
"""Figures of a running model that no new one comes up to."""
USELESS = {"answers": 0.0, "abstained": 0.0, "turns": 0.0, "wrong": 1.0}
"""And of one that any is better than."""


@pytest.fixture
def project(model: Path, tmp_path: Path) -> Path:
    """A copy of everything that training and running need."""
    copy = tmp_path / "project"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    (copy / "models").mkdir()
    shutil.copy2(model, copy / "models")
    return copy


@pytest.fixture
def running(project: Path, tmp_path: Path) -> Iterator[RunningBot]:
    """The bot of the copy."""
    started = RunningBot(tmp_path / "data", project)
    yield started
    started.stop()


class Chatter(threading.Thread):
    """A student who asks on and on, whatever happens to the engine."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.replies: list[str] = []
        self._student = Student(url)
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(3):
            self._student.ask("在哪打印介绍信")

    def stop(self) -> list[str]:
        """End it and return all replies, those that came later included."""
        self._done.set()
        self.join()
        said = [reply["text"] for reply in self._student.everything()]
        self._student.client.close()
        return said


def test_a_training_from_the_console(
    running: RunningBot, project: Path, knowledge: Knowledge
) -> None:
    student = Student(running.url)
    student.ask(QUESTION)
    counselor = Publisher(running.url, first_link(running))
    assert counselor.publish_next(ANSWER)
    before = (running.data / MODEL_LINK).resolve()

    gates = running.data / GATES
    gates.parent.mkdir()
    gates.write_bytes(msgspec.json.encode(FLAWLESS))
    assert "继续用原来的模型" in train(counselor)
    assert (running.data / MODEL_LINK).resolve() == before
    assert not any((project / "kb" / file).exists() for file in FILES)

    gates.write_bytes(msgspec.json.encode(USELESS))
    chatter = Chatter(running.url)
    chatter.start()
    assert "新模型已经在用" in train(counselor)
    said = chatter.stop()
    assert (running.data / MODEL_LINK).resolve() != before
    assert ANSWER in (project / "kb" / FILES[0]).read_text(encoding="utf-8")
    assert len(said) >= len(chatter._student.asked)
    apology = knowledge.wording.engine_down
    assert [text for text in said if text != apology and "402" not in text] == []
    running.wait_until_ready()
    student.ask(QUESTION)
    assert ANSWER in student.everything()[-1]["text"]
    student.client.close()
    counselor.browser.client.close()


def train(counselor: Publisher) -> str:
    """Begin a training in the console and return what its page says in the end."""
    browser = counselor.browser
    browser.open("/training")
    browser.press("开始训练")
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until:
        page = browser.open("/training").text
        if "正在训练" not in page:
            return page
        time.sleep(1)
    raise AssertionError("the training doesn't end")
