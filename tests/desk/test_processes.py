"""Several processes at once, killed at random; a full disk; a file that is locked."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
import time
from datetime import datetime, timezone
from multiprocessing.context import SpawnContext
from pathlib import Path

import pytest

from bot.desk import Desk, DeskError
from bot.desk.outbox import LEASE
from bot.knowledge import load_knowledge
from tests.desk.conftest import Clock, answer, ask, cluster_of

BREATH = 0.002
"""Seconds between two writes: SQLite's lock isn't fair, and who never pauses starves the others."""
SUBJECTS = ("介绍信丢了", "党费标准", "食堂开门", "宿舍退宿", "档案去向")


def keep_asking(path: Path, name: str, log: Path) -> None:
    """Ask without end, and note every number that came back, as a student would."""
    desk = Desk(path)
    with log.open("a", buffering=1) as told:
        count = 0
        while True:
            count += 1
            subject = random.choice(SUBJECTS)
            number = ask(desk, f"{subject}第{count}问{name}", f"{name}-{count % 50}")
            told.write(f"{number}\n")
            time.sleep(BREATH)


def keep_publishing(path: Path, name: str, log: Path) -> None:
    """Publish without end, and note every publication that came back."""
    desk = Desk(path)
    wording = load_knowledge().wording
    with log.open("a", buffering=1) as told:
        while True:
            for cluster in desk.clusters.queue("open", most=3):
                with desk.database.transaction():
                    revision = desk.answers.write(cluster.id, f"答{time.time()}", actor=name)
                    published = desk.publication.publish(revision.id, actor=name, wording=wording)
                told.write(f"{published.publication} {published.notices}\n")
                time.sleep(BREATH)


def keep_delivering(path: Path, name: str, log: Path) -> None:
    """Deliver without end. Sending and noting it are one transaction, as in the web channel."""
    desk = Desk(path)
    while True:
        for notice in desk.outbox.due(most=20):
            with desk.database.transaction():
                desk.database.insert("delivered", {"notice": notice.id})
                desk.outbox.mark_sent(notice.id)
            time.sleep(BREATH)
        time.sleep(BREATH)


@pytest.fixture
def spawning() -> SpawnContext:
    return multiprocessing.get_context("spawn")


def test_kill_9_loses_and_doubles_nothing(path: Path, tmp_path: Path, spawning) -> None:
    made = Desk(path)
    made.database.execute("create table delivered (notice integer)")
    made.close()
    jobs = {"asker": keep_asking, "counselor": keep_publishing, "bearer": keep_delivering}

    def start(name: str) -> multiprocessing.process.BaseProcess:
        process = spawning.Process(target=jobs[name], args=(path, name, tmp_path / f"{name}.log"))
        process.start()
        return process

    running = {name: start(name) for name in jobs}
    chance = random.Random(5)
    asked, published = tmp_path / "asker.log", tmp_path / "counselor.log"
    until = time.monotonic() + 240
    killed = 0
    # A process of a busy machine may be killed several times before it has begun.
    while time.monotonic() < until and not (
        killed >= 6 and _lines(asked) >= 300 and _lines(published) >= 10
    ):
        time.sleep(chance.uniform(1.0, 2.5))
        name = chance.choice(list(jobs))
        assert running[name].exitcode is None, f"{name} ended by itself"
        os.kill(running[name].pid or 0, signal.SIGKILL)
        running[name].join()
        killed += 1
        running[name] = start(name)
    for process in running.values():
        process.kill()
        process.join()
    _check(path, tmp_path)


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


def _check(path: Path, logs: Path) -> None:
    clock = Clock()
    desk = Desk(path, clock)
    value = desk.database.value
    assert value("pragma integrity_check") == "ok"
    assert desk.database.rows("pragma foreign_key_check") == []
    numbers = {question.number for question in desk.questions.all()}
    told = {int(line) for line in (logs / "asker.log").read_text().splitlines()}
    assert len(told) >= 50
    assert _lines(logs / "counselor.log") >= 10
    assert told <= numbers
    for line in (logs / "counselor.log").read_text().splitlines():
        publication, notices = map(int, line.split())
        row = value("select count(*) from outbox where publication = ?", [publication])
        assert row == notices
    # Every answered question has its notice, and no conversation has two.
    assert (
        value("select count(*) from question where (answered_at is null) != (notice is null)") == 0
    )
    doubled = "select 1 from outbox group by publication, session having count(*) > 1"
    assert value(f"select count(*) from ({doubled})") == 0
    # What isn't delivered yet still will be, and nothing is delivered twice.
    assert value("select count(*) from outbox where state not in ('sent', 'waiting')") == 0
    assert value("select count(*) from delivered") == value(
        "select count(*) from outbox where state = 'sent'"
    )
    assert value("select count(*) = count(distinct notice) from delivered") == 1
    # Every publication stands in the log, and the counts are right.
    assert value("select count(*) from publication") == value(
        "select count(*) from audit_log where act = 'publish'"
    )
    before = desk.database.rows("select id, questions, askers, waiting from cluster order by id")
    desk.clusters.recount(row["id"] for row in before)
    after = desk.database.rows("select id, questions, askers, waiting from cluster order by id")
    assert before == after
    # What was handed out to a bearer that died is handed out again.
    left = value("select count(*) from outbox where state = 'waiting'")
    clock.time = datetime.now(timezone.utc) + LEASE
    assert len(desk.outbox.due(most=100_000)) == left
    desk.close()


def test_two_counselors_publish_at_once_and_both_are_in_the_log(
    desk: Desk, path: Path, clock: Clock, wording
) -> None:
    number = ask(desk, "介绍信丢了怎么办")
    other = Desk(path, clock)
    first = desk.answers.write(cluster_of(desk, number), "甲", actor="wang")
    second = other.answers.write(cluster_of(desk, number), "乙", actor="li")
    other.publication.publish(second.id, actor="li", wording=wording)
    desk.publication.publish(first.id, actor="wang", wording=wording)
    assert len(desk.outbox.due()) == 1
    assert [act.actor for act in desk.audit.newest(2)] == ["wang", "li"]
    other.close()


def test_a_locked_file_is_an_error_not_a_loss(desk: Desk, path: Path) -> None:
    desk.database.execute("pragma busy_timeout = 50")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("begin immediate")
    with pytest.raises(DeskError, match="locked"):
        ask(desk, "介绍信丢了怎么办")
    holder.execute("rollback")
    holder.close()
    assert ask(desk, "介绍信丢了怎么办") == 1


def test_a_file_that_is_up_to_date_opens_while_somebody_writes(desk: Desk, path: Path) -> None:
    with desk.database.transaction():
        other = Desk(path)
        assert other.questions.all() == []
        other.close()


def test_a_full_disk_is_an_error_and_nothing_is_half_stored(desk: Desk, wording) -> None:
    number = ask(desk, "介绍信丢了怎么办")
    pages = desk.database.value("pragma page_count")
    desk.database.execute(f"pragma max_page_count = {pages}")

    def fill() -> None:
        for count in range(1000):
            ask(desk, f"第{count}问" + "长" * 290, str(count))

    with pytest.raises(DeskError, match="full"):
        fill()
    stored = len(desk.questions.all())
    assert desk.database.value("select count(*) from phrasing") == stored
    assert sum(c.questions for c in desk.clusters.queue("open")) == stored
    desk.database.execute(f"pragma max_page_count = {pages * 100}")
    answer(desk, number, "甲", wording)


def test_a_file_broken_while_in_use_is_an_error(desk: Desk, path: Path) -> None:
    ask(desk, "介绍信丢了怎么办")
    desk.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 200_000)
    with pytest.raises(DeskError):
        ask(Desk(path), "党费按什么标准交")
