"""Additions, corrections, 取消 and 重新来."""

from __future__ import annotations

import pytest

from actions.context import Context
from actions.conversation import Cancel, Crisis, StartOver, TakeUp
from actions.handover import question_to_hand_over
from tests.actions.conftest import BAD_INPUT, tracker_of

INFORM = {"intent": "request_inform"}
LETTER = {"last_action": "letter_deadline", "letter_date": "2026-06-20"}
EMAIL = {"last_action": "receipt_email", "student_name": "张三", "student_number": "1190200123"}


@pytest.mark.parametrize(
    ("slots", "text", "words"),
    [
        (LETTER, "不对,是6月18号", ["2026年9月15日"]),
        (LETTER, "信上写的是30天", ["2026年7月19日"]),
        (LETTER, "不对,是7月20号", ["还没到"]),
        (LETTER, "改成6月31号", ["6月没有31日"]),
        (LETTER, "有效期至9月1日", ["2026年9月1日"]),
        (
            {"last_action": "receipt_deadline", "stamp_date": "2026-06-20"},
            "不对,6月10号",
            ["7月10日"],
        ),
        (EMAIL, "不对,学号是1190200124", ["张三-1190200124-党组织关系回执"]),
        (EMAIL, "名字打错了,是张姗", ["张姗-1190200123-党组织关系回执"]),
        (EMAIL, "学号是123", ["不像哈工大的学号"]),
        ({"last_action": "header_check"}, "中共某市委组织部", ["转入单位党组织"]),
        ({"route": "company"}, "审批通过了", ["✅ 等学院审批"]),
        ({"route": "company", "last_action": "route"}, "改了,留本院读博", ["本学院读硕读博"]),
        (
            {
                "route": "company",
                "last_action": "route",
                "route_done": {
                    "route": "company",
                    "steps": ["contact", "header", "form", "transfer_out", "approval", "print"],
                },
            },
            "6月20号",
            ["最晚2026年9月17日"],
        ),
    ],
)
def test_it_is_taken_up(context: Context, run, slots: dict, text: str, words: list[str]) -> None:
    done = run(TakeUp(context), tracker_of(text, slots=slots, **INFORM))
    assert all(word in done.text for word in words), done.text


@pytest.mark.parametrize("slots", [{}, {"last_action": "print_days"}, {"last_action": "route"}])
def test_without_anything_going_on_the_message_is_read_again(
    context: Context, run, slots: dict
) -> None:
    decision = {"outcome": "answer", "confidence": 0.9, "entries": ["letter/next_step"]}
    tracker = tracker_of("我拿着介绍信去单位了", slots=slots, decision=decision, **INFORM)
    done = run(TakeUp(context), tracker)
    listening, again = done.events
    assert listening["name"] == "action_listen"
    assert again["parse_data"]["intent"]["name"] == "faq"
    assert again["parse_data"]["decision"] == decision
    assert done.said == []


def test_a_step_that_is_all_that_is_told_is_kept(context: Context, run) -> None:
    """The gate answers with what comes next; the guide knows of it when it is begun later."""
    decision = {"outcome": "answer", "confidence": 1.0, "entries": ["letter/next_step"]}
    done = run(TakeUp(context), tracker_of("我拿到介绍信了", decision=decision, **INFORM))
    assert done.slots["route_done"] == {"route": None, "steps": ["print"]}
    assert done.events[-1]["parse_data"]["decision"] == decision
    assert done.said == []


GUIDED = {
    "route": "company",
    "last_action": "route",
    "route_done": {"route": "company", "steps": ["contact", "header", "form", "transfer_out"]},
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("不对,系统还没弄", ["👉 **系统里提交", "⬜ 等学院审批"]),
        ("说错了,表其实没交", ["👉 **填情况表", "⬜ 系统里提交"]),
        ("然后呢", ["✅ 系统里提交", "👉 **等学院审批"]),
        ("信还没打呢", ["✅ 系统里提交", "👉 **等学院审批"]),
    ],
)
def test_the_list_is_shown_again(context: Context, run, text: str, words: list[str]) -> None:
    done = run(TakeUp(context), tracker_of(text, slots=GUIDED, **INFORM))
    assert all(word in done.text for word in words), done.text


