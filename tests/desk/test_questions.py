"""Questions are stored once, masked, numbered and put with their like."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.desk import Desk, DeskError
from tests.desk.conftest import answer, ask, cluster_of


def test_a_question_gets_a_number_and_is_masked(desk: Desk) -> None:
    number = ask(desk, "我学号21S025001,信丢了", kind="lost")
    (stored,) = desk.questions.all()
    assert (stored.number, stored.text) == (number, "我学号〔学号〕,信丢了")
    assert stored.asked_at == "2026-06-24T02:00:00+00:00"


def test_asking_again_in_the_same_session_is_the_same_question(desk: Desk) -> None:
    first = ask(desk, "信丢了")
    assert ask(desk, "信丢了") == first
    assert ask(desk, "信丢了", "t") != first


def test_asking_again_after_the_answer_is_a_new_question(desk: Desk, wording) -> None:
    first = ask(desk, "信丢了")
    answer(desk, first, "先联系党支部书记。", wording)
    assert ask(desk, "信丢了") != first


def test_what_was_said_before_is_kept_masked(desk: Desk) -> None:
    ask(desk, "那怎么办", turns=[("student", "我叫王小明,信丢了"), ("bot", "先别慌")])
    (stored,) = desk.questions.all()
    assert [tuple(turn) for turn in stored.turns] == [
        ("student", "我叫〔姓名〕,信丢了"),
        ("bot", "先别慌"),
    ]


def test_the_bots_nearest_answers_are_kept(desk: Desk) -> None:
    ask(desk, "信丢了", nearest=[("change/how", 0.61234), ("near_miss/lost_letter", 0.2)])
    (stored,) = desk.questions.all()
    assert [tuple(near) for near in stored.nearest] == [
        ("change/how", 0.612),
        ("near_miss/lost_letter", 0.2),
    ]


def test_the_bots_reading_of_a_text_with_personal_details_is_not_kept(path: Path) -> None:
    desk = Desk(path)
    ask(desk, "我叫王小明,信丢了", normal_form="我叫王小明信丢了", concepts=["lost"])
    desk.close()
    for file in path.parent.iterdir():
        assert "王小明".encode() not in file.read_bytes()


@pytest.mark.parametrize("text", ["", "。", "\x00\x01", "😀", "问" * 10_000, "a,b'\"%_"])
def test_odd_texts_are_stored(desk: Desk, text: str) -> None:
    number = ask(desk, text)
    assert cluster_of(desk, number)


def test_several_writers_lose_nothing(path: Path) -> None:
    def write(writer: int) -> None:
        desk = Desk(path)
        for number in range(20):
            ask(desk, f"问题{number}", str(writer))
        desk.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk = Desk(path)
    assert len(desk.questions.all()) == 80
    assert len({q.number for q in desk.questions.all()}) == 80
    assert sum(c.questions for c in desk.clusters.queue("open")) == 80
    desk.close()


def test_a_file_that_is_no_database_is_an_error_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_text("not a database, and long enough to be sure of it" * 10)
    with pytest.raises(DeskError, match=r"desk\.db"):
        Desk(path)
