"""The desk's database: one SQLite file in WAL mode, written through sqlite-utils."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

import sqlite_utils

from bot.desk.masking import mask
from bot.desk.migrations import migrations

BUSY_SECONDS = 5.0
"""How long a writer waits for another before it gives up."""


class DeskError(Exception):
    """The desk could not store or read (disk full, file not writable, locked for too long)."""


class StoredQuestion(NamedTuple):
    """A question that waits for a counselor."""

    number: int
    """What the student is told (问题编号)."""
    text: str
    """Masked."""
    kind: str
    """Near-miss type, or empty."""
    topics: str
    """Concepts found in it, comma separated."""
    channel: str
    session: str
    asked_at: str
    """UTC, ISO 8601."""


def _now() -> datetime:
    return datetime.now(timezone.utc)


class Desk:
    """Questions for the counselors. Safe for several processes; one instance a thread."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = _now) -> None:
        """Open or make the database.

        :param path: of the SQLite file; its folder is made when missing
        :param clock: gives the time of now, with a zone
        :raises DeskError: when the file can't be opened or isn't a database
        """
        self._clock = clock
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
            self._db = sqlite_utils.Database(connection)
            self._db.enable_wal()
            migrations.apply(self._db)
        except (OSError, sqlite3.Error) as error:
            raise DeskError(f"打不开问题库 {path.name}:{error}") from error

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def add_question(  # noqa: PLR0913 - keyword-only, one a column
        self,
        text: str,
        *,
        session: str,
        channel: str,
        kind: str = "",
        topics: tuple[str, ...] = (),
        public: tuple[str, ...] = (),
    ) -> int:
        """Store a question, masked, and return its number.

        The same session asking the same thing again gets the same number: a retry or an
        impatient second try is not a second question.

        :param text: as typed
        :param session: opaque id of the conversation
        :param channel: where it was asked: ``web``, ``qq`` …
        :param kind: the near-miss type, if known
        :param topics: ids of concepts found in it
        :param public: texts that masking leaves alone
        :raises DeskError: when it could not be stored; nothing is half stored
        """
        masked = mask(text, public)
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                known = next(
                    self._db.query(
                        "select number from question where session = ? and text = ?",
                        [session, masked],
                    ),
                    None,
                )
                number = (
                    known["number"]
                    if known
                    else self._insert(masked, kind, topics, channel, session)
                )
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise DeskError(f"问题没能存下:{error}") from error
        return int(number)

    def _insert(
        self, text: str, kind: str, topics: tuple[str, ...], channel: str, session: str
    ) -> int:
        row = {
            "text": text,
            "kind": kind,
            "topics": ",".join(topics),
            "channel": channel,
            "session": session,
            "asked_at": self._clock().astimezone(timezone.utc).isoformat(timespec="seconds"),
        }
        cursor = self._db.execute(
            f"insert into question ({', '.join(row)}) values ({', '.join('?' * len(row))})",
            list(row.values()),
        )
        return int(cursor.lastrowid or 0)

    def questions(self) -> list[StoredQuestion]:
        """Return all questions, oldest first."""
        return [StoredQuestion(**row) for row in self._db["question"].rows_where(order_by="number")]
