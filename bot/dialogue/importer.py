"""Compiles ``kb/`` into Rasa's training data, beside the files in ``data/``."""

from __future__ import annotations

from collections import Counter

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.importers.utils import story_graph_from_paths
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge import Knowledge, check
from bot.knowledge.model import REQUEST_NAMES
from bot.nlu.action_requests import INTENT_LEAD
from bot.nlu.labels import ANSWER, NEAR_MISS, label_of

GIVEN_INTENTS = (
    "faq_and_hand_over",
    "clarify",
    "choose_entry",
    "choose_near_miss",
    "ask_counselor",
    *(INTENT_LEAD + name for name in REQUEST_NAMES),
)
"""Intents that the gate, the detector of requests or a button gives. Rasa's validation wants an
example of each; the ranker passes over examples that begin with a slash."""


FEWEST_EXAMPLES = 2
"""Rasa trains an intent on fewer only with a warning."""


class KnowledgeImporter(RasaFileImporter):
    """Rasa's file importer plus the retrieval intents ``faq`` and ``near_miss`` from ``kb/``.

    A knowledge base that doesn't pass its check raises here, so it never trains.
    """

    _nlu_data: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        """Return the questions of ``data/nlu.yml`` and of ``kb/``."""
        # Rasa asks several times while training, and merging takes seconds.
        if self._nlu_data is None:
            self._nlu_data = super().get_nlu_data(language).merge(compile_knowledge(check()))
        return self._nlu_data

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """Return stories and rules, read with the intents that come from ``kb/`` known."""
        return story_graph_from_paths(
            self._story_files, self._domain_with_knowledge(), exclusion_percentage
        )

    def get_conversation_tests(self) -> StoryGraph:
        """Return test stories, read likewise."""
        return story_graph_from_paths(self._conversation_test_files, self._domain_with_knowledge())

    def _domain_with_knowledge(self) -> Domain:
        return self.get_domain().merge(Domain.from_dict({"intents": [ANSWER, NEAR_MISS]}))


def compile_knowledge(knowledge: Knowledge) -> TrainingData:
    """Return two phrasings of each label of ``kb/`` as retrieval-intent examples.

    Two are what Rasa wants to know the intents; it copies and hashes every example several times
    over, so the classifier takes the others from ``kb/`` itself. The responses are placeholders:
    answers are rendered by :mod:`bot.dialogue.nlg`, so that editing one needs no training.
    """
    labels = [label_of(i) for i in knowledge.entries]
    labels += [label_of(f"near_miss/{i}") for i in knowledge.near_misses]
    messages = []
    shown: Counter[str] = Counter()
    for question in knowledge.questions:
        shown[question.label] += 1
        if shown[question.label] <= FEWEST_EXAMPLES:
            messages.append(Message.build(question.text, intent=label_of(question.label)))
    for intent in GIVEN_INTENTS:
        messages.append(Message.build(f"/{intent}", intent=intent))
        messages.append(Message.build(f"/{intent}{{}}", intent=intent))
    return TrainingData(
        messages, responses={f"utter_{label}": [{"text": label}] for label in labels}
    )
