"""Dates that are asked for, read, counted from and asked about again."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from actions.context import Context, make_context
from actions.conversation import TakeUp
from actions.deadline_forms import (
    LetterDeadlineAction,
    PrintDaysAction,
    ReceiptDeadlineAction,
    ValidateLetterDeadlineForm,
    ValidateReceiptDeadlineForm,
)
from bot.calendar import SHANGHAI, read_date
from bot.knowledge import Knowledge
from bot.settings import Settings
from tests.actions.conftest import BAD_INPUT, NOW, tracker_of

TODAY = NOW.date()
LETTER = {"intent": "request_letter_deadline"}
RECEIPT = {"intent": "request_receipt_deadline"}


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("介绍信6月20号开的什么时候过期", {"letter_date": "2026-06-20"}),
        ("我的信有效期30天,落款6月20", {"letter_date": "2026-06-20", "letter_validity": "30 day"}),
        (
            "信上写有效期三个月,6月1号开的",
            {"letter_date": "2026-06-01", "letter_validity": "3 month"},
        ),
        ("帮我算介绍信哪天过期", {"letter_date": None}),
        ("帮我算,有效期60天", {"letter_date": None, "letter_validity": "60 day"}),
        ("介绍信上写有效期至9月21日,还剩几天", {"letter_until": "2026-09-21"}),
    ],
)
def test_one_message_may_hold_everything(context: Context, run, text: str, slots: dict) -> None:
    done = run(ValidateLetterDeadlineForm(context), tracker_of(text, **LETTER))
    assert {k: v for k, v in done.slots.items() if k in slots} == slots
    asked = "落款(开具)的日期" in done.text
    assert asked == (slots.get("letter_date") is None and "letter_until" not in slots)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("6月31日", "6月没有31日"),
        ("2月30号", "2月没有30日"),
        ("7月20日", "还没到"),
        ("2019年6月20日", "离现在太久"),
        ("上周", "没说是哪一天"),
        ("不记得了", "没看到日期"),
        ("有效期120个工作日", "工作日"),
        ("有效期几个月,6月20日", "拿不准"),
    ],
)
def test_a_date_that_cannot_be_counted_from_is_asked_again_with_the_reason(
    context: Context, run, text: str, reason: str
) -> None:
    tracker = tracker_of(text, form="letter_deadline_form", requested="letter_date")
    done = run(ValidateLetterDeadlineForm(context), tracker)
    assert reason in done.text
    assert "落款(开具)的日期" in done.text
    assert done.slots["letter_date"] is None
    assert done.slots["failed_tries"] == 1


def test_a_vague_date_says_which_day_is_counted_from(context: Context, run) -> None:
    tracker = tracker_of("五月底", form="receipt_deadline_form", requested="stamp_date")
    done = run(ValidateReceiptDeadlineForm(context), tracker)
    if done.slots["stamp_date"]:
        assert "我先按" in done.text
    else:
        assert done.text


def test_a_question_is_left_to_the_rules(context: Context, run) -> None:
    answer = {"outcome": "answer", "confidence": 0.95, "entries": ["print/where"]}
    tracker = tracker_of(
        "在哪打印", form="letter_deadline_form", requested="letter_date", decision=answer
    )
    done = run(ValidateLetterDeadlineForm(context), tracker)
    assert done.events == []
    assert done.said == []


def test_after_an_interruption_it_asks_again_and_reads_nothing(context: Context, run) -> None:
    tracker = tracker_of(
        "6月20号能打印吗",
        form="letter_deadline_form",
        requested="letter_date",
        after=[{"event": "action", "name": "utter_faq"}],
    )
    done = run(ValidateLetterDeadlineForm(context), tracker)
    assert "落款(开具)的日期" in done.text
    assert done.slots.get("letter_date") is None


def test_the_third_failed_try_ends_the_form(context: Context, run) -> None:
    tracker = tracker_of(
        "忘了", form="letter_deadline_form", requested="letter_date", slots={"failed_tries": 2}
    )
    done = run(ValidateLetterDeadlineForm(context), tracker)
    assert done.slots["failed_tries"] == 3
    assert done.slots["requested_slot"] is None
    given_up = run(LetterDeadlineAction(context), tracker_of("忘了", slots={"failed_tries": 3}))
    assert "问题编号" in given_up.text
    (question,) = context.desk.questions.all()
    assert "算介绍信哪天过期" in question.text
    assert "忘了" not in question.text


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("啊这", {"outcome": "answer", "confidence": 0.99, "entries": ["receipt/what"]}),
        ("??????", {"outcome": "clarify", "confidence": 0.1}),
        ("嗯嗯", {"outcome": "talk", "confidence": 1.0, "talk": "thank"}),
        ("信上也没写呢", {"outcome": "answer", "confidence": 0.99, "entries": ["receipt/what"]}),
        ("今天还行吧", {"outcome": "hand_over", "confidence": 0.0, "hand_over": True}),
    ],
)
def test_what_says_nothing_is_a_failed_try(context: Context, run, text: str, decision) -> None:
    for form, slot in (
        (ValidateLetterDeadlineForm(context), "letter_date"),
        (ValidateReceiptDeadlineForm(context), "stamp_date"),
    ):
        tracker = tracker_of(text, form=f"{form.action}_form", requested=slot, decision=decision)
        assert run(form, tracker).slots["failed_tries"] == 1


def test_a_question_with_a_day_of_its_own_is_left_to_the_rules(context: Context, run) -> None:
    tracker = tracker_of(
        "后天能去打印不",
        form="letter_deadline_form",
        requested="letter_date",
        decision={"outcome": "clarify", "confidence": 0.2, "candidates": ["print/when"]},
    )
    assert run(ValidateLetterDeadlineForm(context), tracker).events == []


@pytest.mark.parametrize(
    ("text", "day", "validity"),
    [
        ("信6月9号开的,今天都24号了,有效期20天", "2026-06-09", "20 day"),
        ("letter dated June 9, valid 20 days", "2026-06-09", "20 day"),
        ("liu yue jiu hao kai de xin", "2026-06-09", None),
        ("上了一个月班,信6月9号的,9月1号交来得及不", "2026-06-09", None),
    ],
)
def test_the_date_and_the_validity_that_are_meant(
    context: Context, run, text: str, day: str, validity: str | None
) -> None:
    done = run(ValidateLetterDeadlineForm(context), tracker_of(text, **LETTER))
    assert done.slots["letter_date"] == day
    assert done.slots.get("letter_validity") == validity


def test_a_planned_letter_is_counted_and_its_day_said(context: Context, run) -> None:
    tracker = tracker_of("我29号再去打信,到时候能用到哪天", **LETTER)
    done = run(ValidateLetterDeadlineForm(context), tracker)
    assert done.slots["letter_date"] == "2026-06-29"
    assert "我先按2026年6月29日(周一)算" in done.text


@pytest.mark.parametrize(
    ("text", "offered", "kept_back"),
    [
        ("6/11", ["2026年6月11日"], ["2026年11月6日"]),
        ("3/4", ["2026年3月4日", "2026年4月3日"], ["2025年"]),
        ("6月2号或6月30号", [], ["2025年"]),
    ],
)
def test_no_day_is_offered_that_a_letter_cannot_have(
    context: Context, run, text: str, offered: list[str], kept_back: list[str]
) -> None:
    tracker = tracker_of(text, form="letter_deadline_form", requested="letter_date")
    said = run(ValidateLetterDeadlineForm(context), tracker).text
    assert all(day in said for day in offered), said
    assert not any(day in said for day in kept_back), said


def test_an_old_date_is_forgotten_when_a_new_letter_is_asked_about(context: Context, run) -> None:
    tracker = tracker_of("帮我算介绍信哪天过期", slots={"letter_date": "2026-01-01"}, **LETTER)
    assert run(ValidateLetterDeadlineForm(context), tracker).slots["letter_date"] is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "下次什么时候能打印",
            ["2026年6月25日(周四)", "2026年6月29日(周一)", "2026年7月2日(周四)"],
        ),
        ("现在去打还来得及吗", ["2026年6月24日(周三)不行"]),
        ("明天能打印吗", ["2026年6月25日(周四)下午可以去", "再往后是2026年6月29日(周一)"]),
        ("明天上午能打印吗", ["上午不行", "2026年6月25日(周四)下午可以去"]),
        ("下下周哪天能打", ["2026年7月6日(周一)\n- 2026年7月9日(周四)"]),
        ("这周还有机会打印吗", ["“这周”还能打印介绍信的是:\n- 2026年6月25日(周四)\n"]),
        ("上周哪天能打印", ["“上周”没有能打印的日子了", "2026年6月25日(周四)"]),
        ("后天能打印吗", ["2026年6月26日(周五)不行", "2026年6月29日"]),
        ("10月1号能打印吗", ["国庆节放假"]),
        ("2026年9月20日能打印吗", ["调休"]),
        ("2031年1月6日能打印吗", ["放假安排还没公布"]),
        ("6月22号能打印吗", ["已经过去了"]),
    ],
)
def test_print_days(context: Context, run, text: str, words: list[str]) -> None:
    done = run(PrintDaysAction(context), tracker_of(text, intent="request_print_days"))
    assert all(word in done.text.replace("**", "") for word in words), done.text
    assert "没写几点" in done.text
    assert "行政楼402室" in done.text
    assert not re.search(r"\d{1,2}[::]\d{2}", done.text)


@pytest.mark.parametrize(("hour", "words"), [(9, "下午可以去"), (14, "没写下午几点结束")])
def test_a_print_afternoon_that_has_begun_is_not_promised(
    tmp_path: Path, knowledge: Knowledge, run, hour: int, words: str
) -> None:
    settings = Settings.from_environment({"BOT_DATA": str(tmp_path)})
    thursday = datetime(2026, 6, 25, hour, tzinfo=SHANGHAI)
    then = make_context(settings, lambda: thursday, knowledge)
    done = run(PrintDaysAction(then), tracker_of("今天能打印吗"))
    assert words in done.text
    assert ("接下来能打印" in done.text) == (hour >= 12)
    assert "2026年6月29日" in done.text


def test_a_validity_alone_is_progress(context: Context, run) -> None:
    tracker = tracker_of("信上写30天", form="letter_deadline_form", requested="letter_date")
    done = run(ValidateLetterDeadlineForm(context), tracker)
    assert done.slots["letter_validity"] == "30 day"
    assert "failed_tries" not in done.slots
    assert "落款" in done.text


@pytest.mark.parametrize("text", BAD_INPUT)
def test_bad_input_keeps_the_form(context: Context, run, text: str) -> None:
    forms = (
        (ValidateLetterDeadlineForm, "letter_date", "letter_deadline_form"),
        (ValidateReceiptDeadlineForm, "stamp_date", "receipt_deadline_form"),
    )
    for form, slot, name in forms:
        tracker = tracker_of(text, form=name, requested=slot)
        done = run(form(context), tracker)
        if done.slots.get(slot) is None and not text.startswith("/"):
            assert done.slots["failed_tries"] == 1
            assert done.text
    done = run(PrintDaysAction(context), tracker_of(text))
    assert "6月25日" in done.text or "打印" in done.text


def test_slots_give_back_dates(context: Context, run) -> None:
    slots = {"letter_date": "2026-06-20", "letter_validity": "30 day"}
    done = run(LetterDeadlineAction(context), tracker_of("6月20", slots=slots))
    assert "2026年7月19日" in done.text
    assert "按你说的30天" in done.text
    assert done.slots["last_action"] == "letter_deadline"
    done = run(ReceiptDeadlineAction(context), tracker_of("", slots={"stamp_date": "2026-06-20"}))
    assert "2026年7月20日" in done.text
    done = run(LetterDeadlineAction(context), tracker_of("", slots={"letter_until": "2026-09-21"}))
    assert "信上写的日子" in done.text
    assert done.files[0]["url"].endswith(".ics")
    assert read_date("今天", TODAY)


def test_a_validity_told_first_is_kept_when_the_date_comes_with_the_question_again(
    context: Context, run
) -> None:
    tracker = tracker_of(
        "信是6月10号开的,最晚哪天要去",
        form="letter_deadline_form",
        requested="letter_date",
        slots={"letter_validity": "30 day"},
        **LETTER,
    )
    done = run(ValidateLetterDeadlineForm(context), tracker)
    assert done.slots["letter_date"] == "2026-06-10"
    assert "letter_validity" not in done.slots


@pytest.mark.parametrize(
    ("earlier", "validity"),
    [("我的介绍信有效期是30天", "30 day"), ("有效期是30天吗", None), ("我在单位实习了30天", None)],
)
def test_a_validity_is_remembered_from_before_the_form(
    context: Context, run, earlier: str, validity: str | None
) -> None:
    before = [{"event": "user", "text": earlier, "parse_data": {}}]
    tracker = tracker_of("落款6月10日的信哪天到期", before=before, **LETTER)
    done = run(ValidateLetterDeadlineForm(context), tracker)
    assert done.slots.get("letter_validity") == validity


@pytest.mark.parametrize("text", ["还剩几天", "介绍信哪天到期来着"])
def test_what_was_counted_is_kept_for_who_asks_again(context: Context, run, text: str) -> None:
    slots = {"letter_date": "2026-06-10", "last_action": "letter_deadline"}
    done = run(ValidateLetterDeadlineForm(context), tracker_of(text, slots=slots, **LETTER))
    assert "letter_date" not in done.slots
    done = run(
        ValidateLetterDeadlineForm(context),
        tracker_of("我室友的信哪天到期", slots=slots, **LETTER),
    )
    assert done.slots["letter_date"] is None


@pytest.mark.parametrize(
    ("before", "text", "words"),
    [
        ("介绍信六月开的,几号过期", "20号", None),
        ("信6月31日开的,哪天过期", "30号", "2026年6月30日(周二)还没到"),
    ],
)
def test_a_day_alone_is_of_the_month_spoken_of(
    context: Context, run, before: str, text: str, words: str | None
) -> None:
    earlier = [{"event": "user", "text": before, "parse_data": {}}]
    tracker = tracker_of(text, form="letter_deadline_form", requested="letter_date", before=earlier)
    done = run(ValidateLetterDeadlineForm(context), tracker)
    assert done.slots["letter_date"] == (None if words else "2026-06-20")
    assert words is None or words in done.text


def test_a_stamp_still_to_come_is_counted_as_planned(context: Context, run) -> None:
    tracker = tracker_of("我7月1日去单位盖章,回执最晚几号发", **RECEIPT)
    done = run(ValidateReceiptDeadlineForm(context), tracker)
    assert done.slots["stamp_date"] == "2026-07-01"
    done = run(ReceiptDeadlineAction(context), tracker_of("", slots={"stamp_date": "2026-07-01"}))
    assert "要是2026年7月1日(周三)盖章" in done.text
    assert "今天就发" not in done.text


def test_after_a_deadline_a_day_is_asked_about_as_in_time(context: Context, run) -> None:
    slots = {"letter_date": "2026-06-10", "last_action": "letter_deadline"}
    done = run(PrintDaysAction(context), tracker_of("9月1号去行吗", slots=slots))
    assert "来得及" in done.text
    assert done.slots["last_action"] == "letter_deadline"
    done = run(PrintDaysAction(context), tracker_of("7月1号能打印吗", slots=slots))
    assert "打印介绍信" in done.text


@pytest.mark.parametrize(
    ("action", "slots", "text"),
    [
        (
            LetterDeadlineAction,
            {"letter_date": "2026-06-10"},
            "介绍信6.10开的,6.20单位在回执上盖了章,两个截止日期帮我算算",
        ),
        (
            ReceiptDeadlineAction,
            {"stamp_date": "2026-06-20"},
            "信6月10日开的,回执6月20号盖的章,分别什么时候截止",
        ),
    ],
)
def test_both_deadlines_are_said_to_who_asks_for_both(
    context: Context, run, action, slots: dict, text: str
) -> None:
    done = run(action(context), tracker_of(text, slots=slots))
    assert done.text.index("2026年9月7日") < done.text.index("2026年7月20日")
    assert len(done.files) == 2
    assert slots | {
        slot: value for slot, value in done.slots.items() if slot.endswith("_date")
    } == {"letter_date": "2026-06-10", "stamp_date": "2026-06-20"}


def test_a_letter_told_beside_the_day_of_arrival_is_counted(context: Context, run) -> None:
    text = "介绍信前天下午去行政楼打的,我九月二十一号才去单位报到,还行吗"
    done = run(PrintDaysAction(context), tracker_of(text))
    assert "2026年9月19日" in done.text
    assert done.slots["last_action"] == "letter_deadline"


def test_a_corrected_validity_is_what_a_second_question_is_answered_with(
    context: Context, run
) -> None:
    slots = {
        "letter_date": "2026-06-10",
        "letter_validity": "60 day",
        "last_action": "letter_deadline",
    }
    corrected = run(TakeUp(context), tracker_of("不对,是90天", slots=slots))
    assert corrected.slots["letter_validity"] == "90 day"
    before = [{"event": "user", "text": "介绍信6月10号开的,信上写60天", "parse_data": {}}]
    text = "9月1号去来得及不"
    tracker = tracker_of(text, slots=slots | corrected.slots, before=before, **LETTER)
    assert "letter_validity" not in run(ValidateLetterDeadlineForm(context), tracker).slots
    assert "9月1日(周二)来得及" in run(LetterDeadlineAction(context), tracker).text


def test_a_planned_stamp_can_be_asked_about_again(context: Context, run) -> None:
    slots = {"stamp_date": "2026-07-05", "last_action": "receipt_deadline"}
    tracker = tracker_of("那8月6号发行吗", slots=slots, **RECEIPT)
    assert "stamp_date" not in run(ValidateReceiptDeadlineForm(context), tracker).slots
    assert "就晚了" in run(ReceiptDeadlineAction(context), tracker).text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("我1月8号去盖章 回执最晚几号", "2027-01-08"),
        ("1月8号去单位盖的章 回执最晚几号", "2026-01-08"),
        ("明年1月8号去盖章,回执最晚几号", "2027-01-08"),
    ],
)
def test_a_plan_is_not_of_last_winter(context: Context, run, text: str, day: str) -> None:
    done = run(ValidateReceiptDeadlineForm(context), tracker_of(text, **RECEIPT))
    assert done.slots["stamp_date"] == day


def test_the_letters_date_is_kept_beside_the_receipts(context: Context, run) -> None:
    text = "我6月11号打的信 下个月15号去单位盖章 那回执最晚啥时候发"
    done = run(ReceiptDeadlineAction(context), tracker_of(text, slots={"stamp_date": "2026-07-15"}))
    assert done.slots["letter_date"] == "2026-06-11"
