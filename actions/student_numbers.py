"""Reads the school's student numbers as students type them.

Plain Python. What is read here is personal: it is returned, never kept or logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from actions.typing_habits import one_width

NumberTrouble = Literal["missing", "shape", "phone", "identity_card", "several"]


class Number(msgspec.Struct, frozen=True):
    """A student number in capitals, or why there is none."""

    value: str | None = None
    trouble: NumberTrouble | None = None
    text: str = ""
    """What was taken for a number; shown with the trouble ``shape``."""


class Found(NamedTuple):
    """A number of a student number's shape, and where it stands."""

    value: str
    start: int
    end: int
    labelled: bool


_SHAPE = re.compile(r"\d{2,3}[A-Z]{1,2}\d{5,7}|\d{8,12}")
_EXACT_SHAPE = re.compile(r"\d{2}[A-Z]{1,2}\d{6}|\d{3}[A-Z]\d{6}|\d{10}")
"""What a number put together from groups must be: ten characters, or nine with a letter."""
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_PHONE = re.compile(r"(?<![0-9A-Z])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Z])")
_IDENTITY_CARD = re.compile(r"(?<![0-9A-Z])\d{17}[0-9X](?![0-9A-Z])")
_ADDRESS = re.compile(
    r"[A-Z0-9._%+-]+(?:@[A-Z0-9.-]*|[ ]*@[ ]*[A-Z0-9-]+(?:\.[A-Z0-9-]+)+)|(?:HTTPS?://|WWW\.)[!-~]+"
)
_MAILBOX_OR_ROOM = re.compile(
    r"(?<![0-9A-Z])(?:[A-Z]{2,}\d[0-9A-Z]*|[A-Z]\d{3,4})(?![0-9A-Z])|"
    r"(?<=[楼栋座])\d{3,5}(?![0-9A-Z])|(?<![0-9A-Z])\d{3,5}(?=室|房|教室|办公室)|^\s*\d{3}\s*$"
)
"""What begins with letters as no number of the school's does (LINGRING000, C726), and 402室."""
_CHINESE_DIGITS = str.maketrans("零〇○一二三四五六七八九幺", "0001234567891")
_SPELT_OUT = re.compile(
    r"[0-9A-Z]{0,3}[零〇○一二三四五六七八九幺][0-9A-Z零〇○一二三四五六七八九幺]{6,}"
)
_GROUPS = re.compile(r"(?<![0-9A-Z])[0-9A-Z]+(?:[ ._–—-][0-9A-Z]+)*")
_GROUP = re.compile(r"[0-9A-Z]+")
_LABEL = re.compile(
    r"(?:学号|学生号|号码|STU(?:DENT)?[ .]?(?:ID|NO|NUM)|(?<![A-Z])(?:ID|NO|NUMBER|XUEHAO)|"
    r"(?<![\d工卡编帐账机座单问型几箱房门])号)(?:码|NUMBER)?[^0-9A-Z,;。!?()]{0,8}?"
    r"(?:是|为|IS|叫)?[::=.#\s\"“「(]*$"
)
_OTHER_LABEL = re.compile(
    r"(?:手机|电话|联系方式|QQ|微信|工号|卡号|编号|房间|邮编|身份证|TEL|PHONE|MOBILE)[号码]*"
    r"(?:是|为)?[::=\s]*$"
)
_DENIED_BEFORE = re.compile(
    r"(?:不是|别用|不用|不要|并非|(?<!除)非|(?:打|写|错|填|报|看)成)了?(?:学号)?[::\s\"“「]*$"
)
_DENIED_AFTER = re.compile(
    r"[\"”」\s,]*(?:这个|那个)?(?:不对|(?:是|写|打|填|报)?错|作废|不是我的|(?:是|那是)我?(?:室友|同学|舍友|对象)的)"
)
_CORRECTION = re.compile(
    r"不对|不是|改[成为用]|应该|应为|更正|纠正|而是|实为|换成|才对|[打写填报说看]错|错了"
)
_END = re.compile(
    r"(?:最后|末|尾)[一二两三四1-4]?[位个]?(?:数字?|号码?|巴|尾)?(?:应该|应)?(?:是|为|:|\s)*"
    r"(?P<right>\d{1,5})(?!\d)(?:[,;\s]*(?:而?不是|非)(?P<wrong>\d{1,5})(?!\d))?"
)
_NUMBER_LIKE = re.compile(r"[0-9A-Z]*\d[0-9A-Z]*(?:[ -]\d+)*")
_MOST_GROUPS = 10
"""In which a number is typed: digit by digit."""
_BEFORE = 40
"""Characters in which what a number is called stands before it."""
_LONG = 5
"""Digits from which something that isn't a number of the school's was meant as one."""


