"""Reads the day that a deadline counts from, in a message that may name other days as well.

A date is tied to what is done on it by the words beside it: 落款6月15日 and 6月15日开的 are the
letter's, 9月1日报到 is not, and 今天都24号了 only says what day it is. The closest tie wins.
"""

from __future__ import annotations

import datetime
import re
from typing import Literal, NamedTuple

import msgspec

from bot.calendar.chinese_dates import Find, finds_in, one_of, strongest
from bot.calendar.form import dates_of
from bot.calendar.readings import Absent, Ambiguous, DateReading, Read
from bot.calendar.spelling import parted, spell

CountedFrom = Literal["letter", "stamp"]
"""Whose date: the introduction letter's, or the one stamped on the receipt."""
MOST_DAYS_AHEAD = 366
"""Nobody plans a letter for later."""

_FARTHEST = 8
"""Characters from a date to the word that ties it."""
_OTHER_ACT, _LOOSE = -1, 0
"""How closely a date is tied; from 1 on to the act that is counted from."""


class CountedDate(msgspec.Struct, frozen=True, kw_only=True):
    """The day a message counts from."""

    reading: DateReading
    planned: bool = False
    """Whether it is supposed or intended, not told: it may lie ahead, then."""


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
    r"|出发|出差|动身|回(?!执)|走|搬|[递提]?交(?![给了过]?我)|办理?(?!公|好)|寄|送|去"
    r"|(?<![能有效用撑活留])到(?![期头手底几哪啥]|什么|多|时)|收(?!到|的?章)|最后|^[之以]?前(?!台)"
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
        r"|(?P<t1>盖|拿(?![去着]|回执)|领(?!导)|取(?![车票])|收到|到手|[的那这](?:介绍)?[信函]|[的那这][封张份]"
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
_CORRECTION = re.compile("(?<!对)不对|(?<!是)不是|错了|应该是|改成|应为")
_SUPPOSED = re.compile("假如|如果|要是|若是?|倘若|假设|万一|(?:就|都)?算(?:是|作|成|它)+$|就算$")
_SUPPOSED_AFTER = re.compile("^[^,。;!?]{0,8}的话")
_INTENDED_BEFORE = re.compile("(?:打算|准备|计划|预计|想)(?:[是在]|等|我|到)?$")
_INTENDED = re.compile("(?:再|要|会|能|想|去|打算|准备|计划)$")
_POSSIBLE = re.compile("能|可以|可不可以")
_WHETHER = re.compile("^(?:印|硬|完|好|到|得)?(?:介绍)?信?(?:[成行]?[不吗么嘛没]|[成行]|可以吗?)$")
"""明天能去打印吗 asks about the day, not about a letter of that day."""
_DONE_AFTER = re.compile("^.{0,3}?[的了好过完]")
_PART_OF_MONTH = re.compile("月份?的?[底末初中]$|旬$|月份?$")
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


class _Tied(NamedTuple):
    """A date, how closely it is tied to the act, and whether it may be ahead."""

    find: Find
    tie: int
    intended: bool
    supposed: bool


def read_counted_date(text: str, today: datetime.date, counted_from: CountedFrom) -> CountedDate:
    """Return the date that a letter or a stamp carries, by what a message says of it.

    :param text: anything a student may type
    :param today: the date in China
    :param counted_from: whose date is wanted
    """
    text = spell(parted(text))
    finds = finds_in(text, today, "past")
    tied = [_tied(text, finds, place, today, counted_from) for place in range(len(finds))]
    chosen = _corrected(_closest(tied), text)
    if not chosen:
        return CountedDate(reading=_by_the_act(text, tied, today, counted_from))
    found = [one.find for one in chosen]
    if any(one.intended for one in tied) or any(one.supposed for one in chosen):
        return _ahead(found, text, today)
    reading = one_of(found, text)
    if isinstance(reading, Ambiguous) and len(found) > 1 and chosen[0].tie == _LOOSE:
        reading = _the_possible(found, text, today) or reading
    return CountedDate(reading=reading)


def _closest(tied: list[_Tied]) -> list[_Tied]:
    """Keep the dates of the closest tie; 月初 gives way to a day whose month is named."""
    fit = [one for one in tied if one.tie > _OTHER_ACT]
    fit = [one for one in fit if not _is_rough(one.find)] or fit
    if all(_lacks_month(one.find) for one in fit):
        fit += [one for one in tied if _is_rough(one.find) and _has_several(one.find)]
    closest = max((one.tie for one in fit), default=_OTHER_ACT)
    fit = [one for one in fit if one.tie == closest]
    fit = [named for one in fit for named in _named_before(one, tied)]
    strong = strongest([one.find for one in fit])
    return [one for one in fit if one.find in strong]


def _named_before(one: _Tied, tied: list[_Tied]) -> list[_Tied]:
    """Return the dates that a day alone speaks of again: 7月5日签的,7月8日盖的,按5号算."""
    if not _lacks_month(one.find):
        return [one]
    days = {date.day for date in dates_of(one.find.found)}
    named = [
        other
        for other in tied
        if not _lacks_month(other.find)
        and not _is_rough(other.find)
        and days & {date.day for date in dates_of(other.find.found)}
    ]
    return named or [one]


