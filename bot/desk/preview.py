"""What publishing would change, shown before it's done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bot.desk.clusters import Clusters
from bot.desk.database import Database
from bot.desk.look_ahead import LookAhead
from bot.desk.phrasings import Phrasings, split
from bot.desk.replay import BlindReplay, Replay
from bot.desk.similarity import Wording, stands_alone, wording_of_key

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
    blind: Replay | None
    """The blind questions that change their outcome; None where there are none."""


class Previews:
    """Looks ahead."""

    def __init__(self, database: Database, phrasings: Phrasings, clusters: Clusters) -> None:
        self._database = database
        self._phrasings = phrasings
        self._clusters = clusters

    def of(self, cluster: int, ahead: LookAhead) -> Preview:
        """Return what publishing an answer to a cluster would change.

        :param ahead: knows what answers a question now
        """
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
            overlaps=tuple(_overlaps(asked, ahead)),
            blind=self._blind(cluster, ahead.blind),
        )

    def _blind(self, cluster: int, replay: BlindReplay) -> Replay | None:
        live: list[Wording] = []
        then: list[Wording] = []
        for row in self._database.rows(
            """
            select key, concepts, confirmed and answer.live_revision is not null as live
            from phrasing join cluster on cluster.id = phrasing.cluster
            left join answer on answer.id = cluster.answer where cluster = ? order by phrasing.id
            """,
            [cluster],
        ):
            # As the engine reads them: what was imported came without concepts.
            concepts = split(row["concepts"])
            asked = wording_of_key(row["key"], concepts) if concepts else replay.read(row["key"])
            then.append(asked)
            if row["live"]:
                live.append(asked)
        return replay.of(live, then)

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


def _overlaps(asked: list[tuple[str, Wording]], ahead: LookAhead) -> Iterator[Overlap]:
    for text, question in asked:
        label = ahead.label(text, question)
        if label is not None:
            yield Overlap(text, label)
