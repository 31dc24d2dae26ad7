"""What every main page has to be: without barriers, not wider than a phone, usable bare."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.desk.blind_questions import BlindQuestion, read_answers
from bot.desk.desk import Desk
from bot.desk.roles import Role
from tests.front.desk.browser.conftest import SIZES

PAGES = (
    "/queue/open",
    "/clusters/1?queue=open",
    "/queue/answered",
    "/disliked",
    "/expiring",
    "/search?q=代领",
    "/answers",
    "/answers/1",
    "/particulars",
    "/statistics",
    "/exports",
    "/imports",
    "/staff",
    "/audit",
    "/account",
)


@pytest.fixture
def used_desk(desk: Desk, ask: Callable[..., int], knowledge) -> Desk:
    """A desk with something on every page."""
    for session in "abc":
        ask("介绍信能让室友代领吗", session, turns=[("student", "在哪打印"), ("bot", "402室")])
    ask("党费要补交到几月" * 8, "d")
    revision = desk.answers.write(2, "交到毕业当月。" * 20, actor="li", owner="李老师")
    desk.publication.publish(revision.id, actor="li", wording=knowledge.wording)
    desk.answers.keep_until(1, desk.database.today(), owner="李老师", actor="li")
    desk.exchanges.add(
        "r1", session="a", channel="web", text="介绍信在哪打印", outcome="answer",
        milliseconds=20, entries=["print/where"],
    )  # fmt: skip
    desk.feedback.add("r1", "down", session="a", channel="web")
    return desk


def findings(page: Page) -> list[str]:
    """Return axe's findings, with what they were found on."""
    return [
        f"{found['id']}: {node['html'][:120]}"
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(used_desk: Desk, sit_down: Callable[..., Page], scheme: str) -> None:
    page = sit_down(Role.ADMINISTRATOR, color_scheme=scheme)
    found = {}
    for path in PAGES:
        page.goto(page.url.partition("/desk")[0] + "/desk" + path)
        expect(page.locator("h1")).to_be_visible()
        for box in page.locator("main details").all():
            box.evaluate("node => { node.open = true; }")
        found[path] = findings(page)
    assert {path: what for path, what in found.items() if what} == {}


def test_nothing_is_wider_than_a_phone(used_desk: Desk, sit_down: Callable[..., Page]) -> None:
    page = sit_down(Role.ADMINISTRATOR, **SIZES["phone"])
    wide = []
    for path in PAGES:
        page.goto(page.url.partition("/desk")[0] + "/desk" + path)
        for box in page.locator("main details").all():
            box.evaluate("node => { node.open = true; }")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(path)
    assert wide == []


def test_the_look_ahead_has_no_barriers_and_fits_a_phone(
    used_desk: Desk, sit_down: Callable[..., Page], ask: Callable[..., int]
) -> None:
    blind = read_answers(BlindQuestion)[0].question
    used_desk.clusters.move([ask(blind, "e")], 1, "li")
    page = sit_down(path="/clusters/1?queue=open", **SIZES["phone"])
    page.get_by_label("答案", exact=True).fill("可以代领。")
    page.get_by_role("button", name="预览并发布").click()
    expect(page.locator("main")).to_contain_text("道盲测题会改答这个答案")
    expect(page.locator("main .warn")).to_contain_text("应当按通知回答")
    expect(page.locator("main li", has_text=blind)).to_be_visible()
    assert findings(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_what_is_pressed_on_a_phone_is_large_enough(
    used_desk: Desk, sit_down: Callable[..., Page]
) -> None:
    page = sit_down(path="/clusters/1?queue=open", **SIZES["phone"])
    heights = page.locator("main button:visible, .bar a, main textarea:visible").evaluate_all(
        "nodes => nodes.map((node) => node.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 36


def test_the_whole_way_works_without_javascript(
    used_desk: Desk, sit_down: Callable[..., Page]
) -> None:
    page = sit_down(java_script_enabled=False)
    page.get_by_role("link", name="介绍信能让室友代领吗").click()
    page.get_by_label("答案", exact=True).fill("可以代领。")
    page.get_by_role("button", name="预览并发布").click()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator(".banner")).to_contain_text("你发布了答案,3 人会收到回复")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".banner")).to_contain_text("你撤销了“发布”")
