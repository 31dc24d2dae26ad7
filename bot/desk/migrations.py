"""Schema of the desk's database, step by step. A step that has been released never changes."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("desk")


@migrations()
def create_question(db: Database) -> None:
    """Questions that wait for a counselor; numbers are never used twice."""
    db.execute(
        """
        create table question (
            number integer primary key autoincrement,
            text text not null,
            kind text not null,
            topics text not null,
            channel text not null,
            session text not null,
            asked_at text not null
        )
        """
    )
    db.execute("create index question_session on question (session)")
