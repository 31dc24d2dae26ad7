"""A new model is trained from what was published, measured, and swapped in or rolled back."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.desk import Desk, RefusedError
from bot.desk.kb_form import FILES
from bot.knowledge import KB, Knowledge
from bot.retrain import retrain
from bot.settings import ROOT
from tests.desk.conftest import Clock, answer, ask

TRAINS = (
    "import sys, time\n"
    "for n in (10, 60, 100):\n"
    "    sys.stderr.write(f'\\r训练排序器: {n}%|##|'); sys.stderr.flush(); time.sleep(1.1)\n"
    "print('\\n模型已就绪:models/new.tar.gz')"
)
PASSES = "print('好')"
FALLS = "print('准确率 0.5 < 0.8'); raise SystemExit(1)"


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock, knowledge: Knowledge) -> Iterator[Desk]:
    opened = Desk(tmp_path / "desk.db", clock)
    answer(
        opened, ask(opened, "介绍信丢在火车上了该怎么补救才好"), "先联系支书。", knowledge.wording
    )
    yield opened
    opened.close()


@pytest.fixture
def gates(tmp_path: Path) -> Path:
    """Figures of the running model, kept by an evaluation before."""
    kept = tmp_path / "gates.json"
    kept.write_text("{}", encoding="utf-8")
    return kept


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KB, tmp_path / "kb"))


@pytest.fixture
def retrained(desk: Desk, kb: Path, gates: Path) -> Callable[..., list[Path]]:
    """Do a job with commands of the test's own, and return the models that were swapped in."""

    def run(job: int, train: str, evaluate: str) -> list[Path]:
        swapped: list[Path] = []
        retrain(
            desk,
            job,
            train=python(train),
            evaluate=python(evaluate),
            swap=swapped.append,
            gates=gates,
            folder=kb,
        )
        return swapped

    return run


def test_a_model_that_passes_is_swapped_in(desk: Desk, kb: Path, retrained) -> None:
    job = desk.retraining.begin("wang")
    with pytest.raises(RefusedError, match="wang"):
        desk.retraining.begin("li")
    steps: list[tuple[str, int]] = []
    note = desk.retraining.progress
    desk.retraining.progress = lambda job, step, percent=0: (  # type: ignore[method-assign]
        steps.append((step, percent)), note(job, step, percent)
    )[1]  # fmt: skip
    swapped = retrained(job, TRAINS, PASSES)
    ended = desk.retraining.get(job)
    assert (ended.state, ended.message) == ("done", "models/new.tar.gz")
    assert swapped == [ROOT / "models/new.tar.gz"]
    assert ("训练排序器", 60) in steps or ("训练排序器", 100) in steps
    assert "先联系支书" in (kb / FILES[0]).read_text(encoding="utf-8")
    assert [act.act for act in desk.audit.of(f"training {job}")] == ["retrain_done", "retrain"]
    desk.retraining.begin("li")


@pytest.mark.parametrize(
    ("train", "evaluate", "state", "reason"),
    [
        (TRAINS, FALLS, "rolled_back", "准确率"),
        ("raise SystemExit('磁盘满了')", PASSES, "failed", "磁盘满了"),
        ("print('没有模型')", PASSES, "failed", "没有给出模型"),
    ],
)
def test_otherwise_everything_stays_as_it_was(
    desk: Desk, kb: Path, retrained, train: str, evaluate: str, state: str, reason: str
) -> None:
    job = desk.retraining.begin("wang")
    swapped = retrained(job, train, evaluate)
    ended = desk.retraining.get(job)
    assert ended.state == state
    assert reason in ended.message
    assert swapped == []
    assert not any((kb / file).exists() for file in FILES)


def test_the_running_model_is_measured_first_where_it_never_was(
    desk: Desk, gates: Path, retrained
) -> None:
    """Otherwise the first model trained here would have nothing to be compared with."""
    gates.unlink()
    counted = gates.with_name("count")
    evaluate = f"open({str(counted)!r}, 'a').write('.')"
    job = desk.retraining.begin("wang")
    retrained(job, TRAINS, evaluate)
    assert desk.retraining.get(job).state == "done"
    assert counted.read_text(encoding="utf-8") == ".."


def test_an_export_that_does_not_pass_the_check_never_trains(
    desk: Desk, kb: Path, retrained
) -> None:
    (kb / "sources" / "notice.txt").write_text("another notice", encoding="utf-8")
    job = desk.retraining.begin("wang")
    retrained(job, "1/0", "1/0")
    assert desk.retraining.get(job).state == "failed"
    assert "引文" in desk.retraining.get(job).message
    assert not any((kb / file).exists() for file in FILES)


def test_a_job_whose_process_died_lets_the_next_begin(desk: Desk, clock: Clock) -> None:
    job = desk.retraining.begin("wang")
    clock.pass_by(minutes=4)
    assert desk.retraining.get(job).state == "failed"
    assert desk.retraining.begin("li") == job + 1
