"""Rasa's jieba tokenizer with a dictionary of our own.

Rasa 3.6's stock one changes jieba's process-wide dictionary, keeps white space as tokens, and
doesn't notice that a dictionary changed.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge import load_knowledge
from bot.nlu.fingerprint import training_fingerprint
from bot.nlu.lexicon import Lexicon
from bot.nlu.segmenter import Segmenter


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class TermTokenizer(Tokenizer):
    """Splits messages into words with jieba and the terms of ``kb/terms.yml``."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        segmenter: Segmenter | None = None,
    ) -> None:
        super().__init__(config)
        self._storage = storage
        self._resource = resource
        self._segmenter = segmenter

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's defaults for tokenizers."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

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
    ) -> TermTokenizer:
        """Make an untrained tokenizer."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Build the dictionary from jieba's and the kb's terms and store it in the model."""
        lexicon = Lexicon(load_knowledge().concepts.values())
        self._segmenter = Segmenter.with_terms(lexicon.words())
        with self._storage.write_to(self._resource) as folder:
            (folder / "dictionary.json").write_text(
                json.dumps(self._segmenter.frequencies, ensure_ascii=False), encoding="utf-8"
            )
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TermTokenizer:
        """Load the dictionary from the model."""
        with model_storage.read_from(resource) as folder:
            text = (folder / "dictionary.json").read_text(encoding="utf-8")
        return cls(config, model_storage, resource, Segmenter(json.loads(text)))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the data alone: no component learns from tokens, and they'd double the time."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the words of an attribute's text; none for blank text."""
        assert self._segmenter is not None, "tokenizer used before training"
        spans = self._segmenter.spans(message.get(attribute))
        return self._apply_token_pattern([Token(word, start) for word, start in spans])
