"""Hands a question over to the counselors and tells the student its number."""

from __future__ import annotations

import logging
from typing import Any, Literal

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.desk import Desk, DeskError
from bot.knowledge import load_knowledge
from bot.settings import Settings

logger = logging.getLogger(__name__)
COUNSELOR_INTENTS = ("ask_counselor", "request_counselor")
"""The student wants a person: what they asked before is handed over."""
TALK_INTENTS = frozenset(
    ("greet", "goodbye", "thank", "affirm", "deny", "not_helpful", "emotion", "who_are_you",
     "capabilities", "injection", "off_topic_campus", "off_topic_general", *COUNSELOR_INTENTS)
)  # fmt: skip
"""Messages that aren't questions on the topic."""


class HandOver(Action):  # type: ignore[misc]
    """``action_hand_over``: stores the question, masked, and says its number."""

    def __init__(self) -> None:
        knowledge = load_knowledge()
        self._wording = knowledge.wording
        self._public = tuple(p.value for p in knowledge.particulars.values() if "@" in p.value)
        self._desk = Desk(Settings.from_environment().desk_database)

    def name(self) -> str:
        """Return the action's name in ``domain.yml``."""
        return "action_hand_over"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Store the question that is meant and reply with its number."""
        message = question_to_hand_over(tracker)
        if message is None:
            dispatcher.utter_message(text=self._wording.nothing_to_hand_over)
            return []
        near_miss = near_miss_of(tracker.latest_message) or near_miss_of(message)
        reading = message["reading"]
        intent = tracker.latest_message["intent"]["name"]
        try:
            number = self._desk.questions.add(
                message["text"],
                session=tracker.sender_id,
                channel=(message.get("metadata") or {}).get("channel", "rest"),
                kind=near_miss or "",
                concepts=reading["concepts"],
                normal_form=reading["normal_form"],
                nearest=reading["nearest"],
                turns=turns_before(tracker, message),
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
        dispatcher.utter_message(
            text=wording.format(question_number=number),
            json_message={"outcome": "hand_over", "question_number": number},
        )
        return []


def question_to_hand_over(tracker: Tracker) -> dict[str, Any] | None:
    """Return the message to store: the latest, or the last question before a button or 转人工.

    None when nothing on the topic has been asked yet.
    """
    for event in reversed(tracker.events):
        if event["event"] != "user":
            continue
        message: dict[str, Any] = event["parse_data"] | {
            "metadata": event.get("metadata"),
            "message_id": event.get("message_id"),
        }
        text = (message.get("text") or "").strip()
        if text.startswith("/") or message["intent"]["name"] in TALK_INTENTS:
            continue
        return message
    return None


def turns_before(
    tracker: Tracker, message: dict[str, Any]
) -> list[tuple[Literal["student", "bot"], str]]:
    """Return what was said before a message, oldest first; pressed buttons left out."""
    turns: list[tuple[Literal["student", "bot"], str]] = []
    for event in tracker.events:
        if event["event"] == "user":
            if event.get("message_id") == message["message_id"]:
                break
            if not (event.get("text") or "").startswith("/"):
                turns.append(("student", event["text"] or ""))
        elif event["event"] == "bot" and event.get("text"):
            turns.append(("bot", event["text"]))
    return turns


def near_miss_of(message: dict[str, Any]) -> str | None:
    """Return the near-miss type of a message, chosen by button or decided by the gate."""
    for entity in message.get("entities", []):
        if entity["entity"] == "near_miss":
            return str(entity["value"])
    return (message.get("decision") or {}).get("near_miss")
