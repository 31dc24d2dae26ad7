"""The chat page in a real browser, on a phone's screen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from scripts.screenshot import PHONE, browser_arguments

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(**browser_arguments())
        yield running
        running.close()


@pytest.fixture
def page(bot, browser: Browser) -> Iterator[Page]:
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    opened = browser.new_page(**PHONE)
    opened.on("console", note)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(bot.url)
    yield opened
    opened.close()
    assert complaints == []


def last_reply(page: Page):
    return page.locator("article.bot:not([aria-busy])").last


def ask(page: Page, text: str) -> None:
    page.get_by_label("你的问题").fill(text)
    page.get_by_role("button", name="发送").click()


def test_a_question_gets_its_answer_and_source(page: Page) -> None:
    ask(page, "在哪打印")
    expect(last_reply(page)).to_contain_text("行政楼402室")
    expect(last_reply(page).locator(".source")).to_have_text("依据:通知·流程第4步")


def test_enter_sends_and_bold_is_bold(page: Page) -> None:
    page.get_by_label("你的问题").fill("回执发到哪")
    page.get_by_label("你的问题").press("Enter")
    expect(last_reply(page).locator("strong").first).to_be_visible()
    expect(last_reply(page)).not_to_contain_text("**")


def test_enter_while_composing_pinyin_does_not_send(page: Page) -> None:
    page.get_by_label("你的问题").fill("zai na")
    page.get_by_label("你的问题").dispatch_event(
        "keydown", {"key": "Enter", "isComposing": True, "bubbles": True}
    )
    page.wait_for_timeout(200)
    assert page.locator("article.me").count() == 0


def test_a_suggested_button_is_asked_and_answered(page: Page) -> None:
    button = page.locator("article.bot button").first
    title = button.inner_text()
    button.click()
    expect(page.locator("article.me")).to_have_text(title)
    expect(last_reply(page).locator(".source")).to_be_visible()


def test_what_a_student_types_is_text_not_markup(page: Page) -> None:
    ask(page, "<img src=x onerror=alert(1)>")
    expect(page.locator("article.me")).to_have_text("<img src=x onerror=alert(1)>")
    assert page.locator("article.me img").count() == 0


def test_an_empty_message_is_not_sent(page: Page) -> None:
    ask(page, "   ")
    assert page.locator("article.me").count() == 0


def test_nothing_is_wider_than_the_phone(page: Page) -> None:
    ask(page, "党组织关系转接的整个流程是什么")
    expect(last_reply(page)).to_contain_text("7.")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_without_a_network_the_question_can_be_sent_again(bot, browser: Browser) -> None:
    # A page of its own: the browser itself complains on the console of a failed request.
    page = browser.new_page(**PHONE)
    page.goto(bot.url)
    page.context.set_offline(True)
    ask(page, "在哪打印")
    expect(page.locator("article.failed")).to_contain_text("没有发出去")
    page.context.set_offline(False)
    page.get_by_role("button", name="重试").click()
    expect(last_reply(page)).to_contain_text("行政楼402室")
    page.close()
