"""Rasa component after the gate: a counselor's published answer goes before the bot's own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message

from bot.desk.database import CHINA, now
from bot.desk.published import PublishedAnswer
from bot.desk.published import PublishedAnswers as Published
from bot.dialogue.plain_reading import PlainReader
from bot.knowledge import Knowledge, load_knowledge
from bot.nlu.decision import CounselorAnswer, Decision
from bot.nlu.decision_message import DECISION, READING, REQUEST, put_decision
from bot.settings import Settings

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PublishedAnswers(GraphComponent, IntentClassifier):
    """Answers questions that are nearly those a counselor has answered, a second later on.

    Entries that a counselor wrote and that are past their last day are handed over instead.
    """

    def __init__(self, published: Published, knowledge: Knowledge, clock: Clock = now) -> None:
        """Take what is live, the knowledge base and the time."""
        self._published = published
        self._source = knowledge.wording.counselor_source
        self._entries = knowledge.entries
        self._clock = clock

    @staticmethod
    def supported_languages() -> list[str]:
        """Chinese only."""
        return ["zh"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PublishedAnswers:
        """Look at the desk's database of the running bot."""
        knowledge = load_knowledge()
        path = Settings.from_environment().desk_database
        concepts_of = PlainReader(knowledge).concepts
        return cls(Published(path, concepts_of=concepts_of), knowledge)

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the published answer in the place of what the gate decided."""
        for message in messages:
            reading, gate = message.get(READING), message.get(DECISION)
            requested = message.get(REQUEST) is not None
            # Where the bot is sure of itself, something is to be done, or nothing was asked, only
            # the very same wording.
            sure = requested or gate["outcome"] in ("answer", "talk")
            found = self._published.find(
                reading["normal_form"], tuple(reading["concepts"]), exactly=sure
            )
            decision = self._published_decision(found) if found is not None else None
            if requested and decision is None:
                continue
            decision = decision or self._without_expired(gate)
            if decision is not None:
                put_decision(message, decision, message.get("intent_ranking")[1:])
                message.set(REQUEST, None, add_to_output=True)
        return messages

    def _published_decision(self, found: PublishedAnswer) -> Decision | None:
        if found.answer is not None:
            source = self._source.format(date=found.published_on)
            answer = CounselorAnswer(id=found.answer, text=found.text, source=source)
            return Decision(outcome="answer", confidence=1.0, published=answer)
        if found.entry is not None and found.entry in self._entries:
            return Decision(outcome="answer", confidence=1.0, entries=(found.entry,))
        logger.error("the desk attached questions to an entry that is gone: %s", found.entry)
        return None

    def _without_expired(self, gate: dict[str, Any]) -> Decision | None:
        """Return what is decided where the gate chose an entry past its last day, else None."""
        today = self._clock().astimezone(CHINA).date()

        def holds(entry_id: str) -> bool:
            entry = self._entries.get(entry_id)
            return entry is None or entry.valid_until is None or entry.valid_until >= today

        offered = (*gate["entries"], *gate["candidates"])
        if all(map(holds, offered)):
            return None
        decision = msgspec.convert(gate, Decision)
        entries = tuple(filter(holds, decision.entries))
        candidates = tuple(filter(holds, decision.candidates))
        if entries or candidates:
            return msgspec.structs.replace(decision, entries=entries, candidates=candidates)
        return Decision(outcome="hand_over", confidence=0.0, hand_over=True)
