"""What the console's pages look up across tables: wordings with askers, likeness, neighbours."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from bot.desk.clusters import Cluster, Clusters, Queue
from bot.desk.database import Database
from bot.desk.phrasings import Phrasings
from bot.desk.similarity import wording

NEIGHBOURS_AMONG = 500
"""Clusters of a queue among which the one before and the one after are looked for."""

_ALIKE = 0.2
"""Similarity below which a cluster isn't worth showing."""
_COMPARED = 5
"""Wordings of a cluster by which its like are looked for."""


class AskedAs(NamedTuple):
    """A wording of a cluster and how often it was used."""

    phrasing: int
    text: str
    """Masked; empty once retention has passed."""
    question: int
    """Number of one question worded so: by it the wording can be moved."""
    askers: int
    waiting: int
    last_asked_at: str
    channels: tuple[str, ...]
    confirmed: bool
    """Whether the bot answers it by itself, once the cluster has an answer."""


class Alike(NamedTuple):
    """A cluster that is like another."""

    cluster: Cluster
    similarity: float
    """0–1, of their likest wordings."""


class Neighbours(NamedTuple):
    """Where a cluster stands in a queue."""

    before: int | None
    after: int | None


class Browsing:
    """Reads for pages; changes nothing."""

    def __init__(self, database: Database, phrasings: Phrasings, clusters: Clusters) -> None:
        self._database = database
        self._phrasings = phrasings
        self._clusters = clusters

    def wordings(self, cluster: int, most: int, skip: int = 0) -> list[AskedAs]:
        """Return a cluster's wordings, those that most askers used first."""
        rows = self._database.rows(
            """
            select phrasing.id as phrasing, phrasing.text, phrasing.confirmed,
                max(question.number) as question,
                count(distinct asker) as askers,
                count(distinct case when answered_at is null then asker end) as waiting,
                max(asked_at) as last_asked_at,
                group_concat(distinct channel) as channels
            from question join phrasing on phrasing.id = question.phrasing
            where question.cluster = ?
            group by phrasing.id
            order by askers desc, phrasing.id limit ? offset ?
            """,
            [cluster, most, skip],
        )
        return [
            AskedAs(
                **row
                | {
                    "channels": tuple(sorted(row["channels"].split(","))),
                    "confirmed": bool(row["confirmed"]),
                }
            )
            for row in rows
        ]

    def neighbours(self, cluster: int, queue: Queue) -> Neighbours:
        """Return the clusters before and after one in a queue.

        Of a cluster that isn't in the queue (any more), the queue's first comes after.
        """
        ids = [found.id for found in self._clusters.queue(queue, NEIGHBOURS_AMONG)]
        if cluster not in ids:
            return Neighbours(None, ids[0] if ids else None)
        at = ids.index(cluster)
        return Neighbours(ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)

    def alike(self, cluster: int, most: int) -> list[Alike]:
        """Return the clusters whose wordings are most like this one's, the likest first."""
        best: dict[int, float] = {}
        for phrasing in self._phrasings.of_cluster(cluster)[:_COMPARED]:
            asked = wording(phrasing.text, phrasing.concepts)
            for other, _, similarity in self._phrasings.nearest(asked):
                if other != cluster:
                    best[other] = max(similarity, best.get(other, 0.0))
        likest = sorted(best, key=lambda other: (-best[other], other))
        found = (Alike(self._clusters.get(other), best[other]) for other in likest)
        kept = (a for a in found if a.similarity >= _ALIKE and a.cluster.state != "merged")
        return list(itertools.islice(kept, most))

    def waiting_by_channel(self, cluster: int) -> dict[str, int]:
        """Return how many conversations wait for an answer in each channel."""
        rows = self._database.rows(
            """
            select channel, count(distinct asker) as waiting from question
            where cluster = ? and answered_at is null group by channel order by waiting desc
            """,
            [cluster],
        )
        return {row["channel"]: row["waiting"] for row in rows}

    def told(self, cluster: int) -> int:
        """Return how many conversations have had an answer already."""
        return int(
            self._database.value(
                "select count(distinct asker) from question "
                "where cluster = ? and answered_at is not null and session != ''",
                [cluster],
            )
        )

    def clusters_of_answer(self, answer: int) -> list[Cluster]:
        """Return the clusters that an answer answers."""
        rows = self._database.rows(
            "select id from cluster where answer = ? and state != 'merged' order by id", [answer]
        )
        return [self._clusters.get(row["id"]) for row in rows]
