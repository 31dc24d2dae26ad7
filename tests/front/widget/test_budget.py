"""Small, quick, at home in old browsers, and asking nobody else."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from bot.front.widget import HERE
from tests.front.widget.conftest import DESKTOP, SMALL_PHONE, Chat

LARGEST_WIDGET = 15 * 1024
"""Bytes of ``/widget.js``, compressed: script, sentences and looks."""
INTERACTIVE_MILLISECONDS = 300
NEWER_THAN_ES2017 = {
    "optional chaining": r"\?\.[A-Za-z_\[(]",
    "nullish": r"\?\?",
    "spread": r"\.\.\.\w",
    "catch without a name": r"catch\s*\{",
    "private fields": r"this\.#",
    "finally of a promise": r"\.finally\(",
    "lookbehind": r"\(\?<",
    "replaceAll": r"\.replaceAll\(",
    "at": r"\.at\(",
    "flat": r"\.flat(Map)?\(",
}
NEWER_CSS = (r"(?<!-)\bgap:", r"\binset:", r":is\(", r":where\(", r":has\(", r"aspect-ratio", r"&")


def test_the_widget_is_small(front) -> None:
    response = httpx.get(f"{front.url}/widget.js", headers={"Accept-Encoding": "gzip"})
    assert int(response.headers["content-length"]) <= LARGEST_WIDGET


@pytest.mark.parametrize("options", [SMALL_PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_page_is_interactive_at_once(front, open_page, options) -> None:
    page = open_page(front.url, **options)
    # The machine may be busy with something else: the best of five counts.
    times = []
    for _ in range(5):
        page.reload()
        expect(Chat(page).box).to_be_editable()
        times.append(
            page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        )
    assert min(times) < INTERACTIVE_MILLISECONDS, times


def test_when_the_document_is_there_the_box_is_there(front, open_page) -> None:
    page = open_page("about:blank", **SMALL_PHONE)
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => window.ready = !!document"
        ".querySelector('party-transfer-chat').shadowRoot.querySelector('textarea'))"
    )
    page.goto(front.url)
    assert page.evaluate("window.ready") is True


def test_a_page_asks_for_four_files_and_no_other_host(front, open_page) -> None:
    page = open_page("about:blank", **SMALL_PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(front.url)
    page.wait_for_load_state("networkidle")
    assert sorted({url.removeprefix(front.url) for url in asked}) == [
        "/",
        "/static/icon.svg",
        "/static/page.css",
        "/widget.js",
    ]


@pytest.mark.parametrize("name", NEWER_THAN_ES2017)
def test_the_script_keeps_to_es2017(name: str) -> None:
    script = (HERE / "templates" / "widget.js").read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/|(?<!:)//.*", "", script, flags=re.S | re.M)
    code = re.sub(r'"[^"\n]*"', '""', code)
    assert not re.search(NEWER_THAN_ES2017[name], code)


@pytest.mark.parametrize("pattern", NEWER_CSS)
@pytest.mark.parametrize("file", ["widget.css", "page.css"])
def test_the_looks_keep_to_what_old_browsers_know(file: str, pattern: str) -> None:
    style = (HERE / "static" / file).read_text(encoding="utf-8")
    assert not re.search(pattern, re.sub(r"/\*.*?\*/", "", style, flags=re.S))


def test_a_browser_without_constructable_sheets_fetches_the_looks(front, open_page) -> None:
    page = open_page("about:blank", **SMALL_PHONE)
    page.add_init_script("delete CSSStyleSheet.prototype.replaceSync")
    page.goto(front.url)
    chat = Chat(page)
    chat.ask_and_wait("在哪打印")
    assert page.locator(".send").evaluate("e => getComputedStyle(e).borderRadius") == "12px"
    expect(page.locator("party-transfer-chat")).to_be_visible()
