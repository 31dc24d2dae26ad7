"""Puts dates and spans in English or pinyin into Chinese: june 22, 6yue16hao, 30 days."""

from __future__ import annotations

import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\da-z.:%]|[./-]\d| ?(?:days?|months?|weeks?|[天个周]))"
_YEAR_AFTER = r"(?:(?: ?, ?| |[-/])(?P<year>20\d\d)(?!\d))?"
_BETWEEN = r"[ ./-]{0,2}"
_ENGLISH = (
    re.compile(
        rf"(?<![a-z\d])(?:(?P<first_year>20\d\d)[ ./-])?{_MONTH}{_BETWEEN}(?:the )?{_DAY}"
        rf"(?!@){_YEAR_AFTER}"
    ),
    re.compile(
        rf"(?<![a-z\d./-])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?{_BETWEEN}{_MONTH}"
        rf"(?![a-z])\.?{_YEAR_AFTER}"
    ),
)
"""June 22nd, 2026 and 22/Jun; ``may`` is a month only beside a day."""
_DAY_WORDS = {
    "the day before yesterday": "前天",
    "yesterday": "昨天",
    "today": "今天",
    "tomorrow": "明天",
    "daqiantian": "大前天",
    "qiantian": "前天",
    "zuotian": "昨天",
    "jintian": "今天",
    "mingtian": "明天",
    "houtian": "后天",
}
_DAY_WORD = re.compile(rf"(?<![a-z])({'|'.join(_DAY_WORDS)})(?![a-z])")
_PINYIN = ("yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")
_ONES = {name: value for value, name in enumerate(_PINYIN, 1)}
_ONE = f"(?:{'|'.join(_ONES)})"
_PINYIN_NUMBER = rf"(?:\d{{1,2}}|(?:{_ONE} ?)?shi(?: ?{_ONE})?|{_ONE})"
_PINYIN_DATE = re.compile(
    rf"(?<![a-z\d.])(?P<month>{_PINYIN_NUMBER}) ?yue(?:fen)? ?(?P<day>{_PINYIN_NUMBER})"
    r"(?: ?(?:hao|ri)|(?![a-z\d]))"
)
_PINYIN_DAY = re.compile(r"(?<![a-z\d.])(?P<day>\d{1,2}) ?hao(?![a-z])")
_SPAN = re.compile(
    r"(?<![a-z\d.])(?P<count>\d{1,3}) ?-?"
    r"(?:(?P<day>days?|d(?!打)|tian)|(?P<month>months?|ge ?yue)|(?P<week>weeks?))(?![a-z\d])"
)


def in_chinese(text: str) -> str:
    """Return ``text`` with the dates and spans that stand in Latin letters written in Chinese.

    :param text: folded, so in lower case
    """
    for pattern in _ENGLISH:
        text = pattern.sub(_english, text)
    text = _PINYIN_DATE.sub(_pinyin, text)
    text = _PINYIN_DAY.sub(lambda match: f"{match['day']}号", text)
    text = _DAY_WORD.sub(lambda match: _DAY_WORDS[match[1]], text)
    return _SPAN.sub(_span, text)


def _english(match: re.Match[str]) -> str:
    year = match["year"] or match.groupdict().get("first_year")
    return (
        f"{year}年{_MONTHS[match['month']]}月{match['day']}日"
        if year
        else (f"{_MONTHS[match['month']]}月{match['day']}日")
    )


def _pinyin(match: re.Match[str]) -> str:
    return f"{_number(match['month'])}月{_number(match['day'])}日"


def _number(name: str) -> int:
    """Return what ``shi liu`` or ``16`` counts."""
    if name.isdigit():
        return int(name)
    tens, ten, ones = name.replace(" ", "").partition("shi")
    if not ten:
        return _ONES[tens]
    return 10 * _ONES.get(tens, 1) + _ONES.get(ones, 0)


def _span(match: re.Match[str]) -> str:
    unit = "天" if match["day"] else "个月" if match["month"] else "周"
    return f"{match['count']}{unit}"
