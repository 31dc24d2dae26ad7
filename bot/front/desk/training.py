"""The page on which the bot is trained anew, with progress."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from starlette.responses import Response

from bot.desk.refusals import RefusedError
from bot.desk.retraining import TrainingJob
from bot.front.desk.pages import Context
from bot.front.desk.routing import done
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit
from bot.settings import ROOT

STATES = {
    "running": "正在训练",
    "done": "训练好了,新模型已经在用",
    "failed": "没有成功,继续用原来的模型",
    "rolled_back": "新模型没有更好,继续用原来的模型",
}


@dataclass(frozen=True)
class TrainingPage(Context):
    """The newest job, and the button for another."""

    template: ClassVar[str] = "training.html"
    job: TrainingJob | None
    state: str
    answers: int
    """Published."""
    error: str


@dataclass(frozen=True)
class TrainingPart(Context):
    """How far the newest job is: fetched every two seconds while it runs."""

    template: ClassVar[str] = "training_job.html"
    job: TrainingJob | None
    state: str


def start_retraining(job: int) -> None:
    """Begin a job in a process that outlives the front's restarts."""
    subprocess.Popen(
        [sys.executable, "-m", "bot.retrain", str(job)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def show_training(services: Services, visit: Visit) -> Response:
    """Show the newest job."""
    return _page(services, visit)


def show_job(services: Services, visit: Visit) -> Response:
    """Show how far the newest job is (htmx)."""
    job = services.desk.retraining.latest()
    return services.pages.show_outside(TrainingPart(job, STATES[job.state] if job else ""))


def begin_training(services: Services, visit: Visit) -> Response:
    """Begin a job."""
    try:
        job = services.desk.retraining.begin(visit.actor)
    except RefusedError as error:
        return _page(services, visit, str(error))
    try:
        services.retrain(job)
    except OSError as error:
        services.desk.retraining.end(job, "failed", f"训练进程没能启动:{error}")
    return done(services, visit, "/training")


def _page(services: Services, visit: Visit, error: str = "") -> Response:
    job = services.desk.retraining.latest()
    answers = services.desk.database.value(
        "select count(*) from answer where live_revision is not null"
    )
    page = TrainingPage(job, STATES[job.state] if job else "", int(answers), error)
    return services.pages.show(visit, page, HTTPStatus.CONFLICT if error else HTTPStatus.OK)
