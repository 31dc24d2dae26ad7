"""The checklist: begun, ticked, gone on with, begun anew."""

from __future__ import annotations

from typing import Any

import pytest

from actions.checklist import checklist
from actions.context import Context
from actions.route import RouteAction, RouteGuide, ValidateRouteForm
from bot.knowledge.rendering import LONGEST_REPLY
from tests.actions.conftest import BAD_INPUT, tracker_of

FORM = "route_form"
BEGIN = {"intent": "request_route"}


def pressed(value: str) -> dict[str, Any]:
    return BEGIN | {"entities": [{"entity": "value", "value": value}]}


def test_it_asks_where_to(context: Context, run) -> None:
    done = run(ValidateRouteForm(context), tracker_of("办理向导", **BEGIN))
    assert "去向" in done.text
    assert len(done.buttons) == 4
    assert done.slots["route"] is None


@pytest.mark.parametrize(
    ("text", "route"),
    [("去企业", "company"), ("公派出国", "state_sponsored"), ("本院读硕", "same_college")],
)
def test_a_destination_is_taken(context: Context, run, text: str, route: str) -> None:
    done = run(ValidateRouteForm(context), tracker_of(text, form=FORM, requested="route"))
    assert done.slots["route"] == route


def test_a_button_carries_its_destination(context: Context, run) -> None:
    tracker = tracker_of('/request_route{"value": "company"}', **pressed("company"))
    assert run(ValidateRouteForm(context), tracker).slots["route"] == "company"


def test_a_route_that_was_begun_is_gone_on_with(context: Context, run) -> None:
    slots = {"route": "company", "route_done": {"route": "company", "steps": ["contact"]}}
    tracker = tracker_of("我的办理进度", slots=slots, **BEGIN)
    assert run(ValidateRouteForm(context), tracker).slots["route"] == "company"
    done = run(RouteAction(context), tracker)
    assert "✅ 联系接收方" in done.text
    assert "👉 **问清抬头和支部名称**" in done.text


def test_restarting_asks_again(context: Context, run) -> None:
    tracker = tracker_of(
        '/request_route{"value": "restart"}', slots={"route": "company"}, **pressed("restart")
    )
    done = run(ValidateRouteForm(context), tracker)
    assert done.slots["route"] is None
    assert "去向" in done.text


def test_steps_of_another_route_are_not_ticked(context: Context, run) -> None:
    slots = {"route": "other_school", "route_done": {"route": "company", "steps": ["contact"]}}
    assert "✅" not in run(RouteAction(context), tracker_of("", slots=slots)).text


def test_a_step_is_ticked_by_button(context: Context, run) -> None:
    tracker = tracker_of(
        '/request_route{"value": "done_print"}', slots={"route": "company"}, **pressed("done_print")
    )
    done = run(RouteAction(context), tracker)
    assert "✅ 打印介绍信" in done.text
    assert "告诉我信上落款的日期" in done.text


def test_what_is_next_comes_with_its_date(context: Context, run) -> None:
    slots = {"route": "company"}
    done = run(RouteAction(context), tracker_of("审批通过了", slots=slots))
    assert "2026年6月25日(周四)" in done.text
    done = run(RouteAction(context), tracker_of("拿到介绍信了,6月20号开的", slots=slots))
    assert "最晚2026年9月17日(周四)办完" in done.text
    assert done.slots["letter_date"] == "2026-06-20"
    done = run(RouteAction(context), tracker_of("回执昨天盖好章了", slots=slots))
    assert "最晚2026年7月23日(周四)发出" in done.text


@pytest.mark.parametrize(
    ("route", "words"),
    [
        ("other_college", ["校内互转", "支部书记", "没单写"]),
        ("same_college", ["不用登录系统", "应该就是"]),
        ("state_sponsored", ["辅导员", "只写了"]),
        ("other_abroad", ["辅导员", "没写其他出国"]),
        ("undecided", ["没写"]),
    ],
)
def test_what_the_notice_leaves_open_says_so(
    context: Context, route: str, words: list[str]
) -> None:
    listed = checklist(context.knowledge.routes, route, ())
    text = RouteGuide(context).shown(listed, {}).text.replace("**", "")
    assert all(word in text for word in words), text


