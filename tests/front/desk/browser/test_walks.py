"""Counselors at work: keyboard, undo, merge, two at once, lock-out, foreign forms."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.desk.desk import Desk
from bot.desk.roles import Role
from bot.desk.staff import ATTEMPTS_PER_ACCOUNT
from scripts.desk_screenshots import serve

ANSWER = "可以代领,带上学号。"
Sit = Callable[..., Page]
Ask = Callable[..., int]


def three_questions(ask: Ask) -> None:
    for session in "abc":
        ask("介绍信能让室友代领吗", session)
    for session in "de":
        ask("党费要补交到几月", session)
    ask("食堂几点关门", "f")


def test_a_queue_is_cleared_by_keyboard(sit_down: Sit, ask: Ask, desk: Desk) -> None:
    three_questions(ask)
    page = sit_down()
    expect(page.locator("[data-item]")).to_have_count(3)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".chosen")).to_contain_text("党费")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("介绍信能让室友代领吗")
    page.keyboard.press("a")
    page.keyboard.type(ANSWER)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="预览并发布").click()
    expect(page.get_by_text("3 位在等的同学会收到回复")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("党费要补交到几月")
    expect(page.locator(".banner")).to_contain_text("你发布了答案,3 人会收到回复")
    page.keyboard.press("j")
    expect(page.locator("h1")).to_have_text("食堂几点关门")
    page.keyboard.press("i")
    page.get_by_role("button", name="忽略这组问题").press("Enter")
    expect(page.locator(".banner")).to_contain_text("你忽略了问题")
    assert len(desk.outbox.newest("waiting")) == 3


def test_u_takes_back_what_was_just_done(sit_down: Sit, ask: Ask, desk: Desk) -> None:
    three_questions(ask)
    page = sit_down(path="/clusters/1?queue=open")
    page.get_by_label("答案", exact=True).fill(ANSWER)
    page.get_by_role("button", name="预览并发布").click()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator(".banner")).to_contain_text("你发布了答案")
    page.keyboard.press("u")
    expect(page.locator(".banner")).to_contain_text("你撤销了“发布”")
    assert desk.answers.live() == []
    assert desk.outbox.newest("waiting") == []


def test_letters_in_a_text_are_letters(sit_down: Sit, ask: Ask) -> None:
    three_questions(ask)
    page = sit_down(path="/clusters/1?queue=open")
    box = page.get_by_label("答案", exact=True)
    box.click()
    page.keyboard.type("jkasiu?/")
    expect(box).to_have_value("jkasiu?/")
    expect(page.locator("#keys")).to_be_hidden()


def test_the_help_sheet_names_every_key(sit_down: Sit) -> None:
    page = sit_down()
    page.keyboard.press("?")
    sheet = page.locator("#keys")
    expect(sheet).to_be_visible()
    for key in ("j", "k", "a", "s", "i", "u"):
        expect(sheet.locator("kbd", has_text=key).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="键盘快捷键").click()
    expect(sheet).to_be_visible()


def test_two_groups_become_one(sit_down: Sit, ask: Ask) -> None:
    three_questions(ask)
    page = sit_down(path="/clusters/2?queue=open")
    page.get_by_text("整理", exact=True).click()
    page.get_by_label("合并到第").fill("1")
    page.get_by_role("button", name="合并", exact=True).click()
    expect(page.locator(".banner")).to_contain_text("你合并到第 1 组")
    expect(page.locator(".wordings > li")).to_have_count(2)


def test_two_at_once_see_each_other(
    sit_down: Sit, ask: Ask, desk: Desk, complaints: list[str]
) -> None:
    three_questions(ask)
    li = sit_down(path="/clusters/1?queue=open")
    shen = sit_down(Role.REVIEWER, "/clusters/1?queue=open")
    li.get_by_label("答案", exact=True).press_sequentially("可")
    expect(li.locator("#lock")).to_contain_text("其他老师会看到你正在处理")
    assert desk.clusters.get(1).lock_holder == "li"
    shen.get_by_label("答案", exact=True).press_sequentially("不可以")
    expect(shen.locator("#lock")).to_contain_text("李老师 正在处理这组问题")
    shen.get_by_role("button", name="预览并发布").click()
    expect(shen.locator(".error")).to_contain_text("正在处理")
    expect(shen.get_by_label("答案", exact=True)).to_have_value("不可以")
    shen.get_by_role("button", name="我来接手").click()
    expect(shen.locator(".banner")).to_contain_text("接手")
    li.get_by_label("答案", exact=True).fill(ANSWER)
    li.get_by_role("button", name="预览并发布").click()
    expect(li.locator("#lock")).to_contain_text("沈老师 正在处理")
    expect(li.get_by_label("答案", exact=True)).to_have_value(ANSWER)
    # The browser notes on its console that both were refused (409).
    assert len(complaints) == 2
    complaints.clear()


def test_an_answer_half_written_survives_the_end_of_a_session(
    sit_down: Sit, ask: Ask, desk: Desk
) -> None:
    three_questions(ask)
    page = sit_down(path="/clusters/1?queue=open")
    page.get_by_label("答案", exact=True).fill(ANSWER)
    page.reload()
    expect(page.get_by_label("答案", exact=True)).to_have_value(ANSWER)
    page.get_by_role("button", name="预览并发布").click()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator(".banner")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter((n) => n.includes('draft'))") == []


def test_a_viewer_finds_nothing_to_press(sit_down: Sit, ask: Ask) -> None:
    three_questions(ask)
    page = sit_down(Role.VIEWER, "/clusters/1?queue=open")
    expect(page.locator("h1")).to_have_text("介绍信能让室友代领吗")
    expect(page.get_by_role("button")).to_have_count(1)  # the help sheet's
    page.keyboard.press("a")
    page.keyboard.press("i")
    expect(page.locator("h1")).to_have_text("介绍信能让室友代领吗")


def test_a_page_of_another_site_cannot_ignore_a_question(
    sit_down: Sit, ask: Ask, url: str, desk: Desk, complaints: list[str]
) -> None:
    three_questions(ask)
    page = sit_down()

    async def evil(request: Request) -> Response:
        return HTMLResponse(
            f'<form method="post" action="{url}/clusters/1/ignore">'
            '<input name="reason" value="x"><button>抽奖</button></form>'
        )

    with serve(Starlette(routes=[Route("/", evil)])) as elsewhere:
        # Another site, and another port of this one: cookies go along with the second.
        for address in (elsewhere.replace("127.0.0.1", "localhost"), elsewhere):
            page.goto(address)
            page.get_by_role("button", name="抽奖").click()
            expect(page.locator("body")).to_contain_text("不是从本站页面发出的")
    assert desk.clusters.get(1).state == "open"
    complaints.clear()  # each refusal (403) is noted by the browser


def test_guessing_a_password_locks_the_account(url: str, browser: Browser, desk: Desk) -> None:
    page = browser.new_page()
    page.goto(f"{url}/queue/open")
    for _ in range(ATTEMPTS_PER_ACCOUNT + 1):
        page.get_by_label("登录名").fill("wang")
        page.get_by_label("密码").fill("猜一个猜一个猜一个")
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("已锁定")
    page.close()
