"""A step is ticked by what was done, not by what is asked, planned, feared or denied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.checklist import checklist
from bot.knowledge import Knowledge
from bot.nlu.reports import dates_a_stamp, denied, reported


def read(knowledge: Knowledge, text: str, route: str = "company", done: str = "") -> str | None:
    listed = checklist(knowledge.routes, route, ())
    listed = listed.ticked(done) if done else listed
    step = reported(listed.steps, listed.next_step, text)
    return step.id if step else None


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("跟公司人事打过电话了,那边肯接", "contact"),
        ("街道点头说收", "contact"),
        ("抬头打听到了,支部名也问着了", "header"),
        ("抬头要来啦", "header"),
        ("表给支书了", "form"),
        ("情况表昨晚交上去了", "form"),
        ("支书说表已经统一发走", "form"),
        ("系统那边都点完了", "transfer_out"),
        ("网上填完提交了,等审批呢", "transfer_out"),
        ("批了", "approval"),
        ("学院审完通过了", "approval"),
        ("信到手啦", "print"),
        ("刚从402出来,打好了", "print"),
        ("介绍信 已领", "print"),
        ("章盖好了,字也签了", "letter"),
        ("信递给单位,人家收走了", "letter"),
        ("回执撕下来给我了", "letter"),
        ("照片拍了", None),
        ("照片发过去了", "receipt"),
        ("回执邮件寄出了", "receipt"),
        # Several at once, and what comes next.
        ("表交了,系统也填了,还差啥", "transfer_out"),
        ("单位联系好了,抬头也问了", "header"),
        ("表交了,系统还没弄", "form"),
        ("前三步都弄完了", "form"),
        ("第一步第二步都完事了", "header"),
        ("1和2做完了", "header"),
        ("都妥了,就差盖章", "print"),
        ("信还没打,其他都办了", "approval"),
    ],
)
def test_reports(knowledge: Knowledge, text: str, step: str | None) -> None:
    assert read(knowledge, text) == step


@pytest.mark.parametrize(
    "text",
    [
        "还没批",
        "表还没交",
        "表下好了还没填",
        "表填完了还没发",
        "打了电话,没人接",
        "单位还没给准话",
        "信拿到了吗",
        "信怎么还没到手",
        "等批下来再说",
        "要是批了就去打",
        "拿到信之后干嘛",
        "准备去打信",
        "我去打印了",
        "信明天才能拿到",
        "抬头有了支部还没有",
        "审批卡住了",
        "章是7月3号盖的",
        "信上印着30天",
        "抬头改成某区委组织部了",
        "从联系单位到发回执,我都记着",
        "一步一步带我做",
        "好的",
        "ok",
        "谢谢",
        "",
    ],
)
def test_what_is_no_report(knowledge: Knowledge, text: str) -> None:
    assert read(knowledge, text) is None


@pytest.mark.parametrize(
    ("text", "route", "done", "step"),
    [
        ("弄好了", "company", "header", "form"),
        ("这一步我做完了", "company", "", "contact"),
        ("搞定了搞定了", "company", "print", "letter"),
        ("发完了", "company", "letter", "receipt"),
        ("没发", "company", "letter", None),
        ("填好交了", "same_college", "", "degree_form"),
        ("表里写了读博", "same_college", "", "degree_form"),
        ("问过支书了", "other_college", "form", "ask_within"),
        ("书记还没回我", "other_college", "form", None),
        ("校内互转点完提交了", "other_college", "ask_within", "transfer_within"),
        ("跟导员报备过了", "state_sponsored", "", "counselor_abroad"),
        ("还没找辅导员", "other_abroad", "", None),
        ("和书记商量过了", "undecided", "", "settle"),
    ],
)
def test_what_is_next_helps_to_read(
    knowledge: Knowledge, text: str, route: str, done: str, step: str | None
) -> None:
    assert read(knowledge, text, route, done) == step


def test_a_date_of_the_stamp_is_told_from_one_of_the_letter() -> None:
    assert dates_a_stamp("章是7月3号盖的")
    assert not dates_a_stamp("不是盖章的日期,信是6月5日的")
    assert not dates_a_stamp("红章下面是6月5日")
    assert not dates_a_stamp("6月5日")


@given(
    text=st.text(
        alphabet=st.sampled_from("表信章抬头交盖打批了好完没还第一二步和,。 系统问书记发"),
        max_size=300,
    )
)
def test_any_text_is_read(knowledge: Knowledge, text: str) -> None:
    for route in knowledge.routes.routes:
        listed = checklist(knowledge.routes, route.id, ())
        assert reported(listed.steps, listed.next_step, text) in [None, *listed.steps]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("不对,系统还没弄", "transfer_out"),
        ("其实信还没打", "print"),
        ("抬头没问到", "header"),
        ("系统弄好了", None),
        ("在哪打印", None),
    ],
)
def test_a_step_is_taken_back(knowledge: Knowledge, text: str, step: str | None) -> None:
    steps = checklist(knowledge.routes, "company", ()).steps
    found = denied(steps, text)
    assert (found.id if found else None) == step
