"""What the gate decides on: the shape that flows from understanding to dialogue."""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.nlu.labels import ANSWER, NEAR_MISS

ANSWER_AND_HAND_OVER = "faq_and_hand_over"
"""Intent of a message of which one part is answered and another handed over."""
CLARIFY = "clarify"
LIKELY = 0.5
"""Confidence from which asking back says what the likeliest entry answers; it is the topic then."""
HAND_OVER = "nlu_fallback"
"""Rasa's own name for a message that isn't understood."""
UNDECIDED = frozenset((CLARIFY, "hand_over"))
"""Outcomes of what isn't understood by itself."""
Outcome = Literal["answer", "near_miss", "clarify", "hand_over", "talk"]


class CounselorAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that a counselor has published."""

    id: int
    """The desk's number of it."""
    text: str
    source: str
    """As shown: ``辅导员答复·2026-06-24``."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What to do with a message."""

    outcome: Outcome
    confidence: float
    """Estimated probability that the answer is the one asked for; 0 for hand_over."""
    entries: tuple[str, ...] = ()
    """Entries to answer with, in the order asked."""
    near_miss: str | None = None
    """Type of the part that the notice doesn't answer, if it's a known one."""
    hand_over: bool = False
    """Whether a part of the message, or all of it, goes to a counselor."""
    candidates: tuple[str, ...] = ()
    """Ids in ``kb/`` offered as buttons: when asking back, or beside a hand-over."""
    talk: str | None = None
    """Intent of small talk."""
    published: CounselorAnswer | None = None
    """A counselor's answer, given instead of entries."""


def intent_of(decision: Decision) -> str:
    """Return the Rasa intent that stands for a decision."""
    if decision.outcome == "talk":
        assert decision.talk is not None
        return decision.talk
    if decision.outcome == "answer":
        return ANSWER_AND_HAND_OVER if decision.hand_over else ANSWER
    return {"near_miss": NEAR_MISS, "clarify": CLARIFY, "hand_over": HAND_OVER}[decision.outcome]
