"""Rasa's jieba tokenizer with a dictionary of our own.

Rasa 3.6's stock one changes jieba's process-wide dictionary, keeps white space as tokens, and
doesn't notice that a dictionary changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge import load_knowledge
from bot.nlu.component import KnowledgeComponent
from bot.nlu.lexicon import Lexicon
from bot.nlu.segmenter import Segmenter

DICTIONARY = "dictionary.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class TermTokenizer(KnowledgeComponent[Segmenter], Tokenizer):
    """Splits messages into words with jieba and the terms of ``kb/terms.yml``."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        learnt: Segmenter | None = None,
    ) -> None:
        """Take what both bases want."""
        Tokenizer.__init__(self, config)
        KnowledgeComponent.__init__(self, config, storage, resource, learnt)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's defaults for tokenizers."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def learn(self, training_data: TrainingData) -> Segmenter:
        """Build the dictionary from jieba's and the kb's terms."""
        return Segmenter.with_terms(Lexicon(load_knowledge().concepts.values()).words())

    @staticmethod
    def write(learnt: Segmenter, folder: Path) -> None:
        """Write the dictionary."""
        text = json.dumps(learnt.frequencies, ensure_ascii=False)
        (folder / DICTIONARY).write_text(text, encoding="utf-8")

    @staticmethod
    def read(folder: Path) -> Segmenter:
        """Read the dictionary."""
        return Segmenter(json.loads((folder / DICTIONARY).read_text(encoding="utf-8")))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the data alone: no component learns from tokens, and they'd double the time."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the words of an attribute's text; none for blank text."""
        spans = self.learnt.spans(message.get(attribute))
        return self._apply_token_pattern([Token(word, start) for word, start in spans])
