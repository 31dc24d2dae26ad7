"""Rasa component around the gate: turns rankings into an intent and a selected response."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.calendar import system_clock, today
from bot.knowledge import load_knowledge
from bot.nlu.action_requests import ActionDetector, ActionRequest
from bot.nlu.decision import Decision, intent_of
from bot.nlu.features import Reading
from bot.nlu.fingerprint import training_fingerprint
from bot.nlu.gate import Gate
from bot.nlu.knowledge_matcher_component import RANKED
from bot.nlu.labels import ANSWER, NEAR_MISS, NEAR_MISS_PREFIX, knowledge_id_of, label_of
from bot.nlu.ranked import Ranked, Scored
from bot.nlu.training_data import questions_of, show_progress
from bot.nlu.understanding import CERTAIN_ANSWER, decide, train_gate
from bot.nlu.understanding import Message as RankedMessage

DECISION = "decision"
"""Message property with what was decided, as plain values."""
READING = "reading"
"""Message property with how the message was read: what the desk puts questions together by."""
REQUEST = "action_request"
"""Message property with what the message asks the bot to do, or None."""
PUBLISHED = f"{ANSWER}/published"
"""Selected response of a question that a counselor has answered."""
SHOWN_RANKING = 5
LONGEST_REQUEST = 40
"""Characters; who asks the bot to count or to write something says so shortly."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerGate(GraphComponent, IntentClassifier):
    """Decides: do something, answer, ask back, hand over or talk."""

    def __init__(self, storage: ModelStorage, resource: Resource, gate: Gate | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._gate = gate
        knowledge = load_knowledge()
        self._detect = ActionDetector(knowledge.cues.values(), knowledge.routes)

    @staticmethod
    def supported_languages() -> list[str]:
        """Chinese only."""
        return ["zh"]

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
    ) -> AnswerGate:
        """Make a gate without parameters."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Calibrate on questions in unseen voices and store the parameters in the model."""
        knowledge = load_knowledge()
        self._gate = train_gate(
            questions_of(training_data),
            knowledge.concepts.values(),
            {label_of(entry.id): entry.facts for entry in knowledge.entries.values()},
            {
                NEAR_MISS_PREFIX + near_miss.id: [label_of(i) for i in near_miss.related]
                for near_miss in knowledge.near_misses.values()
            },
            show_progress,
        )
        with self._storage.write_to(self._resource) as folder:
            self._gate.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AnswerGate:
        """Load the parameters from the model."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Gate.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, intent ranking and selected response."""
        assert self._gate is not None, "gate used before training"
        for message in messages:
            ranked: RankedMessage = message.data.pop(RANKED)
            decision, whole = decide(self._gate, ranked), ranked.whole
            ranking = whole.ranking(SHOWN_RANKING)
            message.set(READING, _reading(whole.reading, ranking), add_to_output=True)
            shown = [{"name": scored.label, "confidence": scored.score} for scored in ranking]
            put_decision(message, decision, shown)
            request = None
            if not _tells_a_story(decision, whole):
                request = self._detect(whole.text, whole.reading, today(system_clock))
            self._put_request(message, request)
        return messages

    @staticmethod
    def _put_request(message: Message, request: ActionRequest | None) -> None:
        """Let a request come before the decision, which stays beside it."""
        message.set(REQUEST, request.name if request else None, add_to_output=True)
        if request is not None:
            intent = {"name": request.intent, "confidence": 1.0}
            message.set("intent", intent, add_to_output=True)
            ranking = message.get("intent_ranking")
            message.set("intent_ranking", [intent, *ranking], add_to_output=True)


def _reading(reading: Reading, ranking: list[Scored]) -> dict[str, Any]:
    nearest = [[knowledge_id_of(scored.label), scored.score] for scored in ranking]
    return {
        "normal_form": reading.normal,
        "concepts": list(dict.fromkeys(reading.concepts)),
        "nearest": [near for near in nearest if near[0] is not None],
    }


def put_decision(message: Message, decision: Decision, ranking: Sequence[dict[str, Any]]) -> None:
    """Set intent and selected response as decided; an earlier decision gives way.

    :param ranking: the best labels, as Rasa shows them
    """
    intent = {"name": intent_of(decision), "confidence": decision.confidence}
    message.set("intent", intent, add_to_output=True)
    message.set("intent_ranking", [intent, *ranking], add_to_output=True)
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


def _tells_a_story(decision: Decision, whole: Ranked) -> bool:
    """Tell whether a message only mentions dates and names on the way to a plain question."""
    return (
        decision.outcome == "answer"
        and decision.confidence >= CERTAIN_ANSWER
        and len(whole.reading.normal) > LONGEST_REQUEST
    )


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
