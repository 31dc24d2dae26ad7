"""Questions are stored once, masked, and numbered."""

from __future__ import annotations

import threading
from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.desk import Desk, DeskError


@pytest.fixture
def desk(tmp_path: Path):
    opened = Desk(tmp_path / "desk.db", clock=lambda: datetime(2026, 6, 24, tzinfo=timezone.utc))
    yield opened
    opened.close()


def test_a_question_gets_a_number_and_is_masked(desk: Desk) -> None:
    number = desk.add_question("我学号21S025001,信丢了", session="s", channel="web", kind="lost")
    (stored,) = desk.questions()
    assert (stored.number, stored.text) == (number, "我学号〔学号〕,信丢了")
    assert stored.asked_at == "2026-06-24T00:00:00+00:00"


def test_asking_again_in_the_same_session_is_the_same_question(desk: Desk) -> None:
    first = desk.add_question("信丢了", session="s", channel="web")
    assert desk.add_question("信丢了", session="s", channel="web") == first
    assert desk.add_question("信丢了", session="t", channel="web") != first


def test_several_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    Desk(path).close()

    def write(writer: int) -> None:
        desk = Desk(path)
        for number in range(20):
            desk.add_question(f"问题{number}", session=str(writer), channel="web")
        desk.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk = Desk(path)
    assert len(desk.questions()) == 80
    assert len({q.number for q in desk.questions()}) == 80
    desk.close()


def test_a_file_that_is_no_database_is_an_error_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_text("not a database, and long enough to be sure of it" * 10)
    with pytest.raises(DeskError, match=r"desk\.db"):
        Desk(path)
