"""Second questions about a deadline that was counted: 还剩几天 · 12月15号去行吗 · 不对,是19号."""

from __future__ import annotations

import calendar
import itertools
import re
from datetime import date
from typing import Literal, NamedTuple

from rasa_sdk import Tracker

from actions.context import Context
from actions.days import Days
from actions.deadlines import (
    LETTER_DATE,
    LETTER_UNTIL,
    LETTER_VALIDITY,
    STAMP_DATE,
    Deadlines,
    PastDate,
    validity_of,
)
from actions.forms import LAST_ACTION
from actions.replies import ActionReply
from actions.turns import LOOKED_BACK, earlier_messages
from bot.calendar import (
    Absent,
    Ambiguous,
    CountedFrom,
    DateReading,
    Duration,
    Impossible,
    NoDuration,
    Read,
    read_counted_date,
    read_date,
    read_validity,
)
from bot.calendar.deadlines import add
from bot.calendar.spelling import parted, spell
from bot.nlu.clauses import asks

Counted = Literal["letter", "receipt"]
"""Whose deadline."""
_COUNTED_BY: dict[str | None, Counted] = {
    "letter_deadline": "letter",
    "receipt_deadline": "receipt",
}
_SLOTS: dict[Counted, tuple[str, ...]] = {
    "letter": (LETTER_DATE, LETTER_UNTIL),
    "receipt": (STAMP_DATE,),
}
_MONTH_LOOKED_BACK = 2
"""Messages in which the month of a day may have been told."""
_AGAIN = re.compile(
    "还[剩有能]?下?(?:几|多少)天|还[剩有]多[久长]|(?:几号|哪[天日]|什么时候|啥时候|多久)(?:到期|过期|截止|来着|为止|之?前)"
    "|[到至](?:几号|哪[天日])|最[晚迟](?:[是到在要得])*(?:几号|哪[天日]|什么时候|啥时候|何时)|过期(?:多久|几天|时间|了?[吗没])|还(?:能用|有效|管用)[吗不么没]|(?:来得及|赶[得的]上)[吗不么嘛没]?[??]*$"
)
_WHICH_WEEKDAY = re.compile("那[天日]是?(?:周|星期|礼拜)[几一二三四五六日天]")
"""那天是周几: every reply names the weekday."""
ANOTHER = re.compile("另|还有一[封张]|第二[封张]|新的?(?:介绍)?信|别人|室友|同学|朋友|他|她")
"""Asks of another letter, for which nothing was counted."""
_IN_TIME = re.compile(
    "来得及|来不及|赶[得的]上|赶不上|行不|行[吗么嘛]|可以|可不可以|能[不去行办交发]|晚不晚|晚了|晚吗|过期|再[去办交发]|(?<!刚)才|报[到道]"
    "|入职|去[吗呢不]?[??]*$|[去交发办][吗么]|(?<=[号日天\\d一二三四五六])呢"
)
_OTHER_MATTER = re.compile(
    "打印|打(?:介绍)?信|[取领](?:介绍)?信|402|行政楼|落款|[开打印]的|开具|签发|盖|写的|日期|错|应为|应该是|不对|不是|改成"
)
"""A day with one of these isn't asked about as in time: it is the letter's own, or for printing."""
_BARE_DAY = re.compile(
    r"(?:[,。!、\s]|不对|不是|[说看记搞打]?错了?|[哦噢嗯啊额呃]|其实|应该|大概|好像|可能|记得|是|那|就|落款|写的|信上|章上|改成"
    r"|上面|才|我|看(?!错)了?)*(?P<day>\d{1,2})(?P<unit>[号日])?(?:[吧啊呀的哦,。!\s]|左右|才对|那天|开|打|盖|签)*"
)
_DAY_OF_A_MONTH = re.compile(
    r"\d{1,2}\s*(?:月|[./-])\s*\d{1,2}|[一二三四五六七八九十]月[\d一二三四五六七八九十]"
)
_SEASON = re.compile(
    "(?:春节|过年|元旦|国庆|中秋|端午|清明|五一|放假|寒假|暑假)(?:之?[前后]|期间)?"
)
"""Said beside a date of its own (春节前2月5号), it names no other."""
_DAY_ALONE = re.compile(r"(?<![月\d./-])\d{1,2}[号日]")
_SAID_OF_THE_LETTER = re.compile("有效|信上|介绍信|落款|天的信")


