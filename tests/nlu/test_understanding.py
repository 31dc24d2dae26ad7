"""From a message to a decision, with the real model: parts, follow-ups, what says too little."""

from __future__ import annotations

import pytest

from bot.nlu.matcher import SAYS_NOTHING
from tests.rehearsal import Rehearsal

ASKS_BACK = "你是不是想问"


@pytest.mark.parametrize("text", ["抬头和支部名称各怎么写", "抬头跟支部全称分别一般长什么样"])
def test_what_is_asked_of_each_is_answered_of_each(rehearsal: Rehearsal, text: str) -> None:
    reply = rehearsal.say(f"each {text}", text)
    assert "组织部" in reply.text
    assert "支部委员会" in reply.text


def test_a_mailbox_is_that_of_the_topic(rehearsal: Rehearsal) -> None:
    rehearsal.say("form", "情况表填好给谁")
    assert "lingring000" in rehearsal.say("form", "他发到哪个邮箱").text
    rehearsal.say("receipt", "回执拍完照怎么办")
    assert "hitdyzzgx" in rehearsal.say("receipt", "发到哪个邮箱").text


@pytest.mark.parametrize("text", ["就那个章的事", "关于回执的问题"])
def test_an_object_alone_is_asked_about(rehearsal: Rehearsal, text: str) -> None:
    assert ASKS_BACK in rehearsal.say(f"vague {text}", text).text


@pytest.mark.parametrize("text", ["要带吗", "发给谁啊", "然后嘞"])
def test_a_facet_alone_is_asked_about_not_sent_away(rehearsal: Rehearsal, text: str) -> None:
    assert ASKS_BACK in rehearsal.say(f"facet {text}", text).text


def test_the_same_words_are_answered_after_what_was_asked(rehearsal: Rehearsal) -> None:
    rehearsal.say("bring", "抬头写错了咋换")
    assert "旧的介绍信" in rehearsal.say("bring", "那要带啥过去").text
    rehearsal.say("bring", "介绍信在哪打印")
    assert "旧的介绍信" not in rehearsal.say("bring", "那要带啥过去").text


def test_what_was_meant_is_said_after_a_denial(rehearsal: Rehearsal) -> None:
    rehearsal.say("denial", "抬头是啥")
    assert "C726" in rehearsal.say("denial", "不是,我问的是换抬头").text


def test_a_message_goes_on_with_one_that_was_asked_back(rehearsal: Rehearsal) -> None:
    assert ASKS_BACK in rehearsal.say("unclear", "关于回执的问题").text
    assert "一个月" in rehearsal.say("unclear", "多久之内").text


@pytest.mark.parametrize("text", ["那C726呢", "那明德楼呢"])
def test_an_object_alone_is_not_handed_over(rehearsal: Rehearsal, text: str) -> None:
    rehearsal.say(f"object {text}", "402是干什么的")
    assert "问题编号" not in rehearsal.say(f"object {text}", text).text


def test_a_deadline_asked_after_another_matter_starts_no_form(rehearsal: Rehearsal) -> None:
    rehearsal.say("deadline", "情况表填好给谁")
    rehearsal.say("deadline", "最晚哪天")
    assert rehearsal.slots("deadline").get("requested_slot") is None


def test_cases_told_before_one_question_are_answered_each(rehearsal: Rehearsal) -> None:
    reply = rehearsal.say("cases", "我留本院读硕,室友去浙大读硕,我俩分别怎么办")
    assert "读硕士" in reply.text
    assert "转往校外" in reply.text


def test_filler_without_end_costs_no_backtracking() -> None:
    assert SAYS_NOTHING.fullmatch("的事情的问题" * 50)
    assert not SAYS_NOTHING.fullmatch("的事情的问题" * 50 + "x")


def test_a_complaint_does_not_continue_the_topic(rehearsal: Rehearsal) -> None:
    rehearsal.say("complaint", "抬头是什么意思")
    reply = rehearsal.say("complaint", "你没懂我意思")
    assert "依据" not in reply.text


