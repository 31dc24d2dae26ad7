"""Before publishing: which questions the bot will answer otherwise than now."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from bot.desk.database import Database
from bot.desk.phrasings import split
from bot.desk.similarity import Wording, nearly_identical, stands_alone, wording
from bot.knowledge.model import Question


class Taken(NamedTuple):
    """A question that the bot's own answers answer now."""

    text: str
    label: str
    """``print/where`` or ``near_miss/lost_letter``."""


class Replayed(NamedTuple):
    """What publishing a cluster's answer changes."""

    answered: int
    total: int
    missed: Sequence[str]
    """The cluster's wordings that will still be handed over: they lean on what was said before."""
    taken: Sequence[Taken]
    """Known questions of ``kb/`` that will get this answer instead of their own."""


class Replay:
    """Asks anew what is known, as the engine would look it up once the answer is live."""

    def __init__(self, database: Database, known: Sequence[Question]) -> None:
        """Take the store and the hand-written questions of ``kb/``."""
        self._database = database
        self._questions = known

    @functools.cached_property
    def _known(self) -> dict[frozenset[str], list[tuple[Wording, Taken]]]:
        """The known questions by their marks; read at the first use, in a second or two."""
        known: defaultdict[frozenset[str], list[tuple[Wording, Taken]]] = defaultdict(list)
        for question in self._questions:
            asked = wording(question.text, ())
            known[asked.marks].append((asked, Taken(question.text, question.label)))
        return dict(known)

    def of(self, cluster: int) -> Replayed:
        """Return what publishing this cluster's answer changes."""
        rows = self._database.rows(
            "select key, text, concepts from phrasing where cluster = ? order by id", [cluster]
        )
        missed = []
        taken: dict[Taken, None] = {}
        for row in rows:
            asked = wording(row["key"], split(row["concepts"]))
            if not stands_alone(asked):
                missed.append(row["text"])
                continue
            # What concepts stand in the known questions, only the engine's reader can tell: the
            # comparison without them finds too many rather than too few.
            plain = asked._replace(concepts=frozenset())
            for known, question in self._known.get(asked.marks, ()):
                if nearly_identical(plain, known):
                    taken[question] = None
        return Replayed(len(rows) - len(missed), len(rows), missed, list(taken))
