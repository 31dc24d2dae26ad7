"""A destination is read from what the student does and where; what is open is asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.destinations import destinations, is_unwritten
from bot.knowledge import Knowledge


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Work, by a word or by nothing but a name.
        ("签了福耀玻璃,要办的列一列", "company"),
        ("毕业去大疆", "company"),
        ("下月入职京东方", "company"),
        ("offer拿到了,去的是招商银行", "company"),
        ("省考上岸,去当公务员", "company"),
        ("去中学任教", "company"),
        ("博士毕业去研究所上班", "company"),
        ("化学所签的三方", "company"),
        ("目的地:宝武,出发", "company"),
        # Another school, by its name, a short name, a town to study in.
        ("考上湖南大学的研究生了", "other_school"),
        ("保研到厦大", "other_school"),
        ("去华东师大念博士", "other_school"),
        ("到苏州读研", "other_school"),
        ("天津大学化工学院读硕", "other_school"),
        ("香港中文大学(深圳)读博", "other_school"),
        ("要去中科院长春应化所攻读博士", "other_school"),
        # This college, another one of the school.
        ("还在咱们院接着念硕士", "same_college"),
        ("跟着原导师读博", "same_college"),
        ("我直博,不挪窝", "same_college"),
        ("留你们学院读研", "same_college"),
        ("转到能源学院念博", "other_college"),
        ("保研到本校物理学院", "other_college"),
        ("校内换个学院", "other_college"),
        ("去电气那边读研,校内的", "other_college"),
        ("从化工换到材料学院", "other_college"),
        ("在本校读研,但不是化院", "other_college"),
        # Abroad.
        ("留基委资助去加拿大", "state_sponsored"),
        ("自己掏钱去爱丁堡念硕士", "other_abroad"),
        ("去德国读博,不是公派", "other_abroad"),
        ("公派不是,自费去的日本", "other_abroad"),
        # Nothing yet.
        ("工作还没着落", "undecided"),
        ("三战考研中", "undecided"),
        ("在家等着考公", "undecided"),
        ("还没定呢", "undecided"),
        ("没找到活儿", "undecided"),
        # What is denied or was changed doesn't count.
        ("不去企业了,留本院读博", "same_college"),
        ("工作推了,保研到浙大", "other_school"),
        ("从企业改成去外校读研", "other_school"),
        ("他留校,我去公司", "company"),
        ("考上税务局了", "company"),
        ("考进县水利局", "company"),
        # Where the student comes from doesn't count.
        ("本院毕业去格力", "company"),
        ("我在本院念完硕士,去同济读博", "other_school"),
        ("我是化院的,保研去航天学院", "other_college"),
        ("考研没考上,去私企了", "company"),
        ("考研失利", "undecided"),
        # Open: asked about.
        ("去读研", "unclear"),
        ("哈工大读研", "unclear"),
        ("去深圳校区读研", "unclear"),
        ("留哈工大威海读博", "unclear"),
        ("去深圳读研", "unclear"),
        ("留校做博士后", "unclear"),
        ("边上班边读研", "unclear"),
        ("先工作一年再出国", "unclear"),
    ],
)
def test_where_to(knowledge: Knowledge, text: str, expected: str) -> None:
    assert destinations(knowledge.routes, text) == {expected}


@pytest.mark.parametrize(
    ("text", "unwritten"),
    [("国内别的学校做博后", True), ("保到哈工大深圳校区", True), ("去企业", False), ("", False)],
)
def test_what_the_notice_counts_to_no_kind(text: str, *, unwritten: bool) -> None:
    assert is_unwritten(text) == unwritten


@pytest.mark.parametrize(
    "text",
    [
        "",
        "带我办",
        "我联系完单位了,后面还有啥",
        "单位说能接收",
        "抬头是某大学党委组织部",
        "从国外交换回来才看到通知",
        "党委组织部工作系统在哪",
        "去打印",
        "去北京",
        "月球",
        "我是20级的硕士生",
    ],
)
def test_what_names_none(knowledge: Knowledge, text: str) -> None:
    assert destinations(knowledge.routes, text) <= {"unclear"}


def test_an_offer_beside_nothing_signed_is_left_open(knowledge: Knowledge) -> None:
    assert len(destinations(knowledge.routes, "拿了offer,没签三方")) > 1


@given(
    text=st.text(
        alphabet=st.sampled_from("去到读研博硕签院校大学公司不没的,。 a国京我"), max_size=300
    )
)
def test_any_text_is_read(knowledge: Knowledge, text: str) -> None:
    ids = {route.id for route in knowledge.routes.routes}
    assert destinations(knowledge.routes, text) <= ids | {"unclear"}
