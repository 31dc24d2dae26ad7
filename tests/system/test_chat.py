"""A student's question through the three real processes."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.desk import Desk

ANSWERS = {
    "在哪打印": ["行政楼402"],
    "抬头是什么意思": ["抬头"],
    "介绍信错了怎么办": ["C726"],
    "什么时候能打印": ["周一", "周四"],
    "介绍信能自己留着吗": ["不可以"],
    "回执发到哪": ["hitdyzzgx@163.com"],
    "我考上本院的研究生要登录系统吗": ["不用登录"],
    "去校内其他院系怎么转": ["校内互转"],
    "我公派出国": ["辅导员"],
    "系统打不开怎么办": ["浏览器"],
}


@pytest.mark.parametrize("question", ANSWERS)
def test_the_notice_answers(student, question: str) -> None:
    reply = student.say(question)
    assert all(word in reply["text"] for word in ANSWERS[question]), reply
    assert reply["text"].endswith(f"依据:{reply['source']}")
    assert reply["source"].startswith("通知·")


@pytest.mark.parametrize("question", ["党费怎么交", "介绍信丢了"])
def test_what_the_notice_does_not_answer_is_handed_over_with_a_number(student, question) -> None:
    reply = student.say(question)
    assert "问题编号" in reply["text"]
    assert "通知没写" in reply["text"]


def test_a_handed_over_question_is_stored_masked(bot, student) -> None:
    text = student.say("我叫王小明,学号1190200123,介绍信弄丢了")["text"]
    number = int(text.partition("问题编号 ")[2].partition("。")[0])
    desk = Desk(bot.data / "desk.db")
    stored = next(q for q in desk.questions.all() if q.number == number)
    desk.close()
    assert "王小明" not in stored.text
    assert "1190200123" not in stored.text
    assert stored.channel == "web"


@pytest.mark.parametrize("text", ["今天天气", "/restart", "讲个笑话", "asdfgh"])
def test_what_is_not_ours_fills_no_queue(student, text: str) -> None:
    reply = student.say(text)
    assert "问题编号" not in reply["text"]
    assert "402室" not in reply["text"]


@pytest.mark.parametrize("text", ["", "   ", "\n", "\u200b", "\x00\x01"])
def test_an_empty_message_is_asked_for_text(student, text: str) -> None:
    assert "没收到文字" in student.say(text)["text"]


@pytest.mark.parametrize("length", [300, 10_000 // 3])
def test_a_message_that_is_too_long_gets_a_clear_answer(student, length: int) -> None:
    assert "300" in student.say("问" * length)["text"]


def test_ten_thousand_characters_are_refused_or_answered(student) -> None:
    assert "300" in student.say("a" * 10_000)["text"]


@pytest.mark.parametrize("text", ["😀", "。。。", "在哪打印😀😀", "在哪\x07打印"])
def test_odd_characters_break_nothing(student, text: str) -> None:
    assert student.say(text)["text"]


def test_buttons_carry_their_entry(student) -> None:
    reply = student.say("在哪打印")
    assert 1 <= len(reply["buttons"]) <= 4
    answer = student.press(reply["buttons"][0]["id"])
    assert answer["source"].startswith("通知·")


def test_a_button_that_does_not_exist_is_an_answer_not_an_error(student) -> None:
    assert "按钮" in student.press("Nothing/Here")["text"]


def test_the_button_for_a_counselor_hands_over_the_last_question(student) -> None:
    student.say("在哪打印")
    assert "问题编号" in student.press("hand_over")["text"]


def test_asking_for_a_counselor_before_any_question(student) -> None:
    assert "把问题完整地打出来" in student.press("hand_over")["text"]


def test_a_broad_question_gets_the_overview(student) -> None:
    text = student.say("党组织关系转接的整个流程是什么")["text"]
    assert all(f"{step}. " in text for step in range(1, 8))


def test_a_retry_is_not_a_second_message(student) -> None:
    message = {"client_message_id": "same", "text": "介绍信丢了"}
    first, second = (student.client.post("/api/chat/messages", json=message) for _ in range(2))
    assert first.json() == second.json()


def test_later_messages_are_fetched_by_cursor(student) -> None:
    student.say("在哪打印")
    got = student.client.get("/api/chat/messages", params={"after": "0"}).json()
    assert len(got["replies"]) == 1
    later = student.client.get("/api/chat/messages", params={"after": got["cursor"]}).json()
    assert later["replies"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422),
        (b"[]", 422),
        (b'{"client_message_id": "1"}', 422),
        (b'{"client_message_id": "1", "text": "a", "button": "b"}', 422),
        (b'{"client_message_id": "", "text": "a"}', 422),
        (b'{"client_message_id": "1", "text": "a", "extra": 1}', 422),
        (b"x" * 20_000, 413),
    ],
)
def test_bad_requests_are_problems(student, body: bytes, status: int) -> None:
    response = student.client.post("/api/chat/messages", content=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]


def test_without_a_token_nothing_is_said(bot) -> None:
    response = httpx.post(f"{bot.url}/api/chat/messages", json={})
    assert response.status_code == 401


def test_engine_and_actions_listen_on_loopback_only(bot) -> None:
    for name in ("ENGINE_PORT", "ACTIONS_PORT"):
        port = f"{bot.ports[name]:04X}"
        table = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()
        listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
        assert {a.partition(":")[0] for a in listening if a.endswith(f":{port}")} == {"0100007F"}
