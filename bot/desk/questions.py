"""Questions that the bot could not answer, masked, each in a cluster of its like."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal, NamedTuple, cast

from bot.desk.askers import asker_of
from bot.desk.clusters import Clusters
from bot.desk.database import Database, Row
from bot.desk.masking import mask
from bot.desk.phrasings import Phrasings, split
from bot.desk.similarity import wording
from bot.knowledge.text import bare

Origin = Literal["unanswered", "requested", "disliked"]
"""Why it came to the desk: the bot had no answer; a person was asked for; a thumb went down."""
MOST_TURNS = 6
"""Turns of the conversation before that are kept with a question."""


class Turn(NamedTuple):
    """Something said before the question."""

    speaker: Literal["student", "bot"]
    text: str


class Near(NamedTuple):
    """An answer that the bot found near."""

    id: str
    """``print/where`` or ``near_miss/lost_letter``."""
    score: float


class StoredQuestion(NamedTuple):
    """A question that came to the desk."""

    number: int
    """What the student is told (问题编号)."""
    text: str
    """Masked; empty once retention has passed."""
    kind: str
    """Near-miss type, or empty."""
    concepts: tuple[str, ...]
    """Ids of the concepts found in it."""
    channel: str
    session: str
    asked_at: str
    """UTC, ISO 8601."""
    cluster: int
    origin: Origin
    nearest: tuple[Near, ...]
    """The bot's own nearest answers, best first."""
    turns: tuple[Turn, ...]
    """What was said before, masked, oldest first."""
    answered_at: str | None
    """When an answer for it was published, or None while it waits."""


class Questions:
    """All questions."""

    def __init__(self, database: Database, phrasings: Phrasings, clusters: Clusters) -> None:
        self._database = database
        self._phrasings = phrasings
        self._clusters = clusters

    def add(  # noqa: PLR0913 - keyword-only, one a column
        self,
        text: str,
        *,
        session: str,
        channel: str,
        kind: str = "",
        concepts: Sequence[str] = (),
        normal_form: str = "",
        nearest: Sequence[tuple[str, float]] = (),
        turns: Sequence[tuple[Literal["student", "bot"], str]] = (),
        origin: Origin = "unanswered",
        public: Sequence[str] = (),
    ) -> int:
        """Store a question, masked, put it into a cluster, and return its number.

        Who asks the same thing again while it waits gets the same number, in any session: a retry
        or an impatient second try is not a second question.

        :param text: as typed
        :param session: opaque id of the conversation
        :param channel: where it was asked: ``web``, ``qq`` …
        :param kind: the near-miss type, if known
        :param concepts: ids of the concepts found in it
        :param normal_form: how the bot reads it; not used where it may hold personal details
        :param nearest: the bot's nearest answers with their scores, best first
        :param turns: what was said before, as typed, oldest first
        :param origin: why it comes to the desk
        :param public: texts that masking leaves alone
        :raises DeskError: when it could not be stored; nothing is half stored
        """
        masked = mask(text, public)
        # Only what needed no masking is safe to keep in the bot's own reading.
        read = normal_form if bare(masked) == bare(text) else masked
        with self._database.transaction():
            known = self._database.value(
                "select number from question where asker = ? and text = ? and answered_at is null",
                [asker_of(session), masked],
            )
            if known is not None:
                return int(known)
            asked = wording(bare(read) or bare(masked) or masked, concepts, kind)
            found = self._phrasings.known(asked.key)
            if found is None:
                cluster = self._phrasings.nearest_cluster(asked)
                founding = cluster is None
                if cluster is None:
                    cluster = self._clusters.create(masked, kind)
                phrasing = self._phrasings.add(
                    asked, masked, concepts, kind, cluster=cluster, founding=founding
                )
            else:
                phrasing, cluster = found
            number = self._database.insert(
                "question",
                {
                    "text": masked,
                    "kind": kind,
                    "concepts": ",".join(concepts),
                    "channel": channel,
                    "session": session,
                    "asked_at": self._database.now(),
                    "origin": origin,
                    "nearest": json.dumps([[i, round(score, 3)] for i, score in nearest]),
                    "turns": json.dumps(
                        [[speaker, mask(said, public)] for speaker, said in turns[-MOST_TURNS:]],
                        ensure_ascii=False,
                    ),
                    "phrasing": phrasing,
                    "cluster": cluster,
                },
            )
            self._clusters.note_question(cluster, number, origin == "requested")
        return number

    def get(self, number: int) -> StoredQuestion | None:
        """Return the question with a number."""
        row = self._database.row("select * from question where number = ?", [number])
        return _question(row) if row else None

    def all(self) -> list[StoredQuestion]:
        """Return all questions, oldest first."""
        return [_question(r) for r in self._database.rows("select * from question order by number")]

    def of_cluster(self, cluster: int, most: int = 100, skip: int = 0) -> list[StoredQuestion]:
        """Return a cluster's questions, newest first."""
        rows = self._database.rows(
            "select * from question where cluster = ? order by number desc limit ? offset ?",
            [cluster, most, skip],
        )
        return [_question(row) for row in rows]


def _question(row: Row) -> StoredQuestion:
    return StoredQuestion(
        number=row["number"],
        text=row["text"],
        kind=row["kind"],
        concepts=split(row["concepts"]),
        channel=row["channel"],
        session=row["session"],
        asked_at=row["asked_at"],
        cluster=row["cluster"],
        origin=cast(Origin, row["origin"]),
        nearest=tuple(Near(*near) for near in json.loads(row["nearest"])),
        turns=tuple(Turn(*turn) for turn in json.loads(row["turns"])),
        answered_at=row["answered_at"],
    )
