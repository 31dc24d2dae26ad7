"""Talks to the engine over Rasa's stock REST channel and merges what it says into one reply."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import httpx
import msgspec

from bot.dialogue.payloads import button_id_of
from bot.knowledge import Button
from bot.knowledge.rendering import LONGEST_REPLY, MOST_BUTTONS, SOURCE_LEAD, with_source

FULL_WIDTH_SLASH = "\uff0f"
ENGINE_SECONDS = 8.0
"""How long the engine may take for one message."""


class EngineError(Exception):
    """The engine gave no usable answer: down, slow, or an error inside it."""


class EngineReply(msgspec.Struct, frozen=True):
    """One merged reply."""

    text: str
    buttons: tuple[Button, ...] = ()
    source: str | None = None
    outcome: str = ""
    question_number: int | None = None


class Engine:
    """Client of the engine."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        """Take a client and the engine's base address."""
        self._client = client
        self._url = url

    async def ask(self, sender: str, text: str, channel: str) -> EngineReply:
        """Send one message and return the merged reply.

        :param sender: made by the front, never taken from a client
        :param text: what the student typed, or a payload made by ``payload_of``
        :raises EngineError: when there is no answer; Rasa says ``[]`` when something raised
        """
        message = {"sender": sender, "message": text, "metadata": {"channel": channel}}
        try:
            response = await self._client.post(
                f"{self._url}/webhooks/rest/webhook", json=message, timeout=ENGINE_SECONDS
            )
            response.raise_for_status()
            parts = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise EngineError(f"{type(error).__name__}") from error
        if not parts:
            raise EngineError("the engine said nothing")
        return merge(parts)

    async def healthy(self) -> bool:
        """Tell whether the engine answers."""
        return await answers(self._client, f"{self._url}/")


async def answers(client: httpx.AsyncClient, url: str) -> bool:
    """Tell whether ``url`` gives 200 within two seconds."""
    try:
        return (await client.get(url, timeout=2)).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def as_text(text: str) -> str:
    """Return what a student typed so that Rasa never takes it for a payload.

    Rasa obeys ``/restart`` and ``/intent{…}`` from anyone; a full-width slash is only text.
    """
    stripped = text.strip()
    return FULL_WIDTH_SLASH + stripped[1:] if stripped.startswith("/") else stripped


def merge(parts: Iterable[dict[str, Any]]) -> EngineReply:
    """Return one reply made of all that the engine said to one message.

    Texts in order, none twice; sources gathered at the end; at most four buttons.
    """
    texts: list[str] = []
    buttons: dict[str, Button] = {}
    sources: list[str] = []
    outcome = ""
    number: int | None = None
    for part in parts:
        if part.get("text") and part["text"] not in texts:
            texts.append(part["text"])
        for button in part.get("buttons") or ():
            button_id = button_id_of(button["payload"])
            buttons.setdefault(button_id, Button(button_id, button["title"]))
        custom = part.get("custom") or {}
        if custom.get("source"):
            sources.append(custom["source"])
        outcome = custom.get("outcome") or outcome
        number = custom.get("question_number") or number
    source = "、".join(dict.fromkeys(sources)) or None
    body = "\n\n".join(_without_sources(text, sources) for text in texts)[:LONGEST_REPLY]
    return EngineReply(
        text=with_source(body, source) if source else body,
        buttons=tuple(buttons.values())[:MOST_BUTTONS],
        source=source,
        outcome=outcome,
        question_number=number,
    )


def _without_sources(text: str, sources: Iterable[str]) -> str:
    for source in sources:
        text = text.removesuffix(f"\n{SOURCE_LEAD}{source}")
    return text
