"""What is said when nobody waits for it: sent by the channel's sender, or left to be fetched."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone

import msgspec

from bot.channels import Outbound
from bot.desk import DeskError, Inbox, Route, conversation_of
from bot.desk.inbox import Delivery, DueReply
from bot.front.patience import Patience
from bot.front.worker import Worker

logger = logging.getLogger(__name__)

Sender = Callable[[Route, Outbound], Awaitable[None]]
"""Sends one reply. Raises :class:`SendError` when it was not sent; whatever else it raises is
taken as “perhaps sent”, and not tried again."""


class SendError(Exception):
    """A reply was not sent."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final
        """True when trying again is of no use (the time to answer is over, the user is gone)."""


def encode(outbound: Outbound) -> str:
    """Return a reply as the inbox keeps it."""
    return msgspec.json.encode(outbound).decode()


def decode(body: str) -> Outbound:
    """Return the reply that :func:`encode` was given."""
    return msgspec.json.decode(body, type=Outbound)


class Outgoing:
    """Sends each reply at most once."""

    def __init__(self, inbox: Inbox, worker: Worker, secret: bytes, patience: Patience) -> None:
        """Take the memory, the one thread that it is used from, and what ids are made with."""
        self._inbox = inbox
        self._worker = worker
        self._secret = secret
        self._patience = patience
        self._senders: dict[str, Sender] = {}

    def register(self, channel: str, sender: Sender) -> None:
        """Let ``sender`` send what is said in ``channel``."""
        self._senders[channel] = sender

    def reaches(self, channel: str) -> bool:
        """Tell whether a channel has a sender; otherwise its users fetch what was said."""
        return channel in self._senders

    async def deliver(self, occasion: str, sender: str, outbound: Outbound) -> None:
        """Say something on its own, to whom an engine's sender id stands for, once.

        :param occasion: why; a conversation is told once on the same occasion
        :raises SendError: when it was not said. What a crash interrupted in the midst of sending
            may have been said, and counts as failed for good: nobody is told the same twice
        :raises DeskError: when it could not be stored
        """
        conversation = conversation_of(sender)
        route = await self._worker.run(self._inbox.route, conversation)
        if route is None:
            raise SendError("这个会话已经没有了", final=True)
        sends = self.reaches(route.channel)
        name = f"{conversation}\0{occasion}".encode()
        reply_id = hmac.new(self._secret, name, hashlib.sha256).hexdigest()[:16]
        known = await self._worker.run(self._inbox.reply, conversation, reply_id)
        if known is not None and known.delivery in ("fetched", "sent"):
            return
        if known is not None and known.delivery == "sending":
            raise SendError("发送时中断,可能已经发出", final=True)
        await self._worker.run(
            self._inbox.add_reply,
            id=reply_id,
            conversation=conversation,
            message_id=None,
            body=encode(outbound),
            delivery="due" if sends else "fetched",
            late=True,
        )
        if sends:
            await self.send(reply_id, route, outbound)

    async def send(self, reply_id: str, route: Route, outbound: Outbound) -> None:
        """Send a stored reply, and write down what came of it.

        :raises SendError: when it was not sent
        """
        await self._worker.run(self._inbox.mark, reply_id, "sending")
        try:
            await self._senders[route.channel](route, outbound)
        except SendError as error:
            logger.warning("%s: not sent: %s", route.channel, error)
            state: Delivery = "failed" if error.final else "due"
            await self._worker.run(self._inbox.mark, reply_id, state)
            raise
        except Exception as error:
            logger.exception("%s: perhaps not sent", route.channel)
            raise SendError(f"发送出错:{type(error).__name__}", final=True) from error
        await self._worker.run(self._inbox.mark, reply_id, "sent")

    async def send_again(self, due: DueReply) -> None:
        """Try to send a stored reply until that works, is of no use, or nobody waits any more."""
        try:
            for pause in self._patience.pauses():
                age = datetime.now(timezone.utc) - due.route.heard_at
                if age.total_seconds() > self._patience.give_up:
                    break
                try:
                    await self.send(due.id, due.route, decode(due.body))
                except SendError as error:
                    if error.final:
                        return
                else:
                    return
                await asyncio.sleep(pause)
            await self._worker.run(self._inbox.mark, due.id, "failed")
        except DeskError as error:
            logger.error("inbox: %s", error)
