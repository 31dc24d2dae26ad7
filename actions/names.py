"""Reads names and student numbers as students type them, and makes the receipt e-mail's address.

Plain Python. Everything read here is personal: it is returned, never kept or logged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal
from urllib.parse import quote

import msgspec

from bot.knowledge.text import fold
from bot.nlu.clauses import asks

_INVISIBLE = {"Cc", "Cf", "Cs"}
SHORTEST_NAME, LONGEST_NAME = 2, 15
"""Characters of a name."""
_DOTS = dict.fromkeys(map(ord, "•・‧∙⋅･᛫●．"), "·")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_NAME = re.compile(
    rf"[{_HAN}]+(?:[·.][{_HAN}]+)*|[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]*(?:[ .·]+[A-Za-zÀ-ɏ'’-]+)*\.?"
)
_NAME_LEAD = re.compile(
    r"(?:我的?(?:姓名|名字)|姓名|名字|我叫|叫做?|我是|本人)(?:打错了|写错了|错了)?[,,]?"
    r"(?:应该|其实)?(?:叫|是|为)?[::=\s]*"
)
_NUMBER = re.compile(
    r"(?<![0-9A-Z@.])(?:\d{2,3}[A-Z]{1,2}(?:[ -]?\d){5,7}|\d(?:[ -]?\d){7,11})(?![0-9A-Z]|[ -]?\d)"
)
_NUMBER_LIKE = re.compile(r"[0-9A-Z]*\d[0-9A-Z-]*(?: \d+)*")
_STUDENT_NUMBER_SHAPE = re.compile(r"\d{2,3}[A-Z]{1,2}\d{5,7}|\d{8,12}")
_PHONE = re.compile(r"(?:86)?1[3-9]\d{9}")
_IDENTITY_CARD = re.compile(r"\d{17}[0-9X]")
_NUMBER_LABEL = re.compile(
    r"(?:我的?)?(?:学号|学生号|号码)(?:打错了|写错了|错了)?(?:应该|其实)?(?:是|为)?[::=\s]*"
)
_BETWEEN = re.compile(
    r"[,,。.;;!!??、/\\|+&\n\t—–_~]+|[::]|(?:^|(?<=[\s,,]))-+|-+(?=[\s,,]|$)|学号|姓名|名字|"
    r"我叫|我是|不对|应该是|改成|请|麻烦|老师|您好|你好|谢谢|帮忙|帮我|给我|替我|直接|先|写好|写一封|写一份|写一个|写个|写|"
    r"生成|拟一下|拟|弄个|弄一个|打开|填好|出一个|一下|一封|一份|一个|回执|邮件|主题|标题|的|发送|我要发|我要|"
    r"(?i:\b(?:help|me|please|write|draft|the|my|email|mail|receipt|subject|name|is|number|id)\b)"
)
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜"
    "倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游"
    "阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟连"
    "巩鄢闫佟桑郎仇娄仲简党蒙付褚冀栾尚喻芮蒲麻荀楚佘宗桓全巫练敖和令狐東東侯萬陳張劉楊趙黃吳孫馬羅鄭謝韓馮許鄧蕭"
    "蔣賈葉閻鍾盧譚鄒陸邱顧龍錢湯賀賴龔龐蘭顏嚴蘆魯韋畢聶叢岡齊莊塗單閔車饒"
)
_NOT_A_NAME = re.compile(
    r"[吗呢吧么啊哦呀嘛]|不|没|忘|怎|什|啥|哪|算了|取消|为什|多少|如何|这|那|我|你|他|她|"
    r"知道|等|以后|回头|明天|今天|抬头|介绍|打印|回执|学号|姓名|公司|学院|大学|党|谢谢|多谢|好的|可以|人工"
)

NameTrouble = Literal["missing", "length", "characters"]
NumberTrouble = Literal["missing", "shape", "phone", "identity_card"]


class Name(msgspec.Struct, frozen=True):
    """A name, or why there is none."""

    value: str | None = None
    trouble: NameTrouble | None = None


class Number(msgspec.Struct, frozen=True):
    """A student number in capitals, or why there is none."""

    value: str | None = None
    trouble: NumberTrouble | None = None
    text: str = ""
    """What was taken for a number; shown with the trouble ``shape``."""


def read_number(text: str) -> Number:
    """Return the student number that stands in ``text``.

    The school's shapes: ten digits (1190200123), or a letter among them (21S025001, 120L031215).
    The last one counts, so that a correction does.
    """
    plain = _one_width(text).upper()
    card = _IDENTITY_CARD.search(plain)
    if card:
        return Number(trouble="identity_card")
    found = [re.sub("[ -]", "", match.group()) for match in _NUMBER.finditer(plain)]
    shaped = [number for number in found if _STUDENT_NUMBER_SHAPE.fullmatch(number)]
    numbers = [number for number in shaped if not _PHONE.fullmatch(number)]
    if numbers:
        return Number(numbers[-1])
    if shaped or any(map(_PHONE.fullmatch, found)):
        return Number(trouble="phone")
    like = _NUMBER_LIKE.search(plain)
    if like:
        return Number(trouble="shape", text=like.group()[:20].strip())
    return Number(trouble="missing")


def read_name(text: str, *, asked: bool) -> Name:
    """Return the name that stands in ``text``, as it was typed, dots as ``·``.

    :param asked: the bot has just asked for the name, so the whole text may be one
    """
    plain = _one_width(text.strip()).translate(_DOTS)
    plain = " ".join(re.sub(rf"(?<=[{_HAN}])\s*·\s*(?=[{_HAN}])", "·", plain).split())
    spread = _spread(plain)
    stated = _stated(plain, spread)
    if stated is not None:
        return _checked(stated)
    if asked:
        whole = _NUMBER.sub(" ", plain.upper()) == plain.upper()
        if whole and _NAME.fullmatch(plain):
            return _checked(plain) if _plausible(plain) else Name(trouble="missing")
        if whole and len(plain) < SHORTEST_NAME and re.fullmatch(rf"[{_HAN}]", plain):
            return Name(trouble="length")
    for part in _parts(plain, spread):
        if _NAME.fullmatch(part) and _looks_like_a_name(part):
            return _checked(part)
    if asked and plain and not asks(fold(plain)) and _odd(plain):
        return Name(trouble="characters")
    return Name(trouble="missing")


def states_a_name(text: str) -> bool:
    """Tell whether a text says whose name it gives: 我叫…, 姓名:…."""
    plain = _one_width(text)
    return _stated(plain, _spread(plain)) is not None


def mail_address(recipient: str, subject: str, body: str) -> str:
    """Return a ``mailto:`` address that opens a prepared e-mail (RFC 6068)."""
    text = body.replace("\n", "\r\n")
    return (
        f"mailto:{quote(recipient, safe='@')}"
        f"?subject={quote(subject, safe='')}&body={quote(text, safe='')}"
    )


def _one_width(text: str) -> str:
    """Return ``text`` with full-width letters, digits and signs as half-width ones.

    NFKC would change rare characters of names too.
    """
    wide = text.translate(_WIDE)
    return "".join(c for c in wide if c.isspace() or unicodedata.category(c) not in _INVISIBLE)


def _spread(plain: str) -> str:
    """Return ``plain`` in simplified characters, place by place; itself if that can't be."""
    folded = fold(plain)
    return folded if len(folded) == len(plain) else plain


