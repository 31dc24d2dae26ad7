"""Usable by keyboard, by ear, in the dark and without motion."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.front.widget.conftest import DESKTOP, SMALL_PHONE, Chat, Front

SERIOUS = ("serious", "critical")


def violations(page: Page) -> list[dict[str, Any]]:
    """Return axe's serious findings, with what they were found on."""
    found = Axe().run(page).response["violations"]
    return [
        {"rule": v["id"], "on": [node["html"] for node in v["nodes"]]}
        for v in found
        if v["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("options", [SMALL_PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_serious(front: Front, open_page, options, scheme: str) -> None:
    page = open_page(front.url, **options, color_scheme=scheme)
    chat = Chat(page)
    for question in ("在哪打印", "怎么转", "几号到期", "党费怎么交"):
        chat.ask_and_wait(question)
    chat.page.get_by_role("button", name="清除记录").click()
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/#more", "/poster"])
def test_axe_finds_nothing_serious_beside_the_chat(front: Front, open_page, path: str) -> None:
    assert violations(open_page(front.url + path, **SMALL_PHONE)) == []


@pytest.fixture
def floating(front: Front, open_page) -> Chat:
    """The widget as a button and a dialog, on a computer."""
    page = open_page("about:blank", **DESKTOP)
    page.route(
        f"{front.url}/host",
        lambda route: route.fulfill(
            content_type="text/html",
            body='<!doctype html><html lang="zh-CN"><title>学院</title><main><h1>学院</h1>'
            '<a href="#">一个链接</a></main><script src="/widget.js" defer></script></html>',
        ),
    )
    page.goto(f"{front.url}/host")
    return Chat(page)


def focused(page: Page) -> str:
    """Return what has the focus, inside the shadow root if it is there."""
    return str(
        page.evaluate(
            """() => {
                let on = document.activeElement;
                while (on && on.shadowRoot) on = on.shadowRoot.activeElement;
                return on ? on.getAttribute("aria-label") || on.textContent : "";
            }"""
        )
    )


def test_a_dialog_with_a_name_that_axe_likes(floating: Chat) -> None:
    floating.launcher.click()
    expect(floating.page.get_by_role("dialog", name="转接助手 · 化工与化学学院")).to_be_visible()
    floating.ask_and_wait("在哪打印")
    assert violations(floating.page) == []


def test_the_whole_way_by_keyboard(floating: Chat) -> None:
    page = floating.page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert "组织关系怎么转" in focused(page)
    page.keyboard.press("Enter")
    assert focused(page) == "你的问题"
    page.keyboard.type("在哪打印")
    page.keyboard.press("Enter")
    expect(floating.last).to_contain_text("402")
    walked = []
    for _ in range(40):
        page.keyboard.press("Tab")
        walked.append(focused(page))
    for name in ("关闭", "复制", "有帮助", "没帮到我", "什么时候可以打印", "发送", "转给辅导员",
                 "清除记录", "你的问题"):  # fmt: skip
        assert name in walked, walked
    assert not any("一个链接" in name for name in walked), "the focus left the dialog"
    page.keyboard.press("Escape")
    expect(floating.dialog).to_be_hidden()
    assert "组织关系怎么转" in focused(page)


def test_the_focus_goes_round_backwards_too(floating: Chat) -> None:
    floating.launcher.click()
    page = floating.page
    walked = []
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        walked.append(focused(page))
    assert "关闭" in walked
    assert "清除记录" in walked
    assert not any("一个链接" in name for name in walked)


def test_escape_ends_a_composition_not_the_dialog(floating: Chat) -> None:
    floating.launcher.click()
    floating.box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'Escape', isComposing: true, bubbles: true, composed: true}))"
    )
    expect(floating.dialog).to_be_visible()


def test_new_messages_are_read_out_and_history_is_not(chat: Chat) -> None:
    assert chat.log.get_attribute("aria-live") == "polite"
    chat.ask_and_wait("在哪打印")
    assert chat.log.get_attribute("aria-busy") is None
    speakers = chat.log.locator("article > .hidden").all_inner_texts()
    assert speakers == ["转接助手:", "我:", "转接助手:"]


def test_a_thumb_says_that_it_is_pressed(chat: Chat) -> None:
    chat.ask_and_wait("在哪打印")
    up = chat.last.get_by_role("button", name="有帮助")
    assert up.get_attribute("aria-pressed") == "false"
    up.click()
    assert up.get_attribute("aria-pressed") == "true"
    assert chat.last.get_by_role("button", name="没帮到我").get_attribute("aria-pressed") == "false"


def test_without_motion_nothing_moves(front: Front, open_page, engine) -> None:
    engine.seconds = 1.0
    chat = Chat(open_page(front.url, **SMALL_PHONE, reduced_motion="reduce"))
    chat.ask("在哪打印")
    dot = chat.page.locator(".dots i").first
    assert dot.evaluate("e => getComputedStyle(e).animationName") == "none"


def test_what_is_pressed_by_a_thumb_is_large_enough(chat: Chat) -> None:
    chat.ask_and_wait("怎么转")
    chat.ask_and_wait("在哪打印")
    small = chat.log.page.locator(".frame button:visible:not(.copier)").evaluate_all(
        "all => all.filter(e => e.offsetHeight < 40 || e.offsetWidth < 40).map(e => e.textContent)"
    )
    assert small == []


def test_without_javascript_the_page_says_whom_to_ask(front: Front, open_page) -> None:
    page = open_page(front.url, **SMALL_PHONE, java_script_enabled=False)
    words = page.get_by_text("直接问党支部书记或辅导员")
    expect(words).to_be_visible()
    expect(words).to_have_css("opacity", "1")


def test_with_javascript_those_words_are_not_seen(chat: Chat) -> None:
    expect(chat.page.get_by_text("聊天窗口没能打开")).to_be_hidden()
