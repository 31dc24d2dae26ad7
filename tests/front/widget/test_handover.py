"""A question goes to a counselor, and their answer comes back: shown, announced, told apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.desk import Desk
from bot.knowledge import Knowledge
from tests.front.fake_engine import FakeEngine
from tests.front.widget.conftest import DESKTOP, SMALL_PHONE, Chat, Front
from tests.front.widget.replies import Parts, answer, handed_over

QUESTION = "支部解散了找谁"
ANSWER = "先找学院党建负责人,带上介绍信。"
POLL = 30_000
"""Milliseconds: an open window asks every 15 seconds after somebody wrote."""


class Counselor:
    """Sits at the desk of the running front."""

    def __init__(self, desk: Desk, knowledge: Knowledge) -> None:
        self.desk = desk
        self.wording = knowledge.wording

    def take(self, message: dict) -> Parts:
        """Store what the engine was asked, and say its number."""
        if message["message"] not in (QUESTION, "另一个问题"):
            return answer(message)
        return handed_over(
            self.desk.questions.add(message["message"], session=message["sender"], channel="web")
        )

    def publish(self, number: int, text: str = ANSWER, *, correction: bool = False) -> None:
        """Answer a question for everyone who waits for it."""
        question = self.desk.questions.get(number)
        assert question
        revision = self.desk.answers.write(question.cluster, text, actor="王老师")
        self.desk.publication.publish(
            revision.id, actor="王老师", wording=self.wording, correction=correction
        )


@pytest.fixture
def counselor(front: Front, engine: FakeEngine, knowledge: Knowledge) -> Iterator[Counselor]:
    desk = Desk(front.data / "desk.db")
    somebody = Counselor(desk, knowledge)
    engine.answer = somebody.take
    yield somebody
    desk.close()


def number_in(chat: Chat) -> int:
    """Return the number that the newest reply names."""
    return int(chat.last.inner_text().partition("问题编号 ")[2].partition("。")[0])


def test_the_number_stays_in_sight_until_there_is_an_answer(
    chat: Chat, counselor: Counselor
) -> None:
    chat.ask_and_wait(QUESTION)
    number = number_in(chat)
    expect(chat.strip).to_contain_text(f"问题 {number} 已转给辅导员")
    chat.ask_and_wait("在哪打印")
    chat.page.reload()
    expect(chat.strip).to_contain_text(f"问题 {number}")


def test_an_open_window_gets_the_answer_by_itself(chat: Chat, counselor: Counselor) -> None:
    chat.ask_and_wait(QUESTION)
    number = number_in(chat)
    counselor.publish(number)
    late = chat.page.locator("article.answered")
    expect(late).to_contain_text(ANSWER, timeout=POLL)
    expect(late.locator(".label")).to_have_text("辅导员答复")
    expect(late.locator(".source")).to_contain_text("依据:辅导员答复·")
    assert late.inner_text().count("依据") == 1
    expect(late).to_contain_text(f"问题编号 {number}")
    expect(chat.strip).to_be_hidden()


def test_coming_back_to_the_page_shows_the_answer(chat: Chat, counselor: Counselor) -> None:
    chat.ask_and_wait(QUESTION)
    number = number_in(chat)
    counselor.publish(number)
    chat.page.wait_for_timeout(2500)  # the front looks into the outbox every second
    chat.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(chat.page.locator("article.answered")).to_contain_text(ANSWER, timeout=3000)


def test_so_does_a_reload(chat: Chat, counselor: Counselor) -> None:
    chat.ask_and_wait(QUESTION)
    counselor.publish(number_in(chat))
    chat.page.wait_for_timeout(2500)
    chat.page.reload()
    expect(chat.page.locator("article.answered")).to_contain_text(ANSWER, timeout=3000)
    chat.page.reload()
    expect(chat.page.locator("article.answered")).to_have_count(1)
    expect(chat.strip).to_be_hidden()


def test_an_answer_is_not_missed_when_another_message_is_sent_meanwhile(
    chat: Chat, counselor: Counselor
) -> None:
    chat.ask_and_wait(QUESTION)
    counselor.publish(number_in(chat))
    chat.page.wait_for_timeout(2500)
    chat.ask_and_wait("在哪打印")  # its cursor is already past the counselor's answer
    expect(chat.page.locator("article.answered")).to_contain_text(ANSWER, timeout=POLL)


def test_what_a_counselor_ignored_waits_no_longer(chat: Chat, counselor: Counselor) -> None:
    chat.ask_and_wait(QUESTION)
    question = counselor.desk.questions.get(number_in(chat))
    assert question
    counselor.desk.clusters.ignore(question.cluster, "已当面答复", "王老师")
    chat.page.reload()
    expect(chat.strip).to_be_hidden()
    expect(chat.page.locator("article.answered")).to_have_count(0)


def test_asking_the_same_again_is_not_an_answer(chat: Chat, counselor: Counselor) -> None:
    chat.ask_and_wait(QUESTION)
    chat.ask_and_wait(QUESTION)
    chat.page.reload()
    expect(chat.strip).to_contain_text("已转给辅导员")
    expect(chat.page.locator("article.answered")).to_have_count(0)


def test_a_correction_is_an_answer_too(chat: Chat, counselor: Counselor) -> None:
    chat.ask_and_wait(QUESTION)
    number = number_in(chat)
    counselor.publish(number)
    expect(chat.page.locator("article.answered")).to_have_count(1, timeout=POLL)
    counselor.publish(number, "更正:找组织员。", correction=True)
    chat.page.wait_for_timeout(2500)
    chat.page.reload()
    expect(chat.page.locator("article.answered")).to_have_count(2)
    expect(chat.strip).to_be_hidden()


def test_a_closed_window_shows_a_dot(front: Front, open_page, counselor: Counselor) -> None:
    page = open_page("about:blank", **DESKTOP)
    page.route(
        f"{front.url}/host",
        lambda route: route.fulfill(
            content_type="text/html",
            body='<!doctype html><title>学院</title><script src="/widget.js" defer></script>',
        ),
    )
    page.goto(f"{front.url}/host")
    chat = Chat(page)
    chat.launcher.click()
    chat.ask_and_wait(QUESTION)
    counselor.publish(number_in(chat))
    page.get_by_role("button", name="关闭").click()
    expect(page.locator(".dot")).to_be_hidden()
    page.wait_for_timeout(2500)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".dot")).to_be_visible(timeout=3000)
    expect(page.get_by_role("button", name="有新答复")).to_be_visible()
    page.reload()
    expect(page.locator(".dot")).to_be_visible()
    chat.launcher.click()
    expect(page.locator("article.answered")).to_be_in_viewport()
    page.get_by_role("button", name="关闭").click()
    expect(page.locator(".dot")).to_be_hidden()


def test_after_an_apology_the_answer_follows(chat: Chat, engine: FakeEngine) -> None:
    engine.answer = lambda message: []
    chat.ask_and_wait("在哪打印")
    expect(chat.last).to_contain_text("抱歉")
    engine.answer = answer
    expect(chat.last).to_contain_text("402", timeout=POLL)
    expect(chat.replies).to_have_count(2)


def test_a_hidden_page_asks_nothing(front: Front, open_page, counselor: Counselor) -> None:
    page = open_page(front.url, **SMALL_PHONE)
    chat = Chat(page)
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")
    chat.ask_and_wait(QUESTION)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(17_000)
    assert asked == []
