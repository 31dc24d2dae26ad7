"""Questions after a deadline was counted, and corrections of its date."""

from __future__ import annotations

from datetime import date

import pytest

from actions.context import Context
from actions.second_questions import amended_day, in_time, not_before_the_letter, said_again
from tests.actions.conftest import BAD_INPUT, tracker_of

LETTER = {"letter_date": "2026-06-10", "last_action": "letter_deadline"}
"""Good until 7 September 2026."""
LETTER_UNTIL = {"letter_until": "2026-09-07", "last_action": "letter_deadline"}
RECEIPT = {"stamp_date": "2026-06-20", "last_action": "receipt_deadline"}
"""Due on 20 July 2026."""


@pytest.mark.parametrize(
    ("slots", "text", "words"),
    [
        (LETTER, "还剩几天", "2026年9月7日"),
        (LETTER, "那我最晚哪天去", "2026年9月7日"),
        (LETTER, "几号到期来着", "2026年9月7日"),
        (LETTER_UNTIL, "还有多久", "2026年9月7日"),
        (RECEIPT, "最迟几号", "2026年7月20日"),
        (RECEIPT, "还来得及吗", "2026年7月20日"),
        (LETTER | RECEIPT, "那介绍信最晚哪天", "2026年9月7日"),
        (RECEIPT, "那天是周几", "2026年6月20日(周六)"),
        (RECEIPT, "那天是周一吗", "2026年6月20日(周六)"),
        (LETTER | {"stamp_date": "2026-06-20"}, "回执还剩几天", "2026年7月20日"),
    ],
)
def test_what_was_counted_is_said_again(
    context: Context, slots: dict, text: str, words: str
) -> None:
    reply = said_again(context, tracker_of(text, slots=slots), text)
    assert reply is not None
    assert words in reply.text


@pytest.mark.parametrize(
    ("slots", "text"),
    [
        ({}, "还剩几天"),
        ({"letter_date": "2026-06-10", "last_action": "route"}, "还剩几天"),
        (LETTER, "回执还剩几天"),
        (LETTER, "我室友的还剩几天"),
        (LETTER, "6月12号开的还剩几天"),
        (LETTER, "30天的话最晚哪天"),
        (LETTER, "在哪打印"),
    ],
)
def test_a_question_of_its_own_is_not(context: Context, slots: dict, text: str) -> None:
    assert said_again(context, tracker_of(text, slots=slots), text) is None


@pytest.mark.parametrize(
    ("slots", "text", "words"),
    [
        (LETTER, "我9月1号去行吗", "2026年9月1日(周二)来得及"),
        (LETTER, "9月7号去可以不", "2026年9月7日(周一)来得及"),
        (LETTER, "单位让我9月8号再去", "2026年9月8日(周二)就来不及了"),
        (LETTER, "那9月10日呢", "来不及"),
        (LETTER_UNTIL, "9月8号报到还行不", "来不及"),
        (LETTER, "十月份才入职,来得及吗", "来不及"),
        (LETTER, "放假后9月10号去来得及不", "2026年9月10日(周四)就来不及了"),
        (LETTER, "那周二呢", "2026年6月30日(周二)来得及"),
        (RECEIPT, "7月20号发行吗", "发来得及"),
        (RECEIPT, "7月21呢", "就晚了"),
    ],
)
def test_a_day_to_come_is_in_time_or_not(
    context: Context, slots: dict, text: str, words: str
) -> None:
    reply = in_time(context, tracker_of(text, slots=slots), text)
    assert reply is not None
    assert words in reply.text.replace("**", "")
    assert reply.source


@pytest.mark.parametrize(("text", "words"), [("20号呢", "7月20日"), ("21号呢", "就晚了")])
def test_a_day_alone_is_of_the_month_just_asked_about(
    context: Context, text: str, words: str
) -> None:
    earlier = [{"event": "user", "text": "7月15号发行吗", "parse_data": {}}]
    reply = in_time(context, tracker_of(text, slots=RECEIPT, before=earlier), text)
    assert reply is not None
    assert words in reply.text.replace("**", "")


@pytest.mark.parametrize(
    "text",
    [
        "7月2号能去打印吗",
        "7月2号去402行吗",
        "刚才报错了,应为5月30日",
        "是6月12号开的",
        "九月份去行吗",
        "7月2号",
        "在哪打印",
    ],
)
def test_other_matters_are_not(context: Context, text: str) -> None:
    """September has days before and after the last one: no answer without the day."""
    assert in_time(context, tracker_of(text, slots=LETTER), text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("不对,是19号", date(2026, 5, 19)),
        ("看错了 是2号", date(2026, 5, 2)),
        ("不对,是19", date(2026, 5, 19)),
        ("应该是十九号吧", date(2026, 5, 19)),
        ("落款是24号", date(2026, 5, 24)),
        ("是6月19号", None),
        ("32号", None),
        ("不对,是60", None),
        ("19天", None),
    ],
)
def test_a_day_keeps_the_month_that_was_counted_from(
    context: Context, text: str, day: date | None
) -> None:
    told = amended_day(context, tracker_of(text), text, "letter", date(2026, 5, 20))
    assert (told.day if told else None) == day


def test_a_bare_number_may_correct_the_validity(context: Context) -> None:
    tracker = tracker_of("不对,是20", slots={"letter_validity": "30 day"})
    assert amended_day(context, tracker, "不对,是20", "letter", date(2026, 5, 10)) is None


def test_a_stamp_is_no_older_than_its_letter() -> None:
    tracker = tracker_of("", slots={"letter_date": "2026-05-31"})
    assert not_before_the_letter(date(2026, 1, 31), tracker) == date(2027, 1, 31)
    assert not_before_the_letter(date(2026, 6, 2), tracker) == date(2026, 6, 2)
    assert not_before_the_letter(date(2026, 1, 31), tracker_of("")) == date(2026, 1, 31)


@pytest.mark.parametrize("text", BAD_INPUT)
def test_bad_input_raises_nothing(context: Context, text: str) -> None:
    tracker = tracker_of(text, slots=LETTER)
    assert said_again(context, tracker, text) is None
    in_time(context, tracker, text)
    amended_day(context, tracker, text, "letter", date(2026, 5, 20))


def test_long_messages_cost_no_backtracking(context: Context) -> None:
    for word in ("看错", "说错了", "是", "落款是"):
        assert amended_day(context, tracker_of(""), word * 3000, "letter", TODAY) is None


TODAY = date(2026, 6, 24)
