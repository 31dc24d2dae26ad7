"""Schema of the staff's tables. A step that has been released never changes."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("staff")


@migrations()
def create_staff(db: Database) -> None:
    """Accounts, sessions, one-time links and attempts to log in."""
    db.execute(
        """
        create table staff (
            id integer primary key autoincrement,
            account text not null unique,
            name text not null,
            role text not null check (role in ('查看', '辅导员', '审核', '管理员')),
            password text,
            active integer not null default 1,
            created_at text not null
        )
        """
    )
    db.execute(
        """
        create table staff_session (
            token_hash text primary key,
            staff_id integer not null references staff (id),
            started_at text not null,
            seen_at text not null
        ) without rowid
        """
    )
    db.execute("create index staff_session_staff on staff_session (staff_id)")
    db.execute(
        """
        create table staff_link (
            token_hash text primary key,
            staff_id integer references staff (id),
            expires_at text not null
        ) without rowid
        """
    )
    db.execute(
        """
        create table login_attempt (
            id integer primary key,
            account text not null,
            address text not null,
            at text not null
        )
        """
    )
    db.execute("create index login_attempt_account on login_attempt (account, at)")
    db.execute("create index login_attempt_address on login_attempt (address, at)")


@migrations()
def create_daily_note(db: Database) -> None:
    """The days on which counselors were told what waits."""
    db.execute("create table daily_note (day text primary key) without rowid")
