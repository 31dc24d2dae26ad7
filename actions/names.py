"""Reads names of persons as students type them.

Plain Python. A name that is taken silently from other words ends up in a mail to the college, so a
candidate must look like a name and be no word of a request; when two are left, none is taken and
the bot asks. Everything read here is personal: it is returned, never kept or logged.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from enum import IntEnum
from typing import Literal, NamedTuple

import msgspec

from actions.request_words import (
    foreign_request_words,
    known_words,
    ordinary_words,
    request_words,
)
from actions.student_numbers import find_numbers
from actions.surnames import COMPOUND_SURNAMES, SURNAMES, surnames_in_pinyin
from actions.typing_habits import one_width, simplified
from bot.knowledge.text import fold
from bot.nlu.clauses import asks

SHORTEST_NAME, LONGEST_NAME = 2, 15
"""Characters of a name."""
NameTrouble = Literal["missing", "length", "characters"]
_DOTS = dict.fromkeys(map(ord, "•・‧∙⋅･᛫●．"), "·")
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN_RUN = re.compile(rf"[{_HAN}]+(?:[·.][{_HAN}]+)*")
_DOTTED = re.compile(rf"[{_HAN}]+(?:[·.][{_HAN}]+)+")
_LATIN_RUN = re.compile(
    r"[A-Za-zÀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ'’-]*(?:[ .·]+[A-Za-zÀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ'’-]*)*\.?"
)
_NAME = re.compile(rf"{_HAN_RUN.pattern}|{_LATIN_RUN.pattern}")
_LONGEST_WORD = 16
_LONGEST_RUN = 40
"""Characters without a gap in which a name is looked for; no sentence is longer."""
_NUMBER_MARK, _GAP = "#", ";"
"""What stands, place by place, for a student number with its label, and for what is no name."""

_COPULA = (
    r"\s?(?:也|就|应该|其实)?(?:改成|改为|换成|叫做|是叫|叫|是|为|写|填|用|is|:|=)?"
    r"[::=\s]*[\"“「『《(]?\s*"
)
_MISTAKEN = (
    r"(?:我|给你|刚才|刚刚|上面|前面|都)*(?:打|写|说|报|弄|搞|输|填)?(?:错|反|不对|有误|不是这个)了?"
    r"(?:一?个?字|哈|啦|一下)?[,;。.!\s]*(?:我|正确的?|对的)?"
)
_OWN_NAME = re.compile(
    rf"(?:我的?|他的?|她的?)?(?:大名|全名|真名|中文名字?|真实姓名|本名)(?:{_COPULA})"
)
"""What one says after a nickname: it outweighs whatever else was called a name."""
_NAMED = re.compile(
    rf"(?:姓名|名字|署名|(?<![一-龥])名|本人|(?<![a-z])xingming|(?<![a-z])name)(?:{_MISTAKEN}(?:应该|其实)?(?:是|叫|改成|改为)[::\s]*[\"“「『]?|{_COPULA})|"
    rf"(?:我|俺|咱|他|她|孩子|娃)(?:的?名字)?(?:就|名)?叫做?[::\s]*[\"“「『]?|"
    rf"名曰|(?<![a-z])(?:i am|i'm|im|this is|wo jiao|wo shi)(?![a-z])\s*"
)
_RELATIVE = (
    "儿子|女儿|闺女|孩子|娃儿?|宝贝|小儿|小女|侄子|侄女|外甥女?|弟弟|妹妹|哥哥?|姐姐?|弟|妹|老公|老婆|爱人|媳妇|先生|妻子|丈夫|"
    "对象|男朋友|女朋友|男友|女友|室友|舍友|同学|同桌|同事|同门|师兄|师姐|师弟|师妹|朋友|闺蜜|兄弟|哥们|老乡|学生|新员工|员工|"
    "新人|毕业生|党员|定向生|本科生|研究生|硕士生?|博士生?|班长|团支书|报送人|发件人|寄件人|当事人|同志|学弟|学妹|徒弟|老大|班里|我们班"
)
_INTRODUCED = re.compile(
    rf"(?:{_RELATIVE})(?:的?(?:名字|姓名|大名))?(?:是|就?叫做?|名叫|名曰)?[::]?\s*|"
    rf"(?<![部位司头织构学院])(?:名叫|(?:^|(?<=[{_GAP}{_NUMBER_MARK},\s]))叫做?)[::\s]*|"
    rf"(?:我|俺|咱)(?:是|就是)?\s*|(?:^|(?<=[,{_GAP}\s。.!(]))(?:应该|应|其实|而|要|改)?(?:是|为|成|成了)[::\s]*[\"“「『]?|"
    rf"(?:我|俺)是[{_HAN}]{{1,16}}?(?:的|级|班|系|学院|专业)|"
    rf"姓[{_HAN}]{{1,2}}[,\s]*(?:名?叫|全名|名字是?)|(?<=[我俺])儿|"
    rf"替|帮|给|为|(?:就|还是)写|写成|改成|改为|换成|更正为"
)
_SURNAME_APART = re.compile(
    rf"姓([{_HAN}]{{1,2}})(?:\([a-z]+\))?(?:[,\s]*(?:单名|名)(?:一个|叫|是|为|字)?|名)([{_HAN}]{{1,2}})(?![{_HAN}])"
)
_DENIED = re.compile(r"(?:不是|不叫|并非|而非|(?<![除])非)[\"“「『]?$")
_START = r"(?:^|(?<=[,;。.!?\s(]))"
_EXPLANATION = re.compile(
    # 驰骋的驰, 驰是驰骋的驰, 那个轩是轩辕的轩
    rf"{_START}(?:就?是)?(?:名字?里?)?(?:的?那个)?(?:[{_HAN}]字?是)?"
    rf"[{_HAN}]{{2,6}}?的那?个?[\"“]?[{_HAN}][\"”]?(?![{_HAN}])|"
    # 磊是三个石头
    rf"{_START}[\"“]?[{_HAN}][\"”]?字?是[一二两三四][个把张]?[{_HAN}]{{1,3}}(?![{_HAN}])|"
    # 马字旁的驰, 火字旁
    rf"[{_HAN}]字?(?:旁|头|底)(?:的[{_HAN}])?(?![{_HAN}])|"
    "弓长张|立早章|木子李|言午许|耳东陈|口天吴|古月胡|双木林|双口吕|三横王|草头黄|走肖赵|干勾于|"
    "人可何|文刀刘|关耳郑|女良姜|美女姜|木土杜|双人徐|余字徐|禾日香|竹付符|田力男|言射谢|古力|王元阮|"
    "水工江|三点水|卯金刀|十八子|音十章|宝盖头|单人旁|双人旁|提手旁|绞丝旁|走之底|草字头|竹字头|金字旁"
)
"""How one says which character is meant; none of it is a name."""
_QUOTED = rf"[\"'“”‘’「」『』]?([{_HAN}])[\"'“”‘’「」『』]?(?![{_HAN}])"
_AMENDED = re.compile(
    rf"(?:是|用|为)[\"'“‘「『]?([{_HAN}])[\"'”’」』,\s]*(?:而?不是|而?非){_QUOTED}"
)
_AMENDED_BACK = re.compile(rf"不是[\"'“‘「『]?([{_HAN}])[\"'”’」』,;\s]*而?是{_QUOTED}")
_MORE = rf"[·.][{_HAN}]{{2,}}(?:[·.][{_HAN}]+)*"
_APPENDED = re.compile(
    rf"(?:(?:名字?|姓名)的?(?:最?后[面头边]?|末尾|尾巴)?|最?后[面头边]?|末尾|尾巴|(?<![{_HAN}]))"
    r"(?:上|里|应该|还|再|要|得|请|是)*(?:有|加|补|接|添|少|漏|缺|丢|掉)"
    rf"(?:上|了|个|一个|一|写|打|个?点)*[\"“'‘「『\s]*(?P<more>{_MORE})"
)
"""What is said to be missing at a name's end (后面加个·吐尔逊); it begins with the dot."""
_BACK = re.compile(
    r"(?<![不别])(?<!不用)(?<!不要)[改换变]回(?![执信函单])(?:去|来|到|成|为)?(?:叫|是)?[::\s\"“「『]*"
)
"""Before a name that counts again; 改回执邮件 is about the receipt."""
_ANSWER = re.compile(
    r"(?:(?:我|俺|本人|名字?|姓名|大名|就|应该|不对|哦|嗯)*(?:(?P<called>叫做?)|是|为)?)"
    rf"(?P<name>[{_HAN}A-Za-z·.]+?)[吧呀啊哦哈啦呢]*(?![{_HAN}A-Za-z·.])"
)
"""An answer to the question for the name, in one breath: 就是䶮䶮哦."""
_SPACED = re.compile(
    rf"(?:(?<![{_HAN}·])(?<![{_HAN}] )|(?<=[叫是名])|(?<=名字))"
    rf"[{_HAN}](?: [{_HAN}]){{1,3}}(?![{_HAN}·]| [{_HAN}](?![{_HAN}]))"
)
_ONE_APART = re.compile(rf" ([{_HAN}])(?![{_HAN}])")
_LABEL_OF_NUMBER = re.compile(
    rf"(?i)[,;。\s(]*(?:我的?|他的?|她的?)?(?:现在的?|硕士|本科|博士)?(?:学号|学生号|号码|号|"
    rf"student (?:id|no|number)\.?|(?<![a-z])(?:id|no|number|xuehao)\.?)"
    rf"(?:应该|其实|后面|就)?(?:是|为|is)?"
    rf"[::=.\s\"“]*(?={_NUMBER_MARK})"
)
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+|(?:https?://|www\.)[!-~]+|hitdyzzgx")
_SURNAMES_IN_REQUESTS = frozenset("章单党来查别全连明否麻")
"""Surnames that are words of many a request (章盖了, 单位, 来一份): alone they aren't believed."""
_TRANSLITERATION = frozenset(
    "阿艾爱安巴拜班比别才措达丹德迪多尔嘎哈海汗合赫吉加嘉江卡凯克库拉来力丽立里利洛麻玛买曼梅米木姆穆娜那乃尼努帕排旺"
    "普其齐恰强切热仁日茹萨赛桑沙莎斯苏索塔泰提图吐托娃万外维乌西希夏亚叶伊依益尤玉孜扎则增珠卓孟古苏逊江迪甫甘让"
    "顿旦央宗珍牛呷铁曲格宝音布次罗杰群培登朗合吾麦再琴额敦鲁惹莫朝"
)
"""Characters with which names of other languages are mostly written."""
_TRANSLITERATED_SHARE = 0.6
"""Of such characters in a name of four and more (吉克阿牛)."""
_CALLED_SO = re.compile("(?:这个|就?是我的?)(?:名字|姓名|大名)")
"""Behind a name."""
_NEVER_WITH_A_DOT = re.compile(r"[了把吗]|[前后][面头边]|中间|末尾|不[用要是对]|名字|姓名|去掉|删")
"""What no name with dots holds; 不 and 的 stand in many (阿不都·热西提)."""
_GENDERS = frozenset("男女")
_TITLES = frozenset(
    ("主任", "经理", "老师", "书记", "院长", "处长", "科长", "部长", "同学", "先生", "女士", "同志")
)
_NEVER_INSIDE = re.compile(
    r"[吗呢吧么啊哦呀嘛啦呗了的我你您他她它们这那哪谁怎咋啥什不没忘把被给写帮请要都也就在着是咯去某否几]|"
    r"算了|取消|抬头|介绍信|打印|回执|学号|姓名|名字|公司|学院|大学|党|谢谢|人工|老师|同学|邮件|主题|标题"
)
"""What no name holds after its surname."""
_NOT_A_NAME = re.compile(
    r"[吗呢吧么啊哦呀嘛]|不|没|忘|怎|什|啥|哪|算了|取消|为什|多少|如何|这|那|我|你|他|她|"
    r"^[大研硕博][一二三四五]$|"
    r"知道|等|以后|回头|明天|今天|抬头|介绍|打印|回执|学号|姓名|公司|学院|大学|党|谢谢|多谢|好的|可以|人工"
)
_SIGN_IN_NAME = re.compile(rf"[{_HAN}A-Za-z][@#$%&*^_\\|<>{{}}]|[@#$%&*^_\\|<>{{}}][{_HAN}A-Za-z]")
_SEPARATED = re.compile(rf"{_NUMBER_MARK}+|{_NAME.pattern}")


class Name(msgspec.Struct, frozen=True):
    """A name, or why there is none."""

    value: str | None = None
    trouble: NameTrouble | None = None


class _Strength(IntEnum):
    """How sure it is that a name was meant."""

    ALONE = 1
    """Between two gaps, and no ordinary word."""
    BESIDE_THE_NUMBER = 2
    INTRODUCED = 3
    """After 替, 帮, 我室友: what is no ordinary word."""
    NAMED = 4
    """After 我叫, 姓名, my name is."""
    OWN = 5
    """After 大名, 中文名: what goes before was a nickname."""


class _Candidate(NamedTuple):
    value: str
    start: int
    strength: _Strength


def read_name(text: str, *, asked: bool) -> Name:
    """Return the name that stands in ``text``, as it was typed, dots as ``·``.

    :param asked: the bot has just asked for the name, so the whole text may be one
    """
    plain = _plain(text)
    message = _Message(plain)
    if asked and not find_numbers(plain) and not message.names_stated():
        if len(plain) > 1 and _NAME.fullmatch(plain):
            if message.is_a_name:
                return _checked(plain)
            found = None if asks(fold(plain)) else message.answered() or message.given_back()
            return _checked(found) if found else Name(trouble="missing")
        if re.fullmatch(rf"[{_HAN}A-Za-z]", plain):
            return Name(trouble="length")
        if _SIGN_IN_NAME.search(plain) and len(plain) <= LONGEST_NAME and not asks(fold(plain)):
            return Name(trouble="characters")
    found = _agreed(list(message.candidates()))
    if found is None and asked and not asks(fold(plain)):
        found = message.answered() or message.given_back()
    if found is not None:
        return _checked(found)
    if message.too_short:
        return Name(trouble="length")
    if asked and plain and not asks(fold(plain)) and _odd(plain):
        return Name(trouble="characters")
    return Name(trouble="missing")


def amended_name(name: str, text: str) -> str | None:
    """Return ``name`` put right, or None if nothing is said so.

    One character is put right (是“晓”不是“小”), an end is added (后面加个·吐尔逊), or another name
    counts again (改回张三).
    """
    whole = _plain(text)
    appended = _APPENDED.search(whole)
    if appended and not asks(fold(whole)):
        return _checked(name + appended["more"].replace(".", "·")).value
    back = _Message(whole).given_back()
    if back is not None:
        return _checked(back).value
    plain = simplified(whole)
    pairs = _AMENDED.findall(plain) or [pair[::-1] for pair in _AMENDED_BACK.findall(plain)]
    for right, wrong in pairs:
        if name.count(wrong) == 1:
            return name.replace(wrong, right)
    return None


def amends_a_name(text: str) -> bool:
    """Tell whether a text puts right a name told before, whichever it was."""
    plain = _plain(text)
    patterns = (_APPENDED, _AMENDED, _AMENDED_BACK)
    if any(pattern.search(simplified(plain)) for pattern in patterns):
        return True
    return _Message(plain).given_back() is not None


def states_a_name(text: str) -> bool:
    """Tell whether a text says whose name it gives: 我叫…, 姓名:…."""
    return _Message(_plain(text)).names_stated()


class _Message:
    """A text, and the same text in which what is no name is masked, place by place."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        spread = simplified(plain)
        # In simplified characters, but with capitals; and 沈默 isn't to become 沉默.
        kept = (
            a if a.lower() == b or a in SURNAMES else b for a, b in zip(plain, spread, strict=True)
        )
        masked = "".join(kept)
        masked = masked.replace(_NUMBER_MARK, _GAP)
        for no_name in (_APPENDED, _BACK):
            masked = no_name.sub(lambda m: _GAP * len(m.group()), masked)
        masked = _ADDRESS.sub(lambda m: _GAP * len(m.group()), masked)
        numbers = find_numbers(plain) if len(one_width(plain)) == len(plain) else []
        for number in numbers:
            width = number.end - number.start
            masked = masked[: number.start] + _NUMBER_MARK * width + masked[number.end :]
        masked = _LABEL_OF_NUMBER.sub(lambda m: _NUMBER_MARK * len(m.group()), masked)
        self.masked = _EXPLANATION.sub(lambda m: _GAP * len(m.group()), masked)

    @property
    def is_a_name(self) -> bool:
        """Whether the whole text, an answer to the question for the name, may be one."""
        whole = self.masked
        if not _NAME.fullmatch(whole):
            return False
        if _LATIN_RUN.fullmatch(whole):
            return _latin_name(whole, introduced=True) == whole
        return _looks_like_a_name(whole) or len(whole) > LONGEST_NAME or _may_be_a_name(whole)

    def answered(self) -> str | None:
        """Return the one name beside numbers and words of a request, when a name was asked for."""
        left = []
        for token in re.finditer(r"[^\W\d_·.](?:[·.]?[^\W\d_·.])*", self.masked):
            text = token.group()
            answer = _ANSWER.match(text) if len(text) <= _LONGEST_RUN else None
            if answer is None or _is_all_request(text):
                continue
            name = answer["name"]
            sure = answer["called"] or (name == text and _NUMBER_MARK in self.masked)
            sure = sure or _has_a_rare_character(name)
            if not sure or name.isascii() or not (_looks_like_a_name(name) or _may_be_a_name(name)):
                return None
            begin = token.start() + answer.start("name")
            left.append(self._typed(begin, begin + len(name)))
        return left[0] if len(left) == 1 else None

    def given_back(self) -> str | None:
        """Return the name that is said to count again: 改回张三."""
        back = list[_Candidate]()
        for lead in _BACK.finditer(self.plain):
            latin = self.masked[lead.end() :][:1].isascii()
            back += self._at(lead.end(), _Strength.NAMED, any_name=latin)
            odd = _ANSWER.match(self.masked, lead.end())
            if odd and (_is_transliterated(odd["name"]) or _has_a_rare_character(odd["name"])):
                typed = self._typed(odd.start("name"), odd.end("name"))
                back.append(_Candidate(typed, lead.end(), _Strength.NAMED))
        return _agreed(back)

    @property
    def too_short(self) -> bool:
        """Whether what was called a name is one character."""
        for lead in _NAMED.finditer(self.masked.lower()):
            one = re.match(
                rf"([{_HAN}A-Za-z])(?=[{_GAP}{_NUMBER_MARK},;。.\s]|$)", self.masked[lead.end() :]
            )
            if one and (one[1] in SURNAMES or one[1].isascii()):
                return True
        return False

    def names_stated(self) -> bool:
        """Tell whether something is called a name, or said to be whose."""
        introduced = (c.strength >= _Strength.INTRODUCED for c in self.candidates())
        return self.too_short or any(introduced)

    def candidates(self) -> Iterator[_Candidate]:
        """Yield everything that may be a name, the same one maybe more than once."""
        for apart in _SURNAME_APART.finditer(self.masked):
            if apart[1] in SURNAMES | COMPOUND_SURNAMES and apart[2] not in ordinary_words():
                typed = self._typed(apart.start(1), apart.end(1))
                typed += self._typed(apart.start(2), apart.end(2))
                yield _Candidate(typed, apart.start(), _Strength.OWN)
        for leads, strength in ((_OWN_NAME, _Strength.OWN), (_NAMED, _Strength.NAMED)):
            for lead in leads.finditer(self.masked.lower()):
                copula = not re.search(r"[名字]$|本人$|xingming$|name$", lead.group())
                yield from self._at(lead.end(), strength, any_name=copula)
        for start in range(len(self.masked)):
            lead_here = _INTRODUCED.match(self.masked, start)
            if lead_here:
                yield from self._at(lead_here.end(), _Strength.INTRODUCED, any_name=False)
        yield from self._between_gaps()

    def _at(self, start: int, strength: _Strength, *, any_name: bool) -> Iterator[_Candidate]:
        """Yield the name that begins at ``start``, if one does."""
        if self._is_denied(start):
            return
        latin = _LATIN_RUN.match(self.masked, start)
        if latin:
            behind = _HAN_RUN.match(
                self.masked, latin.end() + (self.masked[latin.end() :][:1] == " ")
            )
            if behind and (
                self._han_end(behind, strength, any_name=False)
                or (behind.start() == latin.end() and not _is_all_request(behind.group()))
            ):
                return
            value = _latin_name(self.masked[start : latin.end()], introduced=True)
            if value and any_name:
                yield _Candidate(value, start, strength)
            return
        run = _HAN_RUN.match(self.masked, start)
        end = self._han_end(run, strength, any_name=any_name) if run else None
        if end is not None:
            yield _Candidate(self._typed(start, end), start, strength)

    def _han_end(self, run: re.Match[str], strength: _Strength, *, any_name: bool) -> int | None:
        """Return where the name ends that a run of characters begins with."""
        text, start = run.group(), run.start()
        if len(text) > _LONGEST_RUN:
            return None
        if _DOTTED.match(text):
            dotted = text[: _dotted_end(text)]
            if _dotted_start(text) > 0 or _NEVER_WITH_A_DOT.search(dotted):
                return None
            return start + len(dotted)
        if strength < _Strength.NAMED and _is_all_request(text):
            return None
        longest = 4 if text[:2] in COMPOUND_SURNAMES else 3
        ends = []
        for length in range(SHORTEST_NAME, min(longest, len(text)) + 1):
            name, rest = text[:length], text[length:]
            followed = _is_all_request(rest) or (any_name and _begins_with_a_request(rest))
            sure = strength >= _Strength.NAMED or (
                _is_no_word(name)
                and (name[:2] not in ordinary_words() or name[:2] in COMPOUND_SURNAMES)
            )
            if followed and sure and _looks_like_a_name(name):
                ends.append(start + length)
        if ends:
            # 郝运来 is whole; of 王丽想写 nobody can tell where the name ends.
            return ends[-1] if len(ends) == 1 or ends[-1] == run.end() else None
        named = any_name and (
            _may_be_a_name(text) or (_NUMBER_MARK in self.masked and _may_be_called(text))
        )
        return run.end() if named else None

    def _between_gaps(self) -> Iterator[_Candidate]:
        """Yield what looks like a name beside a number, or between gaps."""
        tokens = list(_SEPARATED.finditer(self.masked))
        for place, token in enumerate(tokens):
            text = token.group()
            if text[0] == _NUMBER_MARK or self._is_denied(token.start()):
                continue
            apart = _ONE_APART.match(self.masked, token.end())
            if apart and apart[1] not in request_words() | _GENDERS:
                continue  # 林志 玲: nobody can tell whether it's one name
            before = place > 0 and tokens[place - 1].group()[0] == _NUMBER_MARK
            touches = before and tokens[place - 1].end() == token.start()
            after = place + 1 < len(tokens) and tokens[place + 1].group()[0] == _NUMBER_MARK
            strength = _Strength.BESIDE_THE_NUMBER if before or after else _Strength.ALONE
            if _LATIN_RUN.fullmatch(text):
                value = _latin_name(self.masked[token.start() : token.end()], introduced=False)
                if value and (before or after or len(tokens) == 1):
                    yield _Candidate(value, token.start(), strength)
                continue
            for left, right in self._han_spans(text, before=before, after=after, touches=touches):
                # Names of two characters are often words, too (田野); of three, seldom.
                beside = (before or after) and right - left != 3
                if beside or _is_no_word(text[left:right], beside=before or after):
                    start, end = token.start() + left, token.start() + right
                    yield _Candidate(self._typed(start, end), start, strength)

    def _han_spans(
        self, text: str, *, before: bool, after: bool, touches: bool
    ) -> Iterator[tuple[int, int]]:
        """Yield the whole text if it is a name, else the end of it that touches a number."""
        if len(text) > _LONGEST_RUN:
            return
        if _DOTTED.fullmatch(text):
            begin = _dotted_start(text)
            if not _NEVER_WITH_A_DOT.search(text[begin:]):
                yield begin, len(text)
            return
        if _looks_like_a_name(text):
            yield 0, len(text)
            return
        reached = _reached(text)
        if before or after:
            foreign = [place for place in reached if _is_transliterated(text[place:])]
            if foreign and (after or not max(foreign)):
                yield max(foreign), len(text)
                return
        lengths = range(SHORTEST_NAME, 5)
        if after:
            spans = [(len(text) - n, len(text)) for n in lengths if len(text) - n in reached]
            spans += [
                (0, n) for n in lengths if text[n:] in _TITLES or _CALLED_SO.fullmatch(text[n:])
            ]
        elif touches:
            spans = [(0, n) for n in lengths if n < len(text) and _is_all_request(text[n:])]
        else:
            spans = [
                (0, n) for n in lengths if text[n : n + 1] == "的" and _is_all_request(text[n:])
            ]
        spans = [
            (start, end)
            for start, end in spans
            if _looks_like_a_name(text[start:end]) and text[start:end] not in ordinary_words()
        ]
        if len(spans) == 1:
            yield spans[0]

    def _is_denied(self, start: int) -> bool:
        return _DENIED.search(self.masked[max(0, start - _LONGEST_WORD) : start]) is not None

    def _typed(self, start: int, end: int) -> str:
        return self.plain[start:end].replace(".", "·") if end <= len(self.plain) else ""


def _agreed(candidates: list[_Candidate]) -> str | None:
    """Return the one name that is meant, or None when it's none or more than one."""
    for strength in sorted(_Strength, reverse=True):
        values = {c.value: None for c in candidates if c.strength == strength}
        han = [value for value in values if not value[0].isascii()]
        names = han or list(values)
        # 姓欧阳,欧阳靖 and 我叫小王: of a name and its beginning, the longer one.
        names = [n for n in names if not any(n != m and m.startswith(n) for m in names)]
        if names:
            return names[0] if len(names) == 1 else None
    return None


def _plain(text: str) -> str:
    """Return ``text`` in one width, its dots ``·``, single spaces."""
    plain = one_width(text.strip()).translate(_DOTS)
    plain = re.sub(rf"(?<=[{_HAN}])\s*·\s*(?=[{_HAN}])", "·", plain)
    return _SPACED.sub(_without_spaces, " ".join(plain.split()))


def _without_spaces(spaced: re.Match[str]) -> str:
    """Return a name that was typed with a space after each character (林 志 玲) without them."""
    whole = spaced.group().replace(" ", "")
    return whole if _looks_like_a_name(simplified(whole)) else spaced.group()


def _has_a_rare_character(text: str) -> bool:
    """Tell whether a character stands in a text that words are hardly written with: 䶮, 龘."""
    try:
        simplified(text).encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _looks_like_a_name(part: str) -> bool:
    """Tell whether Han characters are a surname and a given name, and no word of a request."""
    if _DOTTED.fullmatch(part):
        return not _NEVER_WITH_A_DOT.search(part)
    if part[:2] in COMPOUND_SURNAMES and len(part) in (3, 4):
        surname = 2
    elif part[0] in SURNAMES and len(part) in (2, 3):
        surname = 1
    else:
        return part in COMPOUND_SURNAMES and part in ("钟离", "东方", "司徒")
    given = part[surname:]
    if given in _TITLES:
        return False
    if _is_all_request(part) or (len(given) > 1 and given in request_words()):
        return False
    return not _NEVER_INSIDE.search(given)


def _is_no_word(name: str, *, beside: bool = False) -> bool:
    """Tell whether a name is no ordinary word, and doesn't begin with one of a request.

    :param beside: it stands beside the number, so it may begin as it likes: 周一鸣
    """
    if "·" in name or "." in name:
        return True
    if beside:
        return name not in ordinary_words()
    if name[0] in _SURNAMES_IN_REQUESTS:
        return False
    return name not in ordinary_words() and name[:2] not in request_words()


def _begins_with_a_request(text: str) -> bool:
    return any(text[:end] in request_words() for end in range(2, len(text) + 1))


def _may_be_a_name(text: str) -> bool:
    """Tell whether Han characters without a known surname may be a name, when one was asked for."""
    if text[:1] == "那" and len(text) > 2 and set(text[1:]) <= _TRANSLITERATION:
        return True  # 那日苏
    if _NEVER_INSIDE.search(text) or _NOT_A_NAME.search(text) or asks(fold(text)):
        return False
    if text[:1] in ("是", "叫"):
        return False
    both_parents = len(text) == 4 and set(text[:2]) <= SURNAMES
    if both_parents and not {text[:2], text[2:]} & known_words():
        return True
    if set(text) <= _TRANSLITERATION and text not in known_words():
        return len(text) >= SHORTEST_NAME
    if _is_transliterated(text):
        return True
    return 2 <= len(text) <= 3 and len(text) not in _reached(text, _words_and_surnames())


@functools.cache
def _words_and_surnames() -> frozenset[str]:
    return known_words() | COMPOUND_SURNAMES


def _may_be_called(text: str) -> bool:
    """Tell whether a word may be a name, when it's called one and a number stands beside it."""
    return len(text) in (2, 3) and not (
        text in request_words() or _NEVER_INSIDE.search(text) or _NOT_A_NAME.search(text)
    )


def _is_transliterated(text: str) -> bool:
    """Tell whether three or more characters look like a name of another language (扎西顿珠)."""
    if len(text) < 3 or _NEVER_INSIDE.search(text):
        return False
    share = sum(character in _TRANSLITERATION for character in text) / len(text)
    least = 1 if len(text) == 3 else _TRANSLITERATED_SHARE
    return share >= least and len(text) not in _reached(text, known_words())


def _latin_name(run: str, *, introduced: bool) -> str | None:
    """Return a name in Latin letters without the words of a request around it."""
    words = list(re.finditer(r"[^ .·]+", run))
    while words and _is_foreign_request_word(words[0].group()) and not introduced:
        words.pop(0)
    for place, word in enumerate(words):
        if _is_foreign_request_word(word.group()):
            words = words[:place] if introduced else words
            break
    while words and _is_foreign_request_word(words[-1].group()):
        words.pop()
    if not words or any(_is_foreign_request_word(word.group()) for word in words):
        return None
    name = run[words[0].start() : words[-1].end()]
    capital = all(word.group()[0].isupper() for word in words)
    ends = {words[0].group().lower(), words[-1].group().lower()}
    chinese = len(words) > 1 and bool(ends & surnames_in_pinyin())
    enough = len(name) >= SHORTEST_NAME if introduced else len(words) > 1
    return name if enough and (capital or chinese) else None


def _is_foreign_request_word(word: str) -> bool:
    # Xie and Shi are surnames, xie and shi are words typed in pinyin.
    known = foreign_request_words()
    return word.lower() in known and (
        not word[0].isupper() or word.lower() not in surnames_in_pinyin()
    )


def _reached(text: str, words: frozenset[str] | None = None) -> set[int]:
    """Return the places that words, by default a request's, lead to one after the other."""
    words, reached = words or request_words(), {0}
    for start in range(len(text)):
        if start in reached:
            last = min(len(text), start + _LONGEST_WORD)
            reached |= {end for end in range(start + 1, last + 1) if text[start:end] in words}
    return reached


def _is_all_request(text: str) -> bool:
    return len(text) in _reached(text)


def _dotted_start(text: str) -> int:
    """Return where a name with dots begins: behind a request, but 哈 is a part of the name."""
    first_part = re.split("[·.]", text)[0]
    return max(
        place
        for place in _reached(first_part)
        if place < len(first_part) and (not place or first_part[place - 1] not in _TRANSLITERATION)
    )


def _dotted_end(text: str) -> int:
    """Return where a name with dots ends: before the first word of a request in its last part."""
    last = max(text.rfind("·"), text.rfind(".")) + 1
    for end in range(last + 1, len(text)):
        if _is_all_request(text[end:]):
            return end
    return len(text)


def _odd(text: str) -> bool:
    """Tell whether a text is short and holds signs that no name has."""
    return len(text) <= LONGEST_NAME and re.search(rf"[^\w\s·.'’{_HAN}-]", text) is not None


def _checked(name: str) -> Name:
    if not _NAME.fullmatch(name):
        return Name(trouble="characters")
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        return Name(trouble="length")
    return Name(name)
