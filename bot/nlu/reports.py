"""Which step of a checklist a message says is done. Plain Python.

A step is reported by a thing (抬头, 表, 信 …) and something that was done to it, in one clause that
denies, plans and asks nothing. What stands in ``done_words`` of ``kb/routes.yml`` counts as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.knowledge.routes import Step
from bot.knowledge.text import fold

_CLAUSE_ENDS = re.compile(
    r"[,。.;!?、:()\s]+|(?<=了)(?=(?:然后|接下来|下一步|就))|(?<=[完好了])(?=还没|等(?:学院|审|批|待))"
)
_GLUED = re.compile(r"(?<=[信表执章统头])\s+(?=已|[拿交发填打提])")
NOT_DONE = re.compile(
    r"没|未|[不别甭非]|(?:同学|室友|学长|学姐|师兄|师姐|别人|听)说|就行|无(?!误|碍)|怎|吗|呢|么|哪|啥|谁|几时|多久|如果|要是|假如|万一|等(?!学院|审|批|着审)|再|旧|"
    r"[想该将待快]|准备|打算|马上|明天|后天|下周|下礼拜|正在?|需要|要(?![到着来了])|得(?=先|去)|(?:之|以)[前后]|的话|(?<!人)才|"
    r"是不是|从.*到|(?:进行|做|办|走|轮|卡)[到在]|[贴划每]|(?<![过天午早晚])去打|[单子清]单|能否|可以(?!接收|收|的|$)|差|剩|除了|只有|什么|一下(?!午)|帮|(?<!申)请|求"
)
_DENIED = re.compile(
    r"[没未](?:有)?(?:填|交|发|给|盖|签|打|取|拿|人接|通|批|过|办|弄|点|提交|联系)"
)
_TAKEN_BACK = re.compile(
    r"(?:还|其实|根本|并)?[没未](?:有|来得及)?[^,]{0,3}(?:填|交|发|给|盖|签|打|取|拿|领|问|接|通|批|过|办|弄|做|点|提交|联系|好|完|呢|$)"
)
"""系统还没弄: what was ticked is open again."""
_DATES_A_STAMP = re.compile(r"盖(?:章)?(?:日|是|的|那)|章(?:日|是|上)|日期|旧信|新信")
_GOVERNS = re.compile(r"^(?:如果|要是|假如|万一|等(?!审|学院)|除了)")
_DONE = r"(?:[了过完好毕妥讫齐]|搞定|ok|done|到手|√|✅|完毕|完成)"

_HAND_OVER = r"(?:[交递给发送返]|上交|收)"
THINGS: dict[str, re.Pattern[str]] = {
    "contact": re.compile(
        rf"联系(?:单位|接收方|对方|人才中心|公司|学校)?(?:那?[一这]?[步项]?(?:弄|做|办)?)?{_DONE}|已联系|"
        r"(?:单位|对方|人才中心|人才市场|公司|街道|社区|学校|他们|她们|人家|hr|人事|那边|那头|接收方|组织科)"
        r"[^,信表章]{0,4}?(?:能|可以?|肯|同意|答应|愿意|确认)[^,信表章]{0,3}接?收?|"
        r"(?:他们|人家|单位|对方|街道|hr|人事|那边|那头)(?:说|都)?(?:会|能)?(?:接(?!电话|通|听)|收(?!走|了))|^(?:说)?(?:能|可以?|同意|可)?接?收$|"
        r"(?:点头|答应|同意|确认)[^,]{0,4}(?:接|收|可以)|(?:单位|他们|人家|对方)[^,]{0,3}点头|(?:单位|中心|公司|人事)?(?:打|通)[过完](?:了)?电话|"
        r"电话[^,]{0,2}(?:打|通)[过完了]|问过(?:了)?(?:单位|人才中心|公司|hr|人事|接收方)|(?:单位|公司|人才中心)问过"
    ),
    "header": re.compile(
        r"(?:[抬台拾太]头|抬投|支部(?:名称?|名字|全称)?)[^,]{0,5}?(?:[问要拿得弄][到着来清好明]|有了|给我?了|知道|到手|确认|齐)|"
        r"[问要拿](?:到|着|来|清楚?|好|完)(?:了)?(?:单位)?(?:的)?(?:[抬台]头|支部)|[抬台]头(?:和|跟|与)?[^,]{0,4}都?(?:有|齐|问)了"
    ),
    "form": re.compile(
        rf"(?:表|情况表|表格)[^,]{{0,8}}?(?:(?:填|写|{_HAND_OVER}|弄|办|返|导)[^,]{{0,5}}?(?:{_DONE}|上去|书记|支书|邮箱|走)|(?:也|都|已经)*(?:搞定|好了|完了|ok|done|✅|√))|"
        rf"(?:填|交|写|弄|办)(?:{_DONE})?(?:了)?(?:那个|那张)?(?:情况)?表|(?:书记|支书)(?:已经?)?(?:那边)?收(?:了|到|下)|表[^,]{{0,3}}已[填交]|已[填交][^,]{{0,3}}表|"
        r"表[^,]{0,3}(?:书记|支书)|(?:书记|支书)[^,]{0,8}(?:统一)?(?:发走|发了|返)"
    ),
    "transfer": re.compile(
        rf"(?:系统|网上|线上|zg|网站|申请|转往校外|校内互转|网址)[^,]{{0,8}}?(?:(?:提交|点|填|弄|办|交|报|录|申请|选)[^,]{{0,3}}?(?:{_DONE}|上去|完毕)|已(?:提交|填|办|交)|(?:那[边步项个块])?(?:也|都|已经)*(?:搞定|好了|完了|ok|done|✅|√))|"
        rf"(?:提交|申请|填报)(?:{_DONE})(?:了)?$|(?:已经?)(?:登录|登陆)?[^,]{{0,3}}(?:提交|网上申请|填报)|(?:网上|系统|线上)[^,]{{0,3}}(?:申请|提交)|^(?:我)?(?:已经?|刚)?提交了?$|点了?提交|"
        r"(?:已经?|刚)点(?:了)?(?:转往校外|校内互转)"
    ),
    "approval": re.compile(
        r"审[批核]?[^,]{0,4}?(?:[过好完]|通过|下来|同意)|(?:学院|老师|书记|负责人)[^,]{0,3}(?:给)?(?:批(?!评)|通过|[审给]过)|(?:^|[已都也刚])批(?:准|下来|复|过|完|好)?了?$|"
        r"批(?:准|下来|过|完|好)|(?:已|已经)(?:审批|审核|通过|批)|通过(?:审[批核]|了)|显示[^,]{0,3}通过"
    ),
    "print": re.compile(
        rf"(?:信|函|单子)(?![是上里的])[^,交给递盖撕]{{0,8}}?(?:(?:打印?|拿|取|领|开|弄|搞|办)[^,]{{0,4}}?(?:{_DONE}|出来|到|着)|到手|在手|在我|已[打拿领取印开]|拿着)|已[拿领取打印][^,]{{0,3}}信|"
        r"(?:拿|取|领|开|打印?|收)(?:到|完|好|出来|着|了)(?:我的|那张)?(?:介绍)?信|(?:^|[已刚都]|402|回来|下午|上午)[^,信章盖票电]{0,4}打印?(?:[好完]|出来)|手[里上]?有?信了|"
        r"已(?:打印|打好|领|取)|(?:^|已经?|刚)(?:打印|打|取|领)(?:完|好|了|出来)+[啦啊]?$|信[^,]{0,3}(?:拿|领|取)(?:讫|毕)|去打(?:印)?了$|402[^,]{0,4}去过"
    ),
    "letter": re.compile(
        rf"章[^,]{{0,8}}?(?:盖[好完过上了]|敲了|齐)|章(?:也|都|已经)*(?:搞定|好了|有了?|ok)|盖(?:{_DONE}|上|了)|(?:已|今天|昨天|刚)[^,]{{0,4}}(?:盖|签)章|签字?(?:了)?盖章|签章|回执[^,]{{0,6}}?(?:盖|签|拿|到手|撕|回来)|"
        rf"(?:信|函)[^,]{{0,8}}?{_HAND_OVER}(?:[给到]|了|完|好|过|单位|公司|党委|街道|人事|上去|走|掉)|(?:信|函)[^,]{{0,3}}(?:已|刚)[^,]{{0,6}}(?:单位|公司|党委|人事)|"
        r"(?:党委|组织部|单位|公司|街道|人家|他们)[^,]{0,4}收(?:走|了(?!个)|下)|(?:交|递|送)(?:给|到|了)(?:单位|公司|党委|街道|人事|组织部)|报到[^,]{0,3}[完毕过好]|"
        r"那联[^,]{0,2}撕|经办人?[^,]{0,4}签|回执[^,]{0,6}拍"
    ),
    "receipt": re.compile(
        rf"(?:回执|回值|条|照片|邮件|邮见|照|图)[^,]{{0,8}}?(?:发|寄|传|投)(?:{_DONE}|出|走|过去|送|给|到|[啦])|(?:邮件|照片|回执)[^,]{{0,6}}已发|(?:发|寄|传)(?:了|出|完|好|过)+(?:邮件|照片|回执)|"
        r"拍(?:完|好|了)照?[^,]{0,2}发(?:了|过去|出去|走)|已发(?:送|邮箱|邮件)"
    ),
    "ask_within": re.compile(
        r"(?:跟|和|问|找)[^,]{0,3}(?:书记|支书)[^,]{0,4}(?:确认|问|说|聊)?[过了好完]|(?:书记|支书)[^,]{0,4}(?:说|回复?|答复|告诉|确认)|"
        r"问(?:过|了|完|好)[^,]{0,3}(?:书记|支书)"
    ),
    "counselor": re.compile(
        r"(?:跟|和|问|找|联系)[过了好完上到]*[^,]{0,3}导员[^,]{0,3}?(?:[说问聊联找报备系沟通谈]+[过了好完]|了|过|好|$)|(?:辅导员|导员)[^,]{0,5}(?:说|回|报备|联系|问|找|知道|答复|同意)|"
        r"(?:联系|找|问|说|报备)[过了好完](?:上)?[^,]{0,2}导员"
    ),
}
STEPS = {
    "contact": ("contact",),
    "header": ("header",),
    "form": ("form", "degree_form"),
    "transfer": ("transfer_out", "transfer_within"),
    "approval": ("approval",),
    "print": ("print",),
    "letter": ("letter",),
    "receipt": ("receipt",),
    "ask_within": ("ask_within", "settle"),
    "counselor": ("counselor_abroad", "settle"),
}
"""Names of :data:`THINGS` → the ids of ``kb/routes.yml`` that they report."""

_TOPICS = {
    "receipt": re.compile(r"回执|邮件|照片|拍照"),
    "letter": re.compile(r"盖章|章|交信|报到|接收单位"),
    "print": re.compile(r"打印|打信|取信|拿信|402|信"),
    "approval": re.compile(r"审批|审核|批"),
    "transfer": re.compile(r"系统|网上|提交"),
    "form": re.compile(r"表"),
    "header": re.compile(r"抬头|台头|支部"),
    "contact": re.compile(r"联系|接收方"),
}
"""What a step is called in 就差…, the narrower names first."""
_ONLY_LEFT = re.compile(
    r"(?:就|只|光)(?:还)?(?:差|剩下?)(?P<left>[^,]+)|"
    r"(?P<undone>[^,]*(?:没|未)[^,]{1,6}),?(?:其[他它余]|别的|前[头面边])[^,]{0,4}都"
)
_DIGITS = "一二三四五六七八九"
_NUMBER = rf"[{_DIGITS}\d]"
_ENDED = (
    r"(?:都|也|已经|我|全|这|那)*(?:(?:办|做|弄|搞|整|走)?(?:[完好妥毕齐了]|过了)|完事|搞定|结束|"
    r"ok|√|已[办做毕完])"
)
_ORDINALS = re.compile(
    rf"第({_NUMBER})[步项个]?{_ENDED}|第({_NUMBER})[步项个]?(?:和|跟|、|第)+({_NUMBER})[步项个]?{_ENDED}|"
    rf"(?<![\d.月年])({_NUMBER})(?:和|跟|、)({_NUMBER})[步项个]?{_ENDED}"
)
_FIRST_FEW = re.compile(rf"前面?({_NUMBER}|两)[步项个样]{_ENDED}")
_THIS_ONE = re.compile(
    r"(?:[你您]说的?|我|嗯|好的?|行|下一步|[这那上](?:一)?(?:步|项|个|样|条)|这边|弄|已经|都|也|刚|终于)*"
    r"(?:(?:(?:办|做|弄|搞|整)(?:好|完|妥)|完成|搞定|完事|办妥|done|√|✅|解决|可以打勾|(?:好|ok)(?=了))(?:了|啦|咯|哈|嗷|的)*)+"
)
_OWN_VERBS = {
    "contact": "联系|问|打",
    "header": "问|要",
    "form": "填|交|写",
    "degree_form": "填|交|写",
    "transfer_out": "提交|填|交|点",
    "transfer_within": "提交|填|交|点",
    "ask_within": "问|说",
    "approval": "批|过",
    "print": "打|打印|取|领|拿",
    "letter": "盖|交|签",
    "receipt": "发|寄",
    "counselor_abroad": "联系|找|问|说",
    "settle": "问|说|商量",
}
"""What is done to the step that is next, when its thing is left unsaid: 发完了."""
_AFTER_THIS = re.compile(
    r"然后|接下来|下一?[步个项]|下面|后面|后续|继续|接着|往后|还[差剩有]|之后$"
)


def reported(steps: Sequence[Step], following: Step | None, text: str) -> Step | None:
    """Return the last step of ``steps`` that a message says is done, None when it says of none.

    :param following: the step that is next: 办好了 means this one
    """
    told = _told(text)
    if _GOVERNS.search(told.replace(" ", "")):
        return None
    left = _before_what_is_left(steps, told)
    if left is not None:
        return left
    clauses = [c for c in clauses_of(text) if not _asks_what_is_next(c)]
    numbered = _by_number(steps, told)
    said = [c for c in clauses if not NOT_DONE.search(c)]
    found: list[Step] = []
    before: list[Step] = []
    for clause in clauses:
        if not NOT_DONE.search(clause):
            before = _by_thing(steps, clause)
            found += before
        elif _DENIED.search(clause):
            denied = _by_topic(steps, clause)
            found = [s for s in found if s not in (denied or before)]
    if numbered is not None and not any(NOT_DONE.search(c) for c in clauses):
        found.append(numbered)
    if not found and following is not None and said and _closes(following, clauses, said):
        return following
    return max(found, key=steps.index, default=None)


def denied(steps: Sequence[Step], text: str) -> Step | None:
    """Return the first step of ``steps`` that a message says isn't done after all: 信其实还没打."""
    clauses = [clause for clause in clauses_of(text) if _TAKEN_BACK.search(clause)]
    found = [step for clause in clauses for step in _by_topic(steps, clause)]
    return min(found, key=steps.index, default=None)


