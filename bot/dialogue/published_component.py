"""Rasa component after the gate: a counselor's published answer goes before the bot's own."""

from __future__ import annotations

import logging
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message

from bot.desk.published import PublishedAnswer
from bot.desk.published import PublishedAnswers as Published
from bot.knowledge import load_knowledge
from bot.nlu.answer_gate_component import DECISION, READING, REQUEST, put_decision
from bot.nlu.decision import CounselorAnswer, Decision
from bot.nlu.lexicon import Lexicon
from bot.settings import Settings

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PublishedAnswers(GraphComponent, IntentClassifier):
    """Answers questions that are nearly those a counselor has answered, a second later on."""

    def __init__(self, published: Published, wording: str, entries: frozenset[str]) -> None:
        """Take what is live, the wording of its source and the ids of the entries."""
        self._published = published
        self._source = wording
        self._entries = entries

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
        lexicon = Lexicon(knowledge.concepts.values())

        def concepts_of(text: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(found.concept for found in lexicon.find(text)))

        return cls(
            Published(Settings.from_environment().desk_database, concepts_of=concepts_of),
            knowledge.wording.counselor_source,
            frozenset(knowledge.entries),
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the published answer in the place of what the gate decided."""
        for message in messages:
            if message.get(REQUEST) is not None:
                # Something is to be done, not answered.
                continue
            reading, gate = message.get(READING), message.get(DECISION)
            # Where the bot is sure of itself, or nothing was asked, only the very same wording.
            sure = gate["outcome"] in ("answer", "talk")
            found = self._published.find(
                reading["normal_form"], tuple(reading["concepts"]), exactly=sure
            )
            decision = self._decision(found) if found is not None else None
            if decision is not None:
                put_decision(message, decision, message.get("intent_ranking")[1:])
        return messages

    def _decision(self, found: PublishedAnswer) -> Decision | None:
        if found.answer is not None:
            source = self._source.format(date=found.published_on)
            answer = CounselorAnswer(id=found.answer, text=found.text, source=source)
            return Decision(outcome="answer", confidence=1.0, published=answer)
        if found.entry in self._entries:
            return Decision(outcome="answer", confidence=1.0, entries=(found.entry,))
        logger.error("the desk attached questions to an entry that is gone: %s", found.entry)
        return None
