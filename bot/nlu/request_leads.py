"""How far a request has to be ahead before it is believed, beside what the gates decided."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.knowledge.model import RequestName
from bot.nlu.action_requests import ActionRequest
from bot.nlu.clauses import asks
from bot.nlu.decision import UNDECIDED, Decision
from bot.nlu.follow_up import Before
from bot.nlu.labels import NEAR_MISS_PREFIX, knowledge_id_of, label_of
from bot.nlu.matcher import Message
from bot.nlu.progress import asks_what_is_next

CERTAIN_ANSWER = 0.97
"""Confidence from which an answer is sure."""
LEAD_OVER_REPLY = 0.2
"""What a request has to be further ahead where the knowledge base has a sure reply, too, or where
the message says little (然后嘞)."""
PLAIN_SCORE = 0.5
"""Score from which an answer is plain: almost the words of a question that was written for it."""
LEAD_OVER_PLAIN_ANSWER = 0.5
"""The same where the reply is that (抬头你直接告诉我写啥就行)."""
LEAD_OVER_FOLLOW_UP = 1.0
"""The same where the message is understood by the one before (最晚哪天 after another deadline)."""
LEAD_OVER_GUESS = 0.6
"""The same, where what the message leans on doesn't tell either."""
LEAD_OVER_TALK = 1.0
"""The same where the message looks like talk; not where it merely isn't understood."""
WITHIN_AN_ACTION = frozenset(("inform", "cancel", "start_over"))
"""Requests that need a lead over talk only: without an action that they belong to, the decision
stands."""
WHICH_DAY = frozenset(("print/when", "print/other_time", "print/monday_thursday"))
"""Entries that ``print_days`` says, too, and with dates."""
PRINTING = ("print", "approval")
"""What the ids of entries and near-miss types begin with after which 周四呢 asks for print days."""
LEAD_OF_THE_SAME = 0.4
"""What that it says the same is worth to it."""
DEADLINES = frozenset(("letter_deadline", "receipt_deadline"))
"""Requests that count from a date."""
INFORM: RequestName = "inform"
LEAD_OF_WHAT_GOES_ON = 0.8
"""What an action that goes on helps a message that may tell it something. Where it tells nothing
after all, the gate's decision stands."""


_ASKS_A_DEADLINE = re.compile(
    "到期|过期|超期|逾期|失效|作废|有效|管[到多用]|最[晚迟后]|截止|几号|哪[天日]|几[月天]|多久|多长|什么时候|啥时候|何时|还[剩有能]|来得及|赶[得的]上"
    "|算|期限|期|deadline|ddl|提醒|日子|before|when|how long|day|date"
)
_ABOUT_DAYS = re.compile(
    "还[剩有能]|到期|过期|最[晚迟]|截止|来得及|赶[得的]上|几号|哪天|[\\d一二三四五六七八九十][月号日天]|\\d[./-]\\d"
    "|[今明后]天|周[一二三四五六日天末]|礼拜|星期|元旦|春节|国庆|月底|年底"
)


def request_in(
    leads: Mapping[RequestName, float],
    text: str,
    message: Message,
    decision: Decision,
    before: Before,
) -> ActionRequest | None:
    """Return what a message asks to be done, if it does.

    :param leads: of each request, the best first
    :param text: the message as typed
    :param decision: what the gates made of the message
    :param before: what was said before it
    """
    likeliest = next(iter(leads))
    if before.going_on and asks_what_is_next(text):
        return ActionRequest(name=INFORM)
    if likeliest in DEADLINES and _asks_something_else(text, decision):
        leads = {**leads, likeliest: leads[likeliest] - LEAD_OVER_PLAIN_ANSWER}
    if leads[likeliest] >= _lead_asked(message, decision, likeliest, before.asked):
        return ActionRequest(name=likeliest)
    goes_on = leads[INFORM] >= -LEAD_OF_WHAT_GOES_ON or _may_tell_something(text)
    if before.going_on and goes_on:
        return ActionRequest(name=INFORM)
    return None


def _asks_something_else(text: str, decision: Decision) -> bool:
    """Tell whether a date only stands beside a question (11月20号打的介绍信,单位换了咋办)."""
    return decision.outcome in ("answer", "near_miss") and not _ASKS_A_DEADLINE.search(text)


def _may_tell_something(text: str) -> bool:
    """Tell whether an action that goes on should look at a message first.

    It takes statements (系统还没弄) and questions about its days (还剩几天). What it makes nothing
    of is answered as the gates decided.
    """
    return not asks(text) or _ABOUT_DAYS.search(text) is not None


def _leans(message: Message, decision: Decision) -> bool:
    """Tell whether a message is understood by what was asked before it."""
    if message.leans:
        return True
    replies = [label_of(entry) for entry in decision.entries[:1]]
    if decision.near_miss and not replies:
        replies = [NEAR_MISS_PREFIX + decision.near_miss]
    alone = (message.whole.answer.label, message.whole.near_miss.label)
    return bool(replies) and replies[0] not in alone


def _is_of_printing(label: str) -> bool:
    """Tell whether what was asked before is a matter of days on which the letter is printed."""
    knowledge_id = (knowledge_id_of(label) or "").removeprefix(NEAR_MISS_PREFIX)
    return knowledge_id.startswith(PRINTING)


def _is_talk(decision: Decision) -> bool:
    """Tell real talk from what isn't understood and names nothing of ours."""
    return decision.outcome == "talk" and decision.confidence > 0


def _lead_asked(
    message: Message, decision: Decision, request: RequestName, asked: str | None
) -> float:
    if request in WITHIN_AN_ACTION:
        return LEAD_OVER_REPLY if _is_talk(decision) else 0.0
    guessed = decision.candidates[:1] if decision.outcome == "clarify" else ()
    said = decision.entries or guessed
    if request == "print_days" and said and WHICH_DAY.issuperset(said):
        return -LEAD_OF_THE_SAME
    if message.vague:
        return LEAD_OVER_REPLY
    if _is_talk(decision):
        return LEAD_OVER_TALK
    if asked is not None and _leans(message, decision):
        days_go_on = request == "print_days" and _is_of_printing(asked)
        if decision.outcome not in UNDECIDED and not days_go_on:
            return LEAD_OVER_FOLLOW_UP
        return 0.0 if request == "print_days" else LEAD_OVER_GUESS
    plain = message.whole.answer.score >= PLAIN_SCORE or len(decision.entries) > 1
    if decision.outcome == "answer" and plain:
        return LEAD_OVER_PLAIN_ANSWER
    sure = decision.outcome == "answer" and decision.confidence >= CERTAIN_ANSWER
    return LEAD_OVER_REPLY if sure or decision.outcome == "near_miss" else 0.0
