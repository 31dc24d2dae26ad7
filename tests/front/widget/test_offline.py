"""Without a network, or without a server, nothing typed is lost and nothing is asked twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect

from tests.front.widget.conftest import SMALL_PHONE, Chat, Front

FAILED = ("Failed to load resource", "net::ERR_")


@pytest.fixture
def own_front(engine, tmp_path) -> Iterator[Front]:
    """A front that the test may stop."""
    running = Front(engine, tmp_path)
    running.start()
    yield running
    running.stop()


def test_offline_a_question_is_kept_and_sent_when_the_network_is_back(
    front, open_page, engine
) -> None:
    page = open_page(front.url, complaints=FAILED, **SMALL_PHONE)
    chat = Chat(page)
    page.context.set_offline(True)
    expect(chat.strip).to_contain_text("网络断开了")
    chat.ask("在哪打印")
    chat.ask("几号到期")
    expect(page.get_by_text("还没发出,先替你收着")).to_have_count(2)
    assert engine.texts == []
    page.context.set_offline(False)
    expect(chat.replies).to_have_count(2)
    expect(page.get_by_text("还没发出")).to_have_count(0)
    expect(chat.strip).to_be_hidden()
    assert engine.texts == ["在哪打印", "几号到期"]


def test_a_kept_question_survives_a_reload(front, open_page, engine) -> None:
    page = open_page(front.url, complaints=FAILED, **SMALL_PHONE)
    chat = Chat(page)
    chat.ask_and_wait("你好")
    page.context.set_offline(True)
    chat.ask("在哪打印")
    expect(page.get_by_text("还没发出")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(chat.last).to_contain_text("402")
    assert engine.texts == ["你好", "在哪打印"]


def test_without_a_server_the_window_stays_and_says_so(own_front, open_page, engine) -> None:
    page = open_page(own_front.url, complaints=FAILED, **SMALL_PHONE)
    chat = Chat(page)
    own_front.stop()
    chat.ask("在哪打印")
    expect(chat.strip).to_contain_text("暂时连不上")
    own_front.start()
    chat.strip.get_by_role("button", name="现在再试").click()
    expect(chat.last).to_contain_text("402")
    assert engine.texts == ["在哪打印"]


def test_it_tries_again_by_itself(own_front, open_page, engine) -> None:
    page = open_page(own_front.url, complaints=FAILED, **SMALL_PHONE)
    chat = Chat(page)
    own_front.stop()
    chat.ask("在哪打印")
    expect(chat.strip).to_contain_text("暂时连不上")
    own_front.start()
    expect(chat.last).to_contain_text("402", timeout=20_000)
    assert engine.texts == ["在哪打印"]


def test_a_response_that_gets_lost_is_not_a_second_question(front, open_page, engine) -> None:
    page = open_page(front.url, complaints=FAILED, **SMALL_PHONE)
    chat = Chat(page)
    lost = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        route.fetch()
        lost.append(route)
        route.abort()

    page.route("**/api/chat/messages", lose_the_first)
    chat.ask("在哪打印")
    expect(chat.last).to_contain_text("402", timeout=15_000)
    expect(chat.replies).to_have_count(1)
    assert len(lost) == 1
    assert engine.texts == ["在哪打印"]


def test_a_session_that_the_server_no_longer_knows_is_begun_anew(front, open_page) -> None:
    page = open_page(front.url, complaints=FAILED, **SMALL_PHONE)
    chat = Chat(page)
    chat.ask_and_wait("你好")
    page.evaluate(
        """() => {
            const key = Object.keys(localStorage)[0];
            const kept = JSON.parse(localStorage.getItem(key));
            kept.token = "not.a.token";
            localStorage.setItem(key, JSON.stringify(kept));
        }"""
    )
    page.reload()
    chat.ask("在哪打印")
    expect(chat.last).to_contain_text("402")


def test_when_the_server_asks_for_patience_the_question_is_kept(front, open_page, engine) -> None:
    page = open_page(front.url, complaints=FAILED, **SMALL_PHONE)
    chat = Chat(page)
    refused = []

    def refuse_once(route: Route) -> None:
        if refused:
            route.continue_()
            return
        refused.append(route)
        route.fulfill(status=429, headers={"Retry-After": "1"}, json={"detail": "慢一点"})

    page.route("**/api/chat/messages", refuse_once)
    chat.ask("在哪打印")
    expect(chat.strip).to_contain_text("歇几秒")
    expect(chat.last).to_contain_text("402", timeout=10_000)
    assert engine.texts == ["在哪打印"]


def test_what_the_server_refuses_is_said_and_not_tried_again(front, open_page) -> None:
    page = open_page(front.url, complaints=FAILED, **SMALL_PHONE)
    chat = Chat(page)
    page.route(
        "**/api/chat/messages",
        lambda route: route.fulfill(status=413, json={"detail": "请求超过 16 KB"}),
    )
    chat.ask("问")
    expect(chat.last).to_have_text("转接助手:这句没能发出去。请求超过 16 KB")
