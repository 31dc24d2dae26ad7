"""Coming in and going out: log-in, log-out, one-time links."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from starlette.responses import Response

from bot.desk.passwords import PasswordError
from bot.desk.staff import LONGEST_SESSION, LinkError, LoginError, StaffError, StaffMember
from bot.front.desk.pages import Context
from bot.front.desk.routing import go
from bot.front.desk.services import Services
from bot.front.desk.visit import COOKIE, Visit

HOME = "/queue/open"


@dataclass(frozen=True)
class LoginPage(Context):
    """The log-in form."""

    template: ClassVar[str] = "login.html"
    wanted: str
    """Page of the desk to show afterwards."""
    account: str
    error: str


@dataclass(frozen=True)
class LinkPage(Context):
    """The form behind a one-time link."""

    template: ClassVar[str] = "link.html"
    owner: StaffMember | None
    """None for the first administrator."""
    account: str
    name: str
    error: str


def show_home(services: Services, visit: Visit) -> Response:
    """Send to the first queue."""
    return go(HOME)


def show_login(services: Services, visit: Visit) -> Response:
    """Show the log-in form, or go on when somebody is logged in."""
    if visit.somebody is not None:
        return go(_inside(visit.query("next")))
    return services.pages.show_outside(LoginPage(visit.query("next"), "", ""))


def log_in(services: Services, visit: Visit) -> Response:
    """Check a password and start a session."""
    account = visit.text("account")
    try:
        token = services.staff.log_in(account, visit.secret("password"), visit.address)
    except LoginError as error:
        page = LoginPage(visit.text("next"), account, str(error))
        return services.pages.show_outside(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _with_session(go(_inside(visit.text("next"))), visit, token)


def log_out(services: Services, visit: Visit) -> Response:
    """End the session."""
    services.staff.log_out(visit.token)
    response = go("/login")
    response.delete_cookie(COOKIE, path="/desk/")
    return response


def show_link(services: Services, visit: Visit) -> Response:
    """Show what a one-time link is for."""
    try:
        owner = services.staff.link_owner(visit.path("token"))
    except LinkError as error:
        return services.pages.refuse("链接不能用了", str(error), HTTPStatus.GONE)
    return services.pages.show_outside(LinkPage(owner, "", "", ""))


def use_link(services: Services, visit: Visit) -> Response:
    """Set the password that a link is for, and log in."""
    token, password = visit.path("token"), visit.secret("password")
    owner = None
    try:
        owner = services.staff.link_owner(token)
        if password != visit.secret("again"):
            raise PasswordError("两遍密码不一样,请再输一次")
        if owner is None:
            member = services.staff.use_setup_link(
                token, visit.text("account"), visit.text("name"), password
            )
        else:
            member = services.staff.use_link(token, password)
    except LinkError as error:
        return services.pages.refuse("链接不能用了", str(error), HTTPStatus.GONE)
    except (StaffError, PasswordError) as error:
        page = LinkPage(owner, visit.text("account"), visit.text("name"), str(error))
        return services.pages.show_outside(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _with_session(go(HOME), visit, services.staff.start_session(member.id))


def _with_session(response: Response, visit: Visit, token: str) -> Response:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LONGEST_SESSION.total_seconds()),
        path="/desk/",
        secure=visit.request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


def _inside(wanted: str) -> str:
    """Return a path below ``/desk``; what leads elsewhere becomes the first queue."""
    path = wanted.removeprefix("/desk")
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if wanted.startswith("/desk/") and plain and path.isprintable() else HOME
