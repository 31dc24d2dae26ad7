"""Forgets what students wrote once it has served: texts, sessions and thumbs, never answers."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from bot.desk.clusters import FORGOTTEN, recount
from bot.desk.database import Database

PAST = "超过保存期限"
"""Why a question that nobody answered isn't in the queue any more."""


class Forgotten(NamedTuple):
    """How much was forgotten."""

    questions: int
    exchanges: int
    feedback: int


def forget(database: Database, days: int) -> Forgotten:
    """Forget what is older than ``days`` days, as the bot promises. Called once a day.

    A question keeps its number, its day and its cluster, so that statistics stay; its text, its
    conversation and what was said before go. Wordings that an answer is live for stay: they are
    what the answer is found by. Answers and the audit log stay whole.

    :raises DeskError: when that fails; nothing is half forgotten
    """
    before = database.stamp(-timedelta(days=days))
    with database.transaction():
        clusters = database.rows(
            f"select distinct cluster from question where asked_at < ? and {_REMEMBERED}", [before]
        )
        questions = _forget_texts(
            database, "question", "number", "asker", old="asked_at < ?", before=before
        )
        settled = "created_at < ? and state != 'waiting'"
        _forget_texts(database, "outbox", "id", "session", old=settled, before=before)
        database.execute(
            "update question set turns = '[]', nearest = '[]' where asked_at < ?", [before]
        )
        _forget_wordings(database)
        recount(database, (row["cluster"] for row in clusters))
        exchanges = database.execute("delete from exchange where at < ?", [before])
        feedback = database.execute("delete from feedback where at < ?", [before])
    # What was deleted shall not stay readable in the file's log.
    database.value("pragma wal_checkpoint(truncate)")
    return Forgotten(questions, exchanges, feedback)


_REMEMBERED = f"session not like '{FORGOTTEN}%'"


def _forget_texts(  # noqa: PLR0913 - what an SQL statement is made of
    database: Database, table: str, key: str, who: str, *, old: str, before: str
) -> int:
    """Empty texts, and put another name in a conversation's place: still one, but unknown."""
    return database.execute(
        f"""
        update {table} set text = '', session = '{FORGOTTEN}' || known.first
        from (select {who}, min({key}) as first from {table} group by {who}) as known
        where known.{who} = {table}.{who} and {old} and {table}.{_REMEMBERED}
        """,
        [before],
    )


def _forget_wordings(database: Database) -> None:
    """Drop the wordings whose questions have all been forgotten and that no answer needs."""
    gone = database.rows(
        """
        select phrasing.id, phrasing.cluster from phrasing
        where not confirmed and not exists (
            select 1 from question where question.phrasing = phrasing.id and text != ''
        )
        """
    )
    for row in gone:
        database.execute("update question set phrasing = null where phrasing = ?", [row["id"]])
        database.execute("delete from phrasing where id = ?", [row["id"]])
    for cluster in {row["cluster"] for row in gone}:
        database.execute(
            """
            update cluster set title = coalesce(
                (select text from phrasing where cluster = cluster.id order by id limit 1), ''
            ) where id = ? and title not in (select text from phrasing where cluster = ?)
            """,
            [cluster, cluster],
        )
    database.execute(
        "update cluster set state = 'ignored', reason = ? where state = 'open' "
        "and not exists (select 1 from phrasing where phrasing.cluster = cluster.id)",
        [PAST],
    )