class CountedDeadline(NamedTuple):
    """A deadline, and what is said of it."""

    reply: ActionReply
    last_day: date


def second_question(context: Context, tracker: Tracker, text: str) -> ActionReply | None:
    """Return what a message asks of the deadline that was counted last; None if it asks nothing."""
    return said_again(context, tracker, text) or in_time(context, tracker, text)


def said_again(context: Context, tracker: Tracker, text: str) -> ActionReply | None:
    """Return the deadline that was counted, for a message that asks for it once more."""
    asks_the_weekday = _WHICH_WEEKDAY.search(text) is not None
    if ANOTHER.search(text) or not (asks_the_weekday or _AGAIN.search(text)):
        return None
    if not asks_the_weekday and _names_something(context, text):
        return None
    counted = _meant(tracker, text)
    return None if counted is None else counted_deadline(context, tracker, counted).reply


def in_time(context: Context, tracker: Tracker, text: str) -> ActionReply | None:
    """Return whether a day to come is in time for the deadline that was counted last."""
    if _OTHER_MATTER.search(text) or not _IN_TIME.search(text):
        return None
    counted = _meant(tracker, text)
    days = _in_the_month_before(context, tracker, _days_to_come(context, text), text)
    if counted is None or not days:
        return None
    last_day = counted_deadline(context, tracker, counted).last_day
    if min(days) <= last_day < max(days):
        return None
    of_letter, of_receipt = context.wording.letter_deadline, context.wording.receipt_deadline
    wording = of_receipt if counted == "receipt" else of_letter
    template = wording.in_time if min(days) <= last_day else wording.not_in_time
    day, last = map(Days(context).day, (min(days), last_day))
    said = context.sentences.fill(template, day=day, last_day=last, due=last)
    return ActionReply(text=said, source=wording.source)


def amended_day(
    context: Context,
    tracker: Tracker,
    text: str,
    counted_from: CountedFrom,
    before: date | None = None,
) -> PastDate | None:
    """Return the day that a message names without its month: 不对,是19号 after 5月20日.

    The month is that of the date spoken of before. A number alone is a day only where no validity
    was given, which it might correct.

    :param before: the date that was counted from, if one was
    """
    found = _BARE_DAY.fullmatch(spell(parted(text)))
    if found is None or (not found["unit"] and tracker.get_slot(LETTER_VALIDITY)):
        return None
    if before is not None:
        month: tuple[int, int] | None = (before.year, before.month)
    else:
        month = _month_spoken_of(context, tracker, counted_from)
    if month is None:
        return None
    named = _day_of(month, int(found["day"]))
    if named is None:
        return None
    if named > context.today:
        not_yet = context.wording.date_trouble.not_yet
        return PastDate(None, context.sentences.fill(not_yet, day=Days(context).day(named)))
    return PastDate(named)


def not_before_the_letter(stamped: date, tracker: Tracker) -> date:
    """Return the day of a stamp: a year later where it would be older than the letter it is on."""
    issued = tracker.get_slot(LETTER_DATE)
    if not issued or stamped >= date.fromisoformat(issued):
        return stamped
    later = add(stamped, Duration(12, "month"))
    in_reach = later <= add(date.fromisoformat(issued), Duration(12, "month"))
    return later if in_reach else stamped


