"""What came in and what went out: the gateway's memory, which outlives a crash.

Raw text is kept only while it waits for the engine; it is deleted with the answer. Replies of a
turn are kept for a day, so that a retry gets the same reply; what was said later on its own (a
counselor's answer) as long as the route to whom it was said.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from bot.desk.database import Database, DeskError
from bot.desk.inbox_migrations import inbox_migrations

IDLE = timedelta(minutes=30)
"""A conversation that was silent for longer goes on in a new session."""
MOST_TURNS = 40
"""Of one session."""
TURN_KEPT = timedelta(days=1)
"""How long a message's id and the reply to it are kept."""

Delivery = Literal["fetched", "due", "sending", "sent", "failed"]
"""``fetched``: handed to whoever waits or asks for it; the others: by the channel's sender."""


class Route(NamedTuple):
    """The way back to somebody."""

    channel: str
    group: str | None
    user: str
    reply_to: dict[str, str]
    """What the channel needs to answer, from the message that is answered or, for a later
    message, from the last one that came in."""
    heard_at: datetime
    """When that message came in, UTC: platforms allow an answer only for some time."""


class Recorded(NamedTuple):
    """What is known of a message that just came in."""

    is_new: bool
    state: str
    """``waiting`` for the engine, ``answered``, or ``dropped``: not worth an answer any more."""
    sender: str
    """The engine's sender id."""


class WaitingMessage(NamedTuple):
    """A message that hasn't been answered."""

    conversation: str
    message_id: str
    sender: str
    payload: str
    route: Route
    apologised: bool


class StoredReply(NamedTuple):
    """Something that was said."""

    id: str
    conversation: str
    position: int
    """Counts the replies of a conversation, from 1."""
    message_id: str | None
    """What it replies to; None for what was said later on its own."""
    body: str
    """JSON, the gateway's."""
    delivery: Delivery


class DueReply(NamedTuple):
    """A reply that its channel's sender hasn't sent."""

    id: str
    message_id: str | None
    body: str
    route: Route


def conversation_of(sender: str) -> str:
    """Return the conversation that an engine's sender id belongs to."""
    return sender.rpartition("-")[0]


