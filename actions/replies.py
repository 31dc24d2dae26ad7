"""What an action says."""

from __future__ import annotations

import msgspec
from rasa_sdk.executor import CollectingDispatcher

from bot.channels.shapes import File
from bot.dialogue.payloads import payload_of
from bot.knowledge import Button
from bot.knowledge.rendering import with_source

PRIVATE = "private"
"""Key of the custom payload: neither what was typed nor the reply is to be written down."""
OUTCOME = "action"
"""How the front and the desk tell an action's reply from an answer."""


class ActionReply(msgspec.Struct, frozen=True, kw_only=True):
    """One reply of an action."""

    text: str
    source: str | None = None
    files: tuple[File, ...] = ()
    buttons: tuple[Button, ...] = ()
    private: bool = False
    """Whether the turn holds what may not be stored beyond the session; goes out as ``private``."""


def say(dispatcher: CollectingDispatcher, reply: ActionReply) -> None:
    """Send a reply in the shape that the front merges."""
    text = with_source(reply.text, reply.source) if reply.source else reply.text
    buttons = [{"title": b.title, "payload": payload_of(b.id)} for b in reply.buttons]
    custom = {
        "outcome": OUTCOME,
        "source": reply.source,
        "files": [{"title": file.title, "url": file.url} for file in reply.files],
        PRIVATE: reply.private,
    }
    dispatcher.utter_message(text=text, buttons=buttons, json_message=custom)