def validity_told_before(context: Context, tracker: Tracker) -> Duration | None:
    """Return the letter's validity that an earlier message told (我的信写的是30天), the newest."""
    for text in itertools.islice(earlier_messages(tracker), LOOKED_BACK):
        if _SAID_OF_THE_LETTER.search(text) and not asks(text):
            validity = read_validity(text, context.today)
            if isinstance(validity, Duration):
                return validity
    return None


def _meant(tracker: Tracker, text: str) -> Counted | None:
    """Return which deadline a message means: the one it names, or the one counted last."""
    last = _COUNTED_BY.get(tracker.get_slot(LAST_ACTION))
    if last is None:
        return None
    counted: Counted = "receipt" if "回执" in text else "letter" if "信" in text else last
    return counted if any(map(tracker.get_slot, _SLOTS[counted])) else None


def counted_deadline(context: Context, tracker: Tracker, counted: Counted) -> CountedDeadline:
    """Count from the slots, which hold what is counted from."""
    deadlines = Deadlines(context)
    if counted == "receipt":
        stamped = date.fromisoformat(tracker.get_slot(STAMP_DATE))
        return CountedDeadline(deadlines.receipt(stamped), deadlines.receipt_due(stamped))
    if tracker.get_slot(LETTER_UNTIL):
        until = date.fromisoformat(tracker.get_slot(LETTER_UNTIL))
        return CountedDeadline(deadlines.letter_until(until), until)
    issued = date.fromisoformat(tracker.get_slot(LETTER_DATE))
    validity = validity_of(tracker.get_slot(LETTER_VALIDITY))
    reply = deadlines.letter(issued, validity)
    return CountedDeadline(reply, deadlines.letter_last_day(issued, validity))


def _names_something(context: Context, text: str) -> bool:
    """Tell whether a message names a date or a validity of its own."""
    today = context.today
    named = not isinstance(read_date(text, today, "past"), Absent)
    return named or not isinstance(read_validity(text, today), NoDuration)


def _days_to_come(context: Context, text: str) -> list[date]:
    """Return the day that a message names, or the days of the month or week it names."""
    if _DAY_OF_A_MONTH.search(text):
        text = _SEASON.sub("", text)
    reading = read_date(text, context.today, "future")
    days = [day for day in _candidates(reading) if day >= context.today]
    if isinstance(reading, Ambiguous) and reading.kind != "day_missing":
        return days[:1]
    return days


def _in_the_month_before(
    context: Context, tracker: Tracker, days: list[date], text: str
) -> list[date]:
    """Put a day without a month (29号呢) into the month that the message before spoke of."""
    if len(days) != 1 or not _DAY_ALONE.search(text):
        return days
    earlier = next(earlier_messages(tracker), "")
    named = _days_to_come(context, earlier) if _DAY_OF_A_MONTH.search(earlier) else []
    day = _day_of((named[0].year, named[0].month), days[0].day) if len(named) == 1 else None
    return days if day is None else [day]


def _day_of(month: tuple[int, int], day: int) -> date | None:
    """Return a day of a month, None where the month has no such day."""
    return date(*month, day) if 1 <= day <= calendar.monthrange(*month)[1] else None


def _candidates(reading: DateReading) -> list[date]:
    if isinstance(reading, Read):
        return [reading.date]
    return sorted(reading.candidates) if isinstance(reading, Ambiguous) else []


def _month_spoken_of(
    context: Context, tracker: Tracker, counted_from: CountedFrom
) -> tuple[int, int] | None:
    for text in itertools.islice(earlier_messages(tracker), _MONTH_LOOKED_BACK):
        reading = read_counted_date(text, context.today, counted_from).reading
        if isinstance(reading, Impossible) and reading.month is not None:
            this_year = context.today.year
            past = reading.month <= context.today.month
            return reading.year or (this_year if past else this_year - 1), reading.month
        months = {(day.year, day.month) for day in _candidates(reading)}
        if len(months) == 1:
            return months.pop()
    return None
