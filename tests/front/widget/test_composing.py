"""Enter: sends on a computer, breaks the line on a phone, and never sends half-typed pinyin."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.front.widget.conftest import Chat


def test_enter_sends_and_shift_enter_breaks_the_line(desktop_chat: Chat) -> None:
    chat = desktop_chat
    chat.box.fill("在哪")
    chat.box.press("Shift+Enter")
    chat.box.press_sequentially("打印")
    expect(chat.box).to_have_value("在哪\n打印")
    chat.box.fill("在哪打印")
    chat.box.press("Enter")
    expect(chat.last).to_contain_text("402")


def test_enter_inside_a_real_composition_does_not_send(desktop_chat: Chat, engine) -> None:
    # Chrome's order: keydown (isComposing) comes before compositionend.
    chat = desktop_chat
    chat.box.focus()
    keys = chat.page.context.new_cdp_session(chat.page)
    keys.send("Input.imeSetComposition", {"text": "zai na", "selectionStart": 6, "selectionEnd": 6})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown"} | enter)
    keys.send("Input.insertText", {"text": "在哪打印"})
    chat.page.wait_for_timeout(200)
    expect(chat.mine).to_have_count(0)
    expect(chat.box).to_have_value("在哪打印")
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown"} | enter)
    expect(chat.last).to_contain_text("402")
    assert engine.texts == ["在哪打印"]


def test_enter_right_after_the_composition_does_not_send(desktop_chat: Chat, engine) -> None:
    # Safari's order: compositionend comes first, then a keydown that no longer is composing.
    chat = desktop_chat
    chat.box.fill("在哪打印")
    chat.box.evaluate(
        """box => {
            const enter = {key: "Enter", keyCode: 13, bubbles: true, cancelable: true};
            box.dispatchEvent(new CompositionEvent("compositionstart"));
            box.dispatchEvent(new CompositionEvent("compositionend", {data: "在哪打印"}));
            box.dispatchEvent(new KeyboardEvent("keydown", enter));
        }"""
    )
    chat.page.wait_for_timeout(200)
    expect(chat.mine).to_have_count(0)
    expect(chat.box).to_have_value("在哪打印")
    chat.box.press("Enter")
    expect(chat.last).to_contain_text("402")
    assert engine.texts == ["在哪打印"]


def test_enter_with_key_code_229_does_not_send(desktop_chat: Chat) -> None:
    # Old browsers know no isComposing and say 229 for every key of an input method.
    chat = desktop_chat
    chat.box.fill("zai na")
    chat.box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229}))"
    )
    chat.page.wait_for_timeout(200)
    expect(chat.mine).to_have_count(0)


def test_on_a_phone_enter_breaks_the_line(chat: Chat) -> None:
    chat.box.fill("在哪")
    chat.box.press("Enter")
    chat.box.press_sequentially("打印")
    expect(chat.box).to_have_value("在哪\n打印")
    expect(chat.mine).to_have_count(0)
    chat.send.click()
    expect(chat.mine).to_have_count(1)


def test_the_box_grows_with_the_text_up_to_five_lines(chat: Chat) -> None:
    one = chat.box.bounding_box()
    chat.box.fill("一\n二\n三")
    three = chat.box.bounding_box()
    chat.box.fill("一\n" * 30)
    most = chat.box.bounding_box()
    assert one
    assert three
    assert most
    assert one["height"] < three["height"] < most["height"] <= 132


def test_letters_are_large_enough_that_ios_does_not_zoom(chat: Chat) -> None:
    assert chat.box.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 16
