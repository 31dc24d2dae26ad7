"""Reads a letter's validity out of a message that may name other spans as well.

有效期30天, 写着三个月 and 6月20日,30天 say it; 工作一个月了, 拿到半个月 and 还剩10天 don't.
"""

from __future__ import annotations

import datetime
import re

from bot.calendar.chinese_dates import Find, finds_in
from bot.calendar.durations import (
    Duration,
    DurationReading,
    NoDuration,
    Span,
    UnclearDuration,
    read_duration,
    spans_in,
)
from bot.calendar.form import MASK
from bot.calendar.spelling import parted, spell

_UNIT_MISSING = re.compile(
    r"(?:有效天数|有效期?限?)\D{0,3}?\d{1,3}(?![\d天个年月周日号点./-]|星期|礼拜)"
)
_SAID_BEFORE = re.compile(
    "(?:有?效[期其限]*|期限|时效|保质期|valid(?:ity)?|管|写|印|标|注|限|给|只能用|(?<!还)能用|说|一般|按|满|往后|[算数推]|[+]|加)"
    r"[^\d,;。!?]{0,6}$"
)
_VALID_AFTER = re.compile("[之以]?内?有效|的?有效期|的?期限")
_SAID_AFTER = re.compile(
    " ?(?:的?(?:那种|短期|介绍信|信|函)|为限|以内|"
    "(?:是|就是)?(?:到|dao|从|咋|怎么?|[算数]|哪|几号|落|往后|一过))"
)
_PASSED_BEFORE = re.compile(
    "(?:剩下?|余|过|晚|早|超|差|等|再|还有|躺|放|拖|压|揣|攥|丢|工作|上班|入职|实习|培训|出差|毕业|离校"
    "|每|隔|延|请假|休|快|近|已经?|拿到手?|打出?来?|开出?来?|盖|提前|最后|头|不少于|至少|[^给写印标注了]了)"
    r"[^\d,;。!?]{0,3}$"
)
_NOT_THIS = re.compile("(?<!是)(?:不是|并非|而非|[没未不]有?[写印标注])$")
FEWEST_DAYS = 7
"""Fewer days are no letter's, unless it is said; the known ones run from 7 to 90."""
_NO_SPAN_BEFORE = re.compile("(?:[最第前同当那哪头每某]|(?<!往)后)$")
"""哪一天, 前一天: no span."""
_PASSED_AFTER = re.compile("[了没班]|多|才|以?来|假|再|[之以]?[前后]|过去|时间了|不(?!是)")
_BESIDE_A_DATE = re.compile(
    f"(?:[{MASK}\\s,=:+→\"“”'~]|valid|issued|dated|letter|on|for|from|介绍信|落的?款|日期|开具?|打印?|拿"
    "|领|盖|签发|信|函|那种|一共|总共|往后|当天|不是|而是|改成|应该|deadline|ddl|等下|要是|如果|假如|的话|[.]"
    "|[有是为的呢呗啊哈嗯吧只就按满算推数给了从自起我它他她这那张封份上写也共刚你您帮看替哦噢])*"
)
"""What may stand beside a span in its clause besides a date, for it to be the letter's."""
_CLAUSE_END = re.compile("[,。;!?()]")
_A_FEW_DAYS = re.compile("[一二两三四五六几]{1,2}[天日]")
_QUESTION = re.compile("几个?[天日月周]")
_WHICH_DAY = re.compile("几[月日]")


def read_validity(text: str, today: datetime.date) -> DurationReading:
    """Return the span that ``text`` says a letter is valid for.

    A span of which it is not plain whether it is meant comes back as unclear.

    :param text: anything a student may type; a number alone is in days
    :param today: the date in China
    """
    text = _UNIT_MISSING.sub(lambda found: f"{found[0]}天", spell(parted(text)))
    finds = finds_in(text, today, "past")
    spans = [span for span in spans_in(text) if not _is_part_of(span, finds)]
    if not spans:
        return NoDuration() if spans_in(text) else read_duration(text)
    dates = [(find.start, find.end) for find in finds if not _overlaps(find, spans)]
    masked = _masked(text, dates)
    without = _masked(masked, [(span.start, span.end) for span in spans])
    said: list[DurationReading] = []
    unsure: list[str] = []
    for span in spans:
        verdict = _is_said(masked, without, span)
        if verdict:
            said.append(span.reading)
        elif verdict is None and _is_believable(span):
            unsure.append(text[span.start : span.end])
    if said:
        return _agreed(said) or UnclearDuration(kind="several", text=text)
    return UnclearDuration(kind="vague", text=unsure[0]) if unsure else NoDuration()


def _agreed(said: list[DurationReading]) -> DurationReading | None:
    """Return the one span that is said; 一个月也就是30天 is one, in days, and 算错一天 none."""
    long = [r for r in said if not isinstance(r, Duration) or _is_long(r)]
    different = list(dict.fromkeys(long or said))
    if len(different) == 2:
        days, months = sorted(different, key=lambda r: getattr(r, "unit", "unclear"))
        if isinstance(days, Duration) and isinstance(months, Duration) and months.unit == "month":
            same = days.unit == "day" and days.count in (30 * months.count, 31 * months.count)
            return days if same else None
    return different[0] if len(different) == 1 else None


def _is_said(masked: str, without: str, span: Span) -> bool | None:
    """Tell whether a span is said of the letter; None when it may be.

    :param masked: the text without its dates
    :param without: the text without its dates and spans
    """
    begin = max((m.end() for m in _CLAUSE_END.finditer(masked, 0, span.start)), default=0)
    stop = _CLAUSE_END.search(masked, span.end)
    end = stop.start() if stop else len(masked)
    before, after = masked[begin : span.start], masked[span.end : end]
    if _NO_SPAN_BEFORE.search(before):
        return False
    said, passed = _SAID_BEFORE.search(before), _PASSED_BEFORE.search(before)
    if _NOT_THIS.search(before):
        return None
    if _WHICH_DAY.fullmatch(masked, span.start, span.end):
        return False
    overruled = passed is not None and (said is None or passed.start() > said.start())
    if (said and not overruled) or _VALID_AFTER.match(after):
        return True
    question = _QUESTION.search(masked, span.start, span.end)
    if question or _PASSED_AFTER.match(after):
        return False
    if _SAID_AFTER.match(after):
        return not overruled
    if _BESIDE_A_DATE.fullmatch(without, begin, end):
        return True
    return False if overruled else None


def _is_believable(span: Span) -> bool:
    reading = span.reading
    if isinstance(reading, Duration):
        return _is_long(reading)
    return reading.kind in {"vague", "working_days"} and not _A_FEW_DAYS.match(reading.text)


def _is_long(reading: Duration) -> bool:
    return reading.unit == "month" or reading.count >= FEWEST_DAYS


def _is_part_of(span: Span, finds: list[Find]) -> bool:
    """Tell a span from the end of a date: 上月25日. 30日 alone is a span here."""
    length = span.end - span.start
    return any(
        find.start <= span.start and span.end <= find.end and length < find.end - find.start
        for find in finds
    )


def _overlaps(find: Find, spans: list[Span]) -> bool:
    return any(span.start < find.end and find.start < span.end for span in spans)


def _masked(text: str, places: list[tuple[int, int]]) -> str:
    """Return ``text`` with what stands at ``places`` blotted out."""
    for start, end in places:
        text = text[:start] + MASK * (end - start) + text[end:]
    return text
