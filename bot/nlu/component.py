"""What trained components share: how Rasa makes, trains, stores and loads them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Generic, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.fingerprint import training_fingerprint

Learnt = TypeVar("Learnt")
Component = TypeVar("Component", bound="KnowledgeComponent[Any]")


class KnowledgeComponent(GraphComponent, ABC, Generic[Learnt]):
    """A component that learns something from ``kb/`` and keeps it in a folder of the model."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        learnt: Learnt | None = None,
    ) -> None:
        """Take where the model is stored and, once trained, what was learnt.

        :param config: from ``config.yml``; for classes that have a base of Rasa's as well
        """
        self._storage = storage
        self._resource = resource
        self._learnt = learnt

    @staticmethod
    def supported_languages() -> list[str]:
        """Chinese only."""
        return ["zh"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Train again when ``kb/`` or the code that reads it changes."""
        return training_fingerprint()

    @classmethod
    def create(
        cls: type[Component],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Component:
        """Make a component that has learnt nothing yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls: type[Component],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Component:
        """Load what was learnt from the model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, cls.read(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn, and store what was learnt in the model."""
        self._learnt = self.learn(training_data)
        with self._storage.write_to(self._resource) as folder:
            self.write(self._learnt, folder)
        return self._resource

    @property
    def learnt(self) -> Learnt:
        """What was learnt."""
        assert self._learnt is not None, "component used before training"
        return self._learnt

    @abstractmethod
    def learn(self, training_data: TrainingData) -> Learnt:
        """Learn from ``kb/`` and Rasa's training data."""

    @staticmethod
    @abstractmethod
    def write(learnt: Learnt, folder: Path) -> None:
        """Write what was learnt into a folder."""

    @staticmethod
    @abstractmethod
    def read(folder: Path) -> Learnt:
        """Read what :meth:`write` wrote."""
