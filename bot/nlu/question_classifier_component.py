"""Rasa component around ranker, gate and detector of requests."""

from __future__ import annotations

from pathlib import Path

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge import load_knowledge
from bot.nlu.component import KnowledgeComponent
from bot.nlu.conversation import before
from bot.nlu.decision_message import SHOWN_RANKING, put_decision, put_reading, put_request
from bot.nlu.training import train
from bot.nlu.training_data import questions_of, show_progress
from bot.nlu.understanding import Understanding


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(KnowledgeComponent[Understanding], IntentClassifier):
    """Decides: do something, answer, ask back, hand over or talk."""

    @staticmethod
    def required_packages() -> list[str]:
        """Return what has to be installed."""
        return ["sklearn", "jieba", "pypinyin"]

    def learn(self, training_data: TrainingData) -> Understanding:
        """Train everything."""
        knowledge = load_knowledge()
        return train(questions_of(training_data, knowledge), knowledge, show_progress)

    @staticmethod
    def write(learnt: Understanding, folder: Path) -> None:
        """Write all that was trained."""
        learnt.save(folder)

    @staticmethod
    def read(folder: Path) -> Understanding:
        """Read all that was trained."""
        return Understanding.load(folder)

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Set intent, intent ranking and selected response, in the light of the conversation."""
        understanding = self.learnt
        said_before = before(tracker, understanding.matcher.follow_ups.topics)
        for message in messages:
            understood = understanding.understand(message.get(TEXT), said_before)
            put_reading(message, understood.ranked)
            shown = [
                {"name": scored.label, "confidence": scored.score}
                for scored in understood.ranked.ranking(SHOWN_RANKING)
            ]
            put_decision(message, understood.decision, shown)
            put_request(message, understood.request)
        return messages
