"""The desk as an ASGI application, to be mounted at ``/desk``."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from bot.desk.browsing import Browsing
from bot.desk.database import DeskError
from bot.desk.desk import Desk
from bot.desk.look_ahead import LookAhead
from bot.desk.refusals import LockedError, NotFoundError, RefusedError
from bot.desk.replay import BlindReplay, Read
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
    desk: Desk,
    knowledge: Knowledge,
    retrain: Callable[[int], None] = start_retraining,
    ahead: LookAhead | None = None,
) -> ASGIApp:
    """Build the desk's pages.

    :param desk: the store; the staff's tables are made in it when missing
    :param retrain: begins the work of a training job
    :param ahead: what previews compare with; the project's questions when left out
    """
    staff = Staff(desk.database, desk.audit)
    browsing = Browsing(desk.database, desk.phrasings, desk.clusters)
    services = Services(
        desk=desk,
        browsing=browsing,
        staff=staff,
        knowledge=knowledge,
        pages=Pages(desk, staff),
        ahead=ahead or look_ahead(knowledge),
        retrain=retrain,
    )

    async def refuse(request: Request, error: Exception) -> Response:
        title, detail, status = _refusal(error)
        back, back_title = "/desk/", "回到工作台"
        if request.method == "POST" and status != HTTPStatus.FORBIDDEN:
            back, back_title = _page_before(request), "返回上一页"
        return await run_in_threadpool(
            services.pages.refuse, title, detail, status, back, back_title
        )

    pages = Starlette(
        routes=[route.build(services) for route in ROUTES],
        exception_handlers={
            HTTPException: refuse,
            RefusedError: refuse,
            StaffError: refuse,
            DeskError: refuse,
            Exception: refuse,
        },
    )
    return Safety(pages)  # around everything, so that even a crash is answered with its headers


def look_ahead(knowledge: Knowledge) -> LookAhead:
    """Return what compares with the project's questions, read as the bot reads them."""

    def make_reader() -> Read:
        # The readings of all characters take 56 MB: only where somebody looks ahead.
        from bot.dialogue.plain_reading import PlainReader  # noqa: PLC0415

        return PlainReader(knowledge)

    return LookAhead(knowledge, BlindReplay(make_reader))


def _refusal(error: Exception) -> tuple[str, str, int]:
    """Return title, sentence and status of an error."""
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        detail = error.detail
        if detail.isascii():  # Starlette's own
            missing = status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
            detail = "地址不对,或者这一页已经不在了" if missing else "请求的格式不对,没有执行"
        return TITLES.get(status, "没有成功"), detail, status
    if isinstance(error, NotFoundError):
        return "找不到", str(error), HTTPStatus.NOT_FOUND
    if isinstance(error, LockedError):
        detail = "另一位老师正在处理这组问题,等一会儿,或者打开那组问题接手"
        return "有人正在处理", detail, HTTPStatus.CONFLICT
    if isinstance(error, (RefusedError, StaffError)):
        return "没有成功", str(error), HTTPStatus.CONFLICT
    if not isinstance(error, DeskError):
        return "出错了", "工作台出了点问题,刚才的操作可能没有保存", HTTPStatus.INTERNAL_SERVER_ERROR
    logger.error("desk: %s", error)
    detail = "问题库这会儿读写不了,刚才的操作没有保存;请稍后再试"
    return "没有保存", detail, HTTPStatus.SERVICE_UNAVAILABLE


def _page_before(request: Request) -> str:
    """Return the desk's page that a form was on, as the browser says."""
    path = request.headers.get("referer", "").partition("/desk/")[2]
    return f"/desk/{path}"
