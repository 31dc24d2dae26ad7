"""The desk as an ASGI application, to be mounted at ``/desk``."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from bot.desk.browsing import Browsing
from bot.desk.database import DeskError
from bot.desk.desk import Desk
from bot.desk.refusals import LockedError, NotFoundError, RefusedError
from bot.desk.staff import Staff, StaffError
from bot.front.desk.pages import Pages
from bot.front.desk.routes import ROUTES
from bot.front.desk.safety import Safety
from bot.front.desk.services import Services
from bot.front.desk.training import start_retraining
from bot.knowledge import Knowledge

logger = logging.getLogger(__name__)

TITLES = {
    HTTPStatus.FORBIDDEN: "不能这样做",
    HTTPStatus.NOT_FOUND: "没有这一页",
    HTTPStatus.METHOD_NOT_ALLOWED: "没有这一页",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "文件太大",
}


def create_desk(
    desk: Desk, knowledge: Knowledge, retrain: Callable[[int], None] = start_retraining
) -> Starlette:
    """Build the desk's pages.

    :param desk: the store; the staff's tables are made in it when missing
    :param retrain: begins the work of a training job
    """
    staff = Staff(desk.database, desk.audit)
    browsing = Browsing(desk.database, desk.phrasings, desk.clusters)
    services = Services(desk, browsing, staff, knowledge, Pages(desk, staff), retrain)

    async def refuse(request: Request, error: Exception) -> Response:
        title, detail, status = _refusal(error)
        back, back_title = "/desk/", "回到工作台"
        if request.method == "POST" and status != HTTPStatus.FORBIDDEN:
            back, back_title = _page_before(request), "返回上一页"
        return await run_in_threadpool(
            services.pages.refuse, title, detail, status, back, back_title
        )

    return Starlette(
        routes=[route.build(services) for route in ROUTES],
        middleware=[Middleware(Safety)],
        exception_handlers={
            HTTPException: refuse,
            RefusedError: refuse,
            StaffError: refuse,
            DeskError: refuse,
        },
    )


def _refusal(error: Exception) -> tuple[str, str, int]:
    """Return title, sentence and status of an error."""
    if isinstance(error, HTTPException):
        detail = error.detail
        if error.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
            detail = detail if not detail.isascii() else "地址不对,或者这一页已经不在了"
        status = HTTPStatus(error.status_code)
        return TITLES.get(status, "没有成功"), detail, status
    if isinstance(error, NotFoundError):
        return "找不到", str(error), HTTPStatus.NOT_FOUND
    if isinstance(error, LockedError):
        return "有人正在处理", f"{error},等一会儿或者打开那组问题接手", HTTPStatus.CONFLICT
    if isinstance(error, (RefusedError, StaffError)):
        return "没有成功", str(error), HTTPStatus.CONFLICT
    logger.error("desk: %s", error)
    detail = "问题库这会儿读写不了,刚才的操作没有保存;请稍后再试"
    return "没有保存", detail, HTTPStatus.SERVICE_UNAVAILABLE


def _page_before(request: Request) -> str:
    """Return the desk's page that a form was on, as the browser says."""
    path = request.headers.get("referer", "").partition("/desk/")[2]
    return f"/desk/{path}"
