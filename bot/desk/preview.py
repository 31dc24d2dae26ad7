"""What publishing would change, shown before it's done."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from bot.desk.clusters import Clusters
from bot.desk.database import Database
from bot.desk.phrasings import Phrasings, split
from bot.desk.similarity import Wording, nearly_identical, stands_alone, wording, wording_of_key
from bot.knowledge import Knowledge
from bot.knowledge.text import bare

CLOSE = 0.3
"""Similarity from which somebody should look whether two answers say the same."""
MOST_NEIGHBOURS = 5


class Neighbour(NamedTuple):
    """Another cluster that already has an answer."""

    cluster: int
    title: str
    answer: int | None
    entry: str | None
    similarity: float
    """Of its likest wording, 0–1."""


class Overlap(NamedTuple):
    """A wording that ``kb/`` gives an answer to already."""

    text: str
    label: str
    """``print/where`` or ``near_miss/lost_letter``."""


class Preview(NamedTuple):
    """What students would get."""

    answered: int
    """Wordings that would be answered from now on."""
    wordings: int
    """Wordings in the cluster."""
    leaning: tuple[str, ...]
    """Wordings that say too little without what was said before (那周四呢): never answered."""
    told: int
    """Conversations that would be told."""
    neighbours: tuple[Neighbour, ...]
    """Answered clusters that are like it, likest first: do the answers agree?"""
    overlaps: tuple[Overlap, ...]
    """Wordings that change their answer."""


class Previews:
    """Looks ahead."""

    def __init__(self, database: Database, phrasings: Phrasings, clusters: Clusters) -> None:
        self._database = database
        self._phrasings = phrasings
        self._clusters = clusters
        self._known: _Known | None = None

    def of(self, cluster: int, knowledge: Knowledge) -> Preview:
        """Return what publishing an answer to a cluster would change."""
        found = self._clusters.get(cluster)
        asked = [
            (row["text"], wording_of_key(row["key"], split(row["concepts"]), row["kind"]))
            for row in self._database.rows(
                "select text, key, concepts, kind from phrasing where cluster = ? order by id",
                [cluster],
            )
        ]
        leaning = tuple(text for text, question in asked if not stands_alone(question))
        return Preview(
            answered=len(asked) - len(leaning),
            wordings=len(asked),
            leaning=leaning,
            told=found.waiting,
            neighbours=self._neighbours(cluster, [question for _, question in asked]),
            overlaps=tuple(self._overlaps(asked, knowledge)),
        )

    def _overlaps(self, asked: list[tuple[str, Wording]], knowledge: Knowledge) -> list[Overlap]:
        # Reading all of kb/ takes a second or two: once for each state of it.
        if self._known is None or self._known.fingerprint != knowledge.fingerprint:
            self._known = _Known(knowledge)
        labels = ((text, self._known.label_of(text, question)) for text, question in asked)
        return [Overlap(text, label) for text, label in labels if label is not None]

    def _neighbours(self, cluster: int, asked: list[Wording]) -> tuple[Neighbour, ...]:
        likest: dict[int, float] = {}
        for question in asked[:MOST_NEIGHBOURS]:
            for other, _, alike in self._phrasings.nearest(question):
                if other != cluster and alike >= CLOSE:
                    likest[other] = max(alike, likest.get(other, 0.0))
        neighbours: list[Neighbour] = []
        for other, alike in sorted(likest.items(), key=lambda item: -item[1]):
            found = self._clusters.get(other)
            if found.answer is not None or found.entry is not None:
                neighbours.append(
                    Neighbour(other, found.title, found.answer, found.entry, round(alike, 2))
                )
        return tuple(neighbours[:MOST_NEIGHBOURS])


class _Known:
    """What ``kb/`` answers, found by wording."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.fingerprint = knowledge.fingerprint
        self._by_key: dict[str, str] = {}
        self._by_marks: defaultdict[frozenset[str], list[tuple[str, Wording]]] = defaultdict(list)
        for question in knowledge.questions:
            written = wording(question.text, ())
            self._by_key.setdefault(written.key, question.label)
            self._by_marks[written.marks].append((question.label, written))

    def label_of(self, text: str, question: Wording) -> str | None:
        """Return the label of a question that's nearly the same."""
        found = self._by_key.get(question.key) or self._by_key.get(bare(text))
        if found is not None:
            return found
        # Which concepts the kb's questions hold isn't known here.
        plain = question._replace(concepts=frozenset())
        same = self._by_marks.get(question.marks, ())
        return next((label for label, it in same if nearly_identical(plain, it)), None)
