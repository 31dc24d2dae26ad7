"""Ids and labels are two names of one thing."""

from __future__ import annotations

from bot.knowledge import Knowledge
from bot.nlu.labels import is_answer, is_near_miss, is_talk, knowledge_id_of, label_of


def test_every_id_comes_back(knowledge: Knowledge) -> None:
    ids = [*knowledge.entries, *(f"near_miss/{i}" for i in knowledge.near_misses)]
    for knowledge_id in ids:
        label = label_of(knowledge_id)
        assert label.count("/") == 1, "Rasa allows one slash in a retrieval intent"
        assert knowledge_id_of(label) == knowledge_id
        assert is_answer(label) != is_near_miss(label)
        assert not is_talk(label)