def read_number(text: str) -> Number:
    """Return the student number that stands in ``text``.

    The school's shapes: ten digits (1190200123), or a letter among them (21S025001, 120L031215).
    Of two, the one that a correction ends with counts, or the one called 学号; else neither does.
    """
    plain = _plain(text)
    if _IDENTITY_CARD.search(plain):
        return Number(trouble="identity_card")
    found = find_numbers(text)
    if not found:
        return _none(plain)
    left = [one for one in found if not _denied(plain, one)]
    values = {one.value for one in left}
    if len(values) > 1 and _CORRECTION.search(plain[left[0].end : left[-1].start]):
        return Number(left[-1].value)
    if len(values) > 1:
        values = {one.value for one in left if one.labelled}
    if len(values) == 1:
        return Number(values.pop())
    return Number(trouble="several" if left else "missing")


def amended_number(number: str, text: str) -> str | None:
    """Return ``number`` with its end put right (最后两位是46), or None if nothing is said so."""
    end = _END.search(_plain(text))
    if end is None or len(end["right"]) >= len(number):
        return None
    wrong = end["wrong"]
    if wrong and (len(wrong) != len(end["right"]) or not number.endswith(wrong)):
        return None
    return number[: -len(end["right"])] + end["right"]


def find_numbers(text: str) -> list[Found]:
    """Return everything in ``text`` that has a student number's shape, in order."""
    plain = _ADDRESS.sub(_blank, _plain(text))
    plain = _PHONE.sub(_blank, _IDENTITY_CARD.sub(_blank, plain))
    found = []
    for chain in _GROUPS.finditer(plain):
        for value, start, end in _in_chain(chain):
            before = plain[max(0, start - _BEFORE) : start]
            labelled = _LABEL.search(before) is not None
            if _OTHER_LABEL.search(before) or (_DATE.fullmatch(value) and not labelled):
                continue
            found.append(Found(value, start, end, labelled))
    return found


def _plain(text: str) -> str:
    """Return ``text`` place by place in one width, capitals, and digits for spelt-out ones."""
    plain = "".join(c.upper() if len(c.upper()) == 1 else c for c in one_width(text))
    return _SPELT_OUT.sub(lambda match: match.group().translate(_CHINESE_DIGITS), plain)


def _in_chain(chain: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the numbers in groups that a space or a dash parts: each group, else all together."""
    groups = [
        (match.group(), chain.start() + match.start(), chain.start() + match.end())
        for match in _GROUP.finditer(chain.group())
    ]
    whole = [group for group in groups if _SHAPE.fullmatch(group[0])]
    joined: list[tuple[str, int, int]] = []
    if not any(not _DATE.fullmatch(group[0]) for group in whole):
        for first, (_, start, _) in enumerate(groups):
            for last in range(first + 1, min(len(groups), first + _MOST_GROUPS)):
                value = "".join(group for group, _, _ in groups[first : last + 1])
                if _EXACT_SHAPE.fullmatch(value):
                    joined.append((value, start, groups[last][2]))
    # Two ways to put groups together are none: nobody can tell which was meant.
    yield from joined if len(joined) == 1 else whole


def _none(plain: str) -> Number:
    """Return why there is no number: a phone's, something like a number, or nothing at all."""
    if _PHONE.search(plain):
        return Number(trouble="phone")
    plain = _MAILBOX_OR_ROOM.sub(_blank_unless_labelled, _ADDRESS.sub(_blank, plain))
    for like in _NUMBER_LIKE.finditer(plain):
        digits = re.sub("[ -]", "", like.group())
        before = plain[max(0, like.start() - _BEFORE) : like.start()]
        if _OTHER_LABEL.search(before):
            continue
        meant = len(digits) >= _LONG and not _DATE.fullmatch(digits)
        if meant or like.group() == plain.strip() or _LABEL.search(before):
            return Number(trouble="shape", text=like.group()[:20].strip())
    return Number(trouble="missing")


def _denied(plain: str, number: Found) -> bool:
    before = plain[max(0, number.start - _BEFORE) : number.start]
    after = plain[number.end : number.end + _BEFORE]
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after))


def _blank_unless_labelled(match: re.Match[str]) -> str:
    """Keep what is called a student number, whatever it looks like: 学号C726."""
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    return match.group() if _LABEL.search(before) else _blank(match)


def _blank(match: re.Match[str]) -> str:
    return ";" * len(match.group())
