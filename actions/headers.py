"""What a letter header or a branch name looks like. Plain Python.

Says what form a name has, never what it should be: only the receiver knows the header (facts of
流程第2步 and 指南第2节, policy A13 and A14).
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from bot.knowledge.text import fold
from bot.nlu.clauses import asks

FEWEST_CHARACTERS, LONGEST_NAME = 2, 60
"""Characters of a header or a branch name that are looked at."""

Field = Literal["header", "branch"]
"""Which of the two a name was given as."""
Form = Literal[
    "header_usual",
    "header_incomplete",
    "header_is_branch",
    "header_is_unit",
    "header_unknown",
    "branch_usual",
    "branch_incomplete",
    "branch_without_party",
    "branch_is_header",
    "branch_unknown",
]
"""What a name looks like; also the names of the sentences in ``kb/dialogue.yml``."""

_FIELD = re.compile(
    r"(?P<header>转入单位党组织|(?:介绍信)?(?:抬头|台头|抬投|太头|拾头)(?:单位|名称?)?)|"
    r"(?P<branch>(?:具体)?(?:接收)?(?:的)?(?:党)?支部(?:全称|名称?|名字)|(?:接收)?(?:党)?支部(?=是|写|填|[::]))"
)
_SAYS = re.compile(
    r"(?:(?:我|他们|对方|接收方|人家|单位|公司|学校|那边)?(?:那栏|栏|里|上)?(?:给我?的?|说的?|写的?|填的?|发的?|告诉我?的?)?"
    r"(?:名称|全称|名字)?(?:是|为|叫|写|填|写了|填了|写成|写的是|填的是|给的是)?[::=\s]*)+"
)
_IS = re.compile(r"(?:是|就是|叫|那就是|它是|[::\s])*")
_TAIL = re.compile(
    r"(?:(?:这样|这么|这个|这|那|我)?(?:写|填|叫)?(?:的|得)?(?:对不对|对吗|对么|对吧|对不|行吗|行不行|行不|行么|"
    r"可以吗|可以不|可不可以|合适吗|合适不|规范吗|规范不|规范么|没错吧|有没有错|有问题吗|正规吗|错没|写错没|好吗|"
    r"几个字|[一二三四五六七八九]个字|就行)|帮.*|检查.*|核对.*|看看.*|看一下.*|看下.*|写得.*|的?格式.*|吗|呢|吧|不)$"
)
_COMMAND = re.compile(
    r"(?:请|麻烦|老师|你好|您好|能不能|可以)?(?:帮忙?我?|替我|给我)?(?:再|先)?"
    r"(?:检查|核对|校对|看看|看一下|看下|看|审|check)(?:一下|下|一遍)?(?:这个|那个|我的?|my)?(?:格式|填哪)?"
)
_PARTS = re.compile(r"[,,。;;??!!\n]+|\s{2,}|(?:对不对|对吗|行吗|可以吗|行不行|没错吧)\s")
_QUOTED = re.compile(r"[“\"'‘「《](.{2,60}?)[”\"'’」》]")
_BRANCH_END = re.compile(r"(?:支部委员会|党支部|团支部|支部)$")
_PARTY_END = re.compile(
    r"(?:组织部|组织处|组织人事[部处]|组织科|党委|党组|党总支|总支委员会|工委|工作委员会|委员会|党委会|机关党委|"
    r"直属党委|[省市区县州旗]委)$"
)
_BARE_END = re.compile(
    r"(?:中共|中国共产党)?(?:党委)?(?:组织部|组织处|委员会|党委|党组|工委|党支部|支部委员会|支部|组织部门)"
)
_UNIT_END = re.compile(
    r"(?:公司|集团|厂|大学|学院|学校|中学|医院|银行|研究院|研究所|设计院|中心|局|科技|股份|人力资源部|人事部|人事处|"
    r"人资部|党建部|办公室|综合部|hr|部门|街道|社区|村|单位|街道办|街道办事处|居委会)$"
)
_PARTY = re.compile(r"^(?:中共|中国共产党)|党")
_PARTY_LEAD = re.compile(r"^(?:中共|中国共产党)")
_MISSPELT = re.compile(r"台头|抬投|太头|拾头")


_EDGES = "".join(sorted(set(" ::.。,,-—“”\"'")))


class NamedField(msgspec.Struct, frozen=True):
    """A name as the student was given it, and what they gave it as."""

    field: Field
    text: str


class Verdict(msgspec.Struct, frozen=True):
    """What a name looks like."""

    form: Form
    text: str
    """The name, as typed."""
    without_party: bool = False
    """A header of usual form without 中共 or 党 in it."""


def named_fields(text: str, default: Field = "header") -> list[NamedField]:
    """Return the names that a message gives, in order.

    :param text: what the student typed
    :param default: what a name is taken for when the message doesn't say
    """
    found: list[NamedField] = []
    field: Field = default
    spread = _same_places(text)
    start = 0
    for match in [*_PARTS.finditer(spread), None]:
        end = match.start() if match else len(text)
        field, name = _named(text[start:end], spread[start:end], field)
        start = match.end() if match else end
        if name and name not in (n.text for n in found):
            found.append(NamedField(_field_of(name, field, spread), name[:LONGEST_NAME]))
    return found


def judge(named: NamedField) -> Verdict:
    """Return what a name looks like."""
    name = re.sub(r"\s+", "", fold(named.text))
    return _judge_branch(named, name) if named.field == "branch" else _judge_header(named, name)


def misspelt(text: str) -> bool:
    """Tell whether 抬头 is misspelt in a message."""
    return _MISSPELT.search(fold(text)) is not None


def _judge_header(named: NamedField, name: str) -> Verdict:
    if _BARE_END.fullmatch(name):
        return Verdict("header_incomplete", named.text)
    if _BRANCH_END.search(name):
        return Verdict("header_is_branch", named.text)
    if _PARTY_END.search(name):
        return Verdict("header_usual", named.text, without_party=not _PARTY.search(name))
    if _UNIT_END.search(name):
        return Verdict("header_is_unit", named.text)
    return Verdict("header_unknown", named.text)


def _judge_branch(named: NamedField, name: str) -> Verdict:
    if _BRANCH_END.search(name) and not name.endswith("团支部"):
        if not _PARTY_LEAD.search(name):
            return Verdict("branch_without_party", named.text)
        if _BARE_END.fullmatch(name) or not name.endswith("支部委员会"):
            return Verdict("branch_incomplete", named.text)
        return Verdict("branch_usual", named.text)
    if _PARTY_END.search(name):
        return Verdict("branch_is_header", named.text)
    return Verdict("branch_unknown", named.text)


def _named(part: str, spread: str, field: Field) -> tuple[Field, str]:
    """Return what a part of a message names, and as what."""
    quoted = _QUOTED.search(part)
    labels = list(_FIELD.finditer(spread[: quoted.start(1)] if quoted else spread))
    if labels:
        field = "header" if labels[-1].group("header") else "branch"
    if quoted:
        return field, quoted.group(1).strip()
    start = max(labels[-1].end() if labels else 0, spread.rfind(":") + 1)
    for lead in (_COMMAND, _SAYS if labels else _IS):
        cut = lead.match(spread, start)
        start = cut.end() if cut else start
    name, view = part[start:], spread[start:]
    tail = _TAIL.search(view)
    while tail:
        name, view = name[: tail.start()].rstrip(), view[: tail.start()].rstrip()
        tail = _TAIL.search(view)
    name = name.strip(_EDGES)
    given = len(name) >= FEWEST_CHARACTERS and not asks(fold(name))
    return field, name if given else ""


def _field_of(name: str, field: Field, spread: str) -> Field:
    """A name that nothing was said of, and that ends as branches do, is given as one only if the
    message speaks of no header."""
    if field == "header" and _BRANCH_END.search(fold(name)) and not _header_spoken_of(spread):
        return "branch" if "支部" in _FIELD.sub("", spread).replace(fold(name), "") else field
    return field


def _header_spoken_of(spread: str) -> bool:
    return any(match.group("header") for match in _FIELD.finditer(spread))


def _same_places(text: str) -> str:
    folded = fold(text)
    return folded if len(folded) == len(text) else text.lower()
