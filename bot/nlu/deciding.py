"""What to do with a message: on each of its questions, alone and after what was asked before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from bot.nlu.decision import UNDECIDED, Decision
from bot.nlu.gate import Gate
from bot.nlu.labels import NEAR_MISS_PREFIX, knowledge_id_of, label_of
from bot.nlu.matcher import Message
from bot.nlu.ranked import Ranked

COURTESIES = frozenset(("greet", "thank", "affirm", "deny", "emotion", "goodbye"))
"""Intents of what is said before a question, not instead of one."""
ABOUT_THE_TALK = COURTESIES | {"not_helpful"}
"""Intents of what is said of the conversation, not of a topic."""
OFF_TOPIC = frozenset(("off_topic_campus", "off_topic_general"))
"""Intents of what is no matter of ours."""
NOT_OURS = "off_topic_campus"
"""Intent of what isn't understood and names nothing of ours."""
STEPS = (
    "approval/",
    "change/",
    "destination/",
    "flow/",
    "form/",
    "mailbox/",
    "print/",
    "receipt/",
    "scope/",
    "system/",
)
"""What the ids of entries begin with that say how it usually goes."""
_SAYS_WHICH_WAY = re.compile("校外|校内|互转")
"""Who says so asks of that way."""
MOST_QUESTIONS = 3
"""Questions answered in one reply."""
PLAIN_ANSWER = 0.9
"""Confidence from which a message of a word or two is answered."""
CERTAIN_SCORE = 0.0
"""Score from which small talk doesn't continue the topic (好的 · 谢谢), and a near-miss type is
believed of a message of a word or two."""
COURTESY_LEAD = 0.2
"""What talk is ahead of every reply where it's believed all the same."""


class Gates(NamedTuple):
    """What decides."""

    alone: Gate
    """On a message by itself."""
    follow_up: Gate
    """On one read after another."""
    destinations: frozenset[str] = frozenset()
    """Labels of the entries that answer who names where they go."""


def decide(gates: Gates, message: Message) -> Decision:
    """Decide on a message: on each of its questions, and on the whole where they don't tell.

    Where the usual steps don't hold (abroad, delayed), what is asked of them is answered by what
    was said of that situation.
    """
    if message.after is not None and _asks_again(gates, message, message.after):
        return of_situation(message.after, 1.0)
    decision = _decide(gates, message)
    situation = situation_in(gates, message.earlier)
    if situation is None or decision.outcome != "answer" or message.another_case:
        return decision
    if _names_a_destination(gates, decision, message):
        return decision
    # The whole list, not a part of it: one part that holds is an answer worth giving.
    beside = all(
        entry.startswith(STEPS) and not gates.follow_up.holds(situation, entry)
        for entry in decision.entries
    )
    if beside:
        return of_situation(situation, decision.confidence)
    return _as_in_situation(gates, message, situation, decision)


def situation_in(gates: Gates, earlier: Sequence[str]) -> str | None:
    """Return the newest label that tells where somebody goes, or that they are off the route."""
    told = (label for label in earlier if gates.follow_up.is_situation(label))
    return next(told, None)


def _asks_again(gates: Gates, message: Message, after: str) -> bool:
    """Tell whether a message only asks what the last reply says: whom to ask, or what to do."""
    if message.resumed is not None:
        return False
    is_open = after.startswith(NEAR_MISS_PREFIX) or gates.follow_up.is_off_route(after)
    return message.asks_what_to_do or (message.asks_whom and is_open)


def _as_in_situation(
    gates: Gates, message: Message, situation: str, decision: Decision
) -> Decision:
    """Put what holds for a destination in place of what was found (点哪个 → 校内互转)."""
    says_which = _SAYS_WHICH_WAY.search(message.whole.reading.normal) is not None
    entries = (
        entry
        if says_which and entry.startswith("system/")
        else gates.follow_up.instead(situation, entry)
        for entry in decision.entries
    )
    return msgspec.structs.replace(decision, entries=tuple(dict.fromkeys(entries)))


def _names_a_destination(gates: Gates, decision: Decision, message: Message) -> bool:
    """Tell whether a message names where somebody goes: then it isn't asked of the situation."""
    label = message.whole.answer.label
    return label in gates.destinations and label in map(label_of, decision.entries)


