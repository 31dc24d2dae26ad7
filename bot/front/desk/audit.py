"""The audit page, and taking acts back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from bot.desk.audit import Act
from bot.front.desk.pages import PER_PAGE, Context, Pager, skipped
from bot.front.desk.routing import done
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit


@dataclass(frozen=True)
class AuditPage(Context):
    """Who did what, newest first."""

    template: ClassVar[str] = "audit.html"
    acts: Sequence[Act]
    undoable: frozenset[int]
    pager: Pager


def show_audit(services: Services, visit: Visit) -> Response:
    """Show a page of the audit log."""
    found = services.desk.audit.newest(PER_PAGE + 1, skipped(visit))
    shown = found[:PER_PAGE]
    undoable = frozenset(act.id for act in shown if services.desk.undo.undoable(act))
    return services.pages.show(
        visit, AuditPage(shown, undoable, Pager.of(visit, len(found) > PER_PAGE))
    )


def undo(services: Services, visit: Visit) -> Response:
    """Take an act back, and show where it was done."""
    act = services.desk.audit.get(visit.path_number("act"))
    services.desk.undo.undo(visit.path_number("act"), visit.actor)
    subjects = act.subjects if act else ()
    kind, _, which = next(iter(subjects), "").partition(" ")
    path = {"cluster": f"/clusters/{which}", "answer": f"/answers/{which}"}.get(kind, "/queue/open")
    return done(services, visit, path)
