"""``python -m bot.desk.backup``: copy the desk's database while the bot runs, and bring it back.

A copy is made by SQLite's own online backup, checked, and only then given its name.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from bot.desk.database import BUSY_SECONDS, CHINA, DeskError
from bot.settings import SettingError, Settings

FOLDER = "backups"
"""Inside the data folder."""
KEPT = 30
"""Newest backups that are kept."""
NUMBERS_LEFT_OUT = 1_000
"""Room for the numbers that are given while a backup is being brought back."""
KEPT_BY_NAME = "desk-*.db"


def back_up(database: Path, target: Path) -> None:
    """Copy the database into a new file, whatever is being written meanwhile.

    :raises DeskError: when there is nothing to copy, the copy doesn't pass its check or there is
        no room; no half copy is left
    """
    if not database.exists():
        raise DeskError(f"没有问题库 {database.name},还没有可备份的")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.part")
    try:
        with _connected(database) as source, _connected(draft) as copy:
            source.backup(copy)
            copy.execute("pragma journal_mode = delete")
            _check(copy)
        draft.chmod(0o600)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise DeskError(f"备份没有成功:{error}") from error
    finally:
        draft.unlink(missing_ok=True)


def restore(backup: Path, database: Path) -> None:
    """Bring a backup back, also while the bot runs: what was there is written over in one step.

    What the database held before is kept beside it as ``desk.db.before-restore``.

    :raises DeskError: when the backup isn't one or is damaged; nothing is changed then
    """
    if not backup.is_file():
        raise DeskError(f"没有这个备份文件:{backup}")
    draft = database.with_name(f"{database.name}.restoring")
    try:
        with _connected(backup) as source:
            _check(source)
            if database.exists():
                _put_aside(database)
            # Made ready aside, so that nothing is written to it half-way.
            with _connected(draft) as ready, _connected(database) as target:
                source.backup(ready)
                ready.execute("pragma journal_mode = delete")
                _Known.read(target).keep(ready)
                _check(ready)
                ready.backup(target)
                target.execute("pragma journal_mode = wal")
    except (OSError, sqlite3.Error) as error:
        raise DeskError(f"恢复没有成功:{error}") from error
    finally:
        draft.unlink(missing_ok=True)


def _put_aside(database: Path) -> None:
    """Keep what is there: as a backup, or, where it's damaged, the files themselves.

    Whoever has a damaged file open has to be started anew afterwards.
    """
    aside = database.with_name(f"{database.name}.before-restore")
    try:
        back_up(database, aside)
    except DeskError:
        for ending in ("", "-wal", "-shm"):
            file = database.with_name(database.name + ending)
            if file.exists():
                file.replace(aside.with_name(aside.name + ending))


class _Known(NamedTuple):
    """What the world has seen already and a step back in time must not undo."""

    version: int
    """The engine notices by it: it must be another one than before."""
    numbers: list[tuple[str, int]]
    """Highest number given by each table: a question's number is never used twice."""
    sent: list[tuple[int, int, str]]
    """Notices that were delivered: nobody is told twice."""

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> _Known:
        """Read it from the database that's about to be written over."""
        version = _version(connection)
        if version == 0:
            return cls(0, [], [])
        return cls(
            version,
            connection.execute(
                "select name, seq + ? from sqlite_sequence", [NUMBERS_LEFT_OUT]
            ).fetchall(),
            connection.execute(
                "select id, publication, session from outbox where state = 'sent'"
            ).fetchall(),
        )

    def keep(self, connection: sqlite3.Connection) -> None:
        """Write it into the database that was brought back."""
        connection.execute("begin immediate")
        connection.execute("update kb_version set version = max(version, ?) + 1", [self.version])
        connection.executemany(
            "update sqlite_sequence set seq = max(seq, ?2) where name = ?1", self.numbers
        )
        connection.executemany(
            "insert into sqlite_sequence (name, seq) select ?1, ?2 "
            "where not exists (select 1 from sqlite_sequence where name = ?1)",
            self.numbers,
        )
        connection.executemany(
            "update outbox set state = 'sent' where id = ? and publication = ? and session = ? "
            "and state = 'waiting'",
            self.sent,
        )
        connection.execute("commit")


def _check(connection: sqlite3.Connection) -> None:
    """Make sure that a file is a sound database of the desk.

    :raises DeskError: when it isn't
    """
    verdict = connection.execute("pragma integrity_check").fetchone()[0]
    if verdict != "ok":
        raise DeskError(f"文件已损坏:{verdict}")
    if connection.execute("pragma foreign_key_check").fetchone() is not None:
        raise DeskError("文件不完整:有的记录缺了它依靠的记录")
    if _version(connection) == 0:
        raise DeskError("这不是问题库的备份")


def _version(connection: sqlite3.Connection) -> int:
    try:
        found = connection.execute("select version from kb_version").fetchone()
    except sqlite3.OperationalError:
        return 0
    return int(found[0]) if found else 0


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def main(arguments: list[str] | None = None) -> int:
    """Make or bring back a backup and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.desk.backup", description=__doc__)
    parser.add_argument("--restore", metavar="FILE", type=Path, help="要恢复的备份文件")
    chosen = parser.parse_args(arguments)
    try:
        database = Settings.from_environment().desk_database
        if chosen.restore is not None:
            restore(chosen.restore, database)
            sys.stdout.write(f"已恢复:{chosen.restore}\n")
            return 0
        folder = database.parent / FOLDER
        moment = datetime.now(CHINA)
        target = folder / f"desk-{moment:%Y%m%d-%H%M%S}.db"
        back_up(database, target)
        for old in sorted(folder.glob(KEPT_BY_NAME))[:-KEPT]:
            old.unlink()
    except (DeskError, SettingError) as error:
        sys.stderr.write(f"错误:{error}\n")
        return 1
    sys.stdout.write(f"已备份并核对:{target}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