def _stated(plain: str, spread: str) -> str | None:
    """Return what stands behind the last 我叫 or 姓名."""
    stated = None
    for lead in _NAME_LEAD.finditer(spread):
        rest = plain[lead.end() :]
        end = _BETWEEN.search(_spread(rest))
        head = rest[: end.start()] if end else rest
        number = _NUMBER_LIKE.search(head.upper())
        head = (head[: number.start()] if number else head).strip(" -·'’")
        if lead.group().startswith("我是") and not _looks_like_a_name(head):
            continue
        if head:
            stated = head
    return stated


def _parts(plain: str, spread: str) -> list[str]:
    """Return what is left between numbers, labels and the words of a command."""
    spread = _NUMBER_LABEL.sub(lambda m: "," * len(m.group()), spread)
    upper = spread.upper()
    spread = spread if len(upper) != len(spread) else _masked(spread, _NUMBER.finditer(upper))
    spread = _masked(spread, _BETWEEN.finditer(spread))
    parts, start = [], 0
    for match in re.finditer(r",+|$", spread):
        part = plain[start : match.start()].strip(" -·'’")
        start = match.end()
        if part:
            parts += [part] if _NAME.fullmatch(part) else part.split()
    return parts


def _masked(text: str, matches: Iterable[re.Match[str]]) -> str:
    """Return ``text`` with a comma in the place of every matched character."""
    for match in list(matches):
        text = text[: match.start()] + "," * len(match.group()) + text[match.end() :]
    return text


def _looks_like_a_name(part: str) -> bool:
    if not _plausible(part):
        return False
    if "·" in part or not re.match(rf"[{_HAN}]", part):
        return len(part) >= SHORTEST_NAME and not re.fullmatch(r"[A-Za-z]{1,2}", part)
    return part[0] in _SURNAMES and SHORTEST_NAME <= len(part) <= 4


def _plausible(part: str) -> bool:
    if re.fullmatch(rf"[{_HAN}]+(?:·[{_HAN}]+)+", part):
        return True
    return not _NOT_A_NAME.search(part) and not asks(fold(part))


def _odd(text: str) -> bool:
    """Tell whether a text is short and holds signs that no name has."""
    return len(text) <= LONGEST_NAME and re.search(rf"[^\w\s·.'’{_HAN}-]", text) is not None


def _checked(name: str) -> Name:
    if not _NAME.fullmatch(name):
        return Name(trouble="characters")
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        return Name(trouble="length")
    return Name(name)
