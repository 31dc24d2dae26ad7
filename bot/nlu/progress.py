"""Messages that tell nothing but that a step is done: 系统也交了 · 信拿到了,然后呢.

What is asked for, said or not, is what comes next. Whatever else stands in a message (我把表发到
那个邮箱了 · 信交了又换工作) makes it a matter of its own.
"""

from __future__ import annotations

import re

from bot.nlu.labels import knowledge_id_of
from bot.nlu.reports import NOT_DONE, clauses_of, things_done

_NEXT = re.compile(
    "(?:那|那么|老师|请问|我|现在|所以)*"
    "(?:然后|接下来|接着|下一?[步个项]|下面|后面|后续|往后|之后|还[要有差剩]|完了|继续)"
    "(?:的?步骤|我|现在|该|应该|得|还|要|需要|是|再|就|做|干|弄|办|搞|整|走|怎么|咋|什么|啥|哪一?步|事"
    "|[呢嘞咧啊呀哈吗嘛])*"
)
_OF_A_STEP = (
    "党?组织关系介绍信|党?组织关系转出情况表|党?支部名称?|接收单位|接收方|人才中心|人才市场|转往校外"
    "|校内互转|情况表|转出表|介绍信|组织部|行政楼|402|支部书记|党建负责人|负责人|辅导员|新?学校|学院"
    "|新?单位|公司|街道|社区|党委|对方|他们|她们|人家|老师|书记|支书|hr|人事|抬头|台头|全称|名字|表格?"
    "|系统|网上|线上|申请|审批|审核|回执|照片|邮件|邮箱|公?章|签字|字|信|函|电话|联系|确认|问|要|拿|取"
    "|领|打印?|印|开|填写?|写|上?交|递|提交|给|发|寄|传|拍照?|盖|敲|签|批|审|通?过|弄|办|搞定?|做|收下?"
    "|同意|答应|接收?|说|能|可以|可|完成|齐|清楚"
    "|我们?|自己|也|都|全|已经?|刚刚?才?|终于|总算|早|今天|昨天|前天|[上下]午|刚才|现在|哦|噢|嗯|好的|好"
    "|行|ok|您|您好|那边|这边|那|这|里|上|手|到手|下来|出来|回来|上去|过去|出去|到|着|完|了|啦|咯|喽|啊"
    "|呀|哈|嘞|的|来|把|被|跟|和"
)
_DATE = re.compile(
    r"(?:\d{4}年)?\d{1,2}(?:月|[./-])\d{1,2}[号日]?|\d{1,2}[号日]|[上这]?(?:周|星期|礼拜)[一二三四五六日天]"
)
_WORD_OF_A_STEP = re.compile(_OF_A_STEP)
_HANDED_IN = re.compile("交|给|发|书记|支书|收")
"""A form that is only filled in isn't done with."""


def _done(verbs: str) -> re.Pattern[str]:
    """Return a pattern of what says no more than that something was done: 我已经交了."""
    before = "(?:我|都|也|已经?|刚刚?|早就|今天|昨天)*"
    after = "[好完过]?(?:给[^,]{1,6})?(?:了|啦|咯|过了|上去了|出去了)+"
    return re.compile(f"{before}(?:{verbs}){after}")


_VERBS = {
    "contact": ("contact", _done("联系|问")),
    "header": ("header", _done("问到?|拿到|要到")),
    "branch": ("header", _done("问到?|拿到|要到")),
    "form": ("form", _done("(?:上|提)?交|给|发")),
    "system": ("transfer", _done("提?交|点|选|弄|填|申请")),
    "approval": ("approval", _done("通?过|批")),
    "print": ("print", _done("打|打印|拿到?|取|领")),
    "letter": ("letter", _done("交|给|盖|办")),
    "receipt": ("receipt", _done("发|寄|交")),
}
"""Topic → its step, and what is said when it is done."""
TOLD = ("contact", "header", "form", "transfer", "approval", "print", "letter", "receipt")
"""What may be told so, in the order of the notice."""


def asks_what_is_next(text: str) -> bool:
    """Tell whether a message says nothing but 然后呢 or 下一步."""
    clauses = clauses_of(text)
    return bool(clauses) and all(map(_NEXT.fullmatch, clauses))


def progress_in(text: str, asked: str | None = None) -> str | None:
    """Return the last step that a message says is done, if it says nothing else.

    :param text: as typed
    :param asked: label of what was asked before: 交了 after that of the form is the form
    :return: one of :data:`TOLD`; None for every other message
    """
    done: set[str] = set()
    told_something = False
    for clause in clauses_of(text):
        if _NEXT.fullmatch(clause):
            continue
        # Word by word: one pattern for the whole clause could be read in many ways.
        if NOT_DONE.search(clause) or _WORD_OF_A_STEP.sub("", _DATE.sub("", clause)):
            return _of_the_topic(text, asked)
        told_something = True
        done |= things_done(clause)
    if not done and told_something:
        return _of_the_topic(text, asked)
    if "form" in done and not _HANDED_IN.search(text):
        return None
    if not done <= set(TOLD):
        return None
    return max(done, key=TOLD.index, default=None)


def _of_the_topic(text: str, asked: str | None) -> str | None:
    """Return the step of the topic asked about, where a message only says that it is done."""
    topic = (knowledge_id_of(asked or "") or "").partition("/")[0]
    step, verbs = _VERBS.get(topic, (None, None))
    if verbs is None:
        return None
    clauses = [clause for clause in clauses_of(text) if not _NEXT.fullmatch(clause)]
    return step if all(map(verbs.fullmatch, clauses)) else None
