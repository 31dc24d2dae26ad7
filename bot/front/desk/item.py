"""One cluster: what was asked, what the bot found near, and the three things to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import ClassVar, cast

from starlette.responses import Response

from bot.desk.answers import Answer
from bot.desk.audit import Act
from bot.desk.browsing import Alike, AskedAs, Neighbours
from bot.desk.clusters import Cluster, Queue
from bot.desk.questions import StoredQuestion
from bot.desk.refusals import RefusedError
from bot.desk.roles import Permission
from bot.front.desk.pages import Context, Pager, page_number
from bot.front.desk.queues import USUAL_VALIDITY, WORDS, title_of
from bot.front.desk.routing import done
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit
from bot.knowledge.rendering import Renderer

WORDINGS_SHOWN = 20
NEAR_SHOWN = 3
ALIKE_SHOWN = 5
EXAMPLES_SHOWN = 3
"""Conversations that are shown with what was said before."""
HISTORY_SHOWN = 12


@dataclass(frozen=True)
class Draft:
    """The form that an answer is written in."""

    text: str
    valid_until: str
    """``2027-06-24``, or empty: until somebody says otherwise."""
    owner: str

    @classmethod
    def of_form(cls, visit: Visit) -> Draft:
        """Return what was typed."""
        return cls(visit.text("text"), visit.text("valid_until"), visit.text("owner"))

    @property
    def last_day(self) -> date | None:
        """The last day on which it may be served.

        :raises RefusedError: when what was typed is no date
        """
        if not self.valid_until:
            return None
        try:
            return date.fromisoformat(self.valid_until)
        except ValueError:
            raise RefusedError("有效期至要写成 2027-06-24 这样的日期") from None


@dataclass(frozen=True)
class NearAnswer:
    """An answer that exists already and may fit."""

    name: str
    """Of the form's field: ``entry`` or ``answer``."""
    value: str
    title: str
    text: str
    score: float | None
    """The bot's own score, or the similarity of the questions."""
    attachable: bool
    """False for near-miss types: their reply is what the asker already got."""


@dataclass(frozen=True)
class ItemPage(Context):
    """A cluster."""

    template: ClassVar[str] = "item.html"
    cluster: Cluster
    queue: str
    queue_title: str
    neighbours: Neighbours
    wordings: Sequence[AskedAs]
    wordings_pager: Pager
    examples: Sequence[StoredQuestion]
    near: Sequence[NearAnswer]
    alike: Sequence[Alike]
    answer: Answer | None
    entry_title: str
    draft: Draft
    owners: Sequence[str]
    history: Sequence[Act]
    undoable: frozenset[int]
    held: bool
    """Whether somebody else is writing."""
    may_answer: bool
    may_arrange: bool
    error: str


@dataclass(frozen=True)
class LockPart(Context):
    """Who is writing: a part of the page that is fetched while somebody types."""

    template: ClassVar[str] = "lock.html"
    cluster: Cluster
    held: bool
    queue: str


def show_item(services: Services, visit: Visit) -> Response:
    """Show a cluster; of one that was merged, the one it went into."""
    cluster = services.desk.clusters.get(visit.path_number("cluster"))
    if cluster.merged_into is not None and cluster.state == "merged":
        return done(services, visit, f"/clusters/{cluster.merged_into}")
    if visit.may(Permission.ANSWER):
        services.ahead.begin()  # while they are still writing
    return item(services, visit, status=HTTPStatus.OK)