@pytest.mark.parametrize("text", ["算了不问了", "没事了", "那就这样吧"])
def test_who_asks_nothing_more_is_let_go(context: Context, run, text: str) -> None:
    decision = {"outcome": "near_miss", "confidence": 1.0, "near_miss": "lost_letter"}
    done = run(Cancel(context), tracker_of(text, intent="request_cancel", decision=decision))
    assert "需要的时候再来问我" in done.text
    assert done.events == []


def test_a_crisis_ends_what_was_going_on(context: Context, run) -> None:
    tracker = tracker_of(
        "不想活了", form="receipt_email_form", requested="student_name", slots=EMAIL
    )
    done = run(Crisis(context), tracker)
    assert "12356" in done.text
    assert {"event": "active_loop", "timestamp": None, "name": None} in done.events
    assert done.slots["student_name"] is None


@pytest.mark.parametrize(
    "form", ["letter_deadline", "receipt_deadline", "receipt_email", "route", "header_check"]
)
def test_cancelling_forgets(context: Context, run, form: str) -> None:
    tracker = tracker_of("算了", form=f"{form}_form", intent="request_cancel", slots=EMAIL)
    done = run(Cancel(context), tracker)
    assert {"event": "active_loop", "timestamp": None, "name": None} in done.events
    assert done.slots["requested_slot"] is None
    assert all(value is None for value in done.slots.values())
    if form == "receipt_email":
        assert {"student_name", "student_number"} <= done.slots.keys()


EMAIL_FORM = {"form": "receipt_email_form", "requested": "student_number"}


@pytest.mark.parametrize("text", ["继续", "好,继续吧", "接着来"])
def test_going_on_is_no_cancelling(context: Context, run, text: str) -> None:
    done = run(Cancel(context), tracker_of(text, intent="request_cancel", **EMAIL_FORM))
    assert done.events[-1]["name"] == "receipt_email_form"
    assert done.slots == {}


@pytest.mark.parametrize("text", ["算了 我查下", "等一下", "让我找找"])
def test_a_pause_keeps_the_form(context: Context, run, text: str) -> None:
    done = run(Cancel(context), tracker_of(text, intent="request_cancel", **EMAIL_FORM))
    assert "不急" in done.text
    assert done.events == []


@pytest.mark.parametrize(
    ("text", "entry"),
    [("那我自己签了行吧", "receipt/missing_item"), ("算了我还是先留学校吧", "destination/company")],
)
def test_what_has_a_reply_is_answered_not_cancelled(
    context: Context, run, text: str, entry: str
) -> None:
    decision = {"outcome": "answer", "confidence": 0.9, "entries": [entry]}
    slots = {"last_action": "header_check"}
    tracker = tracker_of(text, intent="request_cancel", decision=decision, slots=slots)
    done = run(Cancel(context), tracker)
    assert done.said == []
    assert done.events[-1]["parse_data"]["intent"]["name"] == "faq"


def test_no_mail_pairs_a_number_with_a_name_that_was_not_read(context: Context, run) -> None:
    done = run(TakeUp(context), tracker_of("zhangsan 1190200199", slots=EMAIL, **INFORM))
    assert "没看到姓名" in done.text
    assert "党组织关系回执" not in done.text
    assert done.slots["student_number"] == "1190200199"


