"""Schema of the inbox, step by step. A step that has been released never changes."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

inbox_migrations = Migrations("inbox")


@inbox_migrations()
def create_inbox(db: Database) -> None:
    """Conversations with their route, messages that came in, replies that went out."""
    db.execute(
        """
        create table inbox_conversation (
            id text primary key,
            channel text not null,
            "group" text,
            user text not null,
            reply_to text not null,
            heard_at text not null,
            session integer not null,
            turns integer not null,
            position integer not null,
            confirmed integer not null
        ) without rowid
        """
    )
    db.execute(
        """
        create table inbox_message (
            number integer primary key,
            conversation text not null,
            message_id text not null,
            sender text not null,
            reply_to text not null,
            payload text,
            state text not null,
            received_at text not null,
            unique (conversation, message_id)
        )
        """
    )
    db.execute(
        "create index inbox_message_waiting on inbox_message (number) where payload not null"
    )
    db.execute("create index inbox_message_received on inbox_message (received_at)")
    db.execute(
        """
        create table inbox_reply (
            id text primary key,
            conversation text not null,
            position integer not null,
            message_id text,
            body text not null,
            late integer not null,
            delivery text not null,
            given_at text not null,
            unique (conversation, position)
        )
        """
    )
    db.execute("create index inbox_reply_given on inbox_reply (given_at)")
    db.execute("create index inbox_reply_due on inbox_reply (delivery) where delivery = 'due'")
