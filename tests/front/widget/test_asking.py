"""Asking: a question, a button, and what an answer looks like."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.front.widget.conftest import SMALL_PHONE, Chat


def test_a_question_gets_its_answer(chat: Chat, engine) -> None:
    chat.ask("在哪打印")
    expect(chat.mine).to_have_text("我:在哪打印")
    expect(chat.last).to_contain_text("行政楼402室")
    expect(chat.box).to_have_value("")
    assert engine.texts == ["在哪打印"]


def test_the_source_stands_once_small_under_the_answer(chat: Chat) -> None:
    chat.ask_and_wait("在哪打印")
    expect(chat.last.locator(".source")).to_have_text("依据:通知·流程第4步")
    assert chat.last.inner_text().count("依据") == 1
    small = chat.last.locator(".source").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert small < 16


def test_bold_lists_and_links_are_shown_as_such(chat: Chat) -> None:
    chat.ask_and_wait("怎么转")
    expect(chat.last.locator("strong")).to_have_text("抬头")
    expect(chat.last.locator("ol > li")).to_have_count(3)
    expect(chat.last.locator("ul > li")).to_have_text(["旧的介绍信", "学生证"])
    link = chat.last.get_by_role("link", name="http://zg.hit.edu.cn")
    assert link.get_attribute("href") == "http://zg.hit.edu.cn"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert "**" not in chat.last.inner_text()
    assert "`" not in chat.last.inner_text()


def test_a_follow_up_button_is_asked_and_answered(chat: Chat, engine) -> None:
    chat.ask_and_wait("在哪打印")
    chat.last.get_by_role("button", name="什么时候可以打印").click()
    expect(chat.mine.last).to_have_text("我:什么时候可以打印")
    expect(chat.last).to_contain_text("没写几点")
    assert engine.texts[-1] == '/choose_entry{"entry": "print/when"}'


def test_a_topic_under_the_greeting_is_asked(chat: Chat) -> None:
    chat.page.locator(".greeting").get_by_role("button", name="介绍信在哪里打印").click()
    expect(chat.last).to_contain_text("行政楼402室")


def test_a_topic_of_the_page_is_asked_and_the_chat_is_back_in_view(chat: Chat, engine) -> None:
    chat.page.get_by_role("link", name="常问·资料").click()
    chat.page.get_by_role("link", name="要填哪张表").click()
    expect(chat.mine).to_have_text("我:要填哪张表")
    expect(chat.page.locator("aside")).to_be_hidden()
    expect(chat.replies).to_have_count(1)
    assert engine.texts == ['/choose_entry{"entry": "form/which"}']


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_an_empty_message_is_not_sent(chat: Chat, engine, text: str) -> None:
    chat.ask(text)
    expect(chat.mine).to_have_count(0)
    assert engine.texts == []


def test_the_length_is_counted_when_it_nears_the_limit(chat: Chat) -> None:
    chat.box.fill("问" * 100)
    expect(chat.page.locator(".count")).to_have_text("")
    chat.box.fill("问" * 300)
    expect(chat.page.locator(".count.over")).to_have_text("300/300")
    chat.send.click()
    expect(chat.last).to_contain_text("300 字")


def test_while_the_answer_is_looked_up_it_says_so(chat: Chat, engine) -> None:
    engine.seconds = 1.0
    chat.ask("在哪打印")
    expect(chat.page.locator(".thinking")).to_contain_text("正在翻通知")
    expect(chat.last).to_contain_text("402")
    expect(chat.page.locator(".thinking")).to_have_count(0)


def test_questions_asked_at_once_are_answered_in_order(chat: Chat, engine) -> None:
    engine.seconds = 0.3
    chat.ask("在哪打印")
    chat.ask("几号到期")
    expect(chat.replies).to_have_count(2)
    expect(chat.last).to_contain_text("9月21日")
    assert engine.texts == ["在哪打印", "几号到期"]


def test_a_counselor_is_always_at_hand(chat: Chat, engine) -> None:
    chat.page.get_by_role("button", name="转给辅导员").click()
    expect(chat.last).to_contain_text("问题编号 13")
    assert engine.texts == ["/ask_counselor"]


def test_what_stands_in_the_box_is_what_the_counselor_gets(chat: Chat, engine) -> None:
    chat.box.fill("我的情况比较特别")
    chat.page.get_by_role("button", name="转给辅导员").click()
    expect(chat.last).to_contain_text("问题编号 13")
    assert engine.texts == ["我的情况比较特别", "/ask_counselor"]
    expect(chat.box).to_have_value("")


def test_mailbox_and_subject_are_copied_exactly(chat: Chat) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.ask_and_wait("怎么转")
    chat.last.get_by_role("button", name="复制 姓名-学号-党组织关系回执").click()
    expect(chat.page.get_by_text("已复制").first).to_be_visible()
    assert chat.page.evaluate("navigator.clipboard.readText()") == "姓名-学号-党组织关系回执"


def test_a_whole_answer_is_copied_as_plain_text_with_its_source(chat: Chat) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.ask_and_wait("在哪打印")
    chat.last.get_by_role("button", name="复制").click()
    expect(chat.page.get_by_text("已复制")).to_be_visible()
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("去行政楼402室(学校组织部)打印")
    assert copied.endswith("依据:通知·流程第4步")


def test_copying_works_without_the_clipboard_api(front, open_page) -> None:
    page = open_page(front.url, **SMALL_PHONE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(
        """() => {
            window.clipboard = navigator.clipboard;
            Object.defineProperty(navigator, "clipboard", {value: undefined});
        }"""
    )
    chat = Chat(page)
    chat.ask_and_wait("怎么转")
    chat.last.get_by_role("button", name="复制 hitdyzzgx@163.com").click()
    expect(page.get_by_text("已复制").first).to_be_visible()
    assert page.evaluate("window.clipboard.readText()") == "hitdyzzgx@163.com"


def test_files_open_and_carry_their_date_in_words(chat: Chat, front) -> None:
    chat.ask_and_wait("几号到期")
    calendar, mail = chat.last.locator("a.file").all()
    assert calendar.evaluate("e => e.href") == f"{front.url}/files/deadline.ics"
    assert "9月21日" in calendar.inner_text()
    assert (mail.get_attribute("href") or "").startswith("mailto:hitdyzzgx@163.com?subject=")
    expect(chat.last).not_to_contain_text("在浏览器打开")


def test_inside_wechat_a_file_says_how_to_open_it(front, open_page) -> None:
    agent = "Mozilla/5.0 (Linux; Android 12) Chrome/107.0 Mobile Safari/537.36 MicroMessenger/8.0"
    chat = Chat(open_page(front.url, **SMALL_PHONE, user_agent=agent))
    chat.ask_and_wait("几号到期")
    expect(chat.last).to_contain_text("在浏览器打开")


def test_a_long_answer_is_shown_from_its_beginning(chat: Chat, engine) -> None:
    engine.answer = lambda message: [{"text": "\n".join(f"第{i}行" for i in range(80))}]
    chat.ask_and_wait("很长吗")
    expect(chat.mine).to_be_in_viewport()
    expect(chat.page.get_by_text("第0行", exact=True)).to_be_in_viewport()
