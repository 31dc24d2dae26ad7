"""One's own account."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from starlette.responses import Response

from bot.desk.passwords import PasswordError
from bot.desk.staff import StaffError
from bot.front.desk.pages import Context
from bot.front.desk.routing import done, go
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit


@dataclass(frozen=True)
class AccountPage(Context):
    """Own particulars and the form that changes the password."""

    template: ClassVar[str] = "account.html"
    error: str


def show_account(services: Services, visit: Visit) -> Response:
    """Show one's own account."""
    return services.pages.show(visit, AccountPage(""))


def change_password(services: Services, visit: Visit) -> Response:
    """Change one's own password."""
    new = visit.secret("password")
    try:
        if new != visit.secret("again"):
            raise PasswordError("两遍新密码不一样,请再输一次")
        services.staff.change_password(
            visit.actor, visit.secret("old"), new, visit.token, visit.address
        )
    except (StaffError, PasswordError) as error:
        return services.pages.show(visit, AccountPage(str(error)), HTTPStatus.UNPROCESSABLE_ENTITY)
    return done(services, visit, "/account")


def revoke_own_sessions(services: Services, visit: Visit) -> Response:
    """End all of one's own sessions, this one too."""
    services.staff.revoke_sessions(visit.actor, visit.actor)
    return go("/login")
