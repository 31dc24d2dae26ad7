"""Judges one reply by what it says and what the bot did."""

from __future__ import annotations

from typing import Literal

import msgspec

from benchmarks.evaluate.items import Item

Verdict = Literal["right", "asked_back", "handed_over", "with_caveat", "wrong"]
VERDICTS: tuple[Verdict, ...] = ("right", "asked_back", "handed_over", "with_caveat", "wrong")
"""What a reply can be. ``with_caveat``: the notice can't answer, the bot did, and said so."""


class Turn(msgspec.Struct, frozen=True):
    """What a system made of one message."""

    text: str
    did: frozenset[str]
    """Outcomes of all parts: answer, action, near_miss, clarify, hand_over, or a talk."""
    milliseconds: float
    confidence: float | None = None
    """Its own estimate that its answer is right, where it gave one."""


def judge(item: Item, turn: Turn) -> Verdict:
    """Return the verdict on one reply.

    An answer counts as right only if the bot stood by it: a hand-over that happens to quote the
    right sentence is still a hand-over. Asking back is no error where the notice can't answer.
    """
    satisfied = item.satisfied_by(turn.text)
    answered = bool(turn.did & {"answer", "action"})
    if item.expect == "clarify":
        return "right" if "clarify" in turn.did and satisfied else _did(turn)
    if item.expect == "talk":
        return "right" if satisfied and not (answered or "hand_over" in turn.did) else _did(turn)
    if item.expect == "answer":
        if answered:
            return "right" if satisfied else "wrong"
        return "asked_back" if "clarify" in turn.did else "handed_over"
    if answered and "hand_over" not in turn.did:
        return "with_caveat" if satisfied else "wrong"
    if "clarify" in turn.did or satisfied:
        return "right"
    if item.kind == "far" and not turn.did & {"answer", "near_miss"}:
        return "right"
    return "wrong"


def _did(turn: Turn) -> Verdict:
    if turn.did & {"answer", "action"}:
        return "wrong"
    return "asked_back" if "clarify" in turn.did else "handed_over"
