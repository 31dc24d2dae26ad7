"""Questions and answers from a table: looked at first, then brought in."""

from __future__ import annotations

import re
import secrets
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from bot.desk.pairs import HEADINGS, Checked, read_xlsx, write_template
from bot.desk.refusals import RefusedError
from bot.front.desk.downloads import XLSX, attachment
from bot.front.desk.pages import Context
from bot.front.desk.routing import done
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit

KEPT_SECONDS = 24 * 3600
"""How long an uploaded table waits to be brought in."""
SHOWN = 200
"""Rows of the preview; conflicts come first."""
_TOKEN = re.compile(r"[\w-]{8,40}", re.ASCII)
_ORDER = {"bad": 0, "conflict": 1, "new": 2, "same": 3}


@dataclass(frozen=True)
class ImportsPage(Context):
    """Where a table is chosen."""

    template: ClassVar[str] = "imports.html"
    headings: Sequence[str]
    error: str


@dataclass(frozen=True)
class ImportPreviewPage(Context):
    """What bringing a table in would do."""

    template: ClassVar[str] = "import_preview.html"
    token: str
    rows: Sequence[Checked]
    counts: Mapping[str, int]
    hidden: int
    """Rows that aren't shown."""


def show_imports(services: Services, visit: Visit) -> Response:
    """Show where a table is chosen."""
    return imports_page(services, visit, "", HTTPStatus.OK)


def imports_page(services: Services, visit: Visit, error: str, status: int) -> Response:
    """Return the page where files are chosen, with what was wrong with the last."""
    return services.pages.show(visit, ImportsPage(HEADINGS, error), status)


def download_template(services: Services, visit: Visit) -> Response:
    """Give an empty table with the headings."""
    path = _waiting_room(services) / f"{secrets.token_urlsafe(9)}.template.xlsx"
    write_template(path)
    return FileResponse(
        path,
        media_type=XLSX,
        headers=attachment("问题和答案.xlsx"),
        background=BackgroundTask(path.unlink),
    )


def preview_import(services: Services, visit: Visit) -> Response:
    """Show what an uploaded table would do, and keep it until it's brought in."""
    data = visit.upload("table")
    token = secrets.token_urlsafe(9)
    path = _waiting_room(services) / f"{token}.xlsx"
    try:
        if not data:
            raise RefusedError("先选一个 .xlsx 文件")
        path.write_bytes(data)
        checked = services.desk.pairs.check(read_xlsx(path), services.knowledge)
        if not checked:
            raise RefusedError("表里一行内容也没有")
    except RefusedError as error:
        path.unlink(missing_ok=True)
        return imports_page(services, visit, str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    checked.sort(key=lambda one: (_ORDER[one.verdict], one.pair.row))
    counts = Counter(dict.fromkeys(_ORDER, 0))
    counts.update(one.verdict for one in checked)
    return services.pages.show(
        visit,
        ImportPreviewPage(token, checked[:SHOWN], counts, max(0, len(checked) - SHOWN)),
    )


def apply_import(services: Services, visit: Visit) -> Response:
    """Publish what is new in a table that was looked at."""
    token = visit.text("token")
    path = _waiting_room(services) / f"{token}.xlsx"
    if not _TOKEN.fullmatch(token) or not path.exists():
        return imports_page(
            services,
            visit,
            "这张表已经导入过,或者放得太久了,请重新上传",
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    with services.desk.database.transaction():
        checked = services.desk.pairs.check(read_xlsx(path), services.knowledge)
        new = [one.pair for one in checked if one.verdict == "new"]
        imported = services.desk.pairs.apply(
            new, actor=visit.actor, wording=services.knowledge.wording
        )
        services.desk.audit.record(
            visit.actor, "import", answers=imported.published, questions=imported.questions
        )
    path.unlink(missing_ok=True)
    return done(services, visit, "/answers")


def _waiting_room(services: Services) -> Path:
    """Return the folder of uploaded tables, those forgotten in it cleared away."""
    folder = services.desk.database.path.parent / "imports"
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.xlsx"):
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)
    return folder
