"""How a decision stands on a Rasa message: as intent, ranking and selected response."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.action_requests import ActionRequest
from bot.nlu.decision import Decision, intent_of
from bot.nlu.labels import ANSWER, NEAR_MISS, NEAR_MISS_PREFIX, knowledge_id_of, label_of
from bot.nlu.ranked import Ranked

DECISION = "decision"
"""Message property with what was decided, as plain values."""
READING = "reading"
"""Message property with how the message was read: what the desk puts questions together by."""
REQUEST = "action_request"
"""Message property with what the message asks the bot to do, or None."""
PUBLISHED = f"{ANSWER}/published"
"""Selected response of a question that a counselor has answered."""
SHOWN_RANKING = 5


def put_reading(message: Message, ranked: Ranked) -> None:
    """Set how the message was read, and what is nearest to it."""
    nearest = [
        [knowledge_id_of(scored.label), scored.score] for scored in ranked.ranking(SHOWN_RANKING)
    ]
    value = {
        "normal_form": ranked.reading.normal,
        "concepts": list(dict.fromkeys(ranked.reading.concepts)),
        "nearest": [near for near in nearest if near[0] is not None],
    }
    message.set(READING, value, add_to_output=True)


def put_decision(message: Message, decision: Decision, ranking: Sequence[dict[str, Any]]) -> None:
    """Set intent and selected response as decided; an earlier decision gives way.

    :param ranking: the best labels, as Rasa shows them
    """
    _put_intent(message, intent_of(decision), decision.confidence, ranking)
    message.set(DECISION, msgspec.to_builtins(decision), add_to_output=True)
    selected: dict[str, Any] = {"all_retrieval_intents": [ANSWER, NEAR_MISS]}
    if decision.published:
        selected[ANSWER] = _selection(PUBLISHED, 1.0)
    elif decision.entries:
        selected[ANSWER] = _selection(label_of(decision.entries[0]), decision.confidence)
    if decision.near_miss:
        label = NEAR_MISS_PREFIX + decision.near_miss
        selected[NEAR_MISS] = _selection(label, 1.0)
    message.set("response_selector", selected, add_to_output=True)


def put_request(message: Message, request: ActionRequest | None) -> None:
    """Let a request come before the decision, which stays beside it."""
    message.set(REQUEST, request.name if request else None, add_to_output=True)
    if request is not None:
        _put_intent(message, request.intent, 1.0, message.get("intent_ranking"))


def _put_intent(
    message: Message, name: str, confidence: float, ranking: Sequence[dict[str, Any]]
) -> None:
    intent = {"name": name, "confidence": confidence}
    message.set("intent", intent, add_to_output=True)
    message.set("intent_ranking", [intent, *ranking], add_to_output=True)


def _selection(label: str, confidence: float) -> dict[str, Any]:
    """Return a selected response in the shape of Rasa's own ResponseSelector."""
    return {
        "response": {
            "responses": [{"text": label}],
            "confidence": confidence,
            "intent_response_key": label,
            "utter_action": f"utter_{label}",
        },
        "ranking": [{"confidence": confidence, "intent_response_key": label}],
    }
