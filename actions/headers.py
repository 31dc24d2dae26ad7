"""What a letter header or a branch name looks like. Plain Python.

Says what form a name has, never what it should be: only the receiver knows the header (facts of
流程第2步 and 指南第2节, policy A13 and A14).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from actions.destinations import names_an_employer
from bot.knowledge.text import fold
from bot.nlu.clauses import asks

FEWEST_CHARACTERS, LONGEST_NAME = 2, 60
"""Characters of a header or a branch name that are looked at."""
FEWEST_OF_A_FULL_NAME = 6

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

_PARTY_NAME = re.compile(
    r"(?<![没有加少个])(?:中共(?!俩|两|二|和|这|放|党员)|中国共产党)(?=[^\W_]{3})"
)
_BEFORE_A_FIELD = (
    r"(?:^|(?<=[^\w])|(?<=[的们])|(?<=组织部|组织处|党委会|委员会)|"
    r"(?<=党委|党组|工委|总支|[省市区县州旗]委))"
)
"""Where 支部 begins nothing but a field's name: 组织部支部中共…, not 第一党支部中共…."""
_FIELD = re.compile(
    r"(?P<header>转入单位党组织|(?:介绍信)?(?:抬头|台头|抬投|太头|拾头)(?:单位|名称?)?)|"
    r"(?P<branch>(?:具体)?(?:接收)?(?:的)?(?:党)?支部(?:全称|名称?|名字)|(?:接收)?(?:党)?支部(?=是|写|填|叫|那[栏格]|[::=])|"
    rf"{_BEFORE_A_FIELD}(?:具体|接收|的)*党?支部(?={_PARTY_NAME.pattern}))"
)
_SUBJECT = (
    r"(?:我的?|我们|他们?|她|对方|接收方|接收函|人家|单位|新?公司|学校|那边|这边|街道|社区|村里|村支书|镇上|老师|导师|导员|学姐|学长|"
    r"师姐|师兄|hr|人事|人资|人才(?:中心|市场)|研招办|研究生院|领导|书记|党办|同学|室友|孩子|我?[爸妈爹]|家里|儿子|女儿|闺女|"
    r"对象|媳妇|老公|系统|电话|微信|邮件|上面|信上)"
)
_SAYING = (
    r"(?:(?:告诉|通知|回复|发来|发给|传来|提供|报来|念给?|听来|问到|问来|拿到|收到|要到|抄|改口?|换|让|叫|说|讲|给|写|填|报|寄|"
    r"开给|用|回(?!民|执)|发(?!电|展|动|酵|改)|是|为(?!民))(?:我|你|他|的|了|来|到|过来|成|为|作|个|出|说)*)"
)
_SAYS = re.compile(
    rf"(?:{_SUBJECT}*(?:那边|那头|小姐姐|大姐|们)?(?:那栏|栏|里|上)?"
    r"(?:就|直接|统一|也|都|只|又|刚|已经?|现在|应该?|拟|打算|准备|想|要|电话里|微信|口头|一句|后来|再)*"
    rf"{_SAYING}+(?:名称|全称|名字)?(?:是|为|叫)?[::=\s]*)+|(?:名称|全称|名字)[::=\s]*"
)
_GAVE = re.compile(
    r"(?:写|填|说|给|发来?|报|拿到|收到|问到|打|印|改|换|抄)错?(?:的是|的|了|成|是|为|着)+(?:一?个)?|名字?叫|[，,]?致[::]|转至[::]"
)
_LINKS = re.compile(
    r"(?:那|就|也|它|却|(?:(?:介绍)?信上?|老师|学院|我|他们)*把(?=\w+(?:组织[部处]|党委|党组|工委|委员会)$)|或者?|一个|比如|例如|具体|全名|这个?|栏|[:\s])*(?:是|叫)?[\s:]*"
)
_TAIL = re.compile(
    r"(?:(?:这样|这么|这个|这|那|我)?(?:写|填|叫)?(?:的|得)?(?:对不对|对吗|对么|对吧|对不|行吗|行不行|行不|行么|"
    r"可以吗|可以不|可不可以|合适吗|合适不|规范吗|规范不|规范么|没错吧|有没有错|有问题吗|正规吗|错没|写错没|好吗|"
    r"几个字|[一二三四五六七八九]个字|就行)|帮.*|检查.*|核对.*|看看.*|看一下.*|看下.*|写得.*|的?格式.*|吗|呢|吧|不)$"
)
_COMMAND = re.compile(
    r"(?:请|麻烦|老师|你好|您好|能不能|可以)?(?:帮忙?我?|替我|给我)?(?:再|先)?"
    r"(?:检查|核对?|校对|校验|验|审|看看|看一下|看下|看一?眼|瞅瞅?|瞄|看|check)(?:一下|下|一遍|一眼|眼)?(?:这个|那个|我的?|my)?(?:格式|填哪)?"
)
_PARTS = re.compile(
    r"[,,。;;??!!\n、/+①②③→…]+|(?<![a-z&])\s+|\s+(?![a-z&])|—+|(?<=[部处会委司团学院心局支组室所])(?:和|跟|与|或者?|还是|vs)(?=[^的])"
)
_QUOTED = re.compile(r"[“\"'‘「『《【](.{2,60}?)[”\"'’」』》】]")
_BEHIND = re.compile(
    r"(?:这|那|能|行|可|对|靠|是|吗|呢|吧|不(?!锈)|没|的|填|写(?!作)|[打印抄输]错|当|作|放|哪|咋|怎|帮|看|瞅|有(?!限|色)|算|像|好|合适|"
    r"合规|合不|规范|正规|正常|稳|ok|要|了|会不|会被|给|就|我|你|您|他|应该|还|少|缺|太|请|核(?!工|电|集)|审(?!计)|检查|校对|妥|够|"
    r"直接|后面|前面|级别|简称|全称|错|收$|真|往|搁|中不|成不|使得|带|靠谱|格式|几个字|[一二三四五六七八九]个字).*$"
)
_BRANCH_END = re.compile(r"(?:支部委员会|党支部|团支部|支部)$")
_PARTY_END = re.compile(
    r"(?:组织部|组织处|组织人事[部处]|组织科|党委|党组|党总支|总支委员会|工委|工作委员会|委员会|党委会|机关党委|"
    r"直属党委|[省市区县州旗]委)$"
)
_BARE_END = re.compile(
    r"(?:中共|中国共产党)?(?:党委)?(?:组织部|组织处|委员会|党委|党组|工委|党?总支|党支部|支部委员会|支部|组织部门)"
)
_UNIT_END = re.compile(
    r"(?:公司|集团|厂|大学|学院|学校|中学|医院|银行|研究院|研究所|设计院|中心|局|科技|股份|人力资源部|人事部|人事处|"
    r"人资部|党建部|办公室|综合部|[分支总]行|研究生院|行政部|管理部|工会|综合办|政府|[一二三四五六七八九十\d]所|分校|hr|部门|街道|社区|村|单位|街道办|街道办事处|居委会)$"
)
_ENGLISH_UNIT_END = re.compile(
    r"(?:university|college|institute|academy|hospital|bank|company|corporation|group|holdings?|technology|"
    r"(?<![a-z])(?:inc|ltd|llc|gmbh|corp|co|dept|department))\.?$|"
    r"^(?:the )?university of [a-z ]+$"
)
_ENGLISH_SENTENCE = re.compile(
    r"\b(?:i|my|me|you|your|we|our|they|it|is|are|was|do|does|did|can|could|should|will|would|what|which|where|who|how|"
    r"when|if|or|to|from|for|with|at|in|on|no|another|other|any|some|this|that|please|pls|check|header|letter|branch|form|go|"
    r"going|joining|find)\b"
)
_WITHOUT_A_COMMITTEE = re.compile(
    r"(?:课题组|科研组|班级|(?<!领导)班|宿舍|寝室|实验室)(?:党委|党组|党?工委|党?总支|委员会|工作委员会|总支委员会)?"
    r"(?:组织(?:人事)?[部处])?$"
)
"""Groups of people who have a branch at most."""
_LABORATORY_OF_ITS_OWN = re.compile(
    r"国家实验室|省实验室|(?:之江|鹏城|紫金山|张江|怀柔|昌平|中关村|崂山|临港|季华|松山湖|甬江|湖畔|良渚|天府|东湖|浦江)实验室"
)
"""Laboratories that are no part of a school, and have a Party committee."""
_PARTY = re.compile(r"^(?:中共|中国共产党)|党")
_PARTY_LEAD = re.compile(r"^(?:中共|中国共产党)")
_MISSPELT = re.compile(r"台头|抬投|太头|拾头")