@pytest.mark.parametrize("text", ["明天几度？穿羽绒服热不热？", "团费一个月几毛，班里谁来收？"])
def test_what_leans_on_another_matter_is_no_question_of_ours(
    rehearsal: Rehearsal, text: str
) -> None:
    assert "依据:通知" not in rehearsal.say(f"far {text}", text).text


def test_a_step_that_is_told_is_ticked_not_handed_over(rehearsal: Rehearsal) -> None:
    rehearsal.say("route", "我去比亚迪上班,从第一步带我")
    rehearsal.say("route", "系统里我已经提交了")
    reply = rehearsal.say("route", "学院审批过了")
    assert "✅ 等学院审批" in reply.text
    assert "问题编号" not in reply.text


@pytest.mark.parametrize("text", ["找谁", "那我该问谁呢", "联系谁处理"])
def test_whom_to_ask_is_said_again(rehearsal: Rehearsal, text: str) -> None:
    first = rehearsal.say(f"whom {text}", "介绍信能让室友代领吗").text
    again = rehearsal.say(f"whom {text}", text).text
    assert again.split("\n")[0] == first.split("\n")[0]
    assert "刚才已经转给辅导员" in again


def test_who_tells_a_step_learns_the_next(rehearsal: Rehearsal) -> None:
    for told, following in (
        ("表给书记了", "zg.hit.edu.cn"),
        ("系统也交了", "审批通过"),
        ("老师那边批了", "402"),
        ("信打出来啦", "接收单位"),
        ("章盖好了", "hitdyzzgx"),
    ):
        assert following in rehearsal.say("steps", told).text
    assert "✅ 打印介绍信" in rehearsal.say("steps", "我去企业,带我一步步办").text


def test_abroad_the_usual_next_step_is_not_said(rehearsal: Rehearsal) -> None:
    rehearsal.say("abroad", "我公派出国,组织关系怎么办")
    assert "辅导员" in rehearsal.say("abroad", "表给书记了").text


def test_an_action_is_asked_about_its_days(rehearsal: Rehearsal) -> None:
    rehearsal.say("days", "我的介绍信5月20号开的,哪天过期")
    assert "8月17日" in rehearsal.say("days", "还剩几天").text
    assert "来得及" in rehearsal.say("days", "8月15号去行吗").text
    assert "8月16日" in rehearsal.say("days", "不对,是19号开的").text
    assert "402" in rehearsal.say("days", "介绍信在哪打印").text


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("回执上没写日期,行吗", "补齐"),
        ("介绍信丢了", "丢失经过"),
        ("单位说不收我的关系", "支部书记"),
    ],
)
def test_what_to_do_is_asked_of_what_was_told(rehearsal: Rehearsal, told: str, words: str) -> None:
    assert words in rehearsal.say(f"then {told}", told).text
    assert words in rehearsal.say(f"then {told}", "那咋办").text


@pytest.mark.parametrize("asked", ["系统里点啥", "点哪个"])
def test_what_to_choose_follows_the_destination(rehearsal: Rehearsal, asked: str) -> None:
    rehearsal.say(f"within {asked}", "我去本校航天学院读研,组织关系怎么转")
    reply = rehearsal.say(f"within {asked}", asked)
    assert "校内互转" in reply.text
    assert "选“**转往校外**”" not in reply.text


def test_a_situation_is_remembered_beside_another_question(rehearsal: Rehearsal) -> None:
    rehearsal.say("stays", "我留在咱们化工学院读博,组织关系怎么办")
    assert "常用下载" in rehearsal.say("stays", "表在哪下载").text
    assert "不用登录系统" in rehearsal.say("stays", "那系统还要登吗").text


def test_a_date_beside_a_question_starts_no_counting(rehearsal: Rehearsal) -> None:
    assert "C726" in rehearsal.say("beside", "6月10号打的介绍信,抬头写错了去哪换").text


def test_the_guides_destination_is_remembered(rehearsal: Rehearsal) -> None:
    rehearsal.say("guided", "我公派出国,带我一步步办")
    assert "402" not in rehearsal.say("guided", "要打印介绍信吗").text
