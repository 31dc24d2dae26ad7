"""What a channel hears before anybody has decided whether it is meant for the bot."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.channels.shapes import Inbound


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One message as the platform delivers it.

    Lives in memory until the rules have looked at it. Only what is addressed to the bot goes on,
    by :meth:`inbound`; anything else is forgotten, and its text never shows in a log: ``repr``
    leaves it out.
    """

    channel: str
    """As :attr:`Inbound.channel`."""
    message_id: str
    """The platform's id of this message."""
    user: str
    """The platform's opaque id of the writer."""
    group: str | None = None
    """The platform's opaque id of the group; None in a private chat."""
    text: str
    """What was typed, the mention of the bot cut off; may be empty."""
    mentioned: bool = False
    """The bot is mentioned (@)."""
    quotes: str | None = None
    """Id of the message that this one quotes."""
    from_bot: bool = False
    """The platform says that a bot wrote it."""
    sent_at: datetime | None = None
    """When the platform says it was sent, with a zone."""
    reply_to: dict[str, str] = {}
    """What the channel needs to answer."""

    def inbound(self, button: str | None = None) -> Inbound:
        """Return the message for the gateway.

        :param button: id of the button that the text stands for, in place of the text
        """
        return Inbound(
            channel=self.channel,
            message_id=self.message_id,
            user=self.user,
            group=self.group,
            text=self.text if button is None else None,
            button=button,
            sent_at=self.sent_at,
            reply_to=self.reply_to,
        )

    def __repr__(self) -> str:
        where = "group" if self.group else "private"
        return f"Heard({self.channel}, {where}, {len(self.text)} characters)"