_ORGANISATION = re.compile(
    rf"{_PARTY_END.pattern[:-1]}|{_BRANCH_END.pattern[:-1]}|{_UNIT_END.pattern[:-1]}".replace(
        "|hr", ""
    )
)
"""Where a name may end."""
_PARTY_OR_BRANCH_END = re.compile(rf"(?:{_PARTY_END.pattern[:-1]}|{_BRANCH_END.pattern[:-1]})$")
_END_BRACKET = re.compile(r"(?<=.)[(][^()]*[)]$")
_IN_BRACKETS = re.compile(r"^[((][^()()]{1,12}[))]")
_WHOLE_NAME = re.compile(
    r"(?:部|处|科|室|(?<!一)局|厅|委|[党建道合室处政]办|(?<![本换])院|校|所|委员?会|党委会|工会|组|司|团|厂|大学|中心|支部|银行|街道|"
    r"社区|村|镇|(?<!老)乡|县|区|市|股份|科技|总支|政府|[分支总]行)(?:[((][^()()]{1,12}[))])?$"
)
_PARTY_WITHIN = re.compile(r"党委|党组(?!织)|党[支总]|委员会|组织部|[省市区县州]委")
_SENTENCE = re.compile(
    r"[我你您他她它咱俺们吗呢吧啊呀哦嘛啦嗯唉哎这那哪谁啥么]|怎|咋|直接|问(?!天)|先不|先这|取消|什么|算了|检查|核对|"
    r"抬头|台头|知道|没|只有|^[和跟与或]|关系|档案|盖章|上班|离校|^(?:去|到|在|已|有了|联系|转[到去入])|把|交(?!通|大|流|行|投|建)|还是|应该|感觉|跟|带不带|[前后][面头者]|有人|(?<!美)的|写|填|说|给|为什|可不可|能不能|是不是|要不"
)
_NOT_A_NAME = re.compile(
    r"[\d一二三四五六七八九十][年月日号天.]|\d{6}|麻烦|老师|同学|着急|你好|您好|帮|能|英文|名|[俩仨两]|字|名儿|(?<!美)的|了|着|没|不|别|(?<!联)想|哈哈|^哈|给|说|看|帮|请|谢|随便|好|回头|再|今天|明天|昨天|电话|稍|待定|未定|"
    r"可以|行|取|停|退|无|等|向导|清单|介绍|回执|打印|日期|学号|姓名|是|写|填|做|弄|办理|查|核|审|重|有|前面|后面|全称|简称"
)
_HAS_PARTS = re.compile(_UNIT_END.pattern + "|党委$")
_PART_OF_A_UNIT = re.compile(
    r"(?:党委|党组|直属)?(?:组织(?:人事)?[部处]|办公室|政治[部处]|(?:研究生|学生|党群)?工作部|人事[部处]|党支部|党总支|委员会)"
    r"(?:[((][^()()]{1,12}[))])?"
)
_BRANCH_LABEL = re.compile(r"(?:具体)?(?:接收)?(?:的)?党?支部")
_NOBODY = re.compile(
    r"(?:我们?|本|那个?|这个?|某)?(?:单位|公司|学校|学院|大学|部门|街道|社区|村|对方|人家|老师|人事|hr|名称|名字|全称|格式)+"
)
_REFUSED = re.compile(
    r"算了|算[啦咯球]|suan ?le|罢了|作罢|拉倒|打住|取消|"
    r"quxiao|撤|退出|[终中]止|暂停|停[下止了吧停]|^停$|^结束|放弃|"
    r"关[掉闭]|搁|放[着放]|到(?:此|这儿?)为?[止吧]|stop|cancel|quit|nvm|never ?mind|下次吧|改天|"
    r"没事了|"
    r"^(?:[我先那就哎唉啊诶行好还俺咱]|现在|暂时|不好意思)*(?:不|别|甭|莫)再?"
    r"(?:用|要|想|弄|查|检查|看|搞|办|填|写|问|整|算|做|玩|继续|走|核|需要|往下)[^,]{0,5}[了啦]?$|"
    r"^(?:那)?我?(?:直接|自己|自个儿)(?:去)?(?:问|打电话|查)"
)
_SIGNS = re.compile(r"[,。.;!、:~\s]+")

