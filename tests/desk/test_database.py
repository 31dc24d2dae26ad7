"""Transactions are whole, threads have connections of their own, and migrations meet no race."""

from __future__ import annotations

import multiprocessing
import threading
from datetime import date
from pathlib import Path

import pytest
import sqlite_utils

from bot.desk import Desk
from bot.desk.database import Database
from bot.desk.migrations import migrations
from tests.desk.conftest import Clock, ask


class OddError(Exception):
    pass


def test_a_part_that_fails_is_gone_though_the_whole_goes_on(desk: Desk) -> None:
    def fail() -> None:
        with desk.database.transaction():
            ask(desk, "党费按什么标准交")
            raise OddError

    with desk.database.transaction():
        ask(desk, "介绍信丢了怎么办")
        with pytest.raises(OddError):
            fail()
    assert [q.text for q in desk.questions.all()] == ["介绍信丢了怎么办"]


def test_a_whole_that_fails_leaves_nothing(desk: Desk) -> None:
    def fail() -> None:
        with desk.database.transaction():
            ask(desk, "介绍信丢了怎么办")
            raise OddError

    with pytest.raises(OddError):
        fail()
    assert desk.questions.all() == []


def test_one_object_serves_many_threads(desk: Desk) -> None:
    threads = [threading.Thread(target=ask, args=(desk, f"第{n}个问题", str(n))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(desk.questions.all()) == 20


def make(path: Path) -> None:
    Desk(path).close()


def test_several_processes_may_make_the_file_at_once(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=make, args=(path,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert Desk(path).database.value("select version from kb_version") == 1


def test_the_day_is_the_colleges(path: Path, clock: Clock) -> None:
    clock.time = clock.time.replace(hour=16, minute=0)
    assert Database(path, clock).today() == date(2026, 6, 25)


def test_a_desk_of_the_first_release_is_brought_up_to_date(path: Path) -> None:
    """A question that waited before there were clusters still has its number and is found."""
    old = sqlite_utils.Database(path)
    migrations.apply(old, stop_before="create_cluster")
    old["question"].insert(
        {
            "text": "介绍信丢了", "kind": "lost_letter", "topics": "lost", "channel": "web",
            "session": "s", "asked_at": "2026-06-01T00:00:00+00:00",
        }
    )  # fmt: skip
    old.close()
    desk = Desk(path)
    (question,) = desk.questions.all()
    assert (question.number, question.concepts) == (1, ("lost",))
    (cluster,) = desk.clusters.queue("open")
    assert (cluster.waiting, cluster.title) == (1, "介绍信丢了")
    desk.close()
