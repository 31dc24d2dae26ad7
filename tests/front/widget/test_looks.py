"""The page looks as it did when somebody last looked at it; and nothing is out of place."""

from __future__ import annotations

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.front.widget.conftest import DESKTOP, SMALL_PHONE, Chat, Front
from tests.front.widget.looks import FOLDER, SCREENS, difference, draw, shrink

MEAN_TOLERANCE = 4.0
"""Of 255, over the whole picture."""
BLOCK_TOLERANCE = 48.0
"""Of 255, in the worst block of 32 × 32 points of the screen."""


@pytest.mark.parametrize("screen", SCREENS)
def test_it_looks_as_it_did(front: Front, browser: Browser, screen: str) -> None:
    for name, screenshot in draw(browser, front.url, SCREENS[screen]):
        known = Image.open(FOLDER / f"{screen}-{name}.png").convert("RGB")
        now = shrink(screenshot)
        assert now.size == known.size
        apart = difference(now, known)
        assert apart.mean <= MEAN_TOLERANCE, (name, apart)
        assert apart.most <= BLOCK_TOLERANCE, (name, apart)


def test_the_comparison_notices_what_is_missing(front: Front, open_page) -> None:
    page = open_page(front.url, **SMALL_PHONE, reduced_motion="reduce")
    whole = shrink(page.screenshot())
    for gone in (".send", ".counselor", ".greeting .buttons", "header img"):
        element = page.locator(gone).first
        element.evaluate("e => { e.style.visibility = 'hidden' }")
        apart = difference(shrink(page.screenshot()), whole)
        assert max(apart.mean / MEAN_TOLERANCE, apart.most / BLOCK_TOLERANCE) > 0.25, gone
        element.evaluate("e => { e.style.visibility = '' }")


@pytest.mark.parametrize("width", [320, 360, 390, 768, 1024, 1440])
def test_nothing_is_wider_than_the_screen(front: Front, open_page, width: int) -> None:
    page = open_page(front.url, viewport={"width": width, "height": 740}, locale="zh-CN")
    chat = Chat(page)
    for question in ("怎么转", "几号到期", "坏消息"):
        chat.ask_and_wait(question)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert chat.log.evaluate("log => log.scrollWidth <= log.clientWidth")
    page.evaluate("location.hash = 'more'")
    aside = page.locator("aside")
    expect(aside).to_be_visible()
    assert aside.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.parametrize("options", [SMALL_PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_box_and_its_buttons_are_always_in_view(front: Front, open_page, options) -> None:
    chat = Chat(open_page(front.url, **options))
    for question in ("怎么转", "在哪打印", "几号到期"):
        chat.ask_and_wait(question)
    chat.log.evaluate("log => { log.scrollTop = 0 }")
    for place in (chat.box, chat.send, chat.page.get_by_role("button", name="转给辅导员")):
        expect(place).to_be_in_viewport(ratio=1)


def test_the_box_stays_above_the_keyboard_of_a_phone(chat: Chat) -> None:
    # Chromium without a screen has no keyboard: say what a phone's browser says when it opens.
    chat.page.evaluate(
        """() => {
            Object.defineProperty(visualViewport, "height", {value: 420});
            visualViewport.dispatchEvent(new Event("resize"));
        }"""
    )
    box = chat.page.locator(".composer").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 420


def test_a_strip_that_appears_does_not_hide_the_newest_message(chat: Chat) -> None:
    chat.ask_and_wait("怎么转")
    chat.ask_and_wait("党费怎么交")
    expect(chat.strip).to_contain_text("问题 12")
    expect(chat.last).to_be_in_viewport(ratio=1)
