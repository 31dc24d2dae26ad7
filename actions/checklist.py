"""Where a student stands on a route. Plain Python, stands on ``kb/routes.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from actions.destinations import destinations
from bot.knowledge.routes import Route, Routes, Step
from bot.knowledge.text import bare
from bot.nlu.reports import reported

_SUBMITTED = re.compile("(?:提交|选|点|转)(?:的是|[了好过完成]|错)|(?:提交|选|点)(?:的|成)")
_WRONG = {
    "transfer_within": re.compile(
        '(?<!不是)(?<!没选)(?:转往|转出至?|转到|选|点)(?:的是|了|成)?[“"]?(?:转往)?校外'
    ),
    "transfer_out": re.compile("(?<!不是)(?<!没选)校内互转"),
}
"""Step → what is chosen in the system in its stead, by mistake."""


class Checklist(msgspec.Struct, frozen=True):
    """A route and what of it is done."""

    route: Route
    steps: list[Step]
    done: frozenset[str]

    @property
    def next_step(self) -> Step | None:
        """The first step that isn't done; None when all are."""
        return next((step for step in self.steps if step.id not in self.done), None)

    def unticked(self, step_id: str) -> Checklist:
        """Return the list with a step open again, and with it all after it."""
        ids = [step.id for step in self.steps]
        after = ids[ids.index(step_id) :]
        return Checklist(self.route, self.steps, self.done - set(after))

    def ticked(self, step_id: str) -> Checklist:
        """Return the list with a step done, and with it all before it."""
        ids = [step.id for step in self.steps]
        before = ids[: ids.index(step_id) + 1]
        return Checklist(self.route, self.steps, self.done | set(before))


def checklist(routes: Routes, route_id: str, done: Iterable[str]) -> Checklist:
    """Return a checklist.

    :raises KeyError: when there is no such route
    """
    route = routes.route(route_id)
    return Checklist(route, routes.steps_of(route), frozenset(done))


def route_named(routes: Routes, text: str) -> Route | None:
    """Return the route that a message names, None when it names none or leaves it open.

    A message that is nothing but a route's title or one of its words names it.
    """
    key = bare(text)
    for route in routes.routes:
        if key in map(bare, (route.title, *route.words)):
            return route
    found = destinations(routes, text)
    named = [route for route in routes.routes if route.id in found]
    return named[0] if len(found) == len(named) == 1 else None


def reported_on_any(routes: Routes, text: str) -> list[Step]:
    """Return the steps that a message says are done, each as far as it goes on some route.

    For a student whose destination isn't known yet: 系统也交了 is one step on the way out and
    another within the school.
    """
    lists = [checklist(routes, route.id, ()) for route in routes.routes]
    found = (reported(listed.steps, None, text) for listed in lists)
    return list({step.id: step for step in found if step is not None}.values())


def wrong_way(listed: Checklist, text: str) -> Step | None:
    """Return the step that a message says was done the wrong way: 转往校外 instead of 校内互转."""
    if not _SUBMITTED.search(text):
        return None
    wrong = (s for s in listed.steps if s.id in _WRONG and _WRONG[s.id].search(text))
    return next(wrong, None)


def step_reported(listed: Checklist, text: str) -> Step | None:
    """Return the step that a message says is done; the last one if it names several."""
    return reported(listed.steps, listed.next_step, text)
