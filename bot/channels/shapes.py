"""What flows between a channel and the gateway."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.knowledge import Button

COUNSELOR = "counselor"
"""Outcome of a reply that a counselor wrote, said on its own when it is ready."""


class Inbound(msgspec.Struct, frozen=True, kw_only=True):
    """One message that is addressed to the bot. Text that isn't never becomes one."""

    channel: str
    """``web``, ``qq``, ``onebot``, ``wecom-bot``, ``wecom-app`` or ``wechat``."""
    message_id: str
    """The platform's (or client's) id; unique within the channel and the conversation."""
    user: str
    """The platform's opaque id of the writer."""
    group: str | None = None
    """The platform's opaque id of the group; None in a private chat."""
    text: str | None = None
    """What was typed, the mention of the bot cut off; None for a button."""
    button: str | None = None
    """Id of a pressed button."""
    sent_at: datetime | None = None
    """When the platform says it was sent, with a zone."""
    reply_to: dict[str, str] = {}
    """What the channel needs to answer (message id, response URL …); kept by the outbox."""


class File(msgspec.Struct, frozen=True):
    """Something to open beside a reply: a calendar file, a prepared e-mail."""

    title: str
    url: str
    """A path of the front (``/files/….ics``) or a ``mailto:`` address."""


class Outbound(msgspec.Struct, frozen=True, kw_only=True):
    """One reply. In ``text``, ``**bold**``, list lines and ```copyable``` parts may stand."""

    text: str
    buttons: tuple[Button, ...] = ()
    source: str | None = None
    files: tuple[File, ...] = ()
    outcome: str = ""
    """What the bot did: answer, near_miss, clarify, hand_over, or a talk intent; of the gateway
    itself apology, empty, too_long, unknown_button, and counselor for an answer from the desk."""
    question_number: int | None = None
    """Number of the question that was handed over."""
    entries: tuple[str, ...] = ()
    """Ids of the entries that the text was rendered from."""
    private: bool = False
    """Whether what was said may not be written down: it holds a name or a student number."""
