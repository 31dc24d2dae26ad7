"""Thumbs reach the desk."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.desk import Desk
from tests.front.widget.conftest import SMALL_PHONE, Chat, Front


@pytest.fixture
def desk(front: Front) -> Iterator[Desk]:
    opened = Desk(front.data / "desk.db")
    yield opened
    opened.close()


def wait_for_dislikes(desk: Desk, count: int) -> None:
    started = time.monotonic()
    while desk.feedback.count_disliked() != count:
        assert time.monotonic() - started < 5, desk.feedback.count_disliked()
        time.sleep(0.05)


def test_a_thumb_down_reaches_the_desk_and_can_be_taken_back(chat: Chat, desk: Desk) -> None:
    before = desk.feedback.count_disliked()
    chat.ask_and_wait("在哪打印")
    chat.last.get_by_role("button", name="没帮到我").click()
    expect(chat.page.get_by_text("辅导员会看到")).to_be_visible()
    wait_for_dislikes(desk, before + 1)
    chat.last.get_by_role("button", name="有帮助").click()
    expect(chat.page.get_by_text("能帮上忙就好")).to_be_visible()
    wait_for_dislikes(desk, before)


def test_a_thumb_is_remembered(chat: Chat) -> None:
    chat.ask_and_wait("在哪打印")
    chat.last.get_by_role("button", name="有帮助").click()
    chat.page.reload()
    up = chat.last.get_by_role("button", name="有帮助")
    expect(up).to_have_attribute("aria-pressed", "true")


def test_only_answers_have_thumbs(chat: Chat) -> None:
    chat.ask_and_wait("你好")
    chat.ask_and_wait("党费怎么交")
    expect(chat.page.get_by_role("button", name="有帮助")).to_have_count(0)
    chat.ask_and_wait("在哪打印")
    expect(chat.page.get_by_role("button", name="有帮助")).to_have_count(1)


def test_a_thumb_given_offline_arrives_later(front: Front, open_page, desk: Desk) -> None:
    before = desk.feedback.count_disliked()
    page = open_page(front.url, complaints=("Failed to load resource",), **SMALL_PHONE)
    chat = Chat(page)
    chat.ask_and_wait("在哪打印")
    page.context.set_offline(True)
    chat.last.get_by_role("button", name="没帮到我").click()
    page.wait_for_timeout(300)
    assert desk.feedback.count_disliked() == before
    page.context.set_offline(False)
    wait_for_dislikes(desk, before + 1)
