"""Hands a question over to the counselors and tells the student its number."""

from __future__ import annotations

import logging
from typing import Any, Literal

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, house
from actions.conversation import TakeUp
from actions.turns import REQUEST_LEAD
from bot.desk import DeskError
from bot.dialogue.payloads import payload_of
from bot.knowledge import Button
from bot.nlu.decision import HAND_OVER

logger = logging.getLogger(__name__)
COUNSELOR_INTENTS = ("ask_counselor", "request_counselor")
"""The student wants a person: what they asked before is handed over."""
TALK_INTENTS = frozenset(
    ("greet", "goodbye", "thank", "affirm", "deny", "not_helpful", "emotion", "who_are_you",
     "capabilities", "injection", "crisis", "doubt", "off_topic_campus", "off_topic_general",
     *COUNSELOR_INTENTS)
)  # fmt: skip
"""Messages that aren't questions on the topic."""


class HandOver(Action):  # type: ignore[misc]
    """``action_hand_over``: stores the question, masked, and says its number."""

    def __init__(self, context: Context | None = None) -> None:
        context = context or house()
        knowledge = context.knowledge
        self._wording = knowledge.wording
        self._entries = knowledge.entries
        self._public = tuple(p.value for p in knowledge.particulars.values() if "@" in p.value)
        self._desk = context.desk
        self._take_up = TakeUp(context)

    def name(self) -> str:
        """Return the action's name in ``domain.yml``."""
        return "action_hand_over"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Store the question that is meant and reply with its number.

        What only reports a step of the checklist that was begun is ticked there instead.
        """
        intent = tracker.latest_message["intent"]["name"]
        ticked = self._take_up.tick(dispatcher, tracker) if intent == HAND_OVER else None
        if ticked is not None:
            return ticked
        message = question_to_hand_over(tracker)
        if message is None:
            dispatcher.utter_message(text=self._wording.nothing_to_hand_over)
            return []
        near_miss = near_miss_of(tracker.latest_message) or near_miss_of(message)
        known = number_given_before(tracker.events, near_miss) if near_miss else None
        if known is not None:
            dispatcher.utter_message(
                text=self._wording.handed_over_before.format(question_number=known),
                json_message={"outcome": "hand_over", "question_number": known},
            )
            return []
        reading = message["reading"]
        try:
            number = self._desk.questions.add(
                message["text"],
                session=tracker.sender_id,
                channel=(message.get("metadata") or {}).get("channel", "rest"),
                kind=near_miss or "",
                concepts=reading["concepts"],
                normal_form=reading["normal_form"],
                nearest=reading["nearest"],
                turns=turns_before(tracker.events, message),
                origin="requested" if intent in COUNSELOR_INTENTS else "unanswered",
                public=self._public,
            )
        except DeskError:
            logger.exception("question not handed over")
            dispatcher.utter_message(text=self._wording.handover_failed)
            return []
        wording = {
            "near_miss": self._wording.near_miss_handed_over,
            "choose_near_miss": self._wording.near_miss_handed_over,
            "ask_counselor": self._wording.near_miss_handed_over,
            "request_counselor": self._wording.near_miss_handed_over,
            "faq_and_hand_over": self._wording.part_handed_over,
        }.get(intent, self._wording.handed_over)
        text = wording.format(question_number=number)
        nearby = self._nearby(message) if intent == HAND_OVER else []
        dispatcher.utter_message(
            text=f"{text}\n{self._wording.nearby}" if nearby else text,
            buttons=[
                {"title": button.title, "payload": payload_of(button.id)} for button in nearby
            ],
            json_message={"outcome": "hand_over", "question_number": number},
        )
        return []

    def _nearby(self, message: dict[str, Any]) -> list[Button]:
        candidates = (message.get("decision") or {}).get("candidates", ())
        return [Button(i, self._entries[i].title) for i in candidates if i in self._entries]


def question_to_hand_over(tracker: Tracker) -> dict[str, Any] | None:
    """Return the message to store: the latest, or the last question before a button or 转人工.

    None when nothing on the topic has been asked yet. What was told to a form or asked of an action
    is never stored: it may be a name or a student number.
    """
    told_to_form = messages_told_to_forms(tracker.events)
    for number, event in reversed(list(enumerate(tracker.events))):
        if event["event"] != "user" or number in told_to_form:
            continue
        message: dict[str, Any] = event["parse_data"] | {
            "metadata": event.get("metadata"),
            "message_id": event.get("message_id"),
        }
        text = (message.get("text") or "").strip()
        intent = message["intent"]["name"]
        if text.startswith("/") or intent in TALK_INTENTS or intent.startswith(REQUEST_LEAD):
            continue
        return message
    return None


def number_given_before(events: list[dict[str, Any]], near_miss: str) -> int | None:
    """Return the number that a question of the same near-miss type got in this conversation."""
    asked = None
    for event in events:
        if event["event"] == "user":
            asked = near_miss_of(event["parse_data"])
        elif event["event"] == "bot" and asked == near_miss:
            number = ((event.get("data") or {}).get("custom") or {}).get("question_number")
            if number is not None:
                return int(number)
    return None


def turns_before(
    events: list[dict[str, Any]], message: dict[str, Any]
) -> list[tuple[Literal["student", "bot"], str]]:
    """Return what was said before a message, oldest first.

    Pressed buttons are left out, and so is what was told to a form or asked of an action, with the
    bot's replies to it: it may be a name or a student number.
    """
    turns: list[tuple[Literal["student", "bot"], str]] = []
    told_to_form = messages_told_to_forms(events)
    personal = False
    for number, event in enumerate(events):
        if event["event"] == "user":
            if event.get("message_id") == message["message_id"]:
                break
            intent = event["parse_data"]["intent"]["name"] or ""
            personal = number in told_to_form or intent.startswith(REQUEST_LEAD)
            text = event.get("text") or ""
            if not personal and not text.startswith("/"):
                turns.append(("student", text))
        elif event["event"] == "bot" and event.get("text") and not personal:
            turns.append(("bot", event["text"]))
    return turns


def messages_told_to_forms(events: list[dict[str, Any]]) -> set[int]:
    """Return the places of the user messages that an active form took.

    A message that the form rejected was answered by itself and isn't among them.
    """
    told: set[int] = set()
    form = None
    latest = None
    for number, event in enumerate(events):
        if event["event"] == "active_loop":
            form = event.get("name")
        elif event["event"] == "user":
            latest = number
            if form is not None:
                told.add(number)
        elif event["event"] == "action_execution_rejected" and latest is not None:
            told.discard(latest)
    return told


def near_miss_of(message: dict[str, Any]) -> str | None:
    """Return the near-miss type of a message, chosen by button or decided by the gate."""
    for entity in message.get("entities", []):
        if entity["entity"] == "near_miss":
            return str(entity["value"])
    return (message.get("decision") or {}).get("near_miss")