class Inbox:
    """Everything of the gateway in the desk's database."""

    def __init__(self, database: Database) -> None:
        """Use a database; make the tables when they are missing.

        :raises DeskError: when they can't be made
        """
        self._database = database
        database.migrate(inbox_migrations)

    def record(  # noqa: PLR0913 - keyword-only, one a column
        self,
        *,
        conversation: str,
        channel: str,
        group: str | None,
        user: str,
        reply_to: dict[str, str],
        message_id: str,
        payload: str | None,
    ) -> Recorded:
        """Store a message that came in, unless it's known; the first thing done with it.

        :param conversation: opaque id, the same for the same channel, group and user
        :param payload: what the engine will be asked, None when it needn't be
        :raises DeskError: when it could not be stored
        """
        now = self._database.now()
        with self._database.transaction():
            known = self._database.row(
                "select state, sender from inbox_message where conversation = ? and message_id = ?",
                [conversation, message_id],
            )
            if known:
                return Recorded(False, known["state"], known["sender"])
            session, turns = self._session(conversation, now)
            sender = f"{conversation}-{session}"
            self._database.execute(
                """
                insert into inbox_conversation values (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)
                on conflict (id) do update set reply_to = excluded.reply_to,
                    heard_at = excluded.heard_at, session = excluded.session,
                    turns = excluded.turns
                """,
                [conversation, channel, group, user, json.dumps(reply_to), now, session,
                 turns + 1],
            )  # fmt: skip
            self._database.execute(
                """
                insert into inbox_message
                    (conversation, message_id, sender, reply_to, payload, state, received_at)
                values (?, ?, ?, ?, ?, 'waiting', ?)
                """,
                [conversation, message_id, sender, json.dumps(reply_to), payload, now],
            )
        return Recorded(True, "waiting", sender)

    def knows(self, conversation: str, message_id: str) -> bool:
        """Tell whether a message was stored."""
        found = self._database.row(
            "select 1 from inbox_message where conversation = ? and message_id = ?",
            [conversation, message_id],
        )
        return found is not None

    def _session(self, conversation: str, now: str) -> tuple[int, int]:
        known = self._database.row(
            "select session, turns, heard_at from inbox_conversation where id = ?", [conversation]
        )
        if known is None:
            return 1, 0
        silent = datetime.fromisoformat(now) - datetime.fromisoformat(known["heard_at"])
        if silent > IDLE or known["turns"] >= MOST_TURNS:
            return known["session"] + 1, 0
        return known["session"], known["turns"]

    def add_reply(  # noqa: PLR0913 - keyword-only, one a column
        self,
        *,
        id: str,
        conversation: str,
        message_id: str | None,
        body: str,
        delivery: Delivery,
        late: bool = False,
        final: bool = True,
    ) -> int:
        """Store what is said, before it is said, and return its position in the conversation.

        An id that is stored already changes nothing: the position is the first one's.

        :param id: of the reply, unique
        :param message_id: what it replies to, if it replies to something
        :param late: whether nobody waits for it, so that it must be asked for by cursor
        :param final: False for an apology: the message goes on waiting
        :raises DeskError: when it could not be stored
        """
        with self._database.transaction():
            known = self._database.row("select position from inbox_reply where id = ?", [id])
            if known:
                return int(known["position"])
            self._database.execute(
                "update inbox_conversation set position = position + 1 where id = ?",
                [conversation],
            )
            position = self._database.value(
                "select position from inbox_conversation where id = ?", [conversation]
            )
            if position is None:
                raise DeskError("这个会话已经没有了")
            self._database.execute(
                "insert into inbox_reply values (?, ?, ?, ?, ?, ?, ?, ?)",
                [id, conversation, position, message_id, body, late, delivery,
                 self._database.now()],
            )  # fmt: skip
            if message_id is not None and final:
                self._end(conversation, message_id, "answered")
        return int(position)

    def drop(self, conversation: str, message_id: str) -> None:
        """Give a waiting message up, and delete its text."""
        with self._database.transaction():
            self._end(conversation, message_id, "dropped")

    def _end(self, conversation: str, message_id: str, state: str) -> None:
        self._database.execute(
            """
            update inbox_message set state = ?, payload = null
            where conversation = ? and message_id = ? and state = 'waiting'
            """,
            [state, conversation, message_id],
        )

    def mark(self, reply_id: str, delivery: Delivery) -> None:
        """Say what became of a reply on its way through the channel's sender."""
        with self._database.transaction():
            self._database.execute(
                "update inbox_reply set delivery = ? where id = ?", [delivery, reply_id]
            )

    def waiting(self, patience: timedelta) -> list[WaitingMessage]:
        """Return the unanswered messages, oldest first.

        :param patience: messages older than this are given up
        """
        with self._database.transaction():
            self._database.execute(
                """
                update inbox_message set state = 'dropped', payload = null
                where payload not null and received_at < ?
                """,
                [self._database.stamp(-patience)],
            )
        rows = self._database.rows(
            """
            select m.conversation, m.message_id, m.sender, m.payload, c.channel, c."group", c.user,
                m.reply_to, m.received_at, exists (select 1 from inbox_reply r where
                    r.conversation = m.conversation and r.message_id = m.message_id) as apologised
            from inbox_message m join inbox_conversation c on c.id = m.conversation
            where m.payload not null order by m.number
            """
        )
        return [
            WaitingMessage(
                row["conversation"],
                row["message_id"],
                row["sender"],
                row["payload"],
                _route(row, row["received_at"]),
                bool(row["apologised"]),
            )
            for row in rows
        ]

    def due(self) -> list[DueReply]:
        """Return the replies that a sender was to send when the process ended, oldest first."""
        rows = self._database.rows(
            """
            select r.id, r.message_id, r.body, c.channel, c."group", c.user,
                coalesce(m.reply_to, c.reply_to) as reply_to,
                coalesce(m.received_at, c.heard_at) as heard_at
            from inbox_reply r join inbox_conversation c on c.id = r.conversation
            left join inbox_message m
                on m.conversation = r.conversation and m.message_id = r.message_id
            where r.delivery = 'due' order by r.rowid
            """
        )
        return [
            DueReply(row["id"], row["message_id"], row["body"], _route(row, row["heard_at"]))
            for row in rows
        ]

    def reply_to(self, conversation: str, message_id: str) -> StoredReply | None:
        """Return the last reply to a message."""
        found = self._replies(
            "conversation = ? and message_id = ? order by position desc limit 1",
            [conversation, message_id],
        )
        return found[0] if found else None

    def reply(self, conversation: str, reply_id: str) -> StoredReply | None:
        """Return one reply of a conversation."""
        found = self._replies("conversation = ? and id = ?", [conversation, reply_id])
        return found[0] if found else None

    def replies_after(self, conversation: str, position: int) -> list[StoredReply]:
        """Return what was said after ``position``, and remember that all before has arrived."""
        with self._database.transaction():
            self._database.execute(
                """
                update inbox_conversation set confirmed = max(confirmed, min(position, ?))
                where id = ?
                """,
                [position, conversation],
            )
        return self._replies(
            "conversation = ? and position > ? order by position", [conversation, position]
        )

    def cursor(self, conversation: str) -> int:
        """Return a position such that everything before it has arrived.

        Replies are handed to whoever waits for them; a late one counts as arrived only when a
        later fetch says so. Thus no late reply is ever skipped.
        """
        row = self._database.row(
            """
            select coalesce(
                (select min(r.position) - 1 from inbox_reply r
                    where r.conversation = c.id and r.late and r.position > c.confirmed),
                c.position) as cursor
            from inbox_conversation c where c.id = ?
            """,
            [conversation],
        )
        return int(row["cursor"]) if row else 0

    def route(self, conversation: str) -> Route | None:
        """Return the way back to a conversation, None when it is unknown or forgotten."""
        row = self._database.row(
            'select channel, "group", user, reply_to, heard_at from inbox_conversation'
            " where id = ?",
            [conversation],
        )
        return _route(row, row["heard_at"]) if row else None

    def forget(self, days: int) -> None:
        """Delete what has become too old.

        :param days: how long after the last message somebody can still be reached
        """
        turn = self._database.stamp(-TURN_KEPT)
        route = self._database.stamp(-timedelta(days=days))
        with self._database.transaction():
            self._database.execute(
                "delete from inbox_message where received_at < ? and payload is null", [turn]
            )
            self._database.execute(
                "delete from inbox_reply where given_at < ? and message_id not null", [turn]
            )
            self._database.execute("delete from inbox_reply where given_at < ?", [route])
            self._database.execute("delete from inbox_conversation where heard_at < ?", [route])

    def _replies(self, where: str, values: list[Any]) -> list[StoredReply]:
        columns = ", ".join(StoredReply._fields)
        rows = self._database.rows(f"select {columns} from inbox_reply where {where}", values)
        return [StoredReply(**row) for row in rows]


def _route(row: dict[str, Any], heard_at: str) -> Route:
    return Route(
        row["channel"],
        row["group"],
        row["user"],
        json.loads(row["reply_to"]),
        datetime.fromisoformat(heard_at),
    )
