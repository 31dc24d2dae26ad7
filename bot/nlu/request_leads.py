"""How far a request has to be ahead before it is believed, beside what the gates decided."""

from __future__ import annotations

from collections.abc import Mapping

from bot.knowledge.model import RequestName
from bot.nlu.action_requests import ActionRequest
from bot.nlu.deciding import UNDECIDED
from bot.nlu.decision import Decision
from bot.nlu.matcher import Message

CERTAIN_ANSWER = 0.97
"""Confidence from which an answer is sure."""
LEAD_OVER_REPLY = 0.3
"""What a request has to be further ahead where the knowledge base has a sure reply, too, or where
the message says little (然后嘞)."""
LEAD_OVER_FOLLOW_UP = 1.0
"""The same where the message leans on the one before (最晚哪天 after another deadline)."""
LEAD_OVER_GUESS = 0.6
"""The same, where what the message leans on doesn't tell either."""
LEAD_OVER_TALK = 1.0
"""The same where the message looks like talk; not where it merely isn't understood."""
WITHIN_AN_ACTION = frozenset(("inform", "cancel", "start_over"))
"""Requests that need a lead over talk only: without an action that they belong to, the decision
stands."""
WHICH_DAY = frozenset(("print/when", "print/other_time", "print/monday_thursday"))
"""Entries that ``print_days`` says, too, and with dates."""
LEAD_OF_THE_SAME = 0.4
"""What that it says the same is worth to it."""
INFORM: RequestName = "inform"
LEAD_OF_WHAT_GOES_ON = 0.8
"""What an action that goes on helps a message that may tell it something. Where it tells nothing
after all, the gate's decision stands."""


def request_in(
    leads: Mapping[RequestName, float], message: Message, decision: Decision, *, going_on: bool
) -> ActionRequest | None:
    """Return what a message asks to be done, if it does.

    :param leads: of each request, the best first
    :param decision: what the gates made of the message
    :param going_on: whether an action was begun that may be told something
    """
    likeliest = next(iter(leads))
    if leads[likeliest] >= _lead_asked(message, decision, likeliest):
        return ActionRequest(name=likeliest)
    if going_on and leads[INFORM] >= -LEAD_OF_WHAT_GOES_ON:
        return ActionRequest(name=INFORM)
    return None


def _is_talk(decision: Decision) -> bool:
    """Tell real talk from what isn't understood and names nothing of ours."""
    return decision.outcome == "talk" and decision.confidence > 0


def _lead_asked(message: Message, decision: Decision, request: RequestName) -> float:
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
    if message.leans and message.follow_up is not None and request != "print_days":
        return LEAD_OVER_GUESS if decision.outcome in UNDECIDED else LEAD_OVER_FOLLOW_UP
    sure = decision.outcome == "answer" and decision.confidence >= CERTAIN_ANSWER
    return LEAD_OVER_REPLY if sure or decision.outcome == "near_miss" else 0.0
