"""One spelling for the many in which a date or a span is typed."""

from __future__ import annotations

import re

from bot.calendar.latin import in_chinese
from bot.knowledge.text import fold

LONGEST_TEXT = 1_000
"""Characters that are read; whoever types more than a message (300) doesn't say a date."""
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_DOTS = re.compile(r"(?<=\d) ?[。·•・] ?(?=\d)")
"""A Chinese keyboard types 6。20."""
_ROUND_O = re.compile("(?<=[〇零一二三四五六七八九两])[o○](?=[〇零○o一二三四五六七八九])")
_SPACE_BESIDE_HAN = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
_COUNTED = {"俩": "两个", "仨": "三个"}
_PAIR_OR_THREE = re.compile("[俩仨](?=月|星期|礼拜)")
_WORDS_APART = re.compile(
    "(?<=[\u4e00-\u9fff])(?<![一二三四五六七八九十廿两年月])\\s+(?=[\u4e00-\u9fff])"
    r"|(?<=[\d号])\s+(?=(?![年月日号天个周])[\u4e00-\u9fff]{1,6}\d)"
    r"|(?<=\d)\s+(?=[一二三四五六七八九十两百]{1,5}(?:天|日|个|周))"
)
_FORMAL = "壹贰叁肆伍陆柒捌玖拾佰"
_PLAIN = str.maketrans(_FORMAL, "一二三四五六七八九十百")
"""Numerals as they stand on a printed form."""
_NUMERAL = re.compile(
    f"(?<!周)(?<!星期)(?<!礼拜)([〇零一二三四五六七八九两十廿卅百{_FORMAL}]+)"
    "(?=(年|月|[号日天周个]|星期|礼拜|工作日)?)"
)
_VALUE = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UP_TO_99 = re.compile("([一二三四五六七八九]?)(十)([一二三四五六七八九]?)|([廿卅])(.?)|(.)")
_HUNDREDS = re.compile("([一二两三四五六七八九])百零?(.*)")


def spell(text: str) -> str:
    """Return ``text`` half width, simplified, in Chinese, numbers of dates as digits.

    Numerals are converted where a unit follows (三天, 二〇二六年) or a month stands before
    (六月二十); 五一, 十一 and 周四 stay. What lies beyond :data:`LONGEST_TEXT` isn't read.
    """
    text = in_chinese(_DASHES.sub("-", fold(text[:LONGEST_TEXT])))
    text = _PAIR_OR_THREE.sub(lambda match: _COUNTED[match[0]], text)
    text = _SPACE_BESIDE_HAN.sub("", _DOTS.sub(".", text))
    text = _ROUND_O.sub("〇", text).replace("元月", "1月")
    return _NUMERAL.sub(_digits, text)


def parted(text: str) -> str:
    """Return ``text`` with a comma for each space that parts words, as typed: ``spell`` drops it.

    落款6.15 火车票9.12 becomes 落款6.15,火车票9.12; 六月 二十 stays.
    """
    return _WORDS_APART.sub(",", text[:LONGEST_TEXT])


def _digits(match: re.Match[str]) -> str:
    numeral, unit = match[1], match[2]
    if unit is None and match.string[: match.start()][-1:] != "月":
        return numeral
    plain = numeral.translate(_PLAIN)
    value = _positional(plain, unit) or _counted(plain)
    return numeral if value is None else value


def _positional(numeral: str, unit: str | None) -> str | None:
    """``二〇二六`` digit by digit; ``二三天`` isn't 23 days, so a zero or a year must prove it."""
    if not set(numeral) <= _VALUE.keys() or len(numeral) == 1:
        return None
    if unit != "年" and not set(numeral) & {"〇", "零"}:
        return None
    return "".join(str(_VALUE[c]) for c in numeral)


def _counted(numeral: str) -> str | None:
    hundreds = _HUNDREDS.fullmatch(numeral)
    if hundreds:
        rest = _counted(hundreds[2]) if hundreds[2] else "0"
        return None if rest is None else str(_VALUE[hundreds[1]] * 100 + int(rest))
    match = _UP_TO_99.fullmatch(numeral)
    if match is None:
        return None
    if match[2]:
        return str(_VALUE.get(match[1], 1) * 10 + _VALUE.get(match[3], 0))
    if match[4]:
        ones = _VALUE.get(match[5], 0) if match[5] else 0
        return str({"廿": 20, "卅": 30}[match[4]] + ones)
    return str(_VALUE[match[6]]) if match[6] in _VALUE else None
