"""The wordings that students used, each in one cluster, found by what they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.desk.database import Database, Row
from bot.desk.similarity import Wording, similarity, wording_of_key

ALIKE = 0.35
"""Similarity from which a question falls into a cluster."""
ALIKE_FOUNDING = 0.3
"""Similarity to a cluster's founding phrasing below which a question never falls into it: a chain
of questions, each like the one before, doesn't drift to another subject."""
READ_POSTINGS = 8_000
"""Entries of the token index that are read for one question; its rarest tokens come first."""
COMPARED = 60
"""Phrasings that are compared in full."""
MOST_INDEXED = 25
"""Phrasings of a cluster by which it's found; more add nothing but time."""


class Phrasing(NamedTuple):
    """A wording in a cluster."""

    id: int
    text: str
    """Masked."""
    concepts: tuple[str, ...]
    confirmed: bool
    """Whether a counselor saw it when the cluster was answered: the bot answers it by itself."""


class Phrasings:
    """All wordings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_cluster(self, cluster: int) -> list[Phrasing]:
        """Return a cluster's wordings, oldest first."""
        rows = self._database.rows(
            "select id, text, concepts, confirmed from phrasing where cluster = ? order by id",
            [cluster],
        )
        return [
            Phrasing(row["id"], row["text"], split(row["concepts"]), bool(row["confirmed"]))
            for row in rows
        ]

    def known(self, key: str) -> tuple[int, int] | None:
        """Return the ids of the phrasing with a key and of its cluster."""
        row = self._database.row("select id, cluster from phrasing where key = ?", [key])
        return (row["id"], row["cluster"]) if row else None

    def nearest_cluster(self, asked: Wording) -> int | None:
        """Return the cluster that a new wording falls into, None when it's like no other."""
        best: tuple[float, int] | None = None
        for cluster, founding, alike in self.nearest(asked):
            if alike < ALIKE or (best is not None and alike <= best[0]):
                continue
            if founding or self._like_founding(cluster, asked):
                best = (alike, cluster)
        return best[1] if best else None

    def nearest(self, asked: Wording) -> list[tuple[int, bool, float]]:
        """Return (cluster, whether its founding phrasing, similarity) of the likest phrasings."""
        tokens = asked.tokens()
        marks = ", ".join("?" * len(tokens))
        counts = self._database.rows(
            f"select token, phrasings from token_count where token in ({marks})",
            list(tokens),
        )
        chosen: list[str] = []
        left = READ_POSTINGS
        for row in sorted(counts, key=lambda row: (row["phrasings"], row["token"])):
            if chosen and row["phrasings"] > left:
                break
            chosen.append(row["token"])
            left -= row["phrasings"]
        if not chosen:
            return []
        weights = ", ".join("(?, ?)" for _ in chosen)
        parameters: list[object] = [v for token in chosen for v in (token, tokens[token])]
        found = self._database.rows(
            f"""
            with asked (token, weight) as (values {weights}),
            likely as (
                select phrasing, sum(weight) as shared
                from asked cross join phrasing_token using (token)
                group by phrasing order by shared desc, phrasing limit {COMPARED}
            )
            select key, concepts, kind, founding, cluster
            from likely join phrasing on phrasing.id = likely.phrasing
            """,
            parameters,
        )
        return [
            (row["cluster"], bool(row["founding"]), similarity(asked, _wording(row)))
            for row in found
        ]

    def add(  # noqa: PLR0913 - one a column
        self,
        asked: Wording,
        text: str,
        concepts: Sequence[str],
        kind: str,
        *,
        cluster: int,
        founding: bool,
    ) -> int:
        """Put a new wording into a cluster and return its id."""
        phrasing = self._database.insert(
            "phrasing",
            {
                "key": asked.key,
                "text": text,
                "concepts": ",".join(concepts),
                "kind": kind,
                "cluster": cluster,
                "founding": founding,
            },
        )
        size = self._database.value("select count(*) from phrasing where cluster = ?", [cluster])
        if size <= MOST_INDEXED:
            self._index(phrasing, asked)
        return phrasing

    def move(
        self,
        phrasings: Iterable[int],
        cluster: int,
        *,
        keep_confirmed: bool,
        by_hand: bool = False,
    ) -> None:
        """Put wordings, and the questions worded so, into another cluster.

        :param keep_confirmed: the answer stays the same, so what was confirmed still is
        :param by_hand: a counselor chose these, so that others of their like are to follow them
        """
        for phrasing in phrasings:
            self._database.execute(
                "update phrasing set cluster = ?, confirmed = confirmed and ?, "
                "founding = founding or ? where id = ?",
                [cluster, keep_confirmed, by_hand, phrasing],
            )
            self._database.execute(
                "update question set cluster = ? where phrasing = ?", [cluster, phrasing]
            )
            if by_hand:
                row = self._database.row("select * from phrasing where id = ?", [phrasing])
                assert row is not None
                self._index(phrasing, _wording(row))

    def _index(self, phrasing: int, asked: Wording) -> None:
        for token in asked.tokens():
            self._database.execute(
                "insert or ignore into phrasing_token (token, phrasing) values (?, ?)",
                [token, phrasing],
            )

    def _like_founding(self, cluster: int, asked: Wording) -> bool:
        rows = self._database.rows(
            "select key, concepts, kind from phrasing where cluster = ? and founding", [cluster]
        )
        return any(similarity(asked, _wording(row)) >= ALIKE_FOUNDING for row in rows)


def _wording(row: Row) -> Wording:
    return wording_of_key(row["key"], split(row["concepts"]), row["kind"])


def split(stored: str) -> tuple[str, ...]:
    """Return the parts of a comma separated column."""
    return tuple(part for part in stored.split(",") if part)
