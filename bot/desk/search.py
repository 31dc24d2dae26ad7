"""Finds clusters by words of their questions and answers, or by a question's number."""

from __future__ import annotations

from bot.desk.clusters import Cluster, Clusters
from bot.desk.database import Database

MOST_TERMS = 5


class Search:
    """Search over clusters.

    By ``like``: SQLite's trigram index doesn't find words of two characters, which in Chinese are
    most words, and a scan of 100,000 wordings takes a fraction of a page's time.
    """

    def __init__(self, database: Database, clusters: Clusters) -> None:
        self._database = database
        self._clusters = clusters

    def find(self, text: str, most: int = 50) -> list[Cluster]:
        """Return the clusters in which all words occur, those last asked first.

        :param text: words separated by spaces, each in the title, in a wording or in the answer;
            or a number (问题编号)
        """
        terms = text.split()[:MOST_TERMS]
        if not terms:
            return []
        if len(terms) == 1 and terms[0].isascii() and terms[0].isdigit() and len(terms[0]) < 19:
            cluster = self._database.value(
                "select cluster from question where number = ?", [int(terms[0])]
            )
            if cluster is not None:
                return [self._clusters.get(cluster)]
        conditions = " and ".join([_CONDITION] * len(terms))
        patterns = [_pattern(term) for term in terms for _ in range(3)]
        rows = self._database.rows(
            f"""
            select id from cluster where state != 'merged' and {conditions}
            order by last_asked_at desc, id desc limit ?
            """,
            [*patterns, most],
        )
        return [self._clusters.get(row["id"]) for row in rows]


_CONDITION = r"""
(
    title like ? escape '\'
    or id in (select cluster from phrasing where text like ? escape '\')
    or answer in (select answer from answer_revision where text like ? escape '\')
)
"""


def _pattern(term: str) -> str:
    for character in "\\%_":
        term = term.replace(character, f"\\{character}")
    return f"%{term}%"
