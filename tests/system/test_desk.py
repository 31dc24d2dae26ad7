"""From a student's question in the widget to a counselor's answer in it, with the whole bot."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.desk.desk import Desk
from bot.desk.staff import Staff
from scripts.screenshot import PHONE
from tests.conftest import Student
from tests.front.widget.conftest import Chat

PASSWORD = "一句自己记得住的话就好"
QUESTION = "介绍信可以让隔壁宿舍的同学代我领吗"
ANSWER = "可以代领,请同学带上你的学号。"


@pytest.fixture
def chat(bot, browser: Browser) -> Iterator[Chat]:
    page = browser.new_page(**PHONE)
    page.goto(bot.url)
    yield Chat(page)
    page.close()


@pytest.fixture
def counselor(bot, browser: Browser) -> Iterator[Page]:
    """The first administrator, who comes in by a link as `make run` prints it."""
    desk = Desk(bot.data / "desk.db")
    token = Staff(desk.database, desk.audit).setup_token()
    desk.close()
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{bot.url}/desk/link/{token}")
    page.get_by_label("登录名").fill("zhang")
    page.get_by_label("姓名").fill("张老师")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一遍").fill(PASSWORD)
    page.get_by_role("button", name="保存并登录").click()
    expect(page.locator("h1")).to_have_text("待办")
    yield page
    page.close()


def test_a_question_is_answered_published_told_and_known(bot, chat: Chat, counselor: Page) -> None:
    chat.ask_and_wait(QUESTION)
    if "问题编号" not in chat.last.inner_text():
        chat.last.get_by_role("button", name="转给辅导员").click()
        expect(chat.last).to_contain_text("问题编号")
    number = re.search(r"问题编号 (\d+)", chat.last.inner_text())
    assert number

    counselor.goto(f"{bot.url}/desk/search?q={number[1]}")
    counselor.locator("[data-item] a").click()
    expect(counselor.locator(".wordings")).to_contain_text(QUESTION)
    counselor.get_by_label("答案", exact=True).fill(ANSWER)
    counselor.get_by_role("button", name="预览并发布").click()
    expect(counselor.locator("main")).to_contain_text("1/1 种问法现在能答")
    counselor.get_by_role("button", name="发布", exact=True).click()
    expect(counselor.locator(".banner")).to_contain_text("你发布了答案,1 人会收到回复")

    somebody = Student(bot.url)
    reply = somebody.say(QUESTION)
    somebody.client.close()
    assert reply["text"].startswith(ANSWER)
    assert reply["source"].startswith("辅导员答复")

    expect(chat.page.locator("article.answered")).to_contain_text(ANSWER, timeout=30_000)
