"""Rasa component around ranker, gate and detector of requests."""

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
from bot.nlu.conversation import topic_of
from bot.nlu.decision_message import SHOWN_RANKING, put_decision, put_reading, put_request
from bot.nlu.fingerprint import training_fingerprint
from bot.nlu.training import train
from bot.nlu.training_data import questions_of, show_progress
from bot.nlu.understanding import Understanding


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(GraphComponent, IntentClassifier):
    """Decides: do something, answer, ask back, hand over or talk."""

    def __init__(
        self, storage: ModelStorage, resource: Resource, understanding: Understanding | None = None
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._understanding = understanding

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
    ) -> QuestionClassifier:
        """Make an untrained classifier."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train everything and store it in the model."""
        knowledge = load_knowledge()
        questions = questions_of(training_data, knowledge)
        self._understanding = train(questions, knowledge, show_progress)
        with self._storage.write_to(self._resource) as folder:
            self._understanding.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> QuestionClassifier:
        """Load what was trained from the model."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Understanding.load(folder))

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Set intent, intent ranking and selected response, in the light of the conversation."""
        understanding = self._understanding
        assert understanding is not None, "classifier used before training"
        topic = topic_of(tracker, understanding.matcher.topics)
        for message in messages:
            understood = understanding.understand(message.get(TEXT), topic)
            put_reading(message, understood.ranked)
            shown = [
                {"name": scored.label, "confidence": scored.score}
                for scored in understood.ranked.ranking(SHOWN_RANKING)
            ]
            put_decision(message, understood.decision, shown)
            put_request(message, understood.request)
        return messages
