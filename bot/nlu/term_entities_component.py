"""Rasa component around :mod:`bot.nlu.term_entities`."""

from __future__ import annotations

from pathlib import Path

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from bot.knowledge import load_knowledge
from bot.nlu import term_entities
from bot.nlu.component import KnowledgeComponent

LONGEST_TEXT = 300
PIPELINE = "pipeline"
"""Folder of what spaCy writes."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TermEntityExtractor(KnowledgeComponent[Language], EntityExtractorMixin):
    """Adds the entities that spaCy's entity ruler finds."""

    @staticmethod
    def required_packages() -> list[str]:
        """SpaCy, without any of its models."""
        return ["spacy"]

    def learn(self, training_data: TrainingData) -> Language:
        """Build the ruler from ``kb/terms.yml``."""
        return term_entities.build(load_knowledge().concepts.values())

    @staticmethod
    def write(learnt: Language, folder: Path) -> None:
        """Write the ruler."""
        learnt.to_disk(folder / PIPELINE)

    @staticmethod
    def read(folder: Path) -> Language:
        """Read the ruler."""
        return spacy.load(folder / PIPELINE)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add ``entities`` to messages."""
        for message in messages:
            doc = self.learnt(message.get(TEXT)[:LONGEST_TEXT])
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