def clauses_of(text: str) -> list[str]:
    """Return what a message says, folded, in the parts that each may report a step."""
    return [clause for clause in _CLAUSE_ENDS.split(_told(text)) if clause]


def things_done(clause: str) -> set[str]:
    """Return the names in :data:`THINGS` of what a clause says is done.

    :param clause: one of :func:`clauses_of` that denies, plans and asks nothing
    """
    if _DATES_A_STAMP.search(clause):
        return set()
    done = {name for name, what in THINGS.items() if what.search(clause)}
    if "letter" in done:
        done -= {"print", "contact", "form"}
    if "receipt" in done:
        done -= {"letter"}
    return done


def dates_a_stamp(text: str) -> bool:
    """Tell whether a date in a message is that of the receipt's stamp: 章是7月3号盖的.

    The letter has a stamp as well (红章下面写6月19), so a stamp alone says nothing.
    """
    clauses = _CLAUSE_ENDS.split(fold(text))
    return any(
        re.search("盖|戳|回执|(?:单位|公司|街道|他们|人家)[^,]*章", c)
        and not re.search("[没未不要等]|信|红章|落款|打印", c)
        for c in clauses
    )


def _told(text: str) -> str:
    return _GLUED.sub("", fold(text))


def _asks_what_is_next(clause: str) -> bool:
    return _AFTER_THIS.search(clause) is not None and not any(
        pattern.search(_AFTER_THIS.sub("", clause)) for pattern in THINGS.values()
    )