_MADE = r"(?:被|给|让|我|不小心|手滑|错|误|[,\s])*[打印写填开弄搞抄输]错?成了?"
_ALTERED = re.compile(rf"(?<![要能以该]){_MADE}(?:的是)?[\s::“\"'‘「『]*$")
_IS_RIGHT = re.compile("应该?(?:是|为|写|填|叫)|实际|其实|本来|原本|正确|本应")
_MISWRITTEN = re.compile(
    r"[,。;!\s]*(?:信上|介绍信|他们|学院|老师|给|我|都|被)*(?:打印?|印|写|填|开|抄|输)错(?!没|了?[吗吧么没])"
)
_ON_THE_LETTER = re.compile(r"介绍信|信上|信里|那封?信|打印|印[错成]|开错|系统")
_TAKEN_BACK = re.compile(
    r"[,。;!\s—…]*(?:(?:[哦啊噢喔哎诶呃额嗯]|等等|等下|等会|抱歉|不好意思|刚才?|我|应该)+[,\s]*)*"
    r"(?:不对|不是(?=[,。;!\s])|[哦啊]不|(?:[说打写填发抄弄搞看记讲]错|错)了|更正|纠正|口误|笔误|而?是(?=中)|"
    r"(?:后来|又|现在|单位)*[改换][成为])(?![吗吧么])"
)
_DENIED = re.compile(r"(?<!是)(?:不是|而非|并非|别[写填])[\s“\"'‘「『]*$")
_WHETHER = re.compile(r"[\s”\"'’」』]*(?:吗|么|吧)")
_CORRECTING = re.compile(rf"{_MADE}|不对(?:应该)?是|(?:而?不|而|应该)是(?={_PARTY_NAME.pattern})")
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


