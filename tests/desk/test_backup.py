"""A backup is whole though the bot writes, and bringing it back loses nothing that matters."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import pytest

from bot.desk import Desk, DeskError
from bot.desk.backup import back_up, main, restore
from tests.desk.conftest import answer, ask


def write_until_told(path: Path, stop, written) -> None:
    desk = Desk(path)
    while not stop.is_set():
        ask(desk, f"问题{written.value}", "writer")
        written.value += 1
    desk.close()


@pytest.fixture
def busy(path: Path):
    """A desk that another process writes to."""
    Desk(path).close()
    context = multiprocessing.get_context("spawn")
    stop, written = context.Event(), context.Value("i", 0)
    writer = context.Process(target=write_until_told, args=(path, stop, written))
    writer.start()
    while written.value < 20:
        time.sleep(0.05)
    yield written
    stop.set()
    writer.join(20)
    assert writer.exitcode == 0


def test_a_backup_under_load_is_whole(path: Path, tmp_path: Path, busy) -> None:
    target = tmp_path / "copy" / "desk.db"
    before = busy.value
    back_up(path, target)
    copy = Desk(target)
    assert len(copy.questions.all()) >= before
    copy.close()
    assert list(target.parent.glob("*.part")) == []


def test_a_restore_under_load_is_one_step(path: Path, tmp_path: Path, busy) -> None:
    target = tmp_path / "copy.db"
    back_up(path, target)
    copied = Desk(target)
    numbers = [question.number for question in copied.questions.all()]
    copied.close()
    while busy.value < len(numbers) + 20:
        time.sleep(0.05)
    reader = Desk(path)
    highest = max(q.number for q in reader.questions.all())
    restore(target, path)
    after = busy.value
    while busy.value < after + 20:
        time.sleep(0.05)
    found = [question.number for question in reader.questions.all()]
    assert found[: len(numbers)] == numbers
    assert min(found[len(numbers) :]) > highest
    assert len(found) == len(set(found))
    reader.close()


def test_a_step_back_tells_nobody_twice_and_uses_no_number_twice(
    desk: Desk, path: Path, tmp_path: Path, wording
) -> None:
    first = ask(desk, "介绍信丢了怎么办", "a")
    answer(desk, first, "甲", wording)
    target = tmp_path / "copy.db"
    back_up(path, target)
    desk.outbox.mark_sent(desk.outbox.due()[0].id)
    second = ask(desk, "党费按什么标准交", "b")
    version = desk.database.value("select version from kb_version")
    restore(target, path)
    assert desk.outbox.due() == []
    assert [q.number for q in desk.questions.all()] == [first]
    assert ask(desk, "能不能代领", "c") > second
    assert desk.database.value("select version from kb_version") > version
    kept = Desk(path.with_name("desk.db.before-restore"))
    assert len(kept.questions.all()) == 2
    kept.close()


def test_what_is_no_backup_is_refused_and_changes_nothing(
    desk: Desk, path: Path, tmp_path: Path
) -> None:
    ask(desk, "介绍信丢了怎么办")
    good = tmp_path / "good.db"
    back_up(path, good)
    damaged = bytearray(good.read_bytes())
    damaged[5000:9000] = b"\xff" * 4000
    (tmp_path / "damaged.db").write_bytes(damaged)
    (tmp_path / "text.db").write_text("no database" * 100)
    (tmp_path / "empty.db").touch()
    for name in ("damaged.db", "text.db", "empty.db", "missing.db"):
        with pytest.raises(DeskError):
            restore(tmp_path / name, path)
    assert len(desk.questions.all()) == 1
    with pytest.raises(DeskError, match="还没有"):
        back_up(tmp_path / "none.db", tmp_path / "x.db")


def test_a_damaged_desk_is_put_aside_and_brought_back(
    desk: Desk, path: Path, tmp_path: Path
) -> None:
    ask(desk, "介绍信丢了怎么办")
    good = tmp_path / "good.db"
    back_up(path, good)
    desk.close()
    path.write_bytes(b"\xff" * 50_000)
    restore(good, path)
    restored = Desk(path)
    assert [q.text for q in restored.questions.all()] == ["介绍信丢了怎么办"]
    restored.close()
    assert path.with_name("desk.db.before-restore").read_bytes() == b"\xff" * 50_000


def test_the_command_backs_up_and_restores(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("BOT_DATA", str(tmp_path / "data"))
    assert main([]) == 1
    assert "还没有可备份的" in capsys.readouterr().err
    desk = Desk(tmp_path / "data" / "desk.db")
    ask(desk, "介绍信丢了怎么办")
    assert main([]) == 0
    (made,) = (tmp_path / "data" / "backups").glob("*.db")
    assert str(made) in capsys.readouterr().out
    ask(desk, "党费按什么标准交")
    assert main(["--restore", str(made)]) == 0
    assert len(desk.questions.all()) == 1
    desk.close()