def test_every_list_is_short_enough_at_every_step(context: Context) -> None:
    slots = {"letter_date": "2026-06-20", "letter_validity": "30 day", "stamp_date": "2026-06-20"}
    for route in context.knowledge.routes.routes:
        listed = checklist(context.knowledge.routes, route.id, ())
        for step in [None, *listed.steps]:
            listed = listed.ticked(step.id) if step else listed
            reply = RouteGuide(context).shown(listed, slots)
            assert len(reply.text) + len(reply.source or "") < LONGEST_REPLY, reply.text
            assert len(reply.buttons) <= 4


def test_a_step_reported_before_the_destination_is_kept(context: Context, run) -> None:
    begun = run(ValidateRouteForm(context), tracker_of("单位联系好了 下一步", **BEGIN))
    assert "联系接收方" in begun.text
    assert "去向" in begun.text
    asked = {"form": FORM, "requested": "route"}
    decision = {"outcome": "answer", "confidence": 0.9, "entries": ["system/needed"]}
    tracker = tracker_of("系统也交了", slots=begun.slots, decision=decision, **asked)
    further = run(ValidateRouteForm(context), tracker)
    assert further.slots.get("failed_tries") is None
    assert {"contact", "transfer_out", "transfer_within"} <= set(
        further.slots["route_done"]["steps"]
    )
    slots = further.slots | {"route": "company"}
    done = run(RouteAction(context), tracker_of("去企业", slots=slots, form=FORM))
    assert "✅ 系统里提交“转往校外”" in done.text
    assert "👉 **等学院审批**" in done.text


def test_a_destination_told_before_is_taken(context: Context, run) -> None:
    said = {"event": "user", "text": "我去中南大学读研,信在哪打", "parse_data": {}, "metadata": {}}
    done = run(ValidateRouteForm(context), tracker_of("下一步干嘛", before=[said], **BEGIN))
    assert done.slots["route"] == "other_school"


def test_a_route_without_a_receipt_ends_without_talk_of_photos(context: Context, run) -> None:
    slots = {"route": "state_sponsored", "last_action": "route"}
    done = run(RouteAction(context), tracker_of("联系过辅导员了", slots=slots, **BEGIN))
    assert "照片" not in done.text
    assert "辅导员" in done.text


def test_after_three_other_matters_it_asks_no_more(context: Context, run) -> None:
    begun = [{"event": "active_loop", "name": FORM}]
    others = [
        {"event": "user", "text": text, "parse_data": {}, "metadata": {}}
        for text in ("档案谁寄", "在哪打印")
    ]
    answered = [{"event": "action", "name": "utter_faq"}]
    tracker = tracker_of(
        "抬头是啥", form=FORM, requested="route", before=[*begun, *others], after=answered
    )
    done = run(ValidateRouteForm(context), tracker)
    assert done.said == []
    assert {"event": "active_loop", "timestamp": None, "name": None} in done.events
    assert run(RouteAction(context), tracker_of("抬头是啥")).said == []


def test_what_is_no_destination_is_answered_and_costs_no_try(context: Context, run) -> None:
    decision = {"outcome": "answer", "confidence": 0.9, "entries": ["archive/mailing"]}
    tracker = tracker_of("档案寄走就行", decision=decision, form=FORM, requested="route")
    done = run(ValidateRouteForm(context), tracker)
    assert done.slots.get("failed_tries") is None
    assert done.text == ""


@pytest.mark.parametrize("text", BAD_INPUT)
def test_bad_input_keeps_the_form(context: Context, run, text: str) -> None:
    done = run(ValidateRouteForm(context), tracker_of(text, form=FORM, requested="route"))
    assert done.slots.get("route") is None
    assert done.events == [] or "去向" in done.text


def test_a_destination_that_the_notice_leaves_out_is_said_to_be_so(context: Context, run) -> None:
    done = run(
        ValidateRouteForm(context), tracker_of("去西部计划,给我列步骤", intent="request_route")
    )
    assert "这种去向通知没有单写" in done.text
    assert "党支部书记" in done.text
    assert "哪一种" in done.text
