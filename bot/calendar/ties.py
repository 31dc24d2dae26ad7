"""How closely a date is tied to a letter or a stamp, by the words beside it."""

from __future__ import annotations

import datetime
import re
from typing import Literal, NamedTuple

from bot.calendar.chinese_dates import Find
from bot.calendar.form import dates_of
from bot.calendar.readings import Read

CountedFrom = Literal["letter", "stamp"]
"""Whose date: the introduction letter's, or the one stamped on the receipt."""
_FARTHEST = 8
"""Characters from a date to the word that ties it."""
OTHER_ACT, LOOSE = -1, 0
"""How closely a date is tied; from 1 on to the act that is counted from."""


class _Words(NamedTuple):
    """The words beside a date that tie it to an act, by how closely they do."""

    before: tuple[tuple[int, re.Pattern[str]], ...]
    after: re.Pattern[str]
    """What comes first after the date counts; its group ``t1``, ``t2`` … names the tie."""
    done: re.Pattern[str]
    """The act was done, on a day that stands elsewhere."""


_JOINED = r"(?:[\s:是为在的了于(]|那天|当天|却|其实|实际|应该|好像|大概|就|也|都|写|on|is|of)*$"
_COUNTED_FROM = re.compile(rf"(?:按|从|自|以)(?:落款|开具|打印|盖章|章)?{_JOINED}")
_COUNTED_ON = re.compile(r"^(?:那天|当天|这天)?(?:起(?!来)|算起|开始[算数]|往后|为准)")
_ELSEWHERE_BEFORE = re.compile(
    "(?:报[到道]|入职|上班|开学|毕业|离校|面试|培训|体检|放假|回家|生日|火车|车票|高铁|机票|航班"
    "|最后)(?:日期?|时间|的时候)?" + _JOINED + "|(?<![收拿领接])[到至等][是在]?$|截至$"
)
_ELSEWHERE = (
    r"报[到道]|入职|上班|开学|毕业|离校|面试|培训|体检|放假|休假|生日|火车|车票|高铁|机票|航班|飞"
    r"|出发|出差|动身|回(?!执)|走|搬|[递提]?交(?![给了过]?我)|办理?(?!公|好|下来|出来|完)|寄|送|去"
    r"|(?<![能有效用撑活留])到(?![期头手底几哪啥]|什么|多|时)|(?<!接)收(?!到|的?章)|最后|^[之以]?前(?!台)"
)
_LEAD = (
    "^(?:(?:号|那天|当天|这天|左右|[上下]午|晚上|早上|刚刚?|统一|又|就|也|才|再|要|会|得|能|想|去"
    "|打算|准备|计划|我|他|她|自己|学校|学院|组织部|单位|人家|给我?|在|从|到?行政楼|402)*)"
)
_LETTER = _Words(
    before=(
        (
            3,
            re.compile(
                "(?:落的?[款宽]|日[期其]|上[头面]?写|写[的着了]?|印[的着]|标[的着注]?|注明|dated?|issued?)"
                + _JOINED
            ),
        ),
        (2, re.compile("(?:开|开具|出具|签发|打|打印|补)[的出]?(?:日|时间|于|在|是|:)+" + _JOINED)),
        (1, re.compile("(?:信|函|letter|拿到|领到|那张|那封|这封|这张)" + _JOINED)),
    ),
    after=re.compile(
        r"(?P<t3>落的?[款宽]?|写的|印着)"
        r"|(?P<t2>开(?![学车会始题走通门心完])|出具|签发|出的|打(?![算车电工听扰包卡球])|印|补)"
        r"|(?P<t1>盖|办(?:下来|出来|好|完)|拿(?![去着]|回执)|领(?!导)|取(?![车票])|收到|到手|[的那这](?:介绍)?[信函]|[的那这][封张份]"
        r"|的?日期|^的$|^(?:介绍)?[信函]|^ ?(?:letter|issued|dated))"
        rf"|(?P<other>{_ELSEWHERE}|发)"
    ),
    done=re.compile("(?:开|打印?|拿|领|取)(?:好|到|了|出来)"),
)
_STAMP = _Words(
    before=(
        (3, re.compile("(?:盖|敲|戳|章|stamp(?:ed)?)[^,。;!?\\d]{0,4}?" + _JOINED)),
        (2, re.compile("(?:签|写|日[期其]|落的?[款宽]|时间)[的着字了]?" + _JOINED)),
        (1, re.compile("(?:回[执直值只扎条]|huizhi|receipt)" + _JOINED)),
    ),
    after=re.compile(
        r"(?P<t3>盖|敲|戳|章|gai|stamp)"
        r"|(?P<t2>签|落的?[款宽]|写的|弄好|办好)"
        r"|(?P<t1>的?日期|[的那这]回[执直值只]|的那?条|拿回|^的$)"
        rf"|(?P<other>{_ELSEWHERE}|发|传|拍|邮|打印|[的那这](?:介绍)?信)"
    ),
    done=re.compile("盖(?:好|了|章|完)|签(?:好|了|字)"),
)
_WORDS: dict[CountedFrom, _Words] = {"letter": _LETTER, "stamp": _STAMP}
_PARTICLES = re.compile(_LEAD)
_TODAY_IS = re.compile(
    "(?:今[天日儿]|现在|目前|这会儿?|眼下|如今)(?:儿?个|都|已经?|是|就|也|才|到|了)*$"
)
_FILLER = re.compile('(?:[早晚]上|[上下中]午|[就是的刚啊呀吧哦嗯呢哈好了:()"“”\\s])*')
_SUPPOSED = re.compile("假如|如果|要是|若是?|倘若|假设|万一|(?:就|都)?算(?:是|作|成|它)+$|就算$")
_SUPPOSED_AFTER = re.compile("^[^,。;!?]{0,8}的话")
_INTENDED_BEFORE = re.compile("(?:打算|准备|计划|预计|想)(?:[是在]|等|我|到)?$")
_INTENDED = re.compile("(?:再|要|会|能|想|去|打算|准备|计划|才)(?:给我?)?$")
_POSSIBLE = re.compile("能|可以|可不可以")
_WHETHER = re.compile("^(?:印|硬|完|好|到|得)?(?:介绍)?信?(?:[成行]?[不吗么嘛没]|[成行]|可以吗?)$")
"""明天能去打印吗 asks about the day, not about a letter of that day."""
_DONE_AFTER = re.compile("^.{0,3}?[的了好过完]")
_CLAUSE_END = re.compile("[,。;!?]")


