"""``python -m scripts.desk_screenshots``: draw the pictures of docs/desk.md.

The real pages over a database of made-up questions, in a real browser; nothing else is started.
"""

from __future__ import annotations

import contextlib
import random
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.desk.desk import Desk
from bot.desk.roles import Role
from bot.desk.staff import Staff
from bot.front.desk import create_desk
from bot.knowledge import load_knowledge
from bot.settings import ROOT
from scripts.screenshot import PHONE, browser_arguments

PICTURES = ROOT / "docs" / "desk"
PASSWORD = "一句自己记得住的话就好"
WIDE = {"viewport": {"width": 1280, "height": 860}, "device_scale_factor": 1, "locale": "zh-CN"}
NEAR = [("print/where", 0.46), ("print/who_goes", 0.31), ("near_miss/proxy_collection", 0.28)]
ASKED = (
    (52, 9, "介绍信能让室友代领吗"),
    (50, 4, "可以让同学帮我去打印介绍信吗"),
    (47, 2, "人在外地,能不能托人代拿"),
    (30, 6, "打印那里中午有人吗"),
    (26, 3, "行政楼402几点上班"),
    (75, 2, "党费要补交到几月"),
    (20, 4, "介绍信折了一下还能用吗"),
    (9, 1, "支部名称里的括号要写全角还是半角"),
    (5, 2, "系统里一直显示审核中怎么办"),
    (1, 1, "食堂几点关门"),
)
"""(hours ago, how many, question)"""
ANSWER = (
    "可以代领。请代领人带上**你的学号**和他自己的学生证,在打印时间去。\n"
    "1. 先确认学院已经审批通过\n2. 把学号发给代领人\n3. 拿到后核对抬头和姓名"
)


class Clock:
    """Time as the made-up questions need it."""

    def __init__(self) -> None:
        self.back = timedelta()

    def __call__(self) -> datetime:
        """Return the time of now, set back."""
        return datetime.now(timezone.utc) - self.back


def fill(desk: Desk, clock: Clock) -> None:
    """Ask what students might ask, over the last four days, and talk as a bot might."""
    turns = [
        ("student", "介绍信在哪打印"),
        ("bot", "去行政楼402室打印介绍信,每周一下午和周四下午去。"),
    ]
    choice = random.Random(6)
    session = 0
    for hours, times, text in ASKED:
        for number in range(times):
            session += 1
            clock.back = timedelta(hours=hours) - timedelta(minutes=13 * number)
            desk.questions.add(
                text,
                session=f"session{session}",
                channel=choice.choice(["web", "web", "qq", "wecom-app"]),
                nearest=NEAR,
                turns=turns if number % 2 else [],
                origin="requested" if session % 7 == 0 else "unanswered",
            )
    labels = ["print/where", "header/meaning", "letter/validity", "receipt/where", "flow/overview"]
    for number in range(400):
        clock.back = timedelta(hours=choice.triangular(0, 330, 40))
        outcome = choice.choice(["answer"] * 7 + ["clarify", "hand_over", "near_miss"])
        desk.exchanges.add(
            f"reply{number}",
            session=f"session{number % 90}",
            channel=choice.choice(["web", "qq", "wecom-app"]),
            text="介绍信在哪打印",
            outcome=outcome,
            milliseconds=choice.randint(20, 90),
            entries=[choice.choice(labels)] if outcome == "answer" else [],
        )
        if number % 9 == 0:
            desk.feedback.add(
                f"reply{number}",
                "down" if number % 36 == 0 else "up",
                session=f"session{number % 90}",
                channel="web",
            )
    clock.back = timedelta()


@contextlib.contextmanager
def serve(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port of loopback; give its address, stop at the end."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextlib.contextmanager
def made_up_desk(folder: Path) -> Iterator[ASGIApp]:
    """Give the desk's pages over made-up questions."""
    clock = Clock()
    desk = Desk(folder / "desk.db", clock)
    app = Starlette(
        routes=[
            Mount("/desk", create_desk(desk, load_knowledge())),
            Mount("/static", StaticFiles(directory=ROOT / "bot" / "front" / "static")),
        ]
    )
    staff = Staff(desk.database, desk.audit)
    staff.use_setup_link(staff.setup_token() or "", "zhang", "张老师", PASSWORD)
    staff.use_link(staff.create("zhang", "li", "李老师", Role.COUNSELOR), PASSWORD)
    fill(desk, clock)
    yield app
    desk.close()


def log_in(page: Page, url: str) -> None:
    """Log in as the administrator."""
    page.goto(f"{url}/login")
    page.get_by_label("登录名").fill("zhang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{url}/queue/open")


def draw(page: Page, url: str, lead: str) -> None:
    """Save the pictures of the main pages."""
    for name, path in (
        ("queue", "/queue/open"),
        ("item", "/clusters/1?queue=open"),
        ("statistics", "/statistics"),
        ("staff", "/staff"),
        ("particulars", "/particulars"),
    ):
        page.goto(url + path)
        page.screenshot(path=PICTURES / f"{lead}{name}.png")
    page.goto(f"{url}/clusters/1?queue=open")
    page.get_by_label("答案", exact=True).fill(ANSWER)
    page.get_by_role("button", name="预览并发布").click()
    page.get_by_role("heading", name="发布前看一眼").wait_for()
    page.screenshot(path=PICTURES / f"{lead}preview.png")


def main() -> None:
    """Draw every picture, on a desktop's screen and on a phone's."""
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        made_up_desk(Path(folder)) as app,
        serve(app) as address,
        sync_playwright() as playwright,
    ):
        url = f"{address}/desk"
        browser = playwright.chromium.launch(**browser_arguments())
        for lead, screen in (("", WIDE), ("phone-", PHONE)):
            page = browser.new_page(**screen)
            log_in(page, url)
            draw(page, url, lead)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
