"""The actions through the three real processes, on today's date."""

from __future__ import annotations

import datetime

import pytest

from bot.calendar import SHANGHAI
from bot.desk import Desk


def in_words(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def test_a_deadline_is_counted_at_once_and_corrected(student) -> None:
    today = datetime.datetime.now(SHANGHAI).date()
    reply = student.say("介绍信昨天开的,有效期30天,最晚哪天办")
    assert in_words(today + datetime.timedelta(days=28)) in reply["text"]
    assert "以介绍信上写的为准" in reply["text"]
    assert reply["source"] == "通知·流程第5步"
    reply = student.say("不对,是今天开的")
    assert in_words(today + datetime.timedelta(days=29)) in reply["text"]


def test_a_form_survives_a_question_and_odd_characters(student) -> None:
    assert "落款" in student.say("帮我算介绍信哪天过期")["text"]
    reply = student.say("在哪打印")
    assert "行政楼402" in reply["text"]
    assert "落款" in reply["text"]
    for odd in ("😀", "6月31日"):
        assert "落款" in student.say(odd)["text"]
    assert "问题编号" not in reply["text"]


def test_an_email_is_written_and_nothing_of_it_is_stored(bot, student) -> None:
    assert "姓名" in student.say("帮我写回执邮件")["text"]
    assert "学号" in student.say("欧阳测试")["text"]
    reply = student.say("21s025999")
    assert "`欧阳测试-21S025999-党组织关系回执`" in reply["text"]
    student.press("hand_over")
    desk = Desk(bot.data / "desk.db")
    stored = "".join(question.text for question in desk.questions.all())
    stored += "".join(row["text"] for row in desk.database.rows("select text from exchange"))
    desk.close()
    assert "欧阳测试" not in stored
    assert "21S025999" not in stored.upper()


def test_three_failed_tries_are_handed_over(student) -> None:
    student.say("帮我写回执邮件")
    student.say("李雷")
    for wrong in ("1", "22"):
        assert "学号" in student.say(wrong)["text"]
    assert "问题编号" in student.say("333")["text"]
    assert "402" in student.say("在哪打印")["text"]


def test_a_route_is_walked_by_buttons_and_words(student) -> None:
    reply = student.press("action/route")
    assert reply["buttons"][0]["id"] == "action/route/company"
    reply = student.press("action/route/company")
    assert "👉 **联系接收方**" in reply["text"]
    reply = student.press("action/route/done_contact")
    assert "✅ 联系接收方" in reply["text"]
    reply = student.say("我已经拿到介绍信了")
    assert "✅ 打印介绍信" in reply["text"]
    assert "落款" in reply["text"]
    assert "去向" in student.press("action/route/restart")["text"]
    assert "先不弄了" in student.say("算了")["text"]


@pytest.mark.parametrize("question", ["介绍信有效期多久", "周几可以打印", "抬头常见写法是什么"])
def test_answers_offer_the_action_beside_them(student, question: str) -> None:
    buttons = student.say(question)["buttons"]
    offered = [b["id"] for b in buttons if b["id"].startswith("action/")]
    assert len(offered) == 1
    assert student.press(offered[0])["text"]


@pytest.mark.parametrize("button", ["action/restart", "action/inform", "action/route/nowhere"])
def test_no_other_action_can_be_started(student, button: str) -> None:
    assert student.press(button)["text"]