class _TieAfter(NamedTuple):
    """What the words after a date say of it."""

    tie: int
    adjacent: bool = False
    """Whether another act stands right behind the date."""
    intended: bool = False
    """明天去打"""
    done: bool = False
    """明天去打的: whatever the day, it is told as done."""


class Tied(NamedTuple):
    """A date, how closely it is tied to the act, and whether it may be ahead."""

    find: Find
    tie: int
    intended: bool
    supposed: bool


def tie_of(
    text: str, finds: list[Find], place: int, today: datetime.date, counted_from: CountedFrom
) -> Tied:
    """Tell how closely a date is tied to the act."""
    find = finds[place]
    begin = max((m.end() for m in _CLAUSE_END.finditer(text, 0, find.start)), default=0)
    stop = _CLAUSE_END.search(text, find.end)
    clause_before = text[begin : find.start]
    before = text[max(begin, finds[place - 1].end if place else 0) : find.start]
    following = finds[place + 1].start if place + 1 < len(finds) else len(text)
    after = text[find.end : min(stop.start() if stop else len(text), following)]
    words = _WORDS[counted_from]
    by_after = _tie_after(after, words)
    tie = _weighed(_tie_before(before, words), by_after)
    intends = by_after.intended or (by_after.tie > 0 and bool(_INTENDED_BEFORE.search(before)))
    if tie <= 1 and today in dates_of(find.found) and _TODAY_IS.search(text, 0, find.start):
        tie = OTHER_ACT
    if _is_today(find, today) and not _is_told_of_today(tie, before, by_after, after):
        tie = OTHER_ACT
    return Tied(
        find=find,
        tie=tie,
        intended=intends and not by_after.done,
        supposed=bool(_SUPPOSED.search(clause_before) or _SUPPOSED_AFTER.search(after)),
    )


def is_done(text: str, counted_from: CountedFrom) -> bool:
    """Tell whether a message says that the letter was issued or the receipt stamped."""
    return _WORDS[counted_from].done.search(text) is not None


def _is_told_of_today(tie: int, before: str, by_after: _TieAfter, after: str) -> bool:
    """Tell 今天打的 and 就今天 from 介绍信今天还能用吗, which only asks as of today."""
    if tie == 4:
        return False
    if tie >= 2 or by_after.tie > LOOSE:
        return True
    return _FILLER.fullmatch(after) is not None and (
        tie > 0 or _FILLER.fullmatch(before) is not None
    )


def _is_today(find: Find, today: datetime.date) -> bool:
    found = find.found
    return isinstance(found, Read) and found.how == "day_word" and found.date == today


def _tie_before(before: str, words: _Words) -> int:
    if _COUNTED_FROM.search(before):
        return 4
    if _ELSEWHERE_BEFORE.search(before):
        return OTHER_ACT
    return next((tie for tie, pattern in words.before if pattern.search(before)), LOOSE)


def _tie_after(after: str, words: _Words) -> _TieAfter:
    if _COUNTED_ON.search(after):
        return _TieAfter(4)
    lead = _PARTICLES.match(after)
    begin = lead.end() if lead else 0
    match = words.after.search(after, begin) or words.after.search(after)
    if match is None or match.start() > begin + _FARTHEST:
        return _TieAfter(LOOSE)
    if match["other"]:
        return _TieAfter(OTHER_ACT, adjacent=match.start() <= begin + 2)
    if _POSSIBLE.search(after[: match.start()]) and _WHETHER.search(after[match.end() :]):
        return _TieAfter(OTHER_ACT, adjacent=True)
    return _TieAfter(
        int((match.lastgroup or "t1")[1:]),
        intended=_INTENDED.search(after[: match.start()]) is not None,
        done=_DONE_AFTER.search(after[match.end() :]) is not None,
    )


def _weighed(before: int, after: _TieAfter) -> int:
    if before >= 3 or after.tie == 4 or (before == 2 and after.tie == OTHER_ACT):
        return max(before, after.tie)
    if before == OTHER_ACT:
        return after.tie if after.tie >= 2 else OTHER_ACT
    if before > LOOSE and after.tie == OTHER_ACT and not after.adjacent:
        return before
    return before if after.tie == LOOSE else after.tie
