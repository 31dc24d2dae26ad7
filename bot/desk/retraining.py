"""Jobs that train a new model with what counselors published: who began, how far, how it ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, NamedTuple, cast

from bot.desk.audit import Audit
from bot.desk.database import Database, Row
from bot.desk.refusals import RefusedError

State = Literal["running", "done", "failed", "rolled_back"]
SILENT_FOR = timedelta(minutes=3)
"""A running job that hasn't said anything for so long is dead: its process was stopped."""
LONGEST_MESSAGE = 2_000


class TrainingJob(NamedTuple):
    """One job."""

    id: int
    state: State
    """``rolled_back``: the new model was worse, the old one stays."""
    step: str
    """What is being done, for people."""
    percent: int
    """Of the step."""
    message: str
    """How it ended."""
    actor: str
    started_at: str
    heard_at: str
    """When it last said something."""


class Retraining:
    """All jobs; one runs at a time."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def begin(self, actor: str) -> int:
        """Write down a new job and return its id; :mod:`bot.retrain` does the work.

        :raises RefusedError: while another one runs
        """
        with self._database.transaction():
            latest = self.latest()
            if latest is not None and latest.state == "running":
                raise RefusedError(f"{latest.actor} 开始的训练还没有结束")
            now = self._database.now()
            job = self._database.insert(
                "training", {"actor": actor, "started_at": now, "heard_at": now}
            )
            self._audit.record(actor, "retrain", [f"training {job}"])
        return job

    def progress(self, job: int, step: str, percent: int = 0) -> None:
        """Note how far a job is."""
        values = {"step": step, "percent": percent, "heard_at": self._database.now()}
        self._database.update("training", job, values)

    def end(self, job: int, state: State, message: str) -> None:
        """Note how a job ended."""
        with self._database.transaction():
            self._database.update(
                "training",
                job,
                {
                    "state": state,
                    "message": message[-LONGEST_MESSAGE:],
                    "heard_at": self._database.now(),
                },
            )
            found = self.get(job)
            self._audit.record(found.actor, f"retrain_{state}", [f"training {job}"])

    def get(self, job: int) -> TrainingJob:
        """Return a job.

        :raises RefusedError: when there is none with that id
        """
        row = self._database.row("select * from training where id = ?", [job])
        if row is None:
            raise RefusedError(f"没有第 {job} 次训练")
        return self._job(row)

    def latest(self) -> TrainingJob | None:
        """Return the newest job."""
        row = self._database.row("select * from training order by id desc limit 1")
        return self._job(row) if row else None

    def _job(self, row: Row) -> TrainingJob:
        job = TrainingJob(**row | {"state": cast(State, row["state"])})
        if job.state == "running" and job.heard_at < self._database.stamp(-SILENT_FOR):
            return job._replace(state="failed", message="训练中途停了")
        return job
