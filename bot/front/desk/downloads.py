"""Tables to take away, as CSV and XLSX."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response, StreamingResponse

from bot.desk.exports import TABLES, Name, to_csv, to_xlsx
from bot.desk.roles import Permission
from bot.front.desk.pages import Context
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EVERYTHING = "all"
HINTS = {
    "questions": "转到工作台的每个问题,已去掉个人信息",
    "clusters": "每组问题和它的状态",
    "answers": "答案的每一版",
    "exchanges": "学生每句话机器人怎么处理的",
    "feedback": "点赞和点踩",
    "notices": "发给学生的回复,送到了没有",
    "audit": "谁在什么时候做了什么",
}


@dataclass(frozen=True)
class ExportsPage(Context):
    """What can be taken away."""

    template: ClassVar[str] = "exports.html"
    tables: Sequence[tuple[str, str, str]]
    """(name, title, hint)"""


def attachment(name: str) -> dict[str, str]:
    """Return the header by which a browser saves a response under a Chinese name."""
    return {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}


def show_exports(services: Services, visit: Visit) -> Response:
    """Show what can be taken away."""
    page = ExportsPage([(name, TABLES[name].title, HINTS[name]) for name in _names(visit)])
    return services.pages.show(visit, page)


def download(services: Services, visit: Visit) -> Response:
    """Give a table, or all of them, as a file."""
    name, _, kind = visit.path("file").rpartition(".")
    names = _names(visit)
    day = services.desk.database.today()
    if kind == "csv" and name in names:
        services.desk.audit.record(visit.actor, "export", table=TABLES[name].title)
        return StreamingResponse(
            to_csv(services.desk.database, name),
            media_type="text/csv",
            headers=attachment(f"{TABLES[name].title}-{day}.csv"),
        )
    if kind == "xlsx" and name in (EVERYTHING, *names):
        chosen = [one for one in names if name in (EVERYTHING, one)]
        title = "全部" if name == EVERYTHING else TABLES[chosen[0]].title
        services.desk.audit.record(visit.actor, "export", table=title)
        with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
            path = Path(file.name)
        to_xlsx(services.desk.database, path, chosen)
        return FileResponse(
            path,
            media_type=XLSX,
            headers=attachment(f"转接助手-{title}-{day}.xlsx"),
            background=BackgroundTask(path.unlink),
        )
    raise HTTPException(HTTPStatus.NOT_FOUND, "没有这张表")


def _names(visit: Visit) -> list[Name]:
    return [name for name in TABLES if name != "audit" or visit.may(Permission.AUDIT)]
