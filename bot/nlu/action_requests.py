"""Tells whether a message asks the bot to *do* something: to count, to write, to check, to guide.

Stands before the answer gate's decision. A question such as 介绍信有效期多久 is answered from the
knowledge base; only a message that carries what an action works with (a date, a student number, a
name of a party organisation) or asks for the work itself (帮我算, 写回执邮件, 办理向导) starts one.
No learning: what starts an action can be read here, and entries keep the ranker for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

import msgspec

from bot.calendar import (
    Absent,
    Ambiguous,
    DateReading,
    Duration,
    NoDuration,
    Read,
    read_date,
    read_duration,
)
from bot.knowledge.model import Concept
from bot.knowledge.routes import Routes
from bot.knowledge.text import fold
from bot.nlu.clauses import asks
from bot.nlu.features import Reading
from bot.nlu.lexicon import Lexicon

Name = Literal[
    "letter_deadline",
    "receipt_deadline",
    "print_days",
    "receipt_email",
    "route",
    "header_check",
    "inform",
    "cancel",
    "start_over",
]
"""``inform`` tells something (a date, a number, a step done) that may belong to what was said."""
INTENT_LEAD = "request_"
"""Lead of the intents that these requests become."""
MOST_BESIDE_COMMAND = 5
"""Characters that may stand around 取消 or 重新来 in a message that does only that."""
MOST_BESIDE_DATA = 8
"""Characters that may stand around a bare date or number in a message that only informs."""

_ELSE_CANCELLED = re.compile("申请|提交|证|资格|转接")
_STUDENT_NUMBER = re.compile(r"(?<![a-z0-9@.])\d{2,3}[a-z]?[ -]?\d{3,4}[ -]?\d{2,6}(?![a-z0-9])")
_STATES_A_NAME = re.compile(r"我叫|姓名|名字|我是(?=[^\x00-\x7f]{2,4}(?:\b|$|[,，]))")
_ANY_DATE = re.compile(r"\d{1,4}[年月日号/.\-]?|今天|昨天|前天|[一二三四五六七八九十〇零]+[月日号]")
_WHAT_TO_DO = re.compile(
    r"怎么办|咋办|怎么处理|咋整|怎么补|补办|重开|换|会不会(?!过期|失效|作废)|会怎|影响|算不算|从哪天|从.{0,6}开始|起算|"
    r"延长|延期|续期|能延|延几天|免费|抬头|审批|批完|提交"
)
_GENERAL = re.compile(
    r"怎么写|咋写|写什么|写啥|写错|要不要|是什么|格式|怎么填|哪个邮箱|发到哪|发给谁"
)
_ABOUT_WRITING = re.compile(r"写什么|写啥|要不要|是什么|问谁")
_HOW = re.compile(r"怎么|怎样|如何|咋|干嘛|为啥|为什么|要点|反复")

_MAIL_COMMAND = re.compile(
    r"(?:帮|替|给)我?.{0,8}?(?:写|生成|拟|弄|出|填|做|起草|准备|编|打开).{0,10}?(?:邮件|主题|标题|题目)|"
    r"^(?:请|麻烦|快|直接|我要|我想)?(?:写|生成|起草|拟|编)(?:一?[封个份]|好|下|一下)?.{0,10}"
    r"(?:邮件|主题|标题)|(?:邮件|主题|标题).{0,6}(?:帮|替|给)我?.{0,4}(?:写|填|生成|拟|弄|做|出)|"
    r"(?:帮我|让你|替我|给我).{0,4}(?:邮件|主题|标题).{0,2}(?:写|生成|拟|编)|让你(?:写|生成|拟|编).{0,10}(?:邮件|主题|标题)|"
    r"(?:write|draft|generate|make)\b.*\b(?:e-?mail|subject)"
)

_HELP = re.compile(r"\b(?:help me|write me|draft|generate)\b")

_HEADER = re.compile(r"抬头|台头|抬投|太头|转入单位党组织|支部(?:名称?|全称|是|写)|支部[::]")
_CHECK_COMMAND = re.compile(r"检查|核对|校对|帮.{0,2}看|check")
_NAMED_VALUE = re.compile(
    r"(?:抬头|台头)(?:是|写|:)? ?(?:组织部|组织处|委员会|党委|工委)|"
    r"中共(?!x{3})|中国共产党|(?!x{2,}|某某?党)[^\s,，。::“”\"]{2,}"
    r"(?:组织部|组织处|委员会|党委|工委|党支部|有限公司|集团|大学|学院|街道|研究[院所]|厂|人力资源部|公司|中心|局|医院|银行)"
)
_IS_IT_RIGHT = re.compile(
    r"对不对|对吗|对么|对不$|行吗|行不|行么|可以吗|可以不|可以么|合适|规范|正规|正确|正常|靠谱|有问题|没问题|有没有问题|"
    r"写错没|写对|写得对|没错吧|填哪|能用吗|能行"
)
_GENERIC_UNIT = re.compile(
    r"(?:单位|公司|学校|大学|党委|组织部|学院|支部)(?:的)?(?:全?名称?|名字|简称|缩写|全称|name)"
)
_ELSE_ABOUT_HEADERS = re.compile(
    r"直接|报到|交给|跨|还是|一回事|以上|[写填]总部|从外校|重开|改成|另有|常见|一般|写法|叫法|说白了|都写|审批|不用|结尾|像不像|这种|"
    r"系统|那格|电话|读研|先跑|留下来|只要|名字当|我们发出"
)
_PARTY_NAME = re.compile(
    r".{0,10}?(?:中共|中国共产党).{2,}(?:部|处|委|委员会|支部|党组|总支)|"
    r"[^,，。 ]{3,}(?:组织部|组织处|支部委员会|党支部|工委)"
)

_GUIDE = re.compile(
    r"(?:带|教|领|帮|陪)我?.{0,3}一步一?步|一步一?步.{0,2}(?:带|教|领|帮|办)|"
    r"(?:列|规划|梳理|排|整理|(?<![办代])理|捋)(?:一下|一个|一份|一遍|个|份|出|下)?.{0,6}"
    r"(?:步骤|流程|清单|事项|手续|要办|该办|list)|"
    r"(?:给|来|要|出|发|列).{0,6}清单|清单.{0,4}(?:给|来|要)|到哪一?步了$|"
    r"to ?do ?list|从头到?尾?(?:教|带|领)我"
)
_ELSE_ABOUT_STEPS = re.compile(
    r"审批|系统|网上|线上|登[录陆]|点|转往校外|校内互转|抬头|提问|说啥|邮件"
)

_PRINT = re.compile(
    r"打印|打介绍信|打信|打(?:那|这)?[张封个]信|402|拿介绍信|领介绍信|取信|取介绍信"
)
_WHICH_DAY = re.compile(r"哪|几|什么时候|啥时候|何时|能|可以|日期|时间|日|多会")
_NAMED_DAY = re.compile(
    r"今天|明天|后天|明早|明儿|今儿|(?:这|本|下下?)个?(?:周|星期|礼拜)|\d{1,2}[月/.-]\d{1,2}|"
    r"\d{1,2}[号日]|[一二三四五六七八九十]+月[一二三四五六七八九十]+"
)
_DAY_OFFERED = re.compile(r"能|可以|行|去|吗|么")
_ELSE_ABOUT_PRINTING = re.compile(
    r"几点|代|带什么|带啥|证件|身份证|学生证|别人|同学|舍友|室友|他人|丢|收费|要钱|多少钱|盖章|彩印|自助|"
    r"成绩|审批|没批|寄|邮|放假|假期|国庆|端午|中秋|节|每周|一周|星期几|周几|约|再打|再印|一遍|有效期|"
    r"90天|九十天|出来"
)

_PRINTED = re.compile(r"打的|打了|打过|打印的|打印了|打印过|刚打|取的|拿的|领的|印的")
_NEXT_PRINTS = re.compile(
    r"下[次回].{0,4}(?:打信|打介绍信).{0,3}[哪几周]|(?:未来|往后|最近|接下来|下).{0,3}(?:次|回|个|几天).{0,8}打印"
)
_EXPIRY = re.compile("过期|到期|失效|作废|截止|有效|还剩|逾期")
_LETTER = re.compile(r"有效|信(?![息封箱用任号])")
_ISSUED = re.compile(
    r"dated|issued|开|打|落款|拿|领|取|出|印|日期|的信|信是|信的|有效|信.{0,3}\d|信[一二三四五六七八九十]"
)
_STAMPED = re.compile("盖|签|章|日期|落款|回执.{0,3}[0-9一二三四五六七八九十]")
_SENDS = re.compile(r"发|交|寄")
_VALIDITY = re.compile(r"有效天数\D{0,2}\d")
_WRITTEN_OUT = ("full", "year_inferred", "month_inferred")
"""Kinds of dates that nobody writes by the way, unlike 今天 or 周四."""
_PARTS = re.compile(r"[,，。;；、!！?？\s]+")
_NO_DAY = ("day_missing", "vague")
"""Kinds of readings that name no day to count from."""
_WONDERS = re.compile(r"(?:没|不|否|么|求|咧|嘛)$|期限|截止")
_OTHER_TOPIC = re.compile(
    r"主题|格式|邮箱|发到哪|发哪|发给|交给谁|交到哪|给谁|带什么|谁签|谁盖|原件|寄|几点|电话|档案|转正|系统|登[录陆]|"
    r"缺|少了|没盖|报到证|党费|丢|找不|错|改|支部|代|补|哪个章|什么章|哪里|在哪|为什么|为啥|去哪|先去|开始|起算|算起|"
    r"怎么|咋|哪头|往后推|按哪|那天"
)
"""What a message with a date may be about instead of the date's consequence."""
_MY_LETTER_UNTIL = re.compile(
    r"(?:我的|我这|我手|我那|我介绍|我信|手里|手上|这[封张]).{0,10}(?:哪天|几号|哪一天|什么时候|啥时候|何时|多久)"
    r".{0,6}(?:过期|到期|失效|作废|到头)"
)
_COMPUTE = re.compile(
    r"(?:帮|给|替|请)我?.{0,3}(?:算|倒推|推算|计算|推|查查?|看看?).{0,12}"
    r"(?:哪天|日期|日子|期限|截止|到期|过期|几天|几号|多久|时间)"
)
_LEFT = re.compile(r"(?:还剩|剩下?|还有)(?:几|多少|多久)")
_RECKONS_OTHERWISE = re.compile(r"预算|打算|总算|就算")

