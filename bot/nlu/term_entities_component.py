"""Rasa component around :mod:`bot.nlu.term_entities`."""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from bot.knowledge import load_knowledge
from bot.nlu import term_entities
from bot.nlu.fingerprint import training_fingerprint

LONGEST_TEXT = 300


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TermEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds the entities that spaCy's entity ruler finds."""

    def __init__(
        self, storage: ModelStorage, resource: Resource, pipeline: Language | None = None
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._pipeline = pipeline

    @staticmethod
    def supported_languages() -> list[str]:
        """Chinese only."""
        return ["zh"]

    @staticmethod
    def required_packages() -> list[str]:
        """SpaCy, without any of its models."""
        return ["spacy"]

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
    ) -> TermEntityExtractor:
        """Make an extractor that doesn't know any term yet."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Build the ruler from ``kb/terms.yml`` and store it in the model."""
        self._pipeline = term_entities.build(load_knowledge().concepts.values())
        with self._storage.write_to(self._resource) as folder:
            self._pipeline.to_disk(folder / "pipeline")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TermEntityExtractor:
        """Load the ruler from the model."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, spacy.load(folder / "pipeline"))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add ``entities`` to messages."""
        assert self._pipeline is not None, "extractor used before training"
        for message in messages:
            doc = self._pipeline(message.get(TEXT)[:LONGEST_TEXT])
            found = [
                {
                    "entity": span.label_,
                    "value": span.text,
                    "start": span.start_char,
                    "end": span.end_char,
                    "concept": span.ent_id_ or None,
                }
                for span in doc.ents
            ]
            extracted = self.add_extractor_name(found)
            message.set(ENTITIES, message.get(ENTITIES, []) + extracted, add_to_output=True)
        return messages
