"""From an address to a handler: who may, the form read, the work done in a thread."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.roles import Permission
from bot.front.desk.services import Services
from bot.front.desk.visit import COOKIE, Visit

Handler = Callable[[Services, Visit], Response]
MOST_FIELDS = 2_000
LOGIN = "/desk/login"


class DeskRoute(NamedTuple):
    """One address of the desk."""

    method: str
    path: str
    """Below ``/desk``."""
    handler: Handler
    permission: Permission | None
    """What it takes; None for the pages by which one comes in."""

    def build(self, services: Services) -> Route:
        """Return it as Starlette wants it."""

        def serve(request: Request, form: FormData) -> Response:
            member = services.staff.who(request.cookies.get(COOKIE, ""))
            if self.permission is not None:
                if member is None:
                    return to_login(request)
                if not member.may(self.permission):
                    raise HTTPException(
                        HTTPStatus.FORBIDDEN,
                        f"你的角色是“{member.role.value}”,不能做这件事;需要时请找管理员",
                    )
            return self.handler(services, Visit(request, form, member))

        async def endpoint(request: Request) -> Response:
            if not request.scope["desk.from_this_site"]:
                raise HTTPException(
                    HTTPStatus.FORBIDDEN, "这个请求不是从本站页面发出的,没有执行;请刷新页面再试"
                )
            if self.method != "POST":
                return await run_in_threadpool(serve, request, FormData())
            async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
                return await run_in_threadpool(serve, request, form)

        return Route(self.path, endpoint, methods=[self.method])


def to_login(request: Request) -> Response:
    """Send somebody to the log-in page, and afterwards back to the page they wanted."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    address = LOGIN if request.method == "POST" else f"{LOGIN}?next={quote(wanted, safe='/')}"
    if request.headers.get("hx-request"):
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": address})
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def go(path: str) -> Response:
    """Answer a form: look at this page of the desk now."""
    return RedirectResponse(f"/desk{path}", HTTPStatus.SEE_OTHER)


def done(services: Services, visit: Visit, path: str, **parameters: str) -> Response:
    """Answer a form that was obeyed: show a page, with what was done and a way back."""
    newest = services.desk.audit.last_of(visit.actor)
    if newest is not None:
        parameters["did"] = str(newest.id)
    return go(f"{path}?{urlencode(parameters)}")
