"""From a written answer to a published one: a look at what it changes, then one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from starlette.responses import Response

from bot.desk.answers import cleaned
from bot.desk.clusters import Cluster
from bot.desk.contradictions import Contradiction, contradictions
from bot.desk.database import DeskError
from bot.desk.preview import Preview
from bot.desk.refusals import RefusedError
from bot.desk.replay import Caught
from bot.front.desk.item import Draft, NearAnswer, go_on, item, near_answers, queue_of
from bot.front.desk.pages import Context
from bot.front.desk.queues import title_of
from bot.front.desk.routing import done
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit
from bot.knowledge.rendering import with_source

BLIND_SHOWN = 5
"""Blind questions of each kind that are shown."""


@dataclass(frozen=True)
class Compared:
    """An answer that exists, with where it differs from the new one."""

    near: NearAnswer
    differences: Sequence[Contradiction]


@dataclass(frozen=True)
class PreviewPage(Context):
    """What publishing would do."""

    template: ClassVar[str] = "preview.html"
    cluster: Cluster
    queue: str
    draft: Draft
    after: int
    """Newest revision now, 0 for none: by it a form that is sent twice is known."""
    reply: str
    """As students will get it."""
    told: Mapping[str, int]
    """Channel → how many wait there and will be told."""
    corrects: int
    """How many had an earlier answer."""
    ahead: Preview
    taken: Sequence[tuple[str, str]]
    """(question, title of its present answer) of those that change sides."""
    compared: Sequence[Compared]
    covered: Sequence[Caught]
    """Blind questions that would get the answer, though the notice answers them."""
    released: Sequence[Caught]
    """Blind questions that would get it instead of being handed over."""
    blind_shown: int = BLIND_SHOWN


def preview(services: Services, visit: Visit) -> Response:
    """Show what publishing would do; keep others from writing meanwhile."""
    desk = services.desk
    cluster = desk.clusters.get(visit.path_number("cluster"))
    draft = Draft.of_form(visit)
    try:
        desk.clusters.lock(cluster.id, visit.actor)
        desk.answers.check(draft.text, draft.owner, draft.last_day)
    except (RefusedError, DeskError) as error:
        return item(services, visit, draft=draft, error=services.pages.said(error))
    alike = services.browsing.alike(cluster.id, 8)
    compared = [
        Compared(near, contradictions(draft.text, near.text))
        for near in near_answers(services, cluster, alike)
    ]
    ahead = desk.preview.of(cluster.id, services.ahead)
    caught = ahead.blind.caught if ahead.blind else ()
    answer = desk.answers.get(cluster.answer) if cluster.answer is not None else None
    today = desk.database.today().isoformat()
    page = PreviewPage(
        cluster=cluster,
        queue=queue_of(visit),
        draft=draft,
        after=answer.newest.id if answer else 0,
        reply=with_source(
            draft.text, services.knowledge.wording.counselor_source.format(date=today)
        ),
        told=services.browsing.waiting_by_channel(cluster.id),
        corrects=services.browsing.told(cluster.id),
        ahead=ahead,
        taken=[(one.text, title_of(services, one.label)) for one in ahead.overlaps],
        compared=sorted(compared, key=lambda one: not one.differences),
        covered=[one for one in caught if one.expect == "answer"],
        released=[one for one in caught if one.expect != "answer"],
    )
    return services.pages.show(visit, page)


def write_on(services: Services, visit: Visit) -> Response:
    """Go back from the preview to writing, with what was written."""
    return item(services, visit, draft=Draft.of_form(visit), status=HTTPStatus.OK)


def keep_draft(services: Services, visit: Visit) -> Response:
    """Keep what was written, without publishing it."""
    cluster, draft = visit.path_number("cluster"), Draft.of_form(visit)
    try:
        _write(services, visit, cluster, draft)
    except (RefusedError, DeskError) as error:
        return item(services, visit, draft=draft, error=services.pages.said(error))
    return done(services, visit, f"/clusters/{cluster}", queue=queue_of(visit))


def publish(services: Services, visit: Visit) -> Response:
    """Write the answer, make it live and tell those who wait, all or nothing, and once."""
    desk = services.desk
    cluster, draft = visit.path_number("cluster"), Draft.of_form(visit)
    after = services.browsing.neighbours(cluster, queue_of(visit)).after
    try:
        with desk.database.transaction():
            if not _is_done(services, visit, cluster, draft):
                revision = _write(services, visit, cluster, draft)
                desk.publication.publish(
                    revision,
                    actor=visit.actor,
                    wording=services.knowledge.wording,
                    correction=bool(visit.text("correction")),
                )
            desk.clusters.unlock(cluster, visit.actor)
    except (RefusedError, DeskError) as error:
        return item(services, visit, draft=draft, error=services.pages.said(error))
    return go_on(services, visit, after)


def _is_done(services: Services, visit: Visit, cluster: int, draft: Draft) -> bool:
    """Tell whether this very form has been obeyed: two clicks, or a page that got lost."""
    answer = services.desk.clusters.get(cluster).answer
    live = services.desk.answers.get(answer).live if answer is not None else None
    after = max(visit.numbers("after"), default=0)
    return (
        live is not None
        and live.id > after
        and (live.author, live.text) == (visit.actor, cleaned(draft.text))
    )


def _write(services: Services, visit: Visit, cluster: int, draft: Draft) -> int:
    revision = services.desk.answers.write(
        cluster,
        draft.text,
        actor=visit.actor,
        owner=draft.owner,
        valid_until=draft.last_day,
    )
    return revision.id
