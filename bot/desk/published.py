"""What is live, as the engine sees it: read-only, and cheap to ask again for every message."""

from __future__ import annotations

import contextlib
import functools
import logging
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from bot.desk.database import CHINA, now
from bot.desk.matching import Matcher
from bot.desk.phrasings import split
from bot.desk.publication import china_day
from bot.desk.similarity import Wording, wording, wording_of_key

logger = logging.getLogger(__name__)
MOST_REMEMBERED = 50_000
"""Wordings that are kept read."""
BUSY_SECONDS = 0.05
"""A message doesn't wait longer for a file that's being recovered."""
_PUBLISHED_AT = """
select answer.id, max(publication.id), published_at
from publication join answer on answer.id = publication.answer
where publication.revision = answer.live_revision group by answer.id
"""
_LIVE = """
select phrasing.key, phrasing.concepts, cluster.entry, answer.id as answer, answer.valid_until,
    answer_revision.text
from phrasing join cluster on cluster.id = phrasing.cluster
left join answer on answer.id = cluster.answer and answer.live_revision is not null
left join answer_revision on answer_revision.id = answer.live_revision
where phrasing.confirmed and cluster.state != 'merged'
    and (cluster.entry is not null or answer.id is not null)
order by phrasing.id
"""


class PublishedAnswer(NamedTuple):
    """What a counselor has decided that a question gets."""

    answer: int | None
    """Id of the answer; None when an entry of ``kb/`` answers."""
    entry: str | None
    """Id of the entry, or None."""
    text: str
    """The answer's text without its source; empty for an entry."""
    published_on: str
    """``2026-06-24``; empty for an entry."""
    valid_until: date | None
    """The last day on which it's served."""


class PublishedAnswers:
    """Finds the published answer to a question. Never raises: without the file nothing is live."""

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime] = now,
        concepts_of: Callable[[str], tuple[str, ...]] = lambda text: (),
    ) -> None:
        """Take the path of the desk's database, which need not exist yet.

        :param concepts_of: finds the concepts of questions that came without: imported ones
        """
        self._path = path
        self._concepts_of = concepts_of
        # Reading a wording takes longer than all else: after a publication few are new.
        self._worded = functools.lru_cache(maxsize=MOST_REMEMBERED)(self._word)
        self._clock = clock
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._version = -1
        self._live: Matcher[PublishedAnswer] = Matcher(())

    def find(
        self, normal_form: str, concepts: tuple[str, ...], *, exactly: bool = False
    ) -> PublishedAnswer | None:
        """Return the answer to a question that is, or nearly is, one that a counselor confirmed.

        :param normal_form: how the bot reads the question
        :param concepts: ids of the concepts in it
        :param exactly: take only the very same wording
        """
        self._refresh()
        asked = wording(normal_form, concepts)
        return self._live.find(asked, exactly=exactly, valid=self._valid)

    def all(self) -> list[PublishedAnswer]:
        """Return everything live, by question, those past their last day left out."""
        self._refresh()
        return [answer for answer in self._live if self._valid(answer)]

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _valid(self, answer: PublishedAnswer) -> bool:
        today = self._clock().astimezone(CHINA).date()
        return answer.valid_until is None or answer.valid_until >= today

    def _refresh(self) -> None:
        """Read anew if the version has changed; what was known stays when that fails."""
        try:
            inode = self._path.stat().st_ino
        except OSError:
            # Not made yet, or taken away: nothing is live.
            self._forget()
            return
        try:
            if self._connection is None or inode != self._inode:
                self.close()
                self._open(inode)
            assert self._connection is not None
            found = self._connection.execute("select version from kb_version").fetchone()
            if found is not None and found[0] != self._version:
                self._load(self._connection)
        except sqlite3.Error as error:
            logger.warning("published answers not read: %s", error)
            with contextlib.suppress(sqlite3.Error):
                self.close()

    def _word(self, key: str, concepts: str) -> Wording:
        return wording_of_key(key, split(concepts) or self._concepts_of(key))

    def _forget(self) -> None:
        self.close()
        self._version = -1
        self._live = Matcher(())

    def _open(self, inode: int) -> None:
        # The engine loads and serves in different threads, one after the other.
        self._connection = sqlite3.connect(
            f"file:{quote(str(self._path))}?mode=ro",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        self._connection.row_factory = sqlite3.Row
        self._inode = inode
        self._version = -1

    def _load(self, connection: sqlite3.Connection) -> None:
        connection.execute("begin")
        try:
            (version,) = connection.execute("select version from kb_version").fetchone()
            rows = connection.execute(_LIVE).fetchall()
            days = {row[0]: china_day(row[2]) for row in connection.execute(_PUBLISHED_AT)}
        finally:
            connection.execute("rollback")
        live: list[tuple[Wording, PublishedAnswer]] = []
        answers: dict[tuple[int | None, str | None], PublishedAnswer] = {}
        for row in rows:
            # Thousands of wordings have a few hundred answers.
            what = (row["answer"], row["entry"])
            if what not in answers:
                answers[what] = _answer(row, days)
            live.append((self._worded(row["key"], row["concepts"]), answers[what]))
        self._live, self._version = Matcher(live), version


def _answer(row: sqlite3.Row, days: Mapping[int, str]) -> PublishedAnswer:
    if row["answer"] is None:
        return PublishedAnswer(None, row["entry"], text="", published_on="", valid_until=None)
    until = row["valid_until"]
    return PublishedAnswer(
        answer=row["answer"],
        entry=None,
        text=row["text"],
        published_on=days[row["answer"]],
        valid_until=date.fromisoformat(until) if until else None,
    )