def item(
    services: Services,
    visit: Visit,
    *,
    draft: Draft | None = None,
    error: str = "",
    status: int = HTTPStatus.CONFLICT,
) -> Response:
    """Return a cluster's page.

    :param draft: what was typed, to be shown again
    :param error: why something wasn't done
    """
    desk = services.desk
    cluster = desk.clusters.get(visit.path_number("cluster"))
    queue = queue_of(visit)
    answer = desk.answers.get(cluster.answer) if cluster.answer is not None else None
    skip = (page_number(visit) - 1) * WORDINGS_SHOWN
    wordings = services.browsing.wordings(cluster.id, WORDINGS_SHOWN + 1, skip)
    alike = services.browsing.alike(cluster.id, ALIKE_SHOWN)
    examples = [
        question
        for question in desk.questions.of_cluster(cluster.id, 4 * EXAMPLES_SHOWN)
        if question.turns
    ]
    history = desk.audit.of(f"cluster {cluster.id}", HISTORY_SHOWN)
    page = ItemPage(
        cluster=cluster,
        queue=queue,
        queue_title=WORDS[queue].title,
        neighbours=services.browsing.neighbours(cluster.id, queue),
        wordings=wordings[:WORDINGS_SHOWN],
        wordings_pager=Pager.of(visit, len(wordings) > WORDINGS_SHOWN),
        examples=examples[:EXAMPLES_SHOWN],
        near=near_answers(services, cluster, alike),
        alike=alike,
        answer=answer,
        entry_title=title_of(services, cluster.entry) if cluster.entry else "",
        draft=draft or _first_draft(services, visit, answer),
        owners=[member.name for member in services.staff.members() if member.active],
        history=history,
        undoable=frozenset(act.id for act in history if desk.undo.undoable(act)),
        held=cluster.lock_holder not in (None, visit.actor),
        may_answer=visit.may(Permission.ANSWER),
        may_arrange=visit.may(Permission.ARRANGE),
        error=error,
    )
    return services.pages.show(visit, page, status)


def near_answers(services: Services, cluster: Cluster, alike: Sequence[Alike]) -> list[NearAnswer]:
    """Return the answers that exist near a cluster: the bot's own nearest, then the desk's."""
    renderer = Renderer(services.knowledge)
    found: dict[str, NearAnswer] = {}
    for question in services.desk.questions.of_cluster(cluster.id, EXAMPLES_SHOWN):
        for label, score in question.nearest:
            near_miss = services.knowledge.near_misses.get(label.removeprefix("near_miss/"))
            if label in services.knowledge.entries:
                text = renderer.answer([label]).text
            elif near_miss is not None:
                text = renderer.near_miss(near_miss.id).text
            else:
                continue
            known = found.get(label)
            if known is None or (known.score or 0) < score:
                found[label] = NearAnswer(
                    "entry",
                    label,
                    title_of(services, label),
                    text,
                    score,
                    attachable=label in services.knowledge.entries,
                )
    of_bot = sorted(found.values(), key=lambda near: -(near.score or 0))[:NEAR_SHOWN]
    of_desk: dict[int, NearAnswer] = {}
    for other in alike:
        if other.cluster.answer in (None, cluster.answer) or other.cluster.answer in of_desk:
            continue
        assert other.cluster.answer is not None
        answer = services.desk.answers.get(other.cluster.answer)
        if answer.live is not None:
            of_desk[answer.id] = NearAnswer(
                "answer",
                str(answer.id),
                other.cluster.title,
                answer.live.text,
                other.similarity,
                attachable=True,
            )
    return [*of_bot, *list(of_desk.values())[:NEAR_SHOWN]]


def queue_of(visit: Visit) -> Queue:
    """Return the queue one came from."""
    name = visit.text("queue") or visit.query("queue") or "open"
    return cast(Queue, name if name in WORDS else "open")


def next_path(services: Services, visit: Visit, after: int | None) -> str:
    """Return where to go on in the queue: the cluster that came after, or the queue's page."""
    return f"/clusters/{after}" if after is not None else f"/queue/{queue_of(visit)}"


def go_on(services: Services, visit: Visit, after: int | None) -> Response:
    """Say what was done, on the page of the cluster that comes next in the queue."""
    return done(services, visit, next_path(services, visit, after), queue=queue_of(visit))


def keep_lock(services: Services, visit: Visit) -> Response:
    """Keep others from writing while somebody types (htmx)."""
    cluster = visit.path_number("cluster")
    try:
        services.desk.clusters.lock(cluster, visit.actor)
    except RefusedError:
        held = True
    else:
        held = False
    page = LockPart(services.desk.clusters.get(cluster), held, queue_of(visit))
    return services.pages.show_outside(page)


