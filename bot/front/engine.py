"""Talks to the engine over Rasa's stock REST channel and merges what it says into one reply."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import httpx

from bot.channels import File, Outbound
from bot.dialogue.payloads import FOLLOWED, button_id_of
from bot.knowledge import Button
from bot.knowledge.rendering import LONGEST_REPLY, MOST_BUTTONS, SOURCE_LEAD, with_source

FULL_WIDTH_SLASH = "\uff0f"
ENGINE_TIMEOUT = httpx.Timeout(60, connect=2)
"""Seconds; who waits is told much sooner that it takes longer."""
MOST_AT_ONCE = 32
"""Messages that the engine works on at the same time; the others wait here."""


class EngineError(Exception):
    """The engine gave no usable answer: down, slow, or an error inside it."""


class Engine:
    """Client of the engine."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        """Take a client and the engine's base address."""
        self._client = client
        self._url = url
        self._places = asyncio.Semaphore(MOST_AT_ONCE)

    async def ask(self, sender: str, text: str, metadata: Mapping[str, Any]) -> Outbound:
        """Send one message and return the merged reply.

        :param sender: made by the front, never taken from a client
        :param text: what the student typed, or a payload made by ``payload_of``
        :param metadata: ``channel`` and whether it is a ``group``; actions read it
        :raises EngineError: when there is no answer; Rasa says ``[]`` when something raised
        """
        message = {"sender": sender, "message": text, "metadata": dict(metadata)}
        try:
            async with self._places:
                response = await self._client.post(
                    f"{self._url}/webhooks/rest/webhook", json=message, timeout=ENGINE_TIMEOUT
                )
            response.raise_for_status()
            parts = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise EngineError(type(error).__name__) from error
        try:
            outbound = merge(parts)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise EngineError(f"the engine's reply can't be read: {error!r}") from error
        if not outbound.text:
            raise EngineError("the engine said nothing")
        return outbound

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


def merge(parts: Iterable[dict[str, Any]]) -> Outbound:
    """Return one reply made of all that the engine said to one message.

    Texts in order, none twice; sources gathered at the end; at most four buttons.

    :raises ValueError: when the last part was to be followed by another
    """
    texts: list[str] = []
    buttons: dict[str, Button] = {}
    sources: list[str] = []
    entries: dict[str, None] = {}
    files: dict[str, File] = {}
    outcome = ""
    number: int | None = None
    private = followed = False
    for part in parts:
        if part.get("text") and part["text"] not in texts:
            texts.append(part["text"])
        for button in part.get("buttons") or ():
            button_id = button_id_of(button["payload"])
            buttons.setdefault(button_id, Button(button_id, button["title"]))
        custom = part.get("custom") or {}
        if custom.get("source"):
            sources.append(custom["source"])
        entries |= dict.fromkeys(custom.get("entries") or ())
        for file in custom.get("files") or ():
            files.setdefault(file["url"], File(file["title"], file["url"]))
        outcome = custom.get("outcome") or outcome
        number = custom.get("question_number") or number
        private = private or bool(custom.get("private"))
        followed = bool(custom.get(FOLLOWED))
    if followed:
        raise ValueError("the action that was to follow failed")
    source = "、".join(dict.fromkeys(sources)) or None
    body = "\n\n".join(_without_sources(text, sources) for text in texts)[:LONGEST_REPLY]
    return Outbound(
        text=with_source(body, source) if source else body,
        buttons=tuple(buttons.values())[:MOST_BUTTONS],
        source=source,
        files=tuple(files.values()),
        outcome=outcome,
        question_number=number,
        entries=tuple(entries),
        private=private,
    )


def _without_sources(text: str, sources: Iterable[str]) -> str:
    for source in sources:
        text = text.removesuffix(f"\n{SOURCE_LEAD}{source}")
    return text
