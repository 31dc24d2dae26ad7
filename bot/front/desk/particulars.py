"""The college's particulars: rooms, mailboxes, days; and when somebody last checked them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import ClassVar

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk.particulars import Confirmation
from bot.desk.roles import Permission
from bot.front.desk.pages import Context
from bot.front.desk.routing import done
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit
from bot.knowledge.model import Particular


@dataclass(frozen=True)
class CheckedParticular:
    """A particular and its last confirmation."""

    name: str
    particular: Particular
    confirmation: Confirmation


@dataclass(frozen=True)
class ParticularsPage(Context):
    """All particulars, those that nobody has checked first."""

    template: ClassVar[str] = "particulars.html"
    items: Sequence[CheckedParticular]
    today: date
    may_confirm: bool


def show_particulars(services: Services, visit: Visit) -> Response:
    """Show all particulars."""
    particulars = services.knowledge.particulars
    confirmations = services.desk.particulars.confirmations(particulars)
    items = [
        CheckedParticular(one.name, particulars[one.name], one)
        for one in sorted(confirmations, key=lambda one: one.confirmed_on or date.min)
    ]
    page = ParticularsPage(items, services.desk.database.today(), visit.may(Permission.CONFIRM))
    return services.pages.show(visit, page)


def confirm(services: Services, visit: Visit) -> Response:
    """Note that a particular was found true today (今天已核实)."""
    name = visit.path("name")
    if name not in services.knowledge.particulars:
        raise HTTPException(HTTPStatus.NOT_FOUND, "没有这一项")
    services.desk.particulars.confirm(name, services.knowledge.particulars[name].value, visit.actor)
    return done(services, visit, "/particulars")
