"""Whatever a message, a source, a button or a file holds, it is text: nothing of it runs."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from bot.front.widget import HERE
from tests.front.widget.conftest import Chat

ALLOWED_TAGS = {
    "A", "ARTICLE", "BUTTON", "CODE", "DIV", "FOOTER", "I", "LI", "OL", "P", "PATH", "SPAN",
    "STRONG", "SVG", "UL",
}  # fmt: skip
"""All that the log may ever consist of; ``i`` are the dots of “正在翻通知”."""


def test_a_hostile_reply_is_shown_as_text(chat: Chat) -> None:
    chat.ask_and_wait("坏消息")
    expect(chat.last).to_contain_text("<img src=x onerror=")
    expect(chat.last).to_contain_text("javascript:alert(1)")
    expect(chat.last.locator("strong")).to_have_text("<script>x</script>")
    expect(chat.last.locator(".source")).to_have_text("依据:<i>通知</i>")
    expect(chat.last.get_by_role("button", name="<u>按钮</u>")).to_be_visible()
    assert chat.page.title() != "owned"


def test_only_http_tel_and_mailto_become_links(chat: Chat) -> None:
    chat.ask_and_wait("坏消息")
    expect(chat.last.locator("a")).to_have_count(0)
    expect(chat.last.locator(".file")).to_have_text("<s>坏文件</s>")
    chat.last.locator(".file").click()
    assert chat.page.title() != "owned"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("看 http://a.cn/b?c=d#e。", ["http://a.cn/b?c=d#e"]),
        ("看(https://a.cn/b),再说", ["https://a.cn/b"]),
        ("打 tel:0451-12345678 问", ["tel:0451-12345678"]),
        ("写 mailto:a.b@c.cn。", ["mailto:a.b@c.cn"]),
        ("**http://a.cn**", ["http://a.cn/"]),
        ("邮箱 a@b.cn 只是字", []),
        ("JAVASCRIPT:x vbscript:x data:text/html,x file:///x ftp://a.cn blob:x", []),
        ("http://", []),
        ("mailto:", []),
    ],
)
def test_links_in_a_text(chat: Chat, engine, text: str, links: list[str]) -> None:
    engine.answer = lambda message: [{"text": text}]
    chat.ask_and_wait("问")
    found = chat.last.locator("a").evaluate_all("all => all.map(a => a.href)")
    assert [link.rstrip("/") for link in found] == [link.rstrip("/") for link in links]


def test_what_a_student_types_is_text_not_markup(chat: Chat) -> None:
    typed = "<img src=x onerror=alert(1)> **粗** `码` http://a.cn"
    chat.ask(typed)
    expect(chat.mine).to_have_text(f"我:{typed}")
    expect(chat.mine.locator("img, strong, code, a")).to_have_count(0)


def test_a_memory_that_was_tampered_with_stays_text(chat: Chat) -> None:
    item = {
        "from": "bot",
        "id": "x",
        "text": "<svg onload=alert(1)>",
        "source": "<b>",
        "files": [{"title": "<b>", "url": "JaVaScRiPt:alert(1)"}],
        "buttons": [{"id": "<b>", "title": "<b>"}],
        "told": True,
    }
    kept = {"version": 1, "token": None, "cursor": "0", "items": [item], "waiting": ["<b>"]}
    chat.page.evaluate(
        "kept => localStorage.setItem('party-transfer-chat ' + location.href, "
        "JSON.stringify(Object.assign(JSON.parse(kept), {at: Date.now()})))",
        json.dumps(kept),
    )
    chat.page.reload()
    expect(chat.last).to_contain_text("<svg onload=alert(1)>")
    expect(chat.strip).to_contain_text("<b>")
    expect(chat.last.locator("a")).to_have_count(0)


def test_the_log_is_made_of_a_few_tags_only(chat: Chat) -> None:
    for question in ("坏消息", "怎么转", "几号到期", "党费怎么交"):
        chat.ask_and_wait(question)
    tags = chat.log.evaluate(
        "log => Array.from(new Set(Array.from(log.querySelectorAll('*'), e => e.tagName)))"
    )
    assert {tag.upper() for tag in tags} <= ALLOWED_TAGS


def test_the_script_never_parses_html() -> None:
    script = (HERE / "templates" / "widget.js").read_text(encoding="utf-8")
    for dangerous in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert dangerous not in script
