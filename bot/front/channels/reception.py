"""Between a channel and the gateway: who is listened to, and what a reply looks like there."""

from __future__ import annotations

import enum
import logging
import time
from collections.abc import Awaitable, Callable, Container
from datetime import datetime, timezone
from typing import NamedTuple

from bot.channels import Heard, Inbound, Outbound
from bot.channels.callback_errors import CallbackError, ForgedError, MalformedError, StaleError
from bot.channels.choices import Choices, Gone
from bot.channels.length import fit, utf8_bytes
from bot.channels.limits import MEMBER_LIMIT, Limits, Pace
from bot.channels.plain_text import numbered, plain
from bot.channels.rules import addressed, allowed_group, fresh, not_a_bot
from bot.desk import Route
from bot.front.channels.platform_api import PlatformError
from bot.front.gateway import Gateway, Sender, SendError
from bot.front.limits import TooOftenError
from bot.front.metrics import Metrics
from bot.knowledge.model import Wording

logger = logging.getLogger(__name__)

MOST_NAMED = 100
"""Groups that are named in the log, so that a technician can let them in."""


APOLOGY = "apology"
"""Outcome of a reply that says the answer takes longer; the answer follows."""
QUIET_SECONDS = 60.0
"""Between two lines of the log on the same kind of refusal."""
REFUSALS: dict[type[CallbackError], str] = {
    ForgedError: "签名或加密密钥对不上,不是平台发的,或 Token、EncodingAESKey 和后台填的不一样",
    StaleError: "时间太早或太晚,是重放,或本机时钟不准",
    MalformedError: "内容读不懂",
}


class Silence(enum.Enum):
    """Why nothing is said at once."""

    IGNORED = "ignored"
    """It wasn't for the bot, or too much."""
    LATER = "later"
    """The channel's sender says it."""


class Style(NamedTuple):
    """What a channel shows."""

    most_bytes: int
    """Of one message, in UTF-8."""
    markdown: bool = False
    """Whether ``**bold**``, lists and links are rendered; otherwise they're stripped."""


class Reception:
    """Receives for one channel."""

    def __init__(  # noqa: PLR0913 - keyword-only, one a neighbour
        self,
        channel: str,
        *,
        gateway: Gateway,
        metrics: Metrics,
        wording: Wording,
        style: Style,
        groups: Container[str] = (),
        own: Container[str] = (),
        public_url: str = "",
    ) -> None:
        """Take the neighbours.

        :param groups: ids of the groups that are answered, or ``*``
        :param own: ids of messages that the bot sent, so that quoting one addresses it
        :param public_url: where the front is reached from outside; without it files aren't offered
        """
        self._channel = channel
        self._gateway = gateway
        self._metrics = metrics
        self._wording = wording
        self._style = style
        self._public_url = public_url.rstrip("/")
        self._rule = not_a_bot & addressed(own) & allowed_group(groups) & fresh(_now)
        self._limits = Limits()
        self._choices = Choices()
        self._unknown_groups: set[str] = set()
        self._said: dict[str, float] = {}

    def admit(self, heard: Heard) -> Inbound | Outbound | None:
        """Decide what to do with what was heard.

        :returns: a message for the gateway; or a reply that needs no gateway; or None when it is
            passed over, unstored and unlogged
        """
        refusal = self._rule.refusal(heard)
        if refusal is not None:
            self._metrics.passed_over(self._channel, refusal)
            self._explain(refusal, heard)
            return None
        pace = self._limits.judge(heard)
        if pace is Pace.SILENT:
            self._metrics.passed_over(self._channel, "too_often")
            return None
        if pace is Pace.SAY_SLOWER:
            seconds = int(MEMBER_LIMIT.seconds)
            return Outbound(text=self._wording.too_often.format(seconds=seconds))
        choice = self._choices.chosen(self._session(heard.group, heard.user), heard.text)
        if choice is Gone.EXPIRED:
            return Outbound(text=self._wording.unknown_button)
        return heard.inbound(choice)

    async def answer(self, heard: Heard, patience: float) -> str | Silence:
        """Take what was heard, and return what is to be said at once.

        :param patience: seconds to wait for the engine; 0 leaves the answer to the sender
        :raises DeskError: when it could not be stored; it should be sent again
        """
        reply = self.admit(heard)
        if isinstance(reply, Inbound):
            try:
                given = await self._gateway.receive(reply, patience=patience)
            except TooOftenError as error:
                reply = Outbound(text=self._wording.too_often.format(seconds=error.seconds))
            else:
                if given is None:
                    return Silence.LATER
                reply = given.reply
        return self.text(heard.group, heard.user, reply) if reply else Silence.IGNORED

    def text(self, group: str | None, user: str, reply: Outbound) -> str:
        """Return a reply as this channel shows it, and put its buttons on offer as numbers."""
        self._choices.offer(self._session(group, user), reply.buttons)
        body = reply.text if self._style.markdown else plain(reply.text)
        tails = [self._file(file.title, file.url) for file in reply.files]
        if reply.buttons:
            titles = [button.title for button in reply.buttons]
            tails.append(numbered(self._wording.choose, titles))
        tail = "\n\n".join(filter(None, tails))
        return fit(body, tail, self._style.most_bytes, utf8_bytes)

    def sender(self, send: Callable[[Route, str, Outbound], Awaitable[None]]) -> Sender:
        """Return a sender for the gateway that turns the platform's errors into the gateway's.

        :param send: takes the route, the text for this channel, and the reply that it was made of
        """

        async def deliver(route: Route, reply: Outbound) -> None:
            try:
                await send(route, self.text(route.group, route.user, reply), reply)
            except PlatformError as error:
                self._metrics.platform_error(self._channel, str(error.code))
                raise SendError(str(error), final=not error.passing) from error

        return deliver

    def refused(self, error: CallbackError) -> None:
        """Count a callback that wasn't taken; say why, to a technician, once a minute."""
        kind = type(error).__name__
        self._metrics.passed_over(self._channel, kind)
        now = time.monotonic()
        if now - self._said.get(kind, -QUIET_SECONDS) >= QUIET_SECONDS:
            self._said[kind] = now
            logger.warning("%s: 拒绝了一个回调:%s(%s)", self._channel, REFUSALS[type(error)], error)

    def _session(self, group: str | None, user: str) -> str:
        return self._gateway.conversation(self._channel, group, user)

    def _file(self, title: str, url: str) -> str:
        """Return a link to a file; a ``mailto:`` opens nothing in a chat, the text says it all."""
        if not self._public_url or not url.startswith("/"):
            return ""
        address = self._public_url + url
        return f"[{title}]({address})" if self._style.markdown else f"{title}:{address}"

    def _explain(self, refusal: str, heard: Heard) -> None:
        if refusal == "fresh" and heard.sent_at is not None:
            away = (_now() - heard.sent_at).total_seconds()
            logger.warning(
                "%s: 跳过一条 %d 秒前的消息(平台补发;若条条如此,是本机时钟不准)",
                self._channel, away,
            )  # fmt: skip
        elif refusal == "allowed_group" and len(self._unknown_groups) < MOST_NAMED:
            if heard.group not in self._unknown_groups:
                logger.warning("%s: 群 %s 不在允许的群里,不回答", self._channel, heard.group)
            self._unknown_groups.add(str(heard.group))


def _now() -> datetime:
    return datetime.now(timezone.utc)
