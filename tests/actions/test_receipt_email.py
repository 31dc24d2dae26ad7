"""The e-mail is exact, and what is personal stays in the conversation."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.context import Context
from actions.receipt_email import (
    ReceiptEmail,
    ReceiptEmailAction,
    ValidateReceiptEmailForm,
    mail_address,
)
from tests.actions.conftest import BAD_INPUT, tracker_of

FORM = "receipt_email_form"
BEGIN = {"intent": "request_receipt_email"}


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("欧阳娜娜", "1190200123"),
        ("阿卜杜拉·买买提", "21S025001"),
        ("Li Ming", "120L031215"),
        ("田𠮷", "1190200123"),
    ],
)
def test_the_subject_is_exact_and_everything_can_be_copied(
    context: Context, name: str, number: str
) -> None:
    reply = ReceiptEmail(context).written(name, number)
    subject = f"{name}-{number}-党组织关系回执"
    assert f"`{subject}`" in reply.text
    assert "`hitdyzzgx@163.com`" in reply.text
    for item in ("签字", "盖章", "日期", "照片"):
        assert item in reply.text
    (file,) = reply.files
    parts = urlsplit(file.url)
    fields = parse_qs(parts.query)
    assert (parts.scheme, parts.path) == ("mailto", "hitdyzzgx@163.com")
    assert fields["subject"] == [subject]
    assert f"`{fields['body'][0]}`" in reply.text
    assert len(reply.text) <= 400


def test_both_in_one_message(context: Context, run) -> None:
    done = run(
        ValidateReceiptEmailForm(context), tracker_of("帮我写回执邮件,张三,1190200123", **BEGIN)
    )
    assert done.slots["student_name"] == "张三"
    assert done.slots["student_number"] == "1190200123"
    assert done.text == ""


def test_asked_one_after_the_other(context: Context, run) -> None:
    form = ValidateReceiptEmailForm(context)
    begun = run(form, tracker_of("帮我写回执邮件", **BEGIN))
    assert "姓名" in begun.text
    named = run(form, tracker_of("张三", form=FORM, requested="student_name"))
    assert named.slots["student_name"] == "张三"
    assert "学号" in named.text
    numbered = run(
        form,
        tracker_of(
            "1190200123", form=FORM, requested="student_number", slots={"student_name": "张三"}
        ),
    )
    assert numbered.slots["student_number"] == "1190200123"
    assert "student_name" not in numbered.slots


def test_the_number_may_come_first(context: Context, run) -> None:
    tracker = tracker_of("学号1190200123", form=FORM, requested="student_name")
    done = run(ValidateReceiptEmailForm(context), tracker)
    assert done.slots["student_number"] == "1190200123"
    assert done.slots["student_name"] is None
    assert done.slots.get("failed_tries") is None
    assert "姓名" in done.text


def test_a_name_is_corrected_while_the_number_is_asked_for(context: Context, run) -> None:
    tracker = tracker_of(
        "不对,我叫张姗", form=FORM, requested="student_number", slots={"student_name": "张三"}
    )
    done = run(ValidateReceiptEmailForm(context), tracker)
    assert done.slots["student_name"] == "张姗"
    assert done.slots.get("failed_tries") is None


@pytest.mark.parametrize(
    ("requested", "text", "reason"),
    [
        ("student_name", "忘了", "没看到姓名"),
        ("student_name", "李", "2到15个字"),
        ("student_name", "古" * 16, "2到15个字"),
        ("student_name", "张三@#", "不认识的符号"),
        ("student_number", "12345", "不像哈工大的学号"),
        ("student_number", "13800138000", "手机号"),
        ("student_number", "110101199001011234", "身份证号"),
        ("student_number", "忘了", "没看到学号"),
    ],
)
def test_a_wrong_one_is_asked_again_with_the_reason(
    context: Context, run, requested: str, text: str, reason: str
) -> None:
    slots = {"student_name": "张三"} if requested == "student_number" else {}
    tracker = tracker_of(text, form=FORM, requested=requested, slots=slots)
    done = run(ValidateReceiptEmailForm(context), tracker)
    assert reason in done.text
    assert done.slots["failed_tries"] == 1
    assert done.slots[requested] is None


@pytest.mark.parametrize("text", ["emmm", "嗯嗯", "啊这", "???", "哈哈哈", "…"])
@pytest.mark.parametrize("requested", ["student_name", "student_number"])
def test_an_interjection_is_a_failed_try(context: Context, run, requested: str, text: str) -> None:
    slots = {"student_name": "张三"} if requested == "student_number" else {}
    decision = {"outcome": "clarify", "confidence": 0.1}
    tracker = tracker_of(text, form=FORM, requested=requested, slots=slots, decision=decision)
    done = run(ValidateReceiptEmailForm(context), tracker)
    assert done.slots["failed_tries"] == 1
    assert done.slots[requested] is None


@pytest.mark.parametrize(
    ("told", "text", "name"),
    [
        ("买买提明", "名字后面加个·吐尔逊", "买买提明·吐尔逊"),
        ("黄刚", "改回黄冈", "黄冈"),
        ("田也", "是野不是也", "田野"),
    ],
)
def test_the_name_told_before_is_put_right(
    context: Context, run, told: str, text: str, name: str
) -> None:
    tracker = tracker_of(text, form=FORM, requested="student_number", slots={"student_name": told})
    done = run(ValidateReceiptEmailForm(context), tracker)
    assert done.slots["student_name"] == name
    assert done.slots.get("failed_tries") is None


@pytest.mark.parametrize("name", ["䶮䶮", "龘龘", "䶮宇"])
def test_a_name_of_rare_characters_is_taken(context: Context, run, name: str) -> None:
    decision = {"outcome": "clarify", "confidence": 0.1}
    tracker = tracker_of(name, form=FORM, requested="student_name", decision=decision)
    done = run(ValidateReceiptEmailForm(context), tracker)
    assert done.slots["student_name"] == name


def test_in_a_group_nothing_is_asked_and_nothing_kept(context: Context, run) -> None:
    tracker = tracker_of("写回执邮件,张三,1190200123", metadata={"group": True}, **BEGIN)
    form = run(ValidateReceiptEmailForm(context), tracker)
    assert form.slots["requested_slot"] is None
    assert form.text == ""
    done = run(ReceiptEmailAction(context), tracker)
    assert "私聊" in done.text
    assert "张三" not in done.text
    assert done.slots["student_name"] is None
    assert done.slots["student_number"] is None


def test_giving_up_tells_the_desk_nothing_personal(context: Context, run) -> None:
    slots = {"student_name": "张三", "failed_tries": 3}
    done = run(ReceiptEmailAction(context), tracker_of("1190", slots=slots))
    assert "问题编号" in done.text
    (question,) = context.desk.questions.all()
    assert "张三" not in question.text
    assert "写回执邮件" in question.text


@pytest.mark.parametrize("text", BAD_INPUT)
@pytest.mark.parametrize("requested", ["student_name", "student_number"])
def test_bad_input_keeps_the_form(context: Context, run, text: str, requested: str) -> None:
    slots = {"student_name": "张三"} if requested == "student_number" else {}
    tracker = tracker_of(text, form=FORM, requested=requested, slots=slots)
    done = run(ValidateReceiptEmailForm(context), tracker)
    assert done.events == [] or done.text or done.slots[requested]


def test_every_turn_with_personal_details_says_that_it_is_not_to_be_written_down(
    context: Context, run
) -> None:
    form, action = ValidateReceiptEmailForm(context), ReceiptEmailAction(context)
    whole = {"student_name": "张三", "student_number": "1190200123"}
    assert run(form, tracker_of("写回执邮件", **BEGIN)).private
    assert run(form, tracker_of("张三", form=FORM, requested="student_name")).private
    assert run(form, tracker_of("忘了", form=FORM, requested="student_name")).private
    assert run(action, tracker_of("张三 1190200123", slots=whole)).private
    assert run(action, tracker_of("张三", slots={"failed_tries": 3})).private


@given(
    st.text(st.characters(blacklist_categories=["Cs"])),
    st.text(st.characters(blacklist_categories=["Cs"])),
)
def test_a_mail_address_gives_back_what_went_in(subject: str, body: str) -> None:
    parts = urlsplit(mail_address("hitdyzzgx@163.com", subject, body))
    assert (parts.scheme, parts.path) == ("mailto", "hitdyzzgx@163.com")
    fields = parse_qs(parts.query, keep_blank_values=True)
    assert fields["subject"] == [subject]
    assert fields["body"] == [body.replace("\n", "\r\n")]
    assert "+" not in parts.query


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("学号不对,应该是1190201213,名字也错了,是王珂", "王珂", "1190201213"),
        ("名字打错了,是王珂,学号是1190201213", "王珂", "1190201213"),
        ("王珂 1190201213", "王珂", "1190201213"),
    ],
)
def test_a_correction_of_both_replaces_both(
    context: Context, run, text: str, name: str, number: str
) -> None:
    slots = {"student_name": "张三"}
    tracker = tracker_of(text, form=FORM, requested="student_number", slots=slots)
    done = run(ValidateReceiptEmailForm(context), tracker)
    assert done.slots["student_name"] == name
    assert done.slots["student_number"] == number


def test_of_two_numbers_the_one_that_is_meant_is_asked_for(context: Context, run) -> None:
    tracker = tracker_of("写回执邮件,我叫张三,本科1190200123,硕士21S025001", **BEGIN)
    done = run(ValidateReceiptEmailForm(context), tracker)
    assert done.slots["student_name"] == "张三"
    assert done.slots["student_number"] is None
    assert "学号" in done.text
    assert "没看到" not in done.text


@pytest.mark.parametrize("text", ["lingring000", "发到lingring000那个邮箱吧", "C726"])
def test_a_mailbox_or_a_room_is_not_said_to_be_a_bad_number(
    context: Context, run, text: str
) -> None:
    tracker = tracker_of(
        text, form=FORM, requested="student_number", slots={"student_name": "张三"}
    )
    done = run(ValidateReceiptEmailForm(context), tracker)
    assert done.slots["student_number"] is None
    assert "不像哈工大的学号" not in done.text


def test_of_two_numbers_it_is_asked_which(context: Context, run) -> None:
    text = "本科学号1190200123研究生学号23S025077用哪个"
    tracker = tracker_of(
        text, form=FORM, requested="student_number", slots={"student_name": "张三"}
    )
    done = run(ValidateReceiptEmailForm(context), tracker)
    assert done.slots["student_number"] is None
    assert "你在哈工大的**学号**" in done.text
    assert "没看到" not in done.text
