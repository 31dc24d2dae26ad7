"""The answers: all of them, one with its history, its last day and its owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import ClassVar

from markupsafe import Markup
from starlette.responses import Response

from bot.desk.answers import Answer, Revision
from bot.desk.audit import Act
from bot.desk.clusters import Cluster
from bot.desk.refusals import RefusedError
from bot.desk.roles import Permission
from bot.front.desk.differences import marked
from bot.front.desk.item import HISTORY_SHOWN, Draft
from bot.front.desk.pages import PER_PAGE, Context, Pager, skipped
from bot.front.desk.routing import done
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit


@dataclass(frozen=True)
class AnswersPage(Context):
    """The published answers."""

    template: ClassVar[str] = "answers.html"
    answers: Sequence[Answer]
    today: date
    pager: Pager


@dataclass(frozen=True)
class Version:
    """A revision, and what it changed."""

    revision: Revision
    changes: Markup
    live: bool


@dataclass(frozen=True)
class AnswerPage(Context):
    """One answer."""

    template: ClassVar[str] = "answer.html"
    answer: Answer
    clusters: Sequence[Cluster]
    versions: Sequence[Version]
    history: Sequence[Act]
    undoable: frozenset[int]
    owners: Sequence[str]
    today: date
    may_answer: bool
    error: str


def show_answers(services: Services, visit: Visit) -> Response:
    """Show a page of the published answers."""
    found = services.desk.answers.live(PER_PAGE + 1, skipped(visit))
    page = AnswersPage(
        found[:PER_PAGE],
        services.desk.database.today(),
        Pager.of(visit, len(found) > PER_PAGE),
    )
    return services.pages.show(visit, page)


def show_answer(services: Services, visit: Visit) -> Response:
    """Show an answer with its history."""
    return _page(services, visit)


def keep(services: Services, visit: Visit) -> Response:
    """Change until when an answer is served and who sees to it."""
    answer = visit.path_number("answer")
    try:
        services.desk.answers.keep_until(
            answer, Draft.of_form(visit).last_day, owner=visit.text("owner"), actor=visit.actor
        )
    except RefusedError as error:
        return _page(services, visit, str(error))
    return done(services, visit, f"/answers/{answer}")


def withdraw(services: Services, visit: Visit) -> Response:
    """Serve an answer no longer."""
    answer = visit.path_number("answer")
    try:
        services.desk.publication.withdraw(answer, actor=visit.actor)
    except RefusedError as error:
        return _page(services, visit, str(error))
    return done(services, visit, f"/answers/{answer}")


def publish_revision(services: Services, visit: Visit) -> Response:
    """Make an earlier revision what students get."""
    answer = visit.path_number("answer")
    try:
        revision = services.desk.answers.revision(visit.number("revision"))
        if revision.answer != answer:
            raise RefusedError("这一版不是这个答案的")
        services.desk.publication.publish(
            revision.id, actor=visit.actor, wording=services.knowledge.wording
        )
    except RefusedError as error:
        return _page(services, visit, str(error))
    return done(services, visit, f"/answers/{answer}")


def _page(services: Services, visit: Visit, error: str = "") -> Response:
    desk = services.desk
    answer = desk.answers.get(visit.path_number("answer"))
    revisions = desk.answers.revisions(answer.id)
    before = [*(revision.text for revision in revisions[1:]), ""]
    history = desk.audit.of(f"answer {answer.id}", HISTORY_SHOWN)
    page = AnswerPage(
        answer=answer,
        clusters=services.browsing.clusters_of_answer(answer.id),
        versions=[
            Version(
                revision,
                marked(earlier, revision.text) if earlier else Markup.escape(revision.text),
                answer.live is not None and answer.live.id == revision.id,
            )
            for revision, earlier in zip(revisions, before, strict=False)
        ],
        history=history,
        undoable=frozenset(act.id for act in history if desk.undo.undoable(act)),
        owners=[member.name for member in services.staff.members() if member.active],
        today=desk.database.today(),
        may_answer=visit.may(Permission.ANSWER),
        error=error,
    )
    return services.pages.show(visit, page, HTTPStatus.CONFLICT if error else HTTPStatus.OK)