def test_the_wrong_way_is_not_ticked(context: Context, run) -> None:
    slots = {"route": "other_college", "last_action": "route"}
    done = run(TakeUp(context), tracker_of("转往校外提交了", slots=slots, **INFORM))
    assert "别重复提交" in done.text
    assert "校内互转" in done.text
    assert "✅" not in done.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("落款是2026年6月22", ["2026年9月19日"]),
        ("介绍信上写的是二〇二六年五月二十五日", ["2026年8月22日"]),
        ("信上写有效期到2026年9月1日", ["2026年9月1日"]),
        ("昨天刚盖的章", ["2026年7月23日"]),
        ("系统也交了", ["等学院审批", "毕业后去哪"]),
    ],
)
def test_what_says_whose_it_is_needs_nothing_going_on(
    context: Context, run, text: str, words: list[str]
) -> None:
    done = run(TakeUp(context), tracker_of(text, **INFORM))
    assert all(word in done.text for word in words), done.text


def test_a_date_beside_a_question_is_left_to_the_answer(context: Context, run) -> None:
    decision = {"outcome": "answer", "confidence": 0.9, "entries": ["letter/keep"]}
    tracker = tracker_of("信6月20号打的,能自己留着吗", decision=decision, **INFORM)
    assert run(TakeUp(context), tracker).said == []


def test_starting_over_goes_back_to_the_form(context: Context, run) -> None:
    tracker = tracker_of("重新来", form="receipt_email_form", intent="request_start_over")
    done = run(StartOver(context), tracker)
    assert done.events[-1] == {"event": "followup", "timestamp": None, "name": "receipt_email_form"}
    assert done.slots["student_name"] is None


@pytest.mark.parametrize("action", [Cancel, StartOver])
def test_with_nothing_going_on_the_words_are_talk(context: Context, run, action) -> None:
    decision = {"outcome": "talk", "confidence": 1.0, "talk": "goodbye"}
    done = run(action(context), tracker_of("退出", decision=decision, intent="request_cancel"))
    assert done.events[-1]["parse_data"]["intent"]["name"] == "goodbye"


def test_a_step_that_is_reported_done_ends_nothing(context: Context, run) -> None:
    slots = {"route": "company", "last_action": "route"}
    done = run(Cancel(context), tracker_of("抬头问到了", intent="request_cancel", slots=slots))
    assert "✅ 问清抬头和支部名称" in done.text
    assert "✅ 问清抬头" not in run(Cancel(context), tracker_of("抬头不问了", slots=slots)).text


@pytest.mark.parametrize("text", BAD_INPUT)
@pytest.mark.parametrize(
    "slots",
    [LETTER, EMAIL, {"route": "company", "last_action": "route"}, {"last_action": "header_check"}],
)
def test_bad_input_raises_nothing(context: Context, run, text: str, slots: dict) -> None:
    done = run(TakeUp(context), tracker_of(text, slots=slots, **INFORM))
    assert done.text or done.events


def test_what_a_form_was_told_is_never_handed_over() -> None:
    asked = {
        "event": "user",
        "text": "介绍信丢了",
        "parse_data": {"text": "介绍信丢了", "intent": {"name": "near_miss"}, "entities": []},
    }
    told = {
        "event": "user",
        "text": "张三",
        "parse_data": {"text": "张三", "intent": {"name": "nlu_fallback"}, "entities": []},
    }
    begun = {"event": "active_loop", "name": "receipt_email_form"}
    tracker = tracker_of("/ask_counselor", intent="ask_counselor", before=[asked, begun, told])
    message = question_to_hand_over(tracker)
    assert message is not None
    assert message["text"] == "介绍信丢了"


def test_a_question_that_a_form_rejected_can_be_handed_over() -> None:
    told = {
        "event": "user",
        "text": "能代打印吗",
        "parse_data": {"text": "能代打印吗", "intent": {"name": "nlu_fallback"}, "entities": []},
    }
    begun = {"event": "active_loop", "name": "receipt_email_form"}
    rejected = {"event": "action_execution_rejected", "name": "receipt_email_form"}
    tracker = tracker_of("/ask_counselor", intent="ask_counselor", before=[begun, told, rejected])
    message = question_to_hand_over(tracker)
    assert message is not None
    assert message["text"] == "能代打印吗"