class _Place(NamedTuple):
    """Where in a message a name stands."""

    named: NamedField
    start: int
    end: int


def named_fields(text: str, default: Field = "header") -> list[NamedField]:
    """Return the names that a message gives, in order, without those that it takes back.

    :param text: what the student typed
    :param default: what a name is taken for when the message doesn't say
    """
    spread, places = _same_places(text), _places(text, default)
    told = [i for i in range(len(places)) if not _is_misprint(places, i, spread)]
    kept = [i for i in told if not _is_taken_back(places, i, spread)]
    return [places[i].named for i in kept or told]


def misprinted(text: str) -> bool:
    """Tell whether a message says which header stands on the letter instead of the right one."""
    spread, places = _same_places(text), _places(text, "header")
    headers = [i for i, place in enumerate(places) if place.named.field == "header"]
    return len(headers) > 1 and any(_is_misprint(places, i, spread) for i in headers)


def _places(text: str, default: Field) -> list[_Place]:
    """Return the names in a message, and where each stands."""
    found: list[_Place] = []
    field: Field = default
    spread = _same_places(text)
    alone = len([p for p in _PARTS.split(spread) if p]) == 1
    start, joins, awaited = 0, False, False
    for end, after in _bounds(spread):
        part = spread[start:end].strip(_EDGES)
        before = field
        if _BRANCH_LABEL.fullmatch(part) and not alone:
            field, name, labelled = "branch", "", True
        else:
            labelled = _FIELD.search(part) is not None
            field, name = _named(text[start:end], spread[start:end], field, awaited)
        if labelled and not name and awaited and field != before:
            field = default  # 核对抬头和支部: which is which isn't said
        awaited = not name and (labelled or awaited)
        if (
            joins
            and _PART_OF_A_UNIT.fullmatch(fold(name))
            and _HAS_PARTS.search(fold(found[-1].named.text))
        ):
            named, begun, _ = found[-1]
            whole = f"{named.text} {name}"
            found[-1] = _Place(NamedField(named.field, whole[:LONGEST_NAME]), begun, end)
        elif name and name not in (place.named.text for place in found):
            named = NamedField(_field_of(name, field, spread), name[:LONGEST_NAME])
            begun = text.index(name, start)
            found.append(_Place(named, begun, begun + len(name)))
        joins = bool(name) and spread[end:after].isspace()
        start = after
    return [place for place in found if names_an_organisation(place.named)] or found


