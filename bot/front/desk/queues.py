"""The queues: what waits, what students disliked, what runs out, and search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import ClassVar, cast

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk.answers import Answer
from bot.desk.clusters import Cluster, Queue
from bot.desk.exchanges import Exchange
from bot.desk.feedback import Disliked
from bot.desk.roles import Permission
from bot.front.desk.pages import PER_PAGE, Context, Pager, skipped
from bot.front.desk.routing import done
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit

USUAL_VALIDITY = timedelta(days=365)
"""What the forms offer; every answer is looked at again some day."""


@dataclass(frozen=True)
class QueueWords:
    """How a queue presents itself."""

    title: str
    hint: str
    nothing: str
    nothing_hint: str


WORDS: Mapping[str, QueueWords] = {
    "open": QueueWords(
        "待办",
        "问的人多、等得久的排在前面。",
        "都处理完了",
        "学生再问到机器人答不了的问题,会出现在这里。",
    ),
    "requested": QueueWords(
        "转人工",
        "这些同学点了“转给辅导员”,想听到人的答复。",
        "没有人在等人工答复",
        "同学点“转给辅导员”以后,问题会出现在这里。",
    ),
    "answered": QueueWords(
        "已处理",
        "已经有答案的问题;有新问法进来会回到待办。",
        "还没有答复过的问题",
        "在待办里写好第一个答案并发布,就会出现在这里。",
    ),
    "ignored": QueueWords(
        "已处理",
        "忽略了的问题,随时可以放回待办;别的同学再问到时会自己回去。",
        "没有忽略过的问题",
        "和转接无关的问题可以忽略,会收在这里。",
    ),
}


@dataclass(frozen=True)
class QueuePage(Context):
    """A queue of clusters."""

    template: ClassVar[str] = "queue.html"
    queue: str
    words: QueueWords
    clusters: Sequence[Cluster]
    pager: Pager


@dataclass(frozen=True)
class SearchPage(Context):
    """What a search found."""

    template: ClassVar[str] = "search.html"
    text: str
    clusters: Sequence[Cluster]
    pager: Pager


@dataclass(frozen=True)
class DislikedItem:
    """A thumb down with what there is to judge it by."""

    feedback: Disliked
    before: Sequence[Exchange]
    titles: Sequence[str]
    """Of the entries that were answered with."""


@dataclass(frozen=True)
class DislikedPage(Context):
    """Thumbs down that nobody has handled."""

    template: ClassVar[str] = "disliked.html"
    items: Sequence[DislikedItem]
    pager: Pager
    may_answer: bool


@dataclass(frozen=True)
class ExpiringPage(Context):
    """Answers whose last day is near or past."""

    template: ClassVar[str] = "expiring.html"
    answers: Sequence[Answer]
    next_year: date
    """Until when an answer that still holds is served on."""
    may_answer: bool


def show_queue(services: Services, visit: Visit) -> Response:
    """Show a page of a queue."""
    name = visit.path("queue")
    if name not in WORDS:
        raise HTTPException(HTTPStatus.NOT_FOUND, "没有这个队列")
    found = services.desk.clusters.queue(cast(Queue, name), PER_PAGE + 1, skipped(visit))
    page = QueuePage(name, WORDS[name], found[:PER_PAGE], Pager.of(visit, len(found) > PER_PAGE))
    return services.pages.show(visit, page)


def search(services: Services, visit: Visit) -> Response:
    """Show what a search finds."""
    text = visit.query("q")
    found = services.desk.search.find(text, skipped(visit) + PER_PAGE + 1)[skipped(visit) :]
    page = SearchPage(text, found[:PER_PAGE], Pager.of(visit, len(found) > PER_PAGE))
    return services.pages.show(visit, page)


def show_disliked(services: Services, visit: Visit) -> Response:
    """Show the thumbs down."""
    found = services.desk.feedback.disliked(PER_PAGE + 1, skipped(visit))
    items = [_disliked(services, item) for item in found[:PER_PAGE]]
    page = DislikedPage(items, Pager.of(visit, len(found) > PER_PAGE), visit.may(Permission.ANSWER))
    return services.pages.show(visit, page)


def handle_disliked(services: Services, visit: Visit) -> Response:
    """Take a thumb down out of the queue."""
    services.desk.feedback.handle(visit.path_number("feedback"), visit.actor)
    return done(services, visit, "/disliked")


def show_expiring(services: Services, visit: Visit) -> Response:
    """Show the answers that run out."""
    page = ExpiringPage(
        services.desk.answers.expiring(),
        services.desk.database.today() + USUAL_VALIDITY,
        visit.may(Permission.ANSWER),
    )
    return services.pages.show(visit, page)


def _disliked(services: Services, item: Disliked) -> DislikedItem:
    exchange = services.desk.exchanges.by_reply(item.reply)
    return DislikedItem(
        item,
        services.desk.exchanges.before(exchange) if exchange else (),
        [title_of(services, entry) for entry in item.entries],
    )


def title_of(services: Services, label: str) -> str:
    """Return the title of an entry or a near-miss type; its id when it's gone from ``kb/``."""
    near_miss = services.knowledge.near_misses.get(label.removeprefix("near_miss/"))
    entry = services.knowledge.entries.get(label)
    return entry.title if entry else near_miss.title if near_miss else label
