"""A header's form is told; a header is never made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.context import Context
from actions.header_check import HeaderCheck, HeaderCheckAction, ValidateHeaderCheckForm
from actions.headers import NamedField, judge, misprinted, misspelt, named_fields, refuses
from tests.actions.conftest import BAD_INPUT, tracker_of


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("中共北京市海淀区委组织部", "header_usual"),
        ("某大学党委组织部", "header_usual"),
        ("某集团组织处", "header_usual"),
        ("中共某某公司委员会", "header_usual"),
        ("中共某街道工作委员会", "header_usual"),
        ("中国共产党某市委教育工作委员会", "header_usual"),
        ("中共某公司第三支部委员会", "header_is_branch"),
        ("研发党支部", "header_is_branch"),
        ("某某股份有限公司", "header_is_unit"),
        ("某大学", "header_is_unit"),
        ("某公司人力资源部", "header_is_unit"),
        ("Stanford University", "header_is_unit"),
        ("中共张教授课题组委员会", "header_unknown"),
        ("中共某系2020级三班委员会", "header_unknown"),
        ("中共三号楼302宿舍委员会", "header_unknown"),
        ("某教授实验室党委组织部", "header_unknown"),
        ("中共某国家实验室委员会", "header_usual"),
        ("之江实验室党委组织部", "header_usual"),
        ("中共张教授课题组支部委员会", "header_is_branch"),
        ("某人才市场党委", "header_usual"),
        ("某街道党工委", "header_usual"),
        ("某央企集团有限公司党组", "header_usual"),
        ("组织部", "header_incomplete"),
        ("党委", "header_incomplete"),
        ("张三", "header_unknown"),
    ],
)
def test_headers(name: str, form: str) -> None:
    assert judge(NamedField("header", name)).form == form


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("中共某公司第一支部委员会", "branch_usual"),
        ("中共某公司第一党支部", "branch_incomplete"),
        ("第五党支部", "branch_without_party"),
        ("某公司第一支部委员会", "branch_without_party"),
        ("中共某市委组织部", "branch_is_header"),
        ("团支部", "branch_unknown"),
        ("张三", "branch_unknown"),
    ],
)
def test_branches(name: str, form: str) -> None:
    assert judge(NamedField("branch", name)).form == form


def test_a_header_without_the_partys_name_is_noticed() -> None:
    assert judge(NamedField("header", "某市某区委组织部")).without_party
    assert not judge(NamedField("header", "某大学党委组织部")).without_party


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("抬头:中共某市委组织部", [("header", "中共某市委组织部")]),
        ("检查抬头 中共某市委组织部", [("header", "中共某市委组织部")]),
        ("台头是中共某市委组织部,帮我看看", [("header", "中共某市委组织部")]),
        ("抬頭:中共某市委組織部", [("header", "中共某市委組織部")]),
        ("支部名称是中共某公司支部委员会", [("branch", "中共某公司支部委员会")]),
        (
            "抬头是中共某省委组织部,支部是中共某厂支部委员会",
            [("header", "中共某省委组织部"), ("branch", "中共某厂支部委员会")],
        ),
        ("“某某公司”可以当抬头吗", [("header", "某某公司")]),
        ("中共某区委组织部 写在哪一格?", [("header", "中共某区委组织部")]),
        ("公司让填 某某建材有限公司人事部 这么着行不", [("header", "某某建材有限公司人事部")]),
        ("人事发来的是某集团党委,后面还要加字吗", [("header", "某集团党委")]),
        ("上头那行我写的是某厂党委组织部,成不成", [("header", "某厂党委组织部")]),
        (
            "中共某市委组织部和某集团第二党支部,哪个是抬头",
            [("header", "中共某市委组织部"), ("header", "某集团第二党支部")],
        ),
        (
            "抬头 某大学党委组织部 支部 化学系第三党支部",
            [("header", "某大学党委组织部"), ("branch", "化学系第三党支部")],
        ),
        ("某石油大学 党委组织部,行吗", [("header", "某石油大学 党委组织部")]),
        ("某公司党委组织部(人事部),括号留着吗", [("header", "某公司党委组织部(人事部)")]),
        ("我写的抬头是 宝钢", [("header", "宝钢")]),
        ("腾讯", [("header", "腾讯")]),
        ("抬头写某某公司行不行", [("header", "某某公司")]),
        ("抬头写Stanford University行不行", [("header", "Stanford University")]),
        ("Johnson & Johnson Company", [("header", "Johnson & Johnson Company")]),
        ("I will go to Stanford University", []),
        ("another university", []),
        ("某市委组织布,打错没", [("header", "某市委组织布")]),
        ("帮我检查抬头", []),
        ("抬头怎么写", []),
        ("抬头和支部有什么区别", []),
        ("前面没有中共两个字", []),
        ("不查了,回头问人事", []),
        ("不看了,明天再说", []),
        ("昨天", []),
        ("结束", []),
        ("", []),
    ],
)
def test_what_a_message_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(n.field, n.text) for n in named_fields(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不查了,回头问人事", True),
        ("哎先不看了", True),
        ("那我自己问", True),
        ("单位还在改,先放着", True),
        ("不清楚", False),
        ("不用写中共吗", False),
        ("抬头还没问", False),
        ("", False),
    ],
)
def test_what_says_to_leave_it(text: str, expected: bool) -> None:
    assert refuses(text) is expected


def test_a_refusal_ends_the_form(context: Context, run) -> None:
    tracker = tracker_of("不查了,回头问人事", form="header_check_form", requested="header_text")
    done = run(ValidateHeaderCheckForm(context), tracker)
    assert done.slots["requested_slot"] is None
    assert "failed_tries" not in done.slots
    assert run(HeaderCheckAction(context), tracker).text == context.wording.cancelled


def test_what_is_no_name_is_a_failed_try(context: Context, run) -> None:
    tracker = tracker_of("嗯嗯好的", form="header_check_form", requested="header_text")
    done = run(ValidateHeaderCheckForm(context), tracker)
    assert done.slots["failed_tries"] == 1
    assert "嗯嗯" not in done.text


def test_a_name_is_taken_beside_a_question(context: Context, run) -> None:
    decision = {"outcome": "answer", "entry": "header/form", "confidence": 0.9, "hand_over": False}
    tracker = tracker_of(
        "他们给的是中共某市委组织部,这样行吗",
        form="header_check_form",
        requested="header_text",
        decision=decision,
    )
    assert run(ValidateHeaderCheckForm(context), tracker).slots["header_text"]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("抬头写的中共某市委组织部支部中共某厂支部委员会", "header branch"),
        ("抬头中共某市委组织部党支部中共某厂支部委员会", "header branch"),
        ("抬头是中共某市委组织部支部是中共某厂支部委员会", "header branch"),
        ("抬头:中共某市委组织部支部名称:中共某厂支部委员会", "header branch"),
        ("抬头中共某市委组织部,具体接收支部中共某厂支部委员会", "header branch"),
        ("中共某市委组织部支部中共某厂支部委员会", "header branch"),
        ("支部中共某厂支部委员会抬头中共某市委组织部", "branch header"),
        ("党支部中共某厂支部委员会抬头写的中共某市委组织部", "branch header"),
    ],
)
def test_fields_and_names_may_stand_without_a_gap(text: str, fields: str) -> None:
    given = {"header": "中共某市委组织部", "branch": "中共某厂支部委员会"}
    expected = [(field, given[field]) for field in fields.split()]
    assert [(n.field, n.text) for n in named_fields(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("某大学党委组织部,不对,是研究生工作部", ["研究生工作部"]),
        ("抬头是某大学党委组织部,哦不,应该是某大学委员会", ["某大学委员会"]),
        ("中共某市委组织部,说错了,中共某省委组织部", ["中共某省委组织部"]),
        ("单位先说中共某市委组织部,后来改成中共某省委组织部", ["中共某省委组织部"]),
        ("不是中共某市委组织部而是中共某省委组织部", ["中共某省委组织部"]),
        ("抬头是中共某市委组织部,不是中共某省委组织部", ["中共某市委组织部"]),
        ("抬头是中共某市委组织部,不对吗", ["中共某市委组织部"]),
        ("不是中共某市委组织部吗", ["中共某市委组织部"]),
        (
            "中共某市委组织部,我学长说不对,应该是中共某省委组织部",
            ["中共某市委组织部", "中共某省委组织部"],
        ),
    ],
)
def test_of_a_correction_only_what_is_meant_counts(text: str, expected: list[str]) -> None:
    assert [n.text for n in named_fields(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "应该是中共某市委组织部打成了中共某委组织部",
        "中共某市委组织部写成中共某委组织部了",
        "信上把中共某市委组织部打成中共某委组织部了",
        "信上打成了中共某委组织部,应该是中共某市委组织部",
        "本来应该是中共某市委组织部,信上印成了中共某委组织部",
        "介绍信上中共某委组织部打错了,应该是中共某市委组织部",
    ],
)
def test_a_misprint_is_no_header_and_the_letter_can_be_changed(context: Context, text: str) -> None:
    assert [n.text for n in named_fields(text)] == ["中共某市委组织部"]
    assert misprinted(text)
    assert "“中共某委组织部”" not in HeaderCheck(context).checked(text).text
    assert "换" in HeaderCheck(context).checked(text).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我把抬头写成了中共某省委组织部,是不是大了", ["中共某省委组织部"]),
        ("抬头打成了中共某市委组织部,行吗", ["中共某市委组织部"]),
        ("抬头打错成了某委组织部", []),
    ],
)
def test_what_was_written_is_a_header_unless_it_is_called_wrong(
    text: str, expected: list[str]
) -> None:
    assert [n.text for n in named_fields(text)] == expected
    assert not misprinted(text)


def test_a_misspelling_is_noticed() -> None:
    assert misspelt("台头是什么")
    assert not misspelt("抬头是什么")


@given(st.text(max_size=300))
def test_any_text_gets_a_check(text: str) -> None:
    for named in named_fields(text):
        assert judge(named).text == named.text


def test_of_two_headers_only_one_may_be_filled_in(context: Context) -> None:
    two = "打成 中共上海市委组织部 实际应该是 中共上海市浦东新区委员会组织部"
    assert "只能填一个" in HeaderCheck(context).checked(two).text
    one = "抬头 中共上海市委组织部,支部 中共某某公司第一支部委员会"
    assert "只能填一个" not in HeaderCheck(context).checked(one).text


def test_the_reply_says_where_it_goes_and_who_decides(context: Context) -> None:
    reply = HeaderCheck(context).checked("抬头是中共某市委组织部,支部是中共某厂支部委员会")
    assert "转入单位党组织" in reply.text
    assert "情况表" in reply.text
    assert "以接收方给的为准" in reply.text


def test_no_name_is_said_that_the_student_did_not_type(context: Context) -> None:
    """The one promise that matters: nothing here makes a header up."""
    for text in ("抬头:清华大学", "抬头 北京", "抬头是组织部", "支部是第五党支部"):
        reply = HeaderCheck(context).checked(text).text
        for made_up in ("中共清华", "清华大学党委", "中共北京", "中共第五"):
            assert made_up not in reply


@pytest.mark.parametrize("text", BAD_INPUT)
def test_bad_input_keeps_the_form(context: Context, run, text: str) -> None:
    tracker = tracker_of(text, form="header_check_form", requested="header_text")
    done = run(ValidateHeaderCheckForm(context), tracker)
    if done.slots.get("header_text"):
        assert run(HeaderCheckAction(context), tracker_of(text, slots=done.slots)).text
