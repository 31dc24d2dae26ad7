"""The desk's SQLite file: opened in WAL mode, migrated, written in immediate transactions."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import sqlite_utils
from sqlite_utils import Migrations

from bot.desk.migrations import migrations

BUSY_SECONDS = 5.0
"""How long a writer waits for another before it gives up."""
CHINA = timezone(timedelta(hours=8))
"""The college's time zone: days begin and end there."""
Parameters = Sequence[Any]
Row = dict[str, Any]


class DeskError(Exception):
    """The desk could not store or read (disk full, file not writable, locked for too long)."""


def now() -> datetime:
    """Return the time of now, in UTC."""
    return datetime.now(timezone.utc)


class Database:
    """The file and its transactions. Safe for several processes and threads.

    Each thread gets a connection of its own. All times in it are UTC, ISO 8601, to the second,
    so that texts compare as times do.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = now) -> None:
        """Open or make the database.

        :param path: of the SQLite file; its folder is made when missing
        :param clock: gives the time of now, with a zone
        :raises DeskError: when the file can't be opened or isn't a database
        """
        self.path = path
        self._clock = clock
        self._local = threading.local()
        self._opened: weakref.WeakSet[sqlite_utils.Database] = weakref.WeakSet()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DeskError(f"打不开问题库 {path.name}:{error}") from error
        self.migrate(migrations)

    def migrate(self, family: Migrations) -> None:
        """Bring a family of tables up to date; safe when several processes do so at once.

        Where nothing is to be done, nobody who writes is waited for.

        :raises DeskError: when that fails; a step that fails leaves nothing behind
        """
        with _as_desk_error(self.path):
            pending = family.pending(self._connection())
        if pending:
            with self.transaction():
                family.apply(self._connection())

    def hurry(self) -> None:
        """Let this thread's writes go on before they are on the platter.

        They survive a killed process; a power cut may cost the last of them, never the file.
        """
        self.execute("PRAGMA synchronous=normal")

    def close(self) -> None:
        """Close the connections of all threads."""
        for opened in list(self._opened):
            opened.close()
        self._local = threading.local()

    def now(self) -> str:
        """Return the time of now as it's stored."""
        return self.stamp(timedelta())

    def stamp(self, later: timedelta) -> str:
        """Return the time of now plus ``later`` as it's stored."""
        moment = self._clock().astimezone(timezone.utc) + later
        return moment.isoformat(timespec="seconds")

    def today(self) -> date:
        """Return today's date at the college."""
        return self._clock().astimezone(CHINA).date()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything inside or nothing; inside another transaction, as a part of that one.

        :raises DeskError: when the file is busy for too long, full or broken
        """
        with _as_desk_error(self.path):
            connection = self._connection()
            if connection.conn.in_transaction:
                # A savepoint: a part that fails is gone even if the whole goes on.
                with connection.atomic():
                    yield
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if connection.conn.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return the rows that a query gives, as dictionaries."""
        with _as_desk_error(self.path):
            return list(self._connection().query(sql, list(parameters)))

    def tuples(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return the rows that a query gives, as tuples; columns may have the same name."""
        with _as_desk_error(self.path):
            return list(self._connection().execute(sql, list(parameters)).fetchall())

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return a query's first row, or None."""
        with _as_desk_error(self.path):
            return next(iter(self._connection().query(sql, list(parameters))), None)

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """Return the first column of a query's first row, or None."""
        with _as_desk_error(self.path):
            found = self._connection().execute(sql, list(parameters)).fetchone()
        return found[0] if found else None

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement that writes and return how many rows it changed."""
        with _as_desk_error(self.path):
            return int(self._connection().execute(sql, list(parameters)).rowcount)

    def insert(self, table: str, row: Mapping[str, Any]) -> int:
        """Insert a row and return its id."""
        sql = f"insert into {table} ({', '.join(row)}) values ({', '.join('?' * len(row))})"
        with _as_desk_error(self.path):
            return int(self._connection().execute(sql, list(row.values())).lastrowid or 0)

    def update(self, table: str, key: int, values: Mapping[str, Any]) -> None:
        """Change columns of the row with the id ``key``."""
        columns = ", ".join(f"{column} = ?" for column in values)
        self.execute(f"update {table} set {columns} where id = ?", [*values.values(), key])

    def _connection(self) -> sqlite_utils.Database:
        opened: sqlite_utils.Database | None = getattr(self._local, "opened", None)
        if opened is None:
            with _as_desk_error(self.path):
                # close() may be called by another thread than the one that opened.
                connection = sqlite3.connect(
                    self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
                )
                connection.execute("PRAGMA foreign_keys=on")
                # What students wrote and what is deleted is gone from the file, too.
                connection.execute("PRAGMA secure_delete=on")
                opened = sqlite_utils.Database(connection)
                if opened.journal_mode != "wal":
                    opened.enable_wal()
            self._local.opened = opened
            self._opened.add(opened)
        return opened


@contextlib.contextmanager
def _as_desk_error(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise DeskError(f"问题库 {path.name} 读写不成:{error}") from error
