"""What every chat channel does between its platform and the gateway.

On the way in: the rules, the limits, numbers that stand for buttons. On the way out: one plain
text, its buttons as numbered choices, within the platform's length.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from bot.channels import File, Heard, Inbound, Outbound
from bot.channels.choices import Choices
from bot.channels.length import Size, fit
from bot.channels.limits import Limits, Pace
from bot.channels.plain_text import numbered, plain
from bot.channels.rules import FRESH_SECONDS, Rule, addressed, allowed_group, fresh, not_a_bot
from bot.channels.shapes import COUNSELOR
from bot.desk import Route
from bot.front.channels.remembered import Remembered
from bot.front.gateway import Gateway
from bot.front.limits import TooOftenError
from bot.front.metrics import Metrics
from bot.knowledge.model import Wording

logger = logging.getLogger(__name__)

NO_BUTTON = ""
"""Id of a button that doesn't exist: the gateway answers that it is gone."""
SLOWER_SECONDS = 60
"""After how long somebody who was too fast may write again."""


def _now() -> datetime:
    return datetime.now(timezone.utc)


class Reception:
    """One for each channel."""

    def __init__(  # noqa: PLR0913 - keyword-only, one a neighbour
        self,
        *,
        gateway: Gateway,
        wording: Wording,
        metrics: Metrics,
        groups: frozenset[str],
        groups_setting: str,
        public_url: str = "",
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """Take the neighbours.

        :param groups: that may be answered; ``*`` is all of them
        :param groups_setting: name of the setting that lets a group in
        :param public_url: address of the front, for links to its files
        """
        self._gateway = gateway
        self._wording = wording
        self._metrics = metrics
        self._groups_setting = groups_setting
        self._public_url = public_url.rstrip("/")
        self._clock = clock
        self._limits = Limits()
        self._choices = Choices()
        self._shut_out = Remembered()
        self._stale_told = datetime.min.replace(tzinfo=timezone.utc)
        self.own_messages = Remembered()
        """Ids of what the bot said: who quotes one of them speaks to the bot."""
        self._rule: Rule = (
            not_a_bot & addressed(self.own_messages) & allowed_group(groups) & fresh(clock)
        )

    async def take(self, heard: Heard, *, patience: float | None = 0) -> Outbound | None:
        """Take a message; pass it on to the gateway if it is for the bot.

        :param patience: as of :meth:`Gateway.receive`
        :returns: what is to be said at once; None when nothing is, or the gateway sends it
        :raises DeskError: when it could not be stored; it should be sent again
        """
        admitted = self.admit(heard)
        if not isinstance(admitted, Inbound):
            return admitted
        try:
            given = await self._gateway.receive(admitted, patience=patience)
        except TooOftenError:
            return None  # the gateway counts it; who is too fast was told by the limits here
        return given.reply if given else None

    def admit(self, heard: Heard) -> Inbound | Outbound | None:
        """Decide what becomes of a message.

        :returns: what goes to the gateway, or what is said at once without it, or None when it is
            passed over, neither stored nor logged
        """
        refusal = self._rule.refusal(heard)
        if refusal is not None:
            self._metrics.passed_over(heard.channel, refusal)
            self._explain(refusal, heard)
            return None
        pace = self._limits.judge(heard)
        if pace is not Pace.FINE:
            self._metrics.refused(heard.channel)
            slower = self._wording.too_often.format(seconds=SLOWER_SECONDS)
            return Outbound(text=slower, outcome="too_often") if pace is Pace.SAY_SLOWER else None
        return heard.inbound(button=self._chosen(heard))

    def text(self, to: Heard | Route, outbound: Outbound, limit: int, size: Size = len) -> str:
        """Return a reply as one plain text, and put its buttons on offer to whom it is for."""
        if outbound.outcome != COUNSELOR:  # which comes between; the choices before still stand
            self._choices.offer(self._session(to), outbound.buttons)
        lead = self._wording.choices_in_group if to.group else self._wording.choices
        titles = [button.title for button in outbound.buttons]
        links = [self._link(file) for file in outbound.files if file.url.startswith("/")]
        body = "\n".join([plain(outbound.text), *(links if self._public_url else ())])
        return fit(body, numbered(lead, titles) if titles else "", limit, size)

    def _link(self, file: File) -> str:
        return f"{file.title}:{self._public_url}{file.url}"

    def _session(self, to: Heard | Route) -> str:
        return self._gateway.conversation(to.channel, to.group, to.user)

    def _chosen(self, heard: Heard) -> str | None:
        chosen = self._choices.chosen(self._session(heard), heard.text)
        return chosen if chosen is None or isinstance(chosen, str) else NO_BUTTON

    def _explain(self, refusal: str, heard: Heard) -> None:
        """Tell the technician what can be mended; never what was written, or by whom."""
        if refusal == "allowed_group" and self._shut_out.add(str(heard.group)):
            logger.warning(
                "%s:有人在群 %s 里问机器人,没有回答,因为这个群不在 %s 里。要放行就把它加进去再重启",
                heard.channel, heard.group, self._groups_setting,
            )  # fmt: skip
        elif refusal == "fresh" and heard.sent_at is not None:
            now = self._clock()
            if now - self._stale_told < timedelta(minutes=1):
                return
            self._stale_told = now
            age = (now - heard.sent_at).total_seconds()
            logger.warning(
                "%s:一条 %.0f 秒前的消息没有回答(超过 %d 秒就不答)。断线重连后偶尔有是正常的;"
                "如果每条都这样,请校准服务器的时钟",
                heard.channel, age, FRESH_SECONDS,
            )  # fmt: skip