def _by_topic(steps: Sequence[Step], clause: str) -> list[Step]:
    """Return the steps that a clause speaks of; the narrowest name counts."""
    for name, topic in _TOPICS.items():
        if topic.search(clause):
            return [step for step in steps if step.id in STEPS[name]]
    return []


def _by_thing(steps: Sequence[Step], clause: str) -> list[Step]:
    if _DATES_A_STAMP.search(clause):
        return []
    ids = {step_id for name in things_done(clause) for step_id in STEPS[name]}
    return [
        step for step in steps if step.id in ids or any(word in clause for word in step.done_words)
    ]


def _by_number(steps: Sequence[Step], told: str) -> Step | None:
    joined = re.sub(r"[,。;!\s]", "", told)
    places = [_place(n) for match in _ORDINALS.finditer(joined) for n in match.groups() if n]
    places += [_place(match.group(1)) for match in _FIRST_FEW.finditer(joined)]
    known = [place for place in places if 0 <= place < len(steps)]
    return steps[max(known)] if known and len(known) == len(places) else None


def _place(numeral: str) -> int:
    numeral = numeral.replace("两", "二")
    return _DIGITS.index(numeral) if numeral in _DIGITS else int(numeral) - 1


def _before_what_is_left(steps: Sequence[Step], told: str) -> Step | None:
    """Return the step before the only one that is said to be left."""
    only = _ONLY_LEFT.search(told)
    if only is None or re.search(r"[吗呢?]|是不是|是不$", told):
        return None
    left = _by_topic(steps, only.group("left") or only.group("undone"))
    return steps[steps.index(left[0]) - 1] if left and left[0] is not steps[0] else None


def _closes(following: Step, clauses: Sequence[str], said: Sequence[str]) -> bool:
    """Tell whether a message says no more than that it is done: 弄完了, 发完了."""
    if len(said) < len(clauses):
        return False
    verbs = _OWN_VERBS[following.id]
    own = re.compile(
        rf"(?:我|都|也|刚|已经|昨天|今天|done)*(?:(?:{verbs})(?:了|完|好|过|到|着|上去|出去|过去|走)+[啦哈]?)+|done"
    )
    return any(map(_THIS_ONE.fullmatch, said)) or all(map(own.fullmatch, said))