def take_over(services: Services, visit: Visit) -> Response:
    """Take the lock from somebody else."""
    cluster = visit.path_number("cluster")
    services.desk.clusters.lock(cluster, visit.actor, take_over=True)
    return done(services, visit, f"/clusters/{cluster}", queue=queue_of(visit))


def attach(services: Services, visit: Visit) -> Response:
    """Answer a cluster with an answer that exists (归入已有答案)."""
    desk, wording = services.desk, services.knowledge.wording
    cluster = visit.path_number("cluster")
    after = services.browsing.neighbours(cluster, queue_of(visit)).after
    entry = visit.text("entry")
    try:
        with desk.database.transaction():
            if entry:
                if entry not in services.knowledge.entries:
                    raise RefusedError("知识库里没有这个条目")
                reply = Renderer(services.knowledge).answer([entry])
                desk.publication.attach_entry(
                    cluster, entry, reply, actor=visit.actor, wording=wording
                )
            else:
                desk.publication.attach_answer(
                    cluster, visit.number("answer"), actor=visit.actor, wording=wording
                )
            desk.clusters.unlock(cluster, visit.actor)
    except RefusedError as error:
        return item(services, visit, error=services.pages.said(error))
    return go_on(services, visit, after)


def ignore(services: Services, visit: Visit) -> Response:
    """Take a cluster out of the queue (忽略)."""
    cluster = visit.path_number("cluster")
    after = services.browsing.neighbours(cluster, queue_of(visit)).after
    try:
        services.desk.clusters.ignore(cluster, visit.text("reason"), visit.actor)
    except RefusedError as error:
        return item(services, visit, error=services.pages.said(error))
    services.desk.clusters.unlock(cluster, visit.actor)
    return go_on(services, visit, after)


def reopen(services: Services, visit: Visit) -> Response:
    """Put a cluster back into the queue."""
    cluster = visit.path_number("cluster")
    services.desk.clusters.reopen(cluster, visit.actor)
    return done(services, visit, f"/clusters/{cluster}")


def rename(services: Services, visit: Visit) -> Response:
    """Give a cluster another title."""
    cluster = visit.path_number("cluster")
    try:
        services.desk.clusters.rename(cluster, visit.text("title"), visit.actor)
    except RefusedError as error:
        return item(services, visit, error=services.pages.said(error))
    return done(services, visit, f"/clusters/{cluster}", queue=queue_of(visit))


def merge(services: Services, visit: Visit) -> Response:
    """Put this cluster's questions into another."""
    into = visit.number("into")
    try:
        services.desk.clusters.merge(visit.path_number("cluster"), into, visit.actor)
    except RefusedError as error:
        return item(services, visit, error=services.pages.said(error))
    return done(services, visit, f"/clusters/{into}", queue=queue_of(visit))


def rearrange(services: Services, visit: Visit) -> Response:
    """Put the ticked wordings into a cluster of their own, or into another."""
    cluster = visit.path_number("cluster")
    questions = visit.numbers("question")
    try:
        if not questions:
            raise RefusedError("先勾选要拆出或移走的问法")
        if visit.text("into"):
            into = visit.number("into")
            services.desk.clusters.move(questions, into, visit.actor)
        else:
            into = services.desk.clusters.split(cluster, questions, visit.actor)
    except RefusedError as error:
        return item(services, visit, error=services.pages.said(error))
    return done(services, visit, f"/clusters/{into}", queue=queue_of(visit))


def _first_draft(services: Services, visit: Visit, answer: Answer | None) -> Draft:
    if answer is not None:
        until = answer.valid_until.isoformat() if answer.valid_until else ""
        return Draft(answer.newest.text, until, answer.owner)
    until = (services.desk.database.today() + USUAL_VALIDITY).isoformat()
    return Draft("", until, visit.member.name)