def _lacks_month(find: Find) -> bool:
    found = find.found
    if isinstance(found, Read):
        return found.how == "month_inferred"
    return isinstance(found, Ambiguous) and found.kind == "month" and not _is_rough(find)


def _has_several(find: Find) -> bool:
    return len(dates_of(find.found)) > 1


def _corrected(chosen: list[_Tied], text: str) -> list[_Tied]:
    """Keep what stands after 不对 and the like."""
    corrections = [match.end() for match in _CORRECTION.finditer(text)]
    if not corrections:
        return chosen
    return [one for one in chosen if one.find.start >= corrections[-1]] or chosen


def _is_rough(find: Find) -> bool:
    """Tell a part of a month, or what is no day at all, from a day."""
    found = find.found
    if isinstance(found, Ambiguous) and found.kind in {"vague", "day_missing", "lunar"}:
        return True
    return _PART_OF_MONTH.search(found.text) is not None


def _the_possible(finds: list[Find], text: str, today: datetime.date) -> Read | None:
    """Take the only date that isn't ahead; the reply must say so."""
    reading = one_of([find for find in finds if _is_possible(find, today)], text)
    return msgspec.structs.replace(reading, exact=False) if isinstance(reading, Read) else None


def _is_possible(find: Find, today: datetime.date) -> bool:
    """Tell whether a date may be behind us, as it stands."""
    if isinstance(find.found, Read):
        return find.found.date <= today
    if isinstance(find.found, Ambiguous) and find.found.candidates:
        fits = any if find.found.kind == "month" else all
        return fits(date <= today for date in find.found.candidates)
    return True


def _by_the_act(
    text: str, tied: list[_Tied], today: datetime.date, counted_from: CountedFrom
) -> DateReading:
    """Take the one past day of another act, if the message says that this one was done, too."""
    if not _WORDS[counted_from].done.search(text):
        return Absent()
    past = [one.find for one in tied if _is_possible(one.find, today)]
    past = [f for f in past if not (isinstance(f.found, Read) and f.found.date == today)]
    reading = one_of(past, text)
    if not isinstance(reading, Read):
        return Absent()
    return msgspec.structs.replace(reading, exact=False)


def _ahead(finds: list[Find], text: str, today: datetime.date) -> CountedDate:
    """Take a supposed or intended day for the one to come, where the text leaves it open."""
    reading = one_of(finds, text)
    if isinstance(reading, Ambiguous) and reading.kind in {"year", "month", "several"}:
        coming = {min((d for d in dates_of(f.found) if d >= today), default=None) for f in finds}
        day = coming.pop()
        if day is not None and not coming:
            reading = Read(date=day, how="year_inferred", text=finds[0].found.text)
    near = isinstance(reading, Read) and (reading.date - today).days <= MOST_DAYS_AHEAD
    return CountedDate(reading=reading, planned=near)


def _tied(
    text: str, finds: list[Find], place: int, today: datetime.date, counted_from: CountedFrom
) -> _Tied:
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
        tie = _OTHER_ACT
    if _is_today(find, today) and not _is_told_of_today(tie, before, by_after, after):
        tie = _OTHER_ACT
    return _Tied(
        find=find,
        tie=tie,
        intended=intends and not by_after.done,
        supposed=bool(_SUPPOSED.search(clause_before) or _SUPPOSED_AFTER.search(after)),
    )


def _is_told_of_today(tie: int, before: str, by_after: _TieAfter, after: str) -> bool:
    """Tell 今天打的 and 就今天 from 介绍信今天还能用吗, which only asks as of today."""
    if tie == 4:
        return False
    if tie >= 2 or by_after.tie > _LOOSE:
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
        return _OTHER_ACT
    return next((tie for tie, pattern in words.before if pattern.search(before)), _LOOSE)


def _tie_after(after: str, words: _Words) -> _TieAfter:
    if _COUNTED_ON.search(after):
        return _TieAfter(4)
    lead = _PARTICLES.match(after)
    begin = lead.end() if lead else 0
    match = words.after.search(after, begin) or words.after.search(after)
    if match is None or match.start() > begin + _FARTHEST:
        return _TieAfter(_LOOSE)
    if match["other"]:
        return _TieAfter(_OTHER_ACT, adjacent=match.start() <= begin + 2)
    if _POSSIBLE.search(after[: match.start()]) and _WHETHER.search(after[match.end() :]):
        return _TieAfter(_OTHER_ACT, adjacent=True)
    return _TieAfter(
        int((match.lastgroup or "t1")[1:]),
        intended=_INTENDED.search(after[: match.start()]) is not None,
        done=_DONE_AFTER.search(after[match.end() :]) is not None,
    )


def _weighed(before: int, after: _TieAfter) -> int:
    if before >= 3 or after.tie == 4 or (before == 2 and after.tie == _OTHER_ACT):
        return max(before, after.tie)
    if before == _OTHER_ACT:
        return after.tie if after.tie >= 2 else _OTHER_ACT
    if before > _LOOSE and after.tie == _OTHER_ACT and not after.adjacent:
        return before
    return before if after.tie == _LOOSE else after.tie
