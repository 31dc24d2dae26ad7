"""How the bot reads a question, without a model and without Rasa: for the desk's look ahead.

Only what is typed in pinyin stays as typed: reading it takes the words that a model has learnt.
"""

from __future__ import annotations

from bot.desk.similarity import Wording, wording
from bot.knowledge import Knowledge
from bot.nlu.lexicon import Lexicon
from bot.nlu.normal_form import NormalForm


class PlainReader:
    """Reads questions. Callable: text → wording."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the knowledge base, whose terms are the concepts."""
        self._lexicon = Lexicon(knowledge.concepts.values())
        self._normal_form = NormalForm(self._lexicon, {})

    def __call__(self, text: str) -> Wording:
        """Return a question as comparing sees it."""
        normal = self._normal_form(text)
        return wording(normal, self.concepts(normal))

    def concepts(self, normal_form: str) -> tuple[str, ...]:
        """Return the ids of the concepts in a text in normal form, in order of appearance."""
        return tuple(dict.fromkeys(found.concept for found in self._lexicon.find(normal_form)))
