"""Once a day the counselors' group hears how many questions wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.channels.wechat_codes import Remedy
from bot.desk.desk import Desk
from bot.front.channels.platform_api import PlatformError, UnknownOutcomeError
from bot.front.desk.daily_note import DailyNote
from bot.front.worker import Worker
from bot.knowledge import Knowledge

ADDRESS = "https://bot.example.edu.cn/desk/"
MORNING = datetime(2026, 6, 24, 1, tzinfo=timezone.utc)  # 9 o'clock at the college


class Robot:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.trouble: Exception | None = None

    async def say(self, content: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.said.append(content)


class House:
    """A desk with its robot, at a time that can be set."""

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        self.now = MORNING
        self.robot = Robot()
        self.worker = Worker()
        self.desk = Desk(folder / "desk.db", lambda: self.now)
        self.wording = knowledge.wording

    def note(self) -> DailyNote:
        """Return the task, as a start of the front makes it."""
        return DailyNote(self.robot, self.desk, self.worker, self.wording, ADDRESS)

    def ask(self, text: str, session: str) -> None:
        self.desk.questions.add(text, session=session, channel="web")


@pytest.fixture
def house(tmp_path: Path, knowledge: Knowledge) -> Iterator[House]:
    built = House(tmp_path, knowledge)
    yield built
    built.worker.close()
    built.desk.close()


async def test_the_note_says_how_many_wait_and_where(house: House) -> None:
    house.ask("介绍信能让室友代领吗", "a")
    house.ask("介绍信能让室友代领吗", "b")
    house.now += timedelta(hours=2)
    house.ask("党费要补交到几月", "c")
    await house.note().look()
    (said,) = house.robot.said
    assert "2 组问题" in said
    assert "3 位同学" in said
    assert "2 小时前" in said
    assert ADDRESS in said


async def test_no_question_is_told_in_the_group(house: House) -> None:
    house.ask("我叫张三,介绍信能让室友代领吗", "a")
    await house.note().look()
    assert "代领" not in house.robot.said[0]


async def test_it_is_said_once_a_day_also_after_a_restart(house: House) -> None:
    house.ask("党费要补交到几月", "a")
    await house.note().look()
    await house.note().look()
    house.now += timedelta(hours=1)
    await house.note().look()
    assert len(house.robot.said) == 1
    house.now += timedelta(days=1)
    await house.note().look()
    assert len(house.robot.said) == 2


async def test_nothing_is_said_when_nothing_waits(house: House) -> None:
    await house.note().look()
    assert house.robot.said == []


@pytest.mark.parametrize("hour", [0, 7, 18, 23])
async def test_nothing_is_said_at_night(house: House, hour: int) -> None:
    house.ask("党费要补交到几月", "a")
    house.now = MORNING.replace(hour=0) + timedelta(hours=hour - 8, days=1)
    await house.note().look()
    assert house.robot.said == []


async def test_a_passing_failure_is_tried_again(house: House) -> None:
    house.ask("党费要补交到几月", "a")
    house.robot.trouble = PlatformError(45009, "too many", Remedy.LATER)
    await house.note().look()
    house.robot.trouble = None
    await house.note().look()
    assert len(house.robot.said) == 1


async def test_a_note_that_was_perhaps_sent_is_not_sent_again(house: House) -> None:
    house.ask("党费要补交到几月", "a")
    house.robot.trouble = UnknownOutcomeError("ReadError")
    await house.note().look()
    house.robot.trouble = None
    await house.note().look()
    assert house.robot.said == []