def names_an_organisation(named: NamedField) -> bool:
    """Tell whether a name says by its own form that it is an organisation's."""
    name = fold(named.text)
    if _PARTY_NAME.match(name) or _WHOLE_NAME.search(name):
        return True
    return _is_english_unit(_without_bracket(named.text))


def is_unmistakable(named: NamedField) -> bool:
    """Tell whether a name is a party organisation's in full, so that it isn't what is asked about.

    抬头和支部有什么区别 speaks of branches; 中共某市委组织部对吗 gives a header.
    """
    party = ("header_usual", "header_is_branch", "branch_usual", "branch_incomplete")
    return len(named.text) >= FEWEST_OF_A_FULL_NAME and judge(named).form in party


def refuses(text: str) -> bool:
    """Tell whether a message, instead of a name, says to leave it: 不看了,我自己去问."""
    said = fold(text)
    return not asks(said) and any(map(_REFUSED.search, _SIGNS.split(said)))


def judge(named: NamedField) -> Verdict:
    """Return what a name looks like."""
    name = re.sub(r"\s+", "", _without_bracket(named.text))
    return _judge_branch(named, name) if named.field == "branch" else _judge_header(named, name)


def misspelt(text: str) -> bool:
    """Tell whether 抬头 is misspelt in a message."""
    return _MISSPELT.search(fold(text)) is not None


def _is_misprint(places: list[_Place], i: int, spread: str) -> bool:
    """Tell whether a name is what the right one was mistakenly made: A打成了B, 应该是A,打成B."""
    lead, behind = _around(places, i, spread)
    same = [j for j, place in enumerate(places) if place.named.field == places[i].named.field]
    altered = _ALTERED.search(lead)
    if altered is None:
        corrected = i + 1 in same and _MISWRITTEN.match(behind) and _ON_THE_LETTER.search(spread)
        return bool(corrected)
    if "错" in altered.group() or "误" in altered.group():
        return True
    of_the_one_before = i - 1 in same and _ALTERED.fullmatch(lead) and not asks(spread)
    return bool(of_the_one_before) or any(
        _IS_RIGHT.search(_around(places, j, spread)[0]) for j in same if j != i
    )


def _is_taken_back(places: list[_Place], i: int, spread: str) -> bool:
    """Tell whether a later name of the field counts instead (A,不对,是B), or it is denied."""
    lead, behind = _around(places, i, spread)
    field = places[i].named.field
    follows = i + 1 < len(places) and places[i + 1].named.field == field
    if follows and _TAKEN_BACK.match(behind):
        return True
    return _DENIED.search(lead) is not None and not _WHETHER.match(behind)


def _around(places: list[_Place], i: int, spread: str) -> tuple[str, str]:
    """Return what stands between a name and the one before it, and the one behind it."""
    begin = places[i - 1].end if i else 0
    end = places[i + 1].start if i + 1 < len(places) else len(spread)
    return spread[begin : places[i].start], spread[places[i].end : end]


def _judge_header(named: NamedField, name: str) -> Verdict:
    if _BARE_END.fullmatch(name):
        return Verdict("header_incomplete", named.text)
    if _BRANCH_END.search(name):
        return Verdict("header_is_branch", named.text)
    no_committee = _WITHOUT_A_COMMITTEE.search(name) and not _LABORATORY_OF_ITS_OWN.search(name)
    if _PARTY_END.search(name) and not no_committee:
        return Verdict("header_usual", named.text, without_party=not _PARTY.search(name))
    if _UNIT_END.search(name) or _ENGLISH_UNIT_END.search(_without_bracket(named.text)):
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


def _bounds(spread: str) -> Iterator[tuple[int, int]]:
    """Yield the end of each part, and where the next one begins; a quoted part stays whole."""
    quoted = [match.span() for match in _QUOTED.finditer(spread)]
    breaks = {match.span() for match in _PARTS.finditer(spread)}
    breaks |= {(place, place) for place in _glued(spread)}
    for start, after in sorted(breaks):
        if not any(begin < start < end for begin, end in quoted):
            yield start, after
    yield len(spread), len(spread)


