"""Thumbs up and down, and the queue of answers that students didn't like (点踩)."""

from __future__ import annotations

from typing import Literal, NamedTuple

from bot.desk.audit import Audit
from bot.desk.database import Database
from bot.desk.phrasings import split
from bot.desk.refusals import NotFoundError

Verdict = Literal["up", "down"]


class Disliked(NamedTuple):
    """An exchange with a thumb down."""

    id: int
    """Of the feedback."""
    reply: str
    at: str
    channel: str
    text: str
    """What was asked, masked; empty when it's unknown or retention has passed."""
    outcome: str
    entries: tuple[str, ...]


class Feedback:
    """All thumbs."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def add(self, reply: str, verdict: Verdict, *, session: str, channel: str) -> None:
        """Store what a student thinks of a reply; the last thumb counts.

        :param reply: the reply's id; a thumb on a reply of another conversation is passed over
        :raises DeskError: when it could not be stored
        """
        self._database.execute(
            """
            insert into feedback (reply, verdict, at, channel, session) values (?, ?, ?, ?, ?)
            on conflict (reply) do update set verdict = excluded.verdict, at = excluded.at,
                handled_at = null, handled_by = null
            where session = excluded.session
            """,
            [reply, verdict, self._database.now(), channel, session],
        )

    def disliked(self, most: int = 50, skip: int = 0) -> list[Disliked]:
        """Return the thumbs down that nobody has handled, newest first."""
        rows = self._database.rows(
            """
            select feedback.id, feedback.reply, feedback.at, feedback.channel,
                coalesce(text, '') as text, coalesce(outcome, '') as outcome,
                coalesce(entries, '') as entries
            from feedback left join exchange on exchange.reply = feedback.reply
            where verdict = 'down' and handled_at is null
            order by feedback.id desc limit ? offset ?
            """,
            [most, skip],
        )
        return [Disliked(**row | {"entries": split(row["entries"])}) for row in rows]

    def count_disliked(self) -> int:
        """Return how many thumbs down nobody has handled."""
        return int(
            self._database.value(
                "select count(*) from feedback where verdict = 'down' and handled_at is null"
            )
        )

    def handle(self, feedback: int, actor: str) -> None:
        """Take a thumb down out of the queue.

        :raises NotFoundError: when it's not in the queue
        """
        with self._database.transaction():
            changed = self._database.execute(
                "update feedback set handled_at = ?, handled_by = ? "
                "where id = ? and verdict = 'down' and handled_at is null",
                [self._database.now(), actor, feedback],
            )
            if not changed:
                raise NotFoundError("这条点踩已经处理过了")
            self._audit.record(actor, "handle_feedback", [f"feedback {feedback}"])
