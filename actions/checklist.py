"""Where a student stands on a route. Plain Python, stands on ``kb/routes.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from bot.knowledge.routes import Route, Routes, Step
from bot.knowledge.text import fold

_NOT_DONE = re.compile(
    r"还没|没有|没(?=[^\s]{0,3}(?:到|好|完|过|交|批|盖|打))|怎么|吗|呢|哪|什么时候|几时|如果|要是"
)
_ORDINAL = re.compile(r"第?([一二三四五六七八九]|\d)步(?:都|也|已经|我)*(?:办|做|弄|完成|搞|好|完)")
_DIGITS = "一二三四五六七八九"
_THIS_ONE = re.compile(
    r"^(?:这一?步)?(?:已经|都)?(?:办好|办完|做完|做好|弄好|弄完|完成|搞定|好)了?(?:下一步.*)?$"
)


class Checklist(msgspec.Struct, frozen=True):
    """A route and what of it is done."""

    route: Route
    steps: list[Step]
    done: frozenset[str]

    @property
    def next_step(self) -> Step | None:
        """The first step that isn't done; None when all are."""
        return next((step for step in self.steps if step.id not in self.done), None)

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
    """Return the route whose longest word stands in a message."""
    folded = fold(text).replace(" ", "")
    words = [(len(w), route) for route in routes.routes for w in route.words if w in folded]
    titles = [(len(r.title), r) for r in routes.routes if fold(r.title) in folded]
    return max(words + titles, key=lambda found: found[0], default=(0, None))[1]


def step_reported(listed: Checklist, text: str) -> Step | None:
    """Return the step that a message says is done; the latest one if it names several."""
    folded = fold(text).replace(" ", "")
    if _NOT_DONE.search(folded):
        return None
    ordinal = _ORDINAL.search(folded)
    if ordinal:
        said = ordinal.group(1)
        place = _DIGITS.index(said) if said in _DIGITS else int(said) - 1
        return listed.steps[place] if 0 <= place < len(listed.steps) else None
    if _THIS_ONE.fullmatch(re.sub(r"[,,。.!!~]", "", folded)):
        return listed.next_step
    named = [step for step in listed.steps if any(word in folded for word in step.done_words)]
    return named[-1] if named else None
