"""The desk in a real browser: the real pages over a real database, without the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bot.desk.desk import Desk
from bot.desk.look_ahead import LookAhead
from bot.desk.roles import Role
from bot.desk.staff import Staff
from bot.front.desk import create_desk
from bot.front.desk.visit import COOKIE
from bot.knowledge import Knowledge
from bot.settings import ROOT
from scripts.desk_screenshots import WIDE, serve
from tests.front.desk.conftest import NAMES

SIZES: dict[str, dict[str, Any]] = {
    "desktop": WIDE,
    "phone": {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"},
}


@pytest.fixture
def url(desk: Desk, knowledge: Knowledge, started: list[int], ahead: LookAhead) -> Iterator[str]:
    """Address of the served desk."""
    app = Starlette(
        routes=[
            Mount("/desk", create_desk(desk, knowledge, started.append, ahead)),
            Mount("/static", StaticFiles(directory=ROOT / "bot" / "front" / "static")),
        ]
    )
    with serve(app) as address:
        yield f"{address}/desk"


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained of; nothing, in the end, that a test didn't take out."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def sit_down(
    url: str, desk: Desk, browser: Browser, complaints: list[str]
) -> Iterator[Callable[..., Page]]:
    """Opens a page for a counselor who is logged in, in a browser of their own."""
    opened: list[BrowserContext] = []
    staff = Staff(desk.database, desk.audit)

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def sit(role: Role = Role.COUNSELOR, path: str = "/queue/open", **options: Any) -> Page:
        context = browser.new_context(**(WIDE | options))
        opened.append(context)
        token = staff.start_session(staff.member(NAMES[role][0]).id)
        context.add_cookies([{"name": COOKIE, "value": token, "url": f"{url}/"}])
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url + path)
        return page

    yield sit
    for context in opened:
        context.close()
