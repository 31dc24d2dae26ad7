"""The chat API: sessions and messages."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.dialogue.payloads import payload_of
from bot.front.engine import Engine, EngineError, EngineReply, as_text
from bot.front.problems import Problem
from bot.front.sessions import SessionError, Sessions
from bot.knowledge.model import Wording

logger = logging.getLogger(__name__)
LONGEST_MESSAGE = 300
"""Characters; a message as long as this or longer isn't read."""
LARGEST_BODY = 16 * 1024
"""Bytes."""
KEPT_CONVERSATIONS = 5_000
KEPT_REPLIES = 40
"""Of one conversation, so that a retry gets the same reply and a page can catch up."""
CHANNEL = "web"


class IncomingMessage(msgspec.Struct, forbid_unknown_fields=True):
    """Body of ``POST /api/chat/messages``: text or a button, not both."""

    client_message_id: str
    text: str | None = None
    button: str | None = None


class Conversation:
    """What the front remembers of one session, in memory only."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.replies: list[tuple[str, dict[str, Any]]] = []
        """(client_message_id, reply), oldest first."""
        self.cursor = 0
        """Counts all replies ever given."""

    def find(self, client_message_id: str) -> dict[str, Any] | None:
        """Return the reply already given to a message."""
        return next((r for i, r in self.replies if i == client_message_id), None)

    def add(self, client_message_id: str, reply: dict[str, Any]) -> None:
        """Remember a reply."""
        self.replies = [*self.replies, (client_message_id, reply)][-KEPT_REPLIES:]
        self.cursor += 1

    def after(self, cursor: int) -> list[dict[str, Any]]:
        """Return the replies given since ``cursor``, as far as they're remembered."""
        missed = max(0, min(self.cursor - cursor, len(self.replies)))
        return [reply for _, reply in self.replies[len(self.replies) - missed :]]


class Chat:
    """Handlers of the chat API."""

    def __init__(self, sessions: Sessions, engine: Engine, wording: Wording) -> None:
        self._sessions = sessions
        self._engine = engine
        self._wording = wording
        self._conversations: OrderedDict[str, Conversation] = OrderedDict()

    async def create_session(self, request: Request) -> Response:
        """``POST /api/chat/sessions`` → 201 ``{"token"}``."""
        return JSONResponse({"token": self._sessions.new_token()}, status_code=201)

    async def post_message(self, request: Request) -> Response:
        """``POST /api/chat/messages`` → 200 ``{"replies", "cursor"}``."""
        sender = self._sender(request)
        message = await _read(request)
        conversation = self._conversation(sender)
        async with conversation.lock:
            reply = conversation.find(message.client_message_id)
            if reply is None:
                given = await self._reply(sender, message)
                reply = _shown(given.reply)
                if given.final:
                    conversation.add(message.client_message_id, reply)
            return JSONResponse({"replies": [reply], "cursor": str(conversation.cursor)})

    async def get_messages(self, request: Request) -> Response:
        """``GET /api/chat/messages?after=CURSOR`` → what came later."""
        conversation = self._conversation(self._sender(request))
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 19):
            raise Problem(422, "after 应为上次返回的 cursor")
        replies = conversation.after(int(after))
        return JSONResponse({"replies": replies, "cursor": str(conversation.cursor)})

    def _sender(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Problem(401, "缺少会话凭证,请先 POST /api/chat/sessions")
        try:
            return self._sessions.sender(token.strip())
        except SessionError:
            raise Problem(401, "会话凭证无效或已过期,请重新开始会话") from None

    def _conversation(self, sender: str) -> Conversation:
        conversation = self._conversations.setdefault(sender, Conversation())
        self._conversations.move_to_end(sender)
        while len(self._conversations) > KEPT_CONVERSATIONS:
            self._conversations.popitem(last=False)
        return conversation

    async def _reply(self, sender: str, message: IncomingMessage) -> _Given:
        if message.button is not None:
            try:
                payload = payload_of(message.button)
            except ValueError:
                return _Given(EngineReply(self._wording.unknown_button))
        else:
            payload = as_text(message.text or "")
            if not _has_content(payload):
                return _Given(EngineReply(self._wording.empty))
            if len(payload) >= LONGEST_MESSAGE:
                return _Given(EngineReply(self._wording.too_long.format(limit=LONGEST_MESSAGE)))
        try:
            return _Given(await self._engine.ask(sender, payload, CHANNEL))
        except EngineError as error:
            logger.error("engine: %s", error)
            return _Given(EngineReply(self._wording.engine_down), final=False)


class _Given(msgspec.Struct, frozen=True):
    reply: EngineReply
    final: bool = True
    """False for an apology: the same message sent again is asked again."""


def _has_content(text: str) -> bool:
    """Tell whether a text holds anything but white space and control characters."""
    return any(character.isprintable() and not character.isspace() for character in text)


def _shown(reply: EngineReply) -> dict[str, Any]:
    return {
        "id": secrets.token_urlsafe(9),
        "text": reply.text,
        "buttons": [{"id": button.id, "title": button.title} for button in reply.buttons],
        "source": reply.source,
        "files": [],
    }


async def _read(request: Request) -> IncomingMessage:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise Problem(413, f"请求超过 {LARGEST_BODY // 1024} KB")
    try:
        message = msgspec.json.decode(body, type=IncomingMessage)
    except msgspec.DecodeError as error:
        raise Problem(422, f"请求体不对:{error}") from None
    if not 1 <= len(message.client_message_id) <= 100:
        raise Problem(422, "client_message_id 应为 1–100 个字符")
    if (message.text is None) == (message.button is None):
        raise Problem(422, "text 和 button 要有一个,且只能有一个")
    return message
