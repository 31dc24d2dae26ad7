"""What this device remembers, and how it forgets."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.front.widget.conftest import SMALL_PHONE, Chat


def test_a_reload_shows_the_conversation_again(chat: Chat, engine) -> None:
    chat.ask_and_wait("在哪打印")
    chat.ask_and_wait("怎么转")
    chat.page.reload()
    expect(chat.mine).to_have_text(["我:在哪打印", "我:怎么转"])
    expect(chat.replies).to_have_count(2)
    expect(chat.last.locator("ol > li")).to_have_count(3)
    chat.replies.first.get_by_role("button", name="什么时候可以打印").click()
    expect(chat.last).to_contain_text("没写几点")
    assert len(engine.texts) == 3


def test_clearing_asks_first_and_then_forgets_everything(chat: Chat) -> None:
    chat.ask_and_wait("在哪打印")
    chat.page.get_by_role("button", name="清除记录").click()
    expect(chat.strip).to_contain_text("全部删掉")
    chat.page.get_by_role("button", name="先留着").click()
    expect(chat.replies).to_have_count(1)
    chat.page.get_by_role("button", name="清除记录").click()
    chat.page.get_by_role("button", name="清除", exact=True).click()
    expect(chat.replies).to_have_count(0)
    expect(chat.mine).to_have_count(0)
    assert chat.page.evaluate("localStorage.length") == 0
    chat.page.reload()
    expect(chat.replies).to_have_count(0)
    expect(chat.page.locator(".greeting")).to_be_visible()


def test_after_clearing_it_is_somebody_elses_session(chat: Chat, engine) -> None:
    chat.ask_and_wait("你好")
    chat.page.get_by_role("button", name="清除记录").click()
    chat.page.get_by_role("button", name="清除", exact=True).click()
    chat.ask_and_wait("你好")
    assert len({message["sender"] for message in engine.asked}) == 2


def test_an_answer_to_a_question_that_was_cleared_does_not_come_back(chat: Chat, engine) -> None:
    engine.seconds = 1.0
    chat.ask("在哪打印")
    chat.page.get_by_role("button", name="清除记录").click()
    chat.page.get_by_role("button", name="清除", exact=True).click()
    chat.page.wait_for_timeout(1500)
    expect(chat.replies).to_have_count(0)
    assert engine.texts == ["在哪打印"]


def test_without_storage_it_works_as_long_as_the_page(front, open_page) -> None:
    page = open_page("about:blank", **SMALL_PHONE)
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})"
    )
    page.goto(front.url)
    chat = Chat(page)
    chat.ask_and_wait("在哪打印")
    page.reload()
    expect(chat.replies).to_have_count(0)


def test_a_broken_memory_is_begun_anew(front, open_page) -> None:
    for broken in ("{", "null", "[]", '{"version": 9, "items": []}', '{"version":1,"items":7}'):
        page = open_page(front.url, **SMALL_PHONE)
        page.evaluate(
            "text => localStorage.setItem('party-transfer-chat ' + location.href, text)", broken
        )
        page.reload()
        chat = Chat(page)
        chat.ask_and_wait("在哪打印")
        assert "402" in page.evaluate("localStorage.getItem(Object.keys(localStorage)[0])")


def test_two_tabs_show_one_conversation(chat: Chat, front) -> None:
    other = Chat(chat.page.context.new_page())
    other.page.goto(front.url)
    chat.ask_and_wait("在哪打印")
    expect(other.last).to_contain_text("402")
    other.ask_and_wait("几号到期")
    expect(chat.last).to_contain_text("9月21日")


def test_at_most_a_hundred_messages_are_kept(chat: Chat) -> None:
    kept = chat.page.evaluate(
        """() => {
            const element = document.querySelector("party-transfer-chat");
            for (let i = 0; i < 120; i += 1) {
                element.remember({from: "me", text: String(i), message: {}, sent: true});
            }
            return JSON.parse(localStorage.getItem(Object.keys(localStorage)[0])).items.length;
        }"""
    )
    assert kept == 100


def test_a_tab_at_rest_is_left_alone_by_another_that_asks_for_news(chat: Chat, front) -> None:
    chat.ask_and_wait("在哪打印")
    other = Chat(chat.page.context.new_page())
    other.page.goto(front.url)
    expect(other.replies).to_have_count(1)
    chat.page.wait_for_function(
        "document.querySelector('party-transfer-chat').memory.state.cursor !== '0'"
    )
    chat.page.evaluate(
        """() => {
            const element = document.querySelector("party-transfer-chat");
            element.redraw = () => { window.redrawn = true; };
        }"""
    )
    other.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    other.page.wait_for_timeout(500)
    assert chat.page.evaluate("window.redrawn") is None
