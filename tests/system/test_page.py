"""The chat page against the whole bot, on a phone's screen. What the widget does by itself is
tested in tests/front/widget, against an engine that says what the test wants."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect

from bot.desk import Desk
from bot.knowledge import Knowledge
from scripts.screenshot import PHONE
from tests.front.widget.conftest import Chat


@pytest.fixture
def chat(bot, browser: Browser) -> Iterator[Chat]:
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page = browser.new_page(**PHONE)
    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(bot.url)
    yield Chat(page)
    page.close()
    assert complaints == []


def test_a_question_gets_its_answer_and_source(chat: Chat) -> None:
    chat.ask_and_wait("在哪打印")
    expect(chat.last).to_contain_text("行政楼402室")
    expect(chat.last.locator(".source")).to_have_text("依据:通知·流程第4步")


def test_every_topic_is_answered(chat: Chat, knowledge: Knowledge) -> None:
    for topic in knowledge.widget.topics[:4]:
        title = knowledge.entries[topic].title
        chat.page.locator(".greeting").get_by_role("button", name=title, exact=True).click()
        expect(chat.mine.last).to_have_text(f"我:{title}")
    expect(chat.replies).to_have_count(4)
    expect(chat.log.locator(".source")).to_have_count(4)


def test_a_follow_up_is_answered(chat: Chat) -> None:
    chat.ask_and_wait("回执发到哪")
    chat.last.locator(".buttons button").first.click()
    expect(chat.replies).to_have_count(2)
    expect(chat.last.locator(".source")).to_be_visible()


def test_the_overview_is_a_list_of_seven(chat: Chat) -> None:
    chat.ask_and_wait("党组织关系转接的整个流程是什么")
    expect(chat.last.locator("ol > li")).to_have_count(7)
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_question_goes_to_the_counselor_and_the_answer_comes_back(
    bot, chat: Chat, knowledge: Knowledge
) -> None:
    chat.ask_and_wait("党费怎么交")
    number = int(chat.last.inner_text().partition("问题编号 ")[2].partition("。")[0])
    expect(chat.strip).to_contain_text(f"问题 {number}")
    desk = Desk(bot.data / "desk.db")
    question = desk.questions.get(number)
    assert question
    revision = desk.answers.write(question.cluster, "每月月底交给支部。", actor="王老师")
    desk.publication.publish(revision.id, actor="王老师", wording=knowledge.wording)
    desk.close()
    expect(chat.page.locator("article.answered")).to_contain_text("每月月底", timeout=30_000)
    expect(chat.strip).to_be_hidden()
