"""What stands around a date and makes it another: 前一天, 左右, 之前, 有效期至."""

from __future__ import annotations

import datetime
import re

from bot.calendar.form import Found
from bot.calendar.readings import Ambiguous, Impossible, Read
from bot.calendar.relative_days import shifted

_COUNTED_FROM = re.compile(
    r"的?(?:节后?|假期)?的?[之以]?(?P<side>[前后头])(?:面|边)?[的第]?(?P<count>\d{1,3})个?(?P<unit>[天日周月]|星期|礼拜)"
    r"|的?[之以]?(?P<after>后)?的?第(?P<nth>\d{1,2})[天日]"
    r"|[之以]?后?的?(?P<count_first>\d{1,3})个?(?P<unit_first>[天周月]|星期|礼拜)[之以]?(?P<side_last>[前后])"
)
"""端午前一天, 国庆后第二天, 端午三天后: another day, counted from the one before."""
_ABOUT_AFTER = re.compile("的?(?:左右|前后|上下|那几天)")
_ABOUT_BEFORE = re.compile("(?:大概|大约|约|差不多|可能|好像|应该|估计|也许)是?在?$")
_SOME_DAY_BESIDE = re.compile(
    "的?(?:[之以][前后]|前夕|[前后](?![往面台来天期门勤悔果续者半]|有效))"
)
_ENDS_BEFORE = re.compile(
    "(?:有效[期限]*(?:是|为|:)?[至到]|截[至止](?:到|日期?)?(?:是|为|:)?"
    "|(?:到期|失效|过期)(?:[日时][间期]?)?(?:是|为|:)?) ?$"
)
_BEGINS = re.compile("(?:落的?款|开具|开于|打印|盖章)(?:日期?|时间)?[是为在:]? ?$")
_BEGINS_AFTER = re.compile("(?:那天|当天|才|刚)?(?:落款|签发|[开打办领拿](?:的|出|具|好|到))")
_ENDS_STATED = re.compile("[至到是为:] ?$")
_END_ASKED_FOR = re.compile(
    "(?:算|推|求|查|问|看|帮|给|要)[^,。;!?]{0,12}(?:到期|截止|失效|过期)[^,。;!?]{0,4}$"
)
"""算到期日 6月22 asks for the last day and tells the first one."""
_ALREADY = "(?:[就会刚才正]|[刚正]好|已经)*"
"""No two of the alternatives match the same text, so that a long message costs no backtracking."""
_ENDS_AFTER = re.compile(
    f"{_ALREADY}(?:到期|截止|过期|失效|为止|到头)(?![日时]|是?[哪几啥多什])"
    "|[之以]?前有效(?![期限0-9])"
)
_ENDED_ASKED = re.compile(f"{_ALREADY}(?:到期|截止|过期|失效)了?[没吗么不?]")
_HELD_UNTIL = re.compile("[等拖撑放留熬挺活赶排算数用管坚持得能够][到至]$")
"""What somebody does until a day says nothing of the letter."""
_CLAUSE_END = re.compile("[,。;!?]")
_VALID_AFTER = re.compile("[之以]?[前内]?有效(?![期限0-9])")


def with_surroundings(found: Found, text: str, start: int, end: int) -> tuple[Found, int]:
    """Take in what stands around a date: 前一天, 左右, 之前, 大概."""
    if isinstance(found, Impossible) or (isinstance(found, Ambiguous) and not found.candidates):
        return found, end
    if match := _COUNTED_FROM.match(text, end):
        return _counted_from(found, match, text[start : match.end()]), match.end()
    if match := _ABOUT_AFTER.match(text, end):
        return _about(found), match.end()
    if isinstance(found, Read) and (match := _SOME_DAY_BESIDE.match(text, end)):
        return Ambiguous(kind="vague", text=text[start : match.end()]), match.end()
    if _ABOUT_BEFORE.search(text, max(0, start - 6), start):
        return _about(found), end
    return found, end


def is_last_day(text: str, start: int, end: int) -> bool:
    """Tell a date up to which a letter is valid from one that it counts from."""
    before = text[max(0, start - 24) : start]
    if _BEGINS.search(before) or _BEGINS_AFTER.match(text, end):
        return False
    if _END_ASKED_FOR.search(before) and not _ENDS_STATED.search(before):
        return False
    if _ENDS_BEFORE.search(before) or _ENDS_AFTER.match(text, end):
        return True
    if not before.endswith(("至", "到", "-", "~")) or _HELD_UNTIL.search(before):
        return False
    clause = _CLAUSE_END.split(text[max(0, start - 40) : start])[-1]
    return "有效" in clause or bool(_VALID_AFTER.match(text, end))


def asks_whether_ended(text: str, end: int) -> bool:
    """Tell whether a date is only asked about: 9月30号过期没."""
    return bool(_ENDED_ASKED.match(text, end))


def _counted_from(found: Read | Ambiguous, match: re.Match[str], text: str) -> Found:
    if match["nth"]:
        count, unit = int(match["nth"]) - (0 if match["after"] else 1), "天"
    else:
        count = int(match["count"] or match["count_first"])
        unit = match["unit"] or match["unit_first"]
        count *= 1 if (match["side"] or match["side_last"]) == "后" else -1
    if isinstance(found, Read):
        date = shifted(found.date, count, unit, text)
        if isinstance(date, Impossible):
            return date
        return Read(date=date, how="offset", text=text, exact=found.exact and unit != "月")
    dates = (shifted(date, count, unit, text) for date in found.candidates)
    kept = tuple(date for date in dates if isinstance(date, datetime.date))
    return Ambiguous(kind=found.kind, text=text, candidates=kept)


def _about(found: Read | Ambiguous) -> Read | Ambiguous:
    if isinstance(found, Ambiguous):
        return found
    return Read(date=found.date, how=found.how, text=found.text, exact=False)