_DONE = re.compile(r"了|已经|过$|好$|完$")
_BUT = re.compile(r"错|找不|丢|忘|没|不|晚|还是|假如|要是|如果|以后|之后")
"""A step that is done, but the message is about something else."""


class ActionRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a message asks the bot to do."""

    name: Name

    @property
    def intent(self) -> str:
        """The Rasa intent it becomes."""
        return INTENT_LEAD + self.name


class ActionDetector:
    """Callable that finds the request in a message."""

    def __init__(self, cues: Iterable[Concept], routes: Routes) -> None:
        """Take the cues of ``kb/cues.yml`` and what students say of a step that is done."""
        self._lexicon = Lexicon(cues)
        self._done_words = tuple(word for step in routes.steps for word in step.done_words)

    def __call__(self, text: str, reading: Reading, today: date) -> ActionRequest | None:
        """Return the request, or None when the message is a question or talk.

        :param text: as typed
        :param reading: its reading
        :param today: the date in China; only whether there is a date matters here
        """
        name = self._name(_Message(text, reading, self._lexicon, today))
        return ActionRequest(name=name) if name else None

    def _name(self, message: _Message) -> Name | None:
        for name, asked in (
            ("cancel", _cancels),
            ("start_over", _starts_over),
            ("receipt_email", _wants_mail),
            ("header_check", _wants_check),
            ("route", _wants_route),
            ("print_days", _wants_print_days),
            ("receipt_deadline", _wants_receipt_deadline),
            ("letter_deadline", _wants_letter_deadline),
            ("inform", self._informs),
        ):
            if asked(message):
                return name  # type: ignore[return-value]
        return None

    def _informs(self, message: _Message) -> bool:
        if message.asks:
            return False
        told = message.date or message.number or message.duration or message.named
        if told and ("correction" in message.cues or message.rest_is_short):
            return True
        if _PARTY_NAME.fullmatch(message.folded):
            return True
        if not _DONE.search(message.normal) or _BUT.search(message.normal):
            return False
        return any(word in message.normal for word in self._done_words)


class _Message:
    """A message with everything that requests are told by."""

    def __init__(self, text: str, reading: Reading, cues: Lexicon, today: date) -> None:
        self.folded = fold(text)
        self.normal = reading.normal
        self.concepts = frozenset(reading.concepts)
        self.cues = frozenset(
            found.concept for view in (self.normal, self.folded) for found in cues.find(view)
        )
        reading_of_date, duration = read_date(text, today), read_duration(text)
        self.date = not isinstance(reading_of_date, Absent)
        self.day = self.date and getattr(reading_of_date, "kind", "") not in _NO_DAY
        self.past_day = any(
            isinstance(part, Read) and part.how in _WRITTEN_OUT and part.date <= today
            for part in self._dates(text, reading_of_date, today)
        )
        self.duration = not isinstance(duration, NoDuration)
        self.validity = (
            isinstance(duration, Duration) and "有效" in self.normal
        ) or _VALIDITY.search(self.normal) is not None
        self.number = _STUDENT_NUMBER.search(self.folded) is not None
        self.named = _STATES_A_NAME.search(self.folded) is not None
        self.asks = asks(self.normal)
        self.wonders = self.asks or _WONDERS.search(self.normal) is not None
        self._cue_spans = cues.find(self.normal)
        rest = _STUDENT_NUMBER.sub("", self.folded)
        self.rest_is_short = len(_ANY_DATE.sub("", rest)) <= MOST_BESIDE_DATA

    @staticmethod
    def _dates(text: str, whole: DateReading, today: date) -> Iterator[DateReading]:
        """Yield the reading of the message, or of each of its parts when it names several dates."""
        if isinstance(whole, Ambiguous) and whole.kind == "several":
            yield from (read_date(part, today) for part in _PARTS.split(text))
        else:
            yield whole

    def only(self, cue: str) -> bool:
        """Tell whether the message says this and next to nothing else."""
        said = sum(found.end - found.start for found in self._cue_spans if found.concept == cue)
        return said > 0 and len(self.normal.replace(" ", "")) - said <= MOST_BESIDE_COMMAND


def _cancels(message: _Message) -> bool:
    return (
        message.only("cancel") and not message.asks and not _ELSE_CANCELLED.search(message.normal)
    )


def _starts_over(message: _Message) -> bool:
    return message.only("start_over") and not message.asks


def _wants_mail(message: _Message) -> bool:
    if "mail" in message.cues and message.number:
        return True
    if not any(map(_MAIL_COMMAND.search, (message.folded, message.normal))):
        return False
    helped = "write" in message.cues or _HELP.search(message.folded)
    return bool(helped) or not (_GENERAL.search(message.normal) or message.asks)


def _wants_check(message: _Message) -> bool:
    about = _HEADER.search(message.folded) or message.concepts & {
        "letter_header",
        "receiving_branch_name",
    }
    if not about or _ELSE_ABOUT_HEADERS.search(message.normal):
        return False
    commanded = _CHECK_COMMAND.search(message.folded + message.normal)
    if "check" in message.cues and commanded:
        return not (_ABOUT_WRITING.search(message.normal) or _HOW.search(message.normal))
    named = _NAMED_VALUE.search(_GENERIC_UNIT.sub("", message.folded))
    return bool(named) and _IS_IT_RIGHT.search(message.folded) is not None


def _wants_route(message: _Message) -> bool:
    guided = "guide" in message.cues or _GUIDE.search(message.normal) is not None
    return guided and not _ELSE_ABOUT_STEPS.search(message.normal)


def _wants_print_days(message: _Message) -> bool:
    if not _PRINT.search(message.normal) or _ELSE_ABOUT_PRINTING.search(message.normal):
        return False
    if _NEXT_PRINTS.search(message.normal):
        return True
    if _EXPIRY.search(message.normal) or _PRINTED.search(message.normal):
        return False
    if "next_print" in message.cues and _WHICH_DAY.search(message.normal):
        return True
    day = _NAMED_DAY.search(message.normal)
    return day is not None and message.asks and _DAY_OFFERED.search(message.normal) is not None


def _wants_receipt_deadline(message: _Message) -> bool:
    receipt = "receipt_words" in message.cues or "receipt_slip" in message.concepts
    stamped = "stamp_words" in message.cues and _SENDS.search(message.normal) is not None
    if not (receipt or stamped) or not _wants_deadline(message):
        return False
    return not message.past_day or _STAMPED.search(message.normal) is not None


def _wants_letter_deadline(message: _Message) -> bool:
    letter = "letter_words" in message.cues or "introduction_letter" in message.concepts
    if not (letter or _LETTER.search(message.normal)) or not _wants_deadline(message):
        return False
    return not message.day or message.past_day or _ISSUED.search(message.normal) is not None


def _wants_deadline(message: _Message) -> bool:
    normal = message.normal
    if _RECKONS_OTHERWISE.search(normal):
        return False
    if "compute" in message.cues or _MY_LETTER_UNTIL.search(normal):
        return True
    if _WHAT_TO_DO.search(normal):
        return False
    if (message.day and message.validity) or _COMPUTE.search(normal):
        return True
    if "until_when" in message.cues:
        return message.day or _LEFT.search(normal) is not None
    return message.past_day and message.wonders and not _OTHER_TOPIC.search(normal)
