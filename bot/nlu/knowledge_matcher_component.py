"""Rasa component around the ranker: puts a ranking of all labels on each message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge import load_knowledge
from bot.nlu.conversation import topic_of, topics_of
from bot.nlu.fingerprint import training_fingerprint
from bot.nlu.training_data import questions_of, show_progress
from bot.nlu.understanding import Matcher

RANKED = "ranked"
"""Message property that the gate reads: an ``understanding.Message``."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KnowledgeMatcher(GraphComponent, IntentClassifier):
    """Ranks entries, near-miss types and small talk with a LinearSVC."""

    def __init__(
        self, storage: ModelStorage, resource: Resource, matcher: Matcher | None = None
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._matcher = matcher

    @staticmethod
    def supported_languages() -> list[str]:
        """Chinese only."""
        return ["zh"]

    @staticmethod
    def required_packages() -> list[str]:
        """Return what has to be installed."""
        return ["sklearn", "jieba", "pypinyin"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Train again when ``kb/`` or this package changes."""
        return training_fingerprint()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KnowledgeMatcher:
        """Make an untrained matcher."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train the ranker and store it in the model."""
        knowledge = load_knowledge()
        self._matcher = Matcher.train(
            questions_of(training_data),
            knowledge.concepts.values(),
            knowledge.grammar,
            topics_of(knowledge),
            show_progress,
        )
        with self._storage.write_to(self._resource) as folder:
            self._matcher.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> KnowledgeMatcher:
        """Load the ranker from the model."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Matcher.load(folder))

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Put rankings on messages, read in the light of the conversation."""
        assert self._matcher is not None, "matcher used before training"
        topic = topic_of(tracker, self._matcher.topics)
        for message in messages:
            message.set(RANKED, self._matcher.rank_message(message.get(TEXT), topic))
        return messages