def of_situation(label: str, confidence: float) -> Decision:
    """Return the decision that says again what was said of a situation off the usual route."""
    situation = knowledge_id_of(label) or ""
    if situation.startswith(NEAR_MISS_PREFIX):
        near_miss = situation.removeprefix(NEAR_MISS_PREFIX)
        return Decision(outcome="near_miss", confidence=0.0, near_miss=near_miss, hand_over=True)
    return Decision(outcome="answer", confidence=confidence, entries=(situation,))


def _decide(gates: Gates, message: Message) -> Decision:
    whole = gates.alone.decide(message.whole, message.core)
    if whole.talk in COURTESIES and message.core is not None:
        asked = gates.alone.decide(message.core)
        if asked.outcome != "talk":
            return asked
    if message.resumed is not None and whole.outcome in UNDECIDED:
        resumed = gates.alone.decide(message.resumed)
        if resumed.outcome == "answer" and not _goes_on(gates, message, resumed):
            return resumed
    if message.follow_up is not None and not _stands_alone(whole, message):
        decision = gates.follow_up.decide(message.follow_up)
        if _says_too_little(decision, message, gates.follow_up):
            return gates.follow_up.ask_back(message.follow_up)
        return decision
    if message.vague and not _is_plain(whole, message, gates.alone):
        return gates.alone.ask_back(message.whole)
    if whole.outcome == "hand_over" and not message.on_topic:
        # Nothing that a counselor of this topic could answer: don't fill their queue with it.
        return Decision(outcome="talk", confidence=0.0, talk=NOT_OURS)
    parts = [_decide(gates, question) for question in message.questions]
    answers = [part for part in parts if part.outcome == "answer"]
    unknown = [part for part in parts if part.outcome in ("near_miss", "hand_over")]
    entries = tuple(dict.fromkeys(entry for part in answers for entry in part.entries))
    if not entries or (len(entries) == 1 and not unknown):
        return whole
    if len(entries) == 1 and whole.outcome == "answer" and not any(p.near_miss for p in unknown):
        # The rest is talk around one question, not a question of its own.
        return whole
    near_miss = next((part.near_miss for part in unknown if part.near_miss), None)
    return Decision(
        outcome="answer",
        confidence=min(part.confidence for part in answers),
        entries=entries[:MOST_QUESTIONS],
        near_miss=near_miss,
        hand_over=near_miss is not None,
    )


def _goes_on(gates: Gates, message: Message, resumed: Decision) -> bool:
    """Tell whether a message rather follows what was answered than what was asked back about."""
    if message.follow_up is None:
        return False
    follow_up = gates.follow_up.decide(message.follow_up)
    return follow_up.outcome == "answer" and follow_up.confidence >= resumed.confidence


def _says_too_little(decision: Decision, message: Message, gate: Gate) -> bool:
    """Tell whether a counselor could make nothing of a message after another."""
    if decision.outcome == "near_miss":
        return message.object_alone and not _is_plain(decision, message, gate)
    return decision.outcome == "hand_over" and message.leans


def _is_plain(decision: Decision, message: Message, gate: Gate) -> bool:
    """Tell whether a message of a word or two is understood all the same (流程 · 党费怎么交).

    An object alone (C726呢) may be any of its unanswered attributes.
    """
    question = message.follow_up or message.whole
    if decision.near_miss is not None and decision.outcome == "near_miss":
        of_an_attribute = message.object_alone and gate.is_of_an_attribute(decision.near_miss)
        return question.near_miss.score >= CERTAIN_SCORE and not of_an_attribute
    if decision.talk in OFF_TOPIC:
        return _lead_of_talk(question) >= COURTESY_LEAD
    return decision.outcome == "talk" or decision.confidence >= PLAIN_ANSWER


def _lead_of_talk(question: Ranked) -> float:
    return question.talk.score - max(question.answer.score, question.near_miss.score)


def _stands_alone(decision: Decision, message: Message) -> bool:
    """Tell whether a message after another is plain by itself."""
    if decision.outcome != "talk":
        return not message.leans and decision.outcome not in UNDECIDED
    question = message.whole
    return question.talk.score >= CERTAIN_SCORE or (
        decision.talk in ABOUT_THE_TALK and _lead_of_talk(question) >= COURTESY_LEAD
    )
