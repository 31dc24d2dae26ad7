"""One path for every channel: dedupe → session → engine → one reply → returned or sent.

A channel calls :meth:`Gateway.receive` with each message that is addressed to the bot, and
registers a :data:`Sender` for what is to be said when nobody waits for it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from weakref import WeakValueDictionary

import msgspec

from bot.channels import Inbound, Outbound
from bot.desk import Desk, DeskError, Inbox, Route
from bot.desk.inbox import DueReply, WaitingMessage
from bot.dialogue.payloads import button_id_of, payload_of
from bot.front.engine import Engine, EngineError, as_text
from bot.front.limits import Limit, TooOftenError
from bot.front.metrics import Metrics
from bot.front.outgoing import Outgoing, Sender, SendError, decode, encode
from bot.front.patience import USUAL_PATIENCE, Patience
from bot.front.turn import Given, Turn
from bot.front.worker import Worker
from bot.knowledge.model import Wording

__all__ = ["Gateway", "SendError", "Sender"]

logger = logging.getLogger(__name__)

LONGEST_MESSAGE = 300
"""Characters; a message as long as this or longer isn't read."""
LONGEST_QUOTE = 20
"""Characters of a question that are repeated with its late answer."""


class Gateway:
    """Takes messages from the channels and answers each of them once."""

    def __init__(  # noqa: PLR0913 - keyword-only, one a neighbour
        self,
        *,
        engine: Engine,
        desk: Desk,
        inbox: Inbox,
        worker: Worker,
        wording: Wording,
        public: Sequence[str],
        secret: bytes,
        metrics: Metrics,
        patience: Patience = USUAL_PATIENCE,
    ) -> None:
        """Take the neighbours.

        :param worker: the one thread that ``desk`` and ``inbox`` are used from
        :param public: texts that the journal of exchanges need not mask
        :param secret: the installation's; conversations are named by an HMAC with it
        """
        self._engine = engine
        self._desk = desk
        self._inbox = inbox
        self._worker = worker
        self._wording = wording
        self._public = public
        self._secret = secret
        self._metrics = metrics
        self._patience = patience
        self._outgoing = Outgoing(inbox, worker, secret, patience)
        self._turns: dict[tuple[str, str], Turn] = {}
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._member_limit = Limit(burst=20, per_minute=20)
        self._group_limit = Limit(burst=60, per_minute=60)

    # For channels.

    def register(self, channel: str, sender: Sender) -> None:
        """Let ``sender`` send what is said in ``channel`` when nobody waits for it.

        A channel without a sender is one whose users fetch what they missed (the web).
        """
        self._outgoing.register(channel, sender)

    async def receive(self, inbound: Inbound, *, patience: float | None = 0) -> Given | None:
        """Answer a message, once, however often the platform or the client sends it.

        When this returns, the message is on disk: it will be answered, if not at once then
        after a restart. With ``patience`` 0 that is all; the reply goes to the channel's sender.
        Otherwise the reply is returned, if it (or an apology) is there in time; if not, it goes
        to the sender. A duplicate gets the reply that its first got, None if that was sent.

        :param patience: seconds to wait for the reply; None is as long as it takes, which is
            about eight seconds: then there is an apology, and the answer follows later
        :raises TooOftenError: when the user or the group writes more than anybody would
        :raises DeskError: when it could not be stored; it should be sent again
        """
        conversation = self.conversation(inbound.channel, inbound.group, inbound.user)
        turn = self._turns.get((conversation, inbound.message_id))
        if turn is None:
            route = Route(
                inbound.channel,
                inbound.group,
                inbound.user,
                inbound.reply_to,
                datetime.now(timezone.utc),
            )
            turn = Turn(conversation, inbound.message_id, route)
            turn.said = inbound.button or as_text(inbound.text or "")[:LONGEST_MESSAGE]
            self._start(turn, partial(self._take, turn, inbound))
        return await turn.wait(patience)

    def conversation(self, channel: str, group: str | None, user: str) -> str:
        """Return the opaque id of the conversation with a user, in a group or alone."""
        name = msgspec.json.encode([channel, group, user])
        return hmac.new(self._secret, name, hashlib.sha256).hexdigest()[:32]

    # For what a counselor says later.

    async def deliver(self, occasion: str, sender: str, outbound: Outbound) -> None:
        """Say something on its own; see :meth:`Outgoing.deliver`."""
        await self._outgoing.deliver(occasion, sender, outbound)

    # For the application.

    def waiting(self) -> int:
        """Return how many messages wait for the engine."""
        return len(self._turns)

    async def start(self) -> None:
        """Go on with what a former process left unanswered or unsent.

        :raises DeskError: when that can't be read
        """
        # Three writes a turn: waiting for the disk would take most of the time (docs/decisions.md).
        await self._worker.run(self._desk.database.hurry)
        give_up = timedelta(seconds=self._patience.give_up)
        for message in await self._worker.run(self._inbox.waiting, give_up):
            if (message.conversation, message.message_id) not in self._turns:
                turn = Turn(message.conversation, message.message_id, message.route)
                turn.apologised = message.apologised
                self._start(turn, partial(self._resume, turn, message))
        for due in await self._worker.run(self._inbox.due):
            # Without a message it's a counselor's answer: the outbox knows when that is due.
            if due.message_id is not None and self._outgoing.reaches(due.route.channel):
                self._spawn(self._outgoing.send_again(due))

    async def stop(self) -> None:
        """Let go of everything; it is on disk."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # One message.

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _start(self, turn: Turn, work: Callable[[], Awaitable[None]]) -> None:
        key = (turn.conversation, turn.message_id)
        self._turns[key] = turn

        async def run() -> None:
            try:
                await work()
            except (TooOftenError, DeskError) as error:
                turn.fail(error)
                if isinstance(error, DeskError):
                    logger.error("inbox: %s", error)
            except Exception as error:
                logger.exception("a message could not be answered")
                turn.fail(error)
            finally:
                turn.ended = True
                turn.cancel()  # a no-op unless the process ends
                del self._turns[key]

        self._spawn(run())

    async def _take(self, turn: Turn, inbound: Inbound) -> None:
        """Store a message that came in; answer it unless that was done."""
        await self._limit(turn)
        payload, outbound = self._read(inbound)
        recorded = await self._worker.run(
            self._inbox.record,
            conversation=turn.conversation,
            channel=inbound.channel,
            group=inbound.group,
            user=inbound.user,
            reply_to=inbound.reply_to,
            message_id=inbound.message_id,
            payload=payload,
        )
        turn.sender = recorded.sender
        if recorded.state != "waiting":
            turn.settle(await self._given(turn))
            return
        turn.recorded.set_result(None)
        if outbound is not None:
            await self._give(turn, outbound)
        elif payload is not None:
            await self._supersede(turn, payload)
            await self._answer(turn, payload)

    async def _resume(self, turn: Turn, message: WaitingMessage) -> None:
        """Answer a message that a former process stored."""
        turn.sender = message.sender
        turn.said = (
            button_id_of(message.payload) if message.payload.startswith("/") else message.payload
        )
        turn.recorded.set_result(None)
        if message.apologised:
            turn.settle(await self._given(turn))
        await self._answer(turn, message.payload)

    async def _limit(self, turn: Turn) -> None:
        try:
            self._member_limit.take(turn.conversation)
            if turn.route.group is not None:
                self._group_limit.take(f"{turn.route.channel}\0{turn.route.group}")
        except TooOftenError:
            if await self._worker.run(self._inbox.knows, turn.conversation, turn.message_id):
                return  # a retry is no further message
            self._metrics.refused(turn.route.channel)
            raise

    def _read(self, inbound: Inbound) -> tuple[str | None, Outbound | None]:
        """Return what the engine is to be asked, or else the reply that needs no engine."""
        if inbound.button is not None:
            try:
                return payload_of(inbound.button), None
            except ValueError:
                return None, Outbound(text=self._wording.unknown_button, outcome="unknown_button")
        text = as_text(inbound.text or "")
        if not _has_content(text):
            empty = self._wording.bare_mention if inbound.group else self._wording.empty
            return None, Outbound(text=empty, outcome="empty")
        if len(text) >= LONGEST_MESSAGE:
            too_long = self._wording.too_long.format(limit=LONGEST_MESSAGE)
            return None, Outbound(text=too_long, outcome="too_long")
        return text, None

    async def _supersede(self, turn: Turn, payload: str) -> None:
        """Give up an earlier message that says the same and got no more than an apology."""
        for other in list(self._turns.values()):
            same = other.conversation == turn.conversation and other.payload == payload
            if same and other is not turn and other.apologised and not other.ended:
                other.ended = True
                await self._worker.run(self._inbox.drop, other.conversation, other.message_id)
        turn.payload = payload

    async def _answer(self, turn: Turn, payload: str) -> None:
        """Ask the engine until it answers or nobody waits any more."""
        turn.payload = payload
        alarm = asyncio.create_task(self._alarm(turn))
        try:
            for pause in self._patience.pauses():
                async with self._lane(turn.conversation):
                    if turn.ended:
                        return
                    if await self._ask(turn, payload):
                        return
                await self._apologise(turn)
                age = datetime.now(timezone.utc) - turn.route.heard_at
                if age.total_seconds() + pause > self._patience.give_up:
                    await self._worker.run(self._inbox.drop, turn.conversation, turn.message_id)
                    return
                await asyncio.sleep(pause)
        finally:
            alarm.cancel()

    async def _ask(self, turn: Turn, payload: str) -> bool:
        started = time.monotonic()
        try:
            outbound = await self._engine.ask(turn.sender, payload, turn.metadata)
        except EngineError as error:
            self._metrics.engine_error()
            logger.error("engine: %s", error)
            return False
        self._metrics.engine_answered(time.monotonic() - started)
        if not turn.ended:
            await self._give(turn, outbound)
        return True

    def _lane(self, conversation: str) -> asyncio.Lock:
        """Return the lock that lets one message of a conversation at a time to the engine."""
        return self._lanes.setdefault(conversation, asyncio.Lock())

    # What is said.

    async def _alarm(self, turn: Turn) -> None:
        """Apologise to who has been waiting for too long."""
        await asyncio.sleep(self._patience.apology)
        try:
            await self._apologise(turn)
        except DeskError as error:
            logger.error("inbox: %s", error)

    async def _apologise(self, turn: Turn) -> None:
        async with turn.lock:
            if not (turn.apologised or turn.ended):
                turn.apologised = True
                apology = Outbound(text=self._wording.engine_down, outcome="apology")
                await self._say(turn, apology, final=False)

    async def _give(self, turn: Turn, outbound: Outbound) -> None:
        async with turn.lock:
            if turn.apologised:
                outbound = self._quoted(turn, outbound)
            given = await self._say(turn, outbound, final=True)
            turn.ended = True
        await self._note(turn, given)

    async def _note(self, turn: Turn, given: Given) -> None:
        """Write the exchange down for the counselors, masked; see who can be reached again.

        Of a private one, only that it was.
        """
        age = datetime.now(timezone.utc) - turn.route.heard_at
        try:
            await self._worker.run(
                self._desk.exchanges.add,
                given.id,
                session=turn.sender,
                channel=turn.route.channel,
                text="" if given.reply.private else turn.said,
                outcome=given.reply.outcome,
                milliseconds=int(age.total_seconds() * 1000),
                entries=given.reply.entries,
                question=given.reply.question_number,
                public=self._public,
            )
            if self._outgoing.reaches(turn.route.channel):
                await self._worker.run(self._desk.outbox.hasten, turn.conversation)
        except DeskError as error:
            logger.error("desk: %s", error)

    def _quoted(self, turn: Turn, outbound: Outbound) -> Outbound:
        if turn.payload.startswith("/"):
            return outbound
        quote = turn.payload[:LONGEST_QUOTE] + "…" * (len(turn.payload) > LONGEST_QUOTE)
        lead = self._wording.late_answer.format(question=quote)
        return msgspec.structs.replace(outbound, text=f"{lead}\n{outbound.text}")

    async def _say(self, turn: Turn, outbound: Outbound, *, final: bool) -> Given:
        """Store a reply, then give it to those who wait, or send it, or let it be fetched."""
        sends = self._outgoing.reaches(turn.route.channel)
        turn.giving = turn.waiters > 0 and not turn.first.done()
        given = Given(secrets.token_urlsafe(9), outbound)
        await self._worker.run(
            self._inbox.add_reply,
            id=given.id,
            conversation=turn.conversation,
            message_id=turn.message_id,
            body=encode(outbound),
            delivery="due" if sends and not turn.giving else "fetched",
            late=not (sends or turn.giving),
            final=final,
        )
        self._metrics.turn(turn.route.channel, outbound.outcome)
        if turn.giving:
            turn.settle(given)
            return given
        turn.settle(None if sends else given)
        if sends:
            try:
                await self._outgoing.send(given.id, turn.route, outbound)
            except SendError as error:
                if not error.final:
                    due = DueReply(given.id, turn.message_id, encode(outbound), turn.route)
                    self._spawn(self._outgoing.send_again(due))
        return given

    async def _given(self, turn: Turn) -> Given | None:
        """Return the reply that a message got, None when its channel's sender had it."""
        stored = await self._worker.run(self._inbox.reply_to, turn.conversation, turn.message_id)
        if stored is None or stored.delivery != "fetched":
            return None
        return Given(stored.id, decode(stored.body))


def _has_content(text: str) -> bool:
    """Tell whether a text holds anything but white space and control characters."""
    return any(character.isprintable() and not character.isspace() for character in text)
