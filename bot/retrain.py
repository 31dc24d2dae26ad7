"""``python -m bot.retrain JOB``: train a model with what counselors published, and swap it in.

Export → check → train → evaluate → swap. Where the check or the evaluation falls, ``kb/`` is put
back, and with it the model that is running.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.desk import Desk
from bot.desk.kb_form import FILES, export_kb
from bot.engine_process import MODEL_LINK, point_to, restart_engine
from bot.knowledge import KB, KnowledgeError, check, load_knowledge
from bot.settings import ROOT, Settings

TRAIN = (sys.executable, "-m", "bot.train")
EVALUATE = (sys.executable, "-m", "benchmarks.evaluate", "--alone", "--gate")
"""Exits with another code than 0 when one of its gates falls."""
GATES = Path("evaluation") / "gates.json"
"""In the data folder: the figures of the model that is running, which the gates compare with."""
_PROGRESS = re.compile(r"^(\S+?):\s+(\d+)%")
_READY = re.compile(r"模型已就绪:(\S+)")
SECONDS_BETWEEN_NOTES = 2.0


class StepError(Exception):
    """A step didn't succeed; the message is for counselors."""


def retrain(  # noqa: PLR0913 - what the job touches
    desk: Desk,
    job: int,
    *,
    train: Sequence[str] = TRAIN,
    evaluate: Sequence[str] = EVALUATE,
    swap: Callable[[Path], None],
    gates: Path,
    folder: Path = KB,
) -> None:
    """Do a job from its beginning to its end, which is noted whatever happens.

    :param job: from :meth:`bot.desk.retraining.Retraining.begin`
    :param train: command that prints the model's path at its end
    :param evaluate: command that fails when the new model is worse than allowed
    :param swap: puts the new model to work
    :param gates: file that ``evaluate`` keeps the figures of the running model in
    :param folder: ``kb/``
    """
    jobs = desk.retraining
    before = {file: _content(folder / file) for file in FILES}
    try:
        if not gates.exists():
            measured = "先评测现在的模型"
            _run(evaluate, measured, lambda step, percent: jobs.progress(job, step, percent))
        jobs.progress(job, "导出已发布的答案")
        _export(desk, folder)
        output = _run(train, "训练", lambda step, percent: jobs.progress(job, step, percent))
        ready = _READY.search(output)
        if ready is None:
            raise StepError("训练没有给出模型")
        try:
            _run(evaluate, "评测", lambda step, percent: jobs.progress(job, step, percent))
        except StepError as error:
            _put_back(folder, before)
            jobs.end(job, "rolled_back", f"新模型没有通过评测,继续用原来的。\n{error}")
            return
        jobs.progress(job, "换上新模型")
        swap(ROOT / ready[1])
    except BaseException as error:
        _put_back(folder, before)
        jobs.end(job, "failed", str(error) or type(error).__name__)
        if not isinstance(error, (StepError, KnowledgeError, OSError)):
            raise
    else:
        jobs.end(job, "done", ready[1])


def _export(desk: Desk, folder: Path) -> None:
    """Write the export into ``kb/`` once a copy of ``kb/`` with it has passed the check."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(folder, Path(scratch) / folder.name))
        export_kb(desk, load_knowledge(copy), copy)
        check(copy)
        for file in FILES:
            _write(folder / file, _content(copy / file))


def _run(command: Sequence[str], what: str, note: Callable[[str, int], None]) -> str:
    """Run a command, note the progress that it prints, and return its output.

    :raises StepError: when it fails, with the end of its output
    """
    note(what, 0)
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    lines: list[str] = []
    noted = time.monotonic()
    with process.stdout as output:
        # Universal newlines: a progress bar's carriage returns end lines, too.
        for line in output:
            progress = _PROGRESS.match(line)
            if progress is None:
                lines.append(line)
            if time.monotonic() - noted >= SECONDS_BETWEEN_NOTES:
                noted = time.monotonic()
                note(progress[1] if progress else what, int(progress[2]) if progress else 0)
    code = process.wait()
    text = "".join(lines)
    if code:
        raise StepError(f"{what}没有成功(退出码 {code}):\n{text[-1000:]}")
    return text


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _write(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(content)


def _put_back(folder: Path, before: dict[Path, bytes | None]) -> None:
    for file, content in before.items():
        _write(folder / file, content)


def main() -> int:
    """Do a job that was begun in the console and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.retrain", description=__doc__)
    parser.add_argument("job", type=int, help="训练的编号")
    job = parser.parse_args().job
    settings = Settings.from_environment()
    desk = Desk(settings.desk_database)

    def swap(model: Path) -> None:
        point_to(settings.data / MODEL_LINK, model)
        restart_engine(settings)

    retrain(desk, job, swap=swap, gates=settings.data / GATES)
    ended = desk.retraining.get(job)
    desk.close()
    sys.stdout.write(f"{ended.state}:{ended.message}\n")
    return 0 if ended.state == "done" else 1


if __name__ == "__main__":
    raise SystemExit(main())
