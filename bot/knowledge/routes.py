"""The shape of ``kb/routes.yml``: where a graduate may go, and the steps that this takes."""

from __future__ import annotations

from typing import Literal

import msgspec


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of the checklist."""

    id: str
    """snake_case English."""
    title: str
    """At most 16 characters; stands in the list."""
    text: str
    """What to do: a template with particulars."""
    entries: list[str] = []
    """Entries that say more; the first ones become buttons."""
    facts: list[str] = []
    """Facts it rests on."""
    date: Literal["print", "letter", "receipt"] | None = None
    """Which date belongs to the step while it is the next one."""
    done_words: list[str] = []
    """How students say that it is done, without 了 and 已经."""
    then: str | None = None
    """Entry that answers who tells nothing but that it is done (信拿到了)."""


class Route(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One destination."""

    id: str
    title: str
    words: list[str]
    """How students name it: what a message that says nothing else means.

    Those of ``same_college`` and ``other_school`` are names of places, too.
    """
    steps: list[str]
    """Ids of steps, in order."""
    open: str
    """What the notice leaves open here, and the safer way: a template. May be empty."""
    entry: str | None = None
    """Entry that answers who goes there."""
    source: str
    """Where it stands: ``通知·办理对象``."""


class Routes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All destinations and their steps."""

    steps: list[Step]
    routes: list[Route]

    def route(self, route_id: str) -> Route:
        """Return a destination.

        :raises KeyError: when there is none of that id
        """
        return {route.id: route for route in self.routes}[route_id]

    def steps_of(self, route: Route) -> list[Step]:
        """Return a destination's steps, in order."""
        by_id = {step.id: step for step in self.steps}
        return [by_id[step_id] for step_id in route.steps]
