"""What was asked and what the bot did, masked: the ground of the statistics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.desk.database import Database, Row
from bot.desk.masking import mask
from bot.desk.phrasings import split


class Exchange(NamedTuple):
    """One turn."""

    id: int
    reply: str
    """The reply's id, as the chat API gives it."""
    at: str
    channel: str
    session: str
    text: str
    """Masked."""
    outcome: str
    """``answer``, ``near_miss``, ``clarify``, ``hand_over`` or an intent of small talk."""
    entries: tuple[str, ...]
    """Ids of what was answered."""
    question: int | None
    """Number of the question that was handed over."""
    milliseconds: int
    """From the message's arrival to its reply."""


class Exchanges:
    """All turns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(  # noqa: PLR0913 - keyword-only, one a column
        self,
        reply: str,
        *,
        session: str,
        channel: str,
        text: str,
        outcome: str,
        milliseconds: int,
        entries: Sequence[str] = (),
        question: int | None = None,
        public: Sequence[str] = (),
    ) -> None:
        """Write down a turn, masked. The same reply's id again changes nothing.

        :param reply: the reply's id
        :param text: as typed; of a button, its id
        :param public: texts that masking leaves alone
        :raises DeskError: when it could not be stored
        """
        self._database.execute(
            """
            insert or ignore into exchange
                (reply, at, channel, session, text, outcome, entries, question, milliseconds)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                reply,
                self._database.now(),
                channel,
                session,
                mask(text, public),
                outcome,
                ",".join(entries),
                question,
                milliseconds,
            ],
        )

    def by_reply(self, reply: str) -> Exchange | None:
        """Return the turn that a reply belongs to."""
        row = self._database.row("select * from exchange where reply = ?", [reply])
        return _exchange(row) if row else None

    def before(self, exchange: Exchange, most: int = 6) -> list[Exchange]:
        """Return the turns of the same conversation before one, oldest first."""
        rows = self._database.rows(
            "select * from exchange where session = ? and id < ? order by id desc limit ?",
            [exchange.session, exchange.id, most],
        )
        return [_exchange(row) for row in reversed(rows)]


def _exchange(row: Row) -> Exchange:
    return Exchange(**row | {"entries": split(row["entries"])})