def _glued(spread: str) -> Iterator[int]:
    """Yield where another name is brought in right behind one.

    By a field's name (抬头…组织部支部中共…) or a correction (…组织部打成了…组织部).
    """
    for correcting in _CORRECTING.finditer(spread):
        before = spread[: correcting.start()]
        if _PARTY_OR_BRANCH_END.search(before) and _ORGANISATION.search(spread, correcting.end()):
            yield correcting.start()
    spoken_of = False
    for label in _FIELD.finditer(spread):
        before = spread[: label.start()]
        names_before = spoken_of or _PARTY_NAME.search(before)
        if (
            names_before
            and _PARTY_OR_BRANCH_END.search(before)
            and _ORGANISATION.search(spread, label.end())
        ):
            yield label.start()
        spoken_of = True


def _named(part: str, spread: str, field: Field, awaited: bool) -> tuple[Field, str]:
    """Return what a part of a message names, and as what; an empty name if it names nothing.

    :param awaited: whether the parts before say that a name follows: 抬头是
    """
    quoted = _QUOTED.search(part)
    begin = 0
    if quoted and _FIELD.fullmatch(spread, *quoted.span(1)):
        begin, quoted = quoted.end(), _QUOTED.search(part, quoted.end())
    labels = list(_FIELD.finditer(spread[: quoted.start(1)] if quoted else spread))
    if labels:
        field = "header" if labels[-1].group("header") else "branch"
    if quoted:
        lead = _GAVE.match(quoted.group(1))
        name = quoted.group(1)[lead.end() if lead else 0 :].strip()
        return field, name if _can_be_a_name(name, given=True) else ""
    start = max(begin, labels[-1].end() if labels else 0, spread.rstrip(" :").rfind(":") + 1)
    cut = _COMMAND.match(spread, start)
    start = cut.end() if cut else start
    party = _PARTY_NAME.search(spread, start)
    if party:
        start = party.start()
    else:
        for gave in reversed(list(_GAVE.finditer(spread, start))):
            if _ORGANISATION.search(spread, gave.end()):
                start = gave.end()
                break
        cut = _LINKS.match(spread, start)
        start = cut.end() if cut else start
        cut = _SAYS.match(spread, start)
        start = cut.end() if cut else start
    name = _without_tail(part[start:], spread[start:]).strip(_EDGES)
    return field, name if _can_be_a_name(name, given=bool(labels) or awaited) else ""


def _without_tail(name: str, view: str) -> str:
    """Return a name without what is asked or said of it behind."""
    tail = _TAIL.search(view)
    while tail:
        name, view = name[: tail.start()].rstrip(), view[: tail.start()].rstrip()
        tail = _TAIL.search(view)
    if _WHOLE_NAME.search(view):
        return name
    for match in reversed(list(_ORGANISATION.finditer(view))):
        bracket = _IN_BRACKETS.match(view[match.end() :])
        end = match.end() + (bracket.end() if bracket else 0)
        if _BEHIND.match(view[end:]):
            return name[:end]
    return name


def _can_be_a_name(name: str, *, given: bool) -> bool:
    """Tell whether a text may be an organisation's name.

    :param given: whether the message says that it is a header or a branch
    """
    folded = _without_bracket(name)
    if len(name) < FEWEST_CHARACTERS or not re.search(r"[\u4e00-\u9fffa-z]", folded):
        return False
    if _PARTY_NAME.match(folded):
        return True
    if _SENTENCE.search(folded) or _ENGLISH_SENTENCE.search(folded) or _NOBODY.fullmatch(folded):
        return False
    if _WHOLE_NAME.search(folded) or _PARTY_WITHIN.search(folded) or _is_english_unit(folded):
        return True
    if not given and not names_an_employer(folded):
        return False
    return not asks(folded) and not _NOT_A_NAME.search(folded)


def _is_english_unit(name: str) -> bool:
    """Tell whether folded text is an organisation's English name: stanford university."""
    words = re.fullmatch(r"[a-z][a-z&.'-]*(?: [a-z&.'-]+)+", name) is not None
    return words and bool(_ENGLISH_UNIT_END.search(name)) and not _ENGLISH_SENTENCE.search(name)


def _without_bracket(name: str) -> str:
    return _END_BRACKET.sub("", fold(name))


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
