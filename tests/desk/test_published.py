"""What is live is seen by the engine at once, and never raises."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.desk.backup import back_up, restore
from bot.desk.pairs import Pair
from bot.desk.published import PublishedAnswers
from bot.knowledge import Renderer
from tests.desk.conftest import Clock, answer, ask, cluster_of

LOST = ("introduction_letter", "lost")


@pytest.fixture
def published(path: Path, clock: Clock) -> Iterator[PublishedAnswers]:
    opened = PublishedAnswers(path, clock)
    yield opened
    opened.close()


def text_of(published: PublishedAnswers, text: str, concepts=LOST, **more) -> str | None:
    found = published.find(text, concepts, **more)
    return found.text if found else None


def lost(desk: Desk, text: str = "介绍信丢了怎么办", session: str = "s") -> int:
    return ask(desk, text, session, concepts=LOST)


def test_an_answer_is_live_at_once_and_gone_at_once(desk: Desk, published, wording) -> None:
    number = lost(desk)
    assert text_of(published, "介绍信丢了怎么办") is None
    done = answer(desk, number, "先联系支书。", wording)
    assert text_of(published, "介绍信丢了怎么办") == "先联系支书。"
    assert text_of(published, "老师,我的介绍信丢了咋办呀") == "先联系支书。"
    assert text_of(published, "老师,我的介绍信丢了咋办呀", exactly=True) is None
    assert text_of(published, "介绍信丢了怎么办", ("receipt_slip", "lost")) == "先联系支书。"
    assert text_of(published, "介绍信丢了咋办", ("receipt_slip", "lost")) is None
    assert text_of(published, "介绍信没丢怎么办") is None
    desk.undo.undo(done.act, "wang")
    assert text_of(published, "介绍信丢了怎么办") is None


def test_a_new_revision_takes_the_place_of_the_old(desk: Desk, published, wording) -> None:
    number = lost(desk)
    answer(desk, number, "甲", wording)
    desk.answers.write(cluster_of(desk, number), "草稿", actor="wang")
    assert text_of(published, "介绍信丢了怎么办") == "甲"
    answer(desk, number, "乙", wording)
    assert text_of(published, "介绍信丢了怎么办") == "乙"


def test_a_wording_that_no_counselor_has_seen_is_not_answered(
    desk: Desk, published, wording
) -> None:
    answer(desk, lost(desk), "甲", wording)
    later = lost(desk, "我的介绍信好像丢在宿舍了怎么办", "t")
    assert cluster_of(desk, later) == 1
    assert text_of(published, "我的介绍信好像丢在宿舍了怎么办") is None
    answer(desk, later, "甲", wording)
    assert text_of(published, "我的介绍信好像丢在宿舍了怎么办") == "甲"


def test_what_leans_on_the_question_before_is_never_answered(
    desk: Desk, published, wording
) -> None:
    answer(desk, ask(desk, "那丢了呢", concepts=["lost"]), "甲", wording)
    assert text_of(published, "那丢了呢", ("lost",)) is None


def test_nothing_is_served_past_its_last_day(desk: Desk, published, wording, clock: Clock) -> None:
    number = lost(desk)
    revision = desk.answers.write(
        cluster_of(desk, number), "甲", actor="wang", valid_until=date(2026, 6, 25)
    )
    desk.publication.publish(revision.id, actor="wang", wording=wording)
    clock.time = clock.time.replace(day=25, hour=15, minute=59)  # 23:59 at the college
    assert text_of(published, "介绍信丢了怎么办") == "甲"
    clock.pass_by(minutes=1)
    assert text_of(published, "介绍信丢了怎么办") is None
    assert published.all() == []


def test_withdrawn_merged_and_attached(desk: Desk, published, wording, knowledge) -> None:
    number = lost(desk)
    answer(desk, number, "甲", wording)
    desk.publication.withdraw(1, actor="wang")
    assert text_of(published, "介绍信丢了怎么办") is None
    assert desk.clusters.get(cluster_of(desk, number)).state == "open"
    desk.publication.attach_entry(
        cluster_of(desk, number),
        "letter/keep",
        Renderer(knowledge).answer(["letter/keep"]),
        actor="wang",
        wording=wording,
    )
    found = published.find("介绍信丢了怎么办", LOST)
    assert found is not None
    assert (found.entry, found.answer) == ("letter/keep", None)


def test_imported_questions_get_their_concepts_when_read(
    desk: Desk, path: Path, clock: Clock, wording
) -> None:
    desk.pairs.apply([Pair(2, "介绍信丢了怎么办", "甲")], actor="wang", wording=wording)
    reading = PublishedAnswers(path, clock, concepts_of=lambda text: LOST)
    assert text_of(reading, "请问介绍信丢了怎么办呀") == "甲"
    reading.close()


def test_without_the_file_nothing_is_live(published: PublishedAnswers, path: Path) -> None:
    assert text_of(published, "介绍信丢了怎么办") is None
    path.write_text("no database, and long enough to be sure of it" * 10)
    assert text_of(published, "介绍信丢了怎么办") is None


def test_an_empty_file_and_a_foreign_one_are_passed_over(
    published: PublishedAnswers, path: Path
) -> None:
    sqlite3.connect(path).close()
    assert text_of(published, "介绍信丢了怎么办") is None


def test_a_writer_blocks_nobody(desk: Desk, path: Path, published, wording) -> None:
    answer(desk, lost(desk), "甲", wording)
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("begin exclusive")
    assert text_of(published, "介绍信丢了怎么办") == "甲"
    writer.close()


def test_another_file_in_its_place_is_noticed(
    desk: Desk, path: Path, tmp_path: Path, published, wording
) -> None:
    answer(desk, lost(desk), "甲", wording)
    back_up(path, tmp_path / "copy.db")
    answer(desk, 1, "乙", wording)
    assert text_of(published, "介绍信丢了怎么办") == "乙"
    restore(tmp_path / "copy.db", path)
    assert text_of(published, "介绍信丢了怎么办") == "甲"
    desk.close()
    for file in list(path.parent.glob("desk.db*")):
        file.unlink()
    assert text_of(published, "介绍信丢了怎么办") is None
    (tmp_path / "copy.db").replace(path)
    assert text_of(published, "介绍信丢了怎么办") == "甲"
