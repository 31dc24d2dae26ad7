"""The outbox: notices for those who asked, each to be delivered once."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, NamedTuple, cast

from bot.desk.clusters import FORGOTTEN
from bot.desk.database import Database, Row
from bot.knowledge.model import Wording

NoticeState = Literal["waiting", "sent", "given_up", "cancelled"]
LEASE = timedelta(minutes=2)
"""How long a notice that was handed out for delivery isn't handed out again."""
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""Waits after each failure; the failure after the last wait is given up."""
LONGEST_QUOTE = 60


class Notice(NamedTuple):
    """What one conversation is to be told."""

    id: int
    publication: int
    corrects: int | None
    """The notice with an earlier answer that this one puts right."""
    question: int
    """Number of the question that is quoted."""
    session: str
    channel: str
    text: str
    """Ready to send: the question quoted, the answer, its source."""
    state: NoticeState
    attempts: int
    due_at: str
    created_at: str
    settled_at: str | None
    """When it was sent, given up or cancelled."""
    error: str | None
    """Why the last attempt failed."""


class Outbox:
    """All notices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tell(
        self, publication: int, cluster: int, reply: str, wording: Wording, correction: bool
    ) -> int:
        """Write a notice for each conversation that waits, and note its questions as answered.

        :param reply: the answer with its source line
        :param correction: write one also for those whose question was answered before
        :return: how many will be told
        """
        waiting = "" if correction else "and answered_at is null"
        asked = self._database.rows(
            f"""
            select asker, session, max(number) as number, channel, text, notice from question
            where cluster = ? and session not like '{FORGOTTEN}%' {waiting} group by asker
            """,
            [cluster],
        )
        now = self._database.now()
        told = 0
        for row in asked:
            notice = self._database.value(
                "select id from outbox join question on question.number = outbox.question "
                "where publication = ? and asker = ?",
                [publication, row["asker"]],
            )
            if notice is None:
                told += 1
                notice = self._database.insert(
                    "outbox",
                    {
                        "publication": publication,
                        "corrects": row["notice"],
                        "question": row["number"],
                        "session": row["session"],
                        "channel": row["channel"],
                        "text": wording.answer_arrived.format(
                            question=_quoted(row["text"]),
                            question_number=row["number"],
                            answer=reply,
                        ),
                        "due_at": now,
                        "created_at": now,
                    },
                )
            self._database.execute(
                f"update question set answered_at = coalesce(answered_at, ?), notice = ? "
                f"where cluster = ? and asker = ? {waiting}",
                [now, notice, cluster, row["asker"]],
            )
        return told

    def due(self, most: int = 50) -> list[Notice]:
        """Hand out notices for delivery, oldest first.

        For :data:`LEASE` nobody else is handed the same ones; one that is neither marked sent nor
        failed by then (its process died) is handed out again.
        """
        now = self._database.now()
        with self._database.transaction():
            rows = self._database.rows(
                "select * from outbox where state = 'waiting' and due_at <= ? "
                "order by due_at, id limit ?",
                [now, most],
            )
            for row in rows:
                self._database.update("outbox", row["id"], {"due_at": self._database.stamp(LEASE)})
        return [_notice(row) for row in rows]

    def take_back(self) -> None:
        """Let what a process had in its hands when it died be handed out at once.

        Only for the one process that delivers, when it starts. What failed a little while ago is
        tried again a little sooner.
        """
        self._database.execute(
            "update outbox set due_at = ? where state = 'waiting' and due_at > ? and due_at <= ?",
            [self._database.now(), self._database.now(), self._database.stamp(LEASE)],
        )

    def mark_sent(self, notice: int) -> None:
        """Note that a notice was delivered."""
        self._database.execute(
            "update outbox set state = 'sent', settled_at = ?, error = null, "
            "attempts = attempts + 1 where id = ? and state = 'waiting'",
            [self._database.now(), notice],
        )

    def mark_failed(self, notice: int, error: str, *, final: bool = False) -> None:
        """Note that a delivery failed: it's tried again later, or given up in the end.

        :param error: why, for the console
        :param final: trying again is of no use, as the channel can't reach them
        """
        with self._database.transaction():
            found = self.get(notice)
            if found is None or found.state != "waiting":
                return
            values: dict[str, object] = {"attempts": found.attempts + 1, "error": error[:300]}
            if final or found.attempts >= len(RETRY_AFTER):
                values |= {"state": "given_up", "settled_at": self._database.now()}
            else:
                values["due_at"] = self._database.stamp(RETRY_AFTER[found.attempts])
            self._database.update("outbox", notice, values)

    def cancel(self, publication: int) -> int:
        """Cancel a publication's notices that aren't sent yet.

        Their questions wait again, unless an earlier notice answered them.

        :return: how many were cancelled
        """
        with self._database.transaction():
            rows = self._database.rows(
                "select id, corrects from outbox "
                "where publication = ? and state in ('waiting', 'given_up')",
                [publication],
            )
            for row in rows:
                self._database.update(
                    "outbox", row["id"], {"state": "cancelled", "settled_at": self._database.now()}
                )
                self._database.execute(
                    "update question set notice = ?, "
                    "answered_at = case when ? then answered_at end where notice = ?",
                    [row["corrects"], row["corrects"] is not None, row["id"]],
                )
        return len(rows)

    def hasten(self, conversation: str) -> None:
        """Try a conversation's undelivered notices now, given up or not.

        For when somebody has just written: most platforms let a bot speak only after that.
        """
        self._database.execute(
            "update outbox set state = 'waiting', settled_at = null, due_at = ? "
            "where state in ('waiting', 'given_up') and session like ? || '-%'",
            [self._database.now(), conversation],
        )

    def count(self, state: NoticeState) -> int:
        """Return how many notices are in a state."""
        return int(self._database.value("select count(*) from outbox where state = ?", [state]))

    def get(self, notice: int) -> Notice | None:
        """Return one notice."""
        row = self._database.row("select * from outbox where id = ?", [notice])
        return _notice(row) if row else None

    def for_question(self, number: int) -> Notice | None:
        """Return the notice that answers a question (问题编号), None while it waits."""
        row = self._database.row(
            "select outbox.* from question join outbox on outbox.id = question.notice "
            "where number = ?",
            [number],
        )
        return _notice(row) if row else None

    def newest(self, state: NoticeState, most: int = 100) -> list[Notice]:
        """Return notices in a state, newest first."""
        rows = self._database.rows(
            "select * from outbox where state = ? order by id desc limit ?", [state, most]
        )
        return [_notice(row) for row in rows]


def _quoted(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def _notice(row: Row) -> Notice:
    return Notice(**row | {"state": cast(NoticeState, row["state"])})
