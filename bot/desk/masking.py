"""Takes personal details out of a text before it is stored."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MASKS = (
    ("〔证件号〕", re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")),
    ("〔邮箱〕", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    (
        "〔手机〕",
        re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
    ),
    ("〔座机〕", re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")),
    (
        "〔学号〕",
        re.compile(r"(?<![0-9A-Za-z])(?:\d{2}[A-Za-z]{1,2}\d{5,7}|\d{8,16})(?![0-9A-Za-z])"),
    ),
    (
        "〔姓名〕",
        re.compile(r"(?<=我叫)[\u4e00-\u9fff·]{2,15}?(?=[,，。.!!??\s]|学号|是|$)"),
    ),
    (
        "〔姓名〕",
        re.compile(r"(?<=姓名)[:: ]+[\u4e00-\u9fff·]{2,15}?(?=[,，。.!!??\s]|学号|$)"),
    ),
)  # fmt: skip
_WIDE = str.maketrans("０１２３４５６７８９＠．－", "0123456789@.-")


def mask(text: str, public: Iterable[str] = ()) -> str:
    """Return ``text`` with id numbers, phones, mail addresses, student numbers and names masked.

    :param text: what a student typed; full-width digits are read as digits
    :param public: texts that stay, such as the college's own mailboxes
    """
    text = text.translate(_WIDE)
    kept = {f"\ue000{number}\ue001": value for number, value in enumerate(public)}
    for token, value in kept.items():
        text = text.replace(value, token)
    for name, pattern in _MASKS:
        text = pattern.sub(name, text)
    for token, value in kept.items():
        text = text.replace(token, value)
    return text
