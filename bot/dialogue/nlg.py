"""How the bot speaks: answers rendered from ``kb/``, everything else from ``domain.yml``."""

from __future__ import annotations

from typing import Any

import msgspec
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.dialogue.corrections import Corrections
from bot.dialogue.payloads import FOLLOWED, HAND_OVER, NEAR_MISS_PREFIX, payload_of
from bot.knowledge import Button, Renderer, Reply, load_knowledge
from bot.knowledge.rendering import MOST_BUTTONS, with_source
from bot.nlu.decision import ANSWER_AND_HAND_OVER, LIKELY

ANSWER_ACTIONS = ("utter_faq", "utter_chosen_entry")
NEAR_MISS_ACTIONS = ("utter_near_miss", "utter_chosen_near_miss")
PUBLISHED_PREFIX = "answer/"
"""Stands before the desk's number of an answer where an entry's id would stand."""
CLARIFY_ACTION = "utter_clarify"


class KnowledgeGenerator(TemplatedNaturalLanguageGenerator):
    """Renders what the gate decided; falls back on ``domain.yml`` for all other responses."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)
        self._knowledge = load_knowledge()
        self._renderer = Renderer(self._knowledge)
        self._corrections = Corrections(self._knowledge.particulars, self._knowledge.wording)

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """Return the message for ``utter_action``: text, buttons and custom."""
        action = utter_action.partition("/")[0]
        if action in ANSWER_ACTIONS:
            message = _message(self._answer(tracker), "answer")
            message["custom"]["confidence"] = self._decision(tracker).get("confidence", 1.0)
            intent = tracker.latest_message.intent_name if tracker.latest_message else None
            message["custom"][FOLLOWED] = intent == ANSWER_AND_HAND_OVER
            return message
        if action in NEAR_MISS_ACTIONS:
            message = _message(self._renderer.near_miss(self._near_miss(tracker)), "near_miss")
            message["custom"][FOLLOWED] = True
            return message
        if action == CLARIFY_ACTION and (guess := self._guess(tracker)):
            message = _message(self._renderer.best_guess(guess), "clarify")
            message["buttons"] = self._candidates(tracker)
            return message
        message = await super().generate(utter_action, tracker, output_channel, **kwargs)
        if message is not None:
            if action == CLARIFY_ACTION:
                message["buttons"] = self._candidates(tracker)
            message["custom"] = {"outcome": action.removeprefix("utter_")}
        return message

    @staticmethod
    def _decision(tracker: DialogueStateTracker) -> dict[str, Any]:
        return (tracker.latest_message.parse_data if tracker.latest_message else {}).get(
            "decision", {}
        )

    def _answer(self, tracker: DialogueStateTracker) -> Reply:
        chosen = next(tracker.get_latest_entity_values("entry"), None)
        if chosen:
            return self._renderer.answer([chosen])
        decision = self._decision(tracker)
        published = decision.get("published")
        if published is None:
            return self._corrected(tracker, decision)
        return Reply(
            text=with_source(published["text"], published["source"]),
            source=published["source"],
            entries=(f"{PUBLISHED_PREFIX}{published['id']}",),
        )

    def _corrected(self, tracker: DialogueStateTracker, decision: dict[str, Any]) -> Reply:
        """Return the answer, after a plain no to a mailbox or a room that was named by mistake."""
        reply = self._renderer.answer(decision["entries"], decision.get("near_miss"))
        said = (tracker.latest_message.text if tracker.latest_message else None) or ""
        correction = self._corrections.of(said, reply.text)
        if correction is None:
            return reply
        return msgspec.structs.replace(reply, text=f"{correction}\n{reply.text}")

    def _near_miss(self, tracker: DialogueStateTracker) -> str:
        chosen = next(tracker.get_latest_entity_values("near_miss"), None)
        return chosen or self._decision(tracker)["near_miss"]

    def _guess(self, tracker: DialogueStateTracker) -> str | None:
        """Return the entry that is likelier meant than not."""
        decision = self._decision(tracker)
        best = decision["candidates"][0]
        likely = decision["confidence"] >= LIKELY and not best.startswith(NEAR_MISS_PREFIX)
        return best if likely else None

    def _candidates(self, tracker: DialogueStateTracker) -> list[dict[str, str]]:
        buttons = []
        for candidate in self._decision(tracker)["candidates"]:
            if candidate.startswith(NEAR_MISS_PREFIX):
                title = self._knowledge.near_misses[candidate.partition("/")[2]].title
            else:
                title = self._knowledge.entries[candidate].title
            buttons.append(Button(candidate, title))
        counselor = Button(HAND_OVER, self._knowledge.wording.ask_counselor)
        return _buttons([*buttons[: MOST_BUTTONS - 1], counselor])


def _buttons(buttons: list[Button]) -> list[dict[str, str]]:
    return [{"title": button.title, "payload": payload_of(button.id)} for button in buttons]


def _message(reply: Reply, outcome: str) -> dict[str, Any]:
    custom = {"outcome": outcome, "source": reply.source, "entries": list(reply.entries)}
    return {"text": reply.text, "buttons": _buttons(list(reply.buttons)), "custom": custom}
