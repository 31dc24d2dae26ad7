"""The chat API: what the widget, and any other client, speaks. Described in ``openapi.yml``."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels import Inbound, Outbound
from bot.desk import Desk, Inbox, conversation_of
from bot.desk.feedback import Verdict
from bot.front.body import read_body
from bot.front.gateway import Gateway
from bot.front.limits import Limit, TooOftenError
from bot.front.outgoing import decode
from bot.front.problems import Problem
from bot.front.sessions import SessionError, Sessions
from bot.front.worker import Worker
from bot.knowledge.model import Wording

CHANNEL = "web"
LARGEST_BODY = 16 * 1024
"""Bytes."""
LONGEST_ID = 100
"""Characters of an id that a client makes."""

LONGEST_NUMBER = 10
"""Digits of a question's number, one more."""

Body = TypeVar("Body")


class IncomingMessage(msgspec.Struct, forbid_unknown_fields=True):
    """Body of ``POST /api/chat/messages``: text or a button, not both."""

    client_message_id: str
    text: str | UnsetType = UNSET
    button: str | UnsetType = UNSET


class IncomingFeedback(msgspec.Struct, forbid_unknown_fields=True):
    """Body of ``POST /api/chat/feedback``."""

    reply_id: str
    verdict: Verdict


class Chat:
    """Handlers of the chat API."""

    def __init__(  # noqa: PLR0913 - keyword-only, one a neighbour
        self,
        *,
        sessions: Sessions,
        gateway: Gateway,
        desk: Desk,
        inbox: Inbox,
        worker: Worker,
        wording: Wording,
    ) -> None:
        self._sessions = sessions
        self._gateway = gateway
        self._desk = desk
        self._inbox = inbox
        self._worker = worker
        self._wording = wording
        # A dormitory may share one address.
        self._address_limit = Limit(burst=200, per_minute=600)

    async def create_session(self, request: Request) -> Response:
        """``POST /api/chat/sessions`` → 201 ``{"token"}``."""
        self._limit(request)
        await read_body(request, LARGEST_BODY)
        return JSONResponse({"token": self._sessions.new_token()}, status_code=201)

    async def post_message(self, request: Request) -> Response:
        """``POST /api/chat/messages`` → 200 ``{"replies", "cursor"}``."""
        self._limit(request)
        user = self._user(request)
        message = _decode(await read_body(request, LARGEST_BODY), IncomingMessage)
        if not 1 <= len(message.client_message_id) <= LONGEST_ID:
            raise Problem(422, f"client_message_id 应为 1–{LONGEST_ID} 个字符")
        if (message.text is UNSET) == (message.button is UNSET):
            raise Problem(422, "text 和 button 要有一个,且只能有一个")
        inbound = Inbound(
            channel=CHANNEL,
            message_id=message.client_message_id,
            user=user,
            text=None if message.text is UNSET else message.text,
            button=None if message.button is UNSET else message.button,
        )
        try:
            given = await self._gateway.receive(inbound, patience=None)
        except TooOftenError as error:
            raise self._too_often(error) from error
        replies = [] if given is None else [shown(given.id, given.reply)]
        return JSONResponse({"replies": replies, "cursor": await self._cursor(user)})

    async def get_messages(self, request: Request) -> Response:
        """``GET /api/chat/messages?after=CURSOR`` → what came later."""
        self._limit(request)
        user = self._user(request)
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 19):
            raise Problem(422, "after 应为上次返回的 cursor")
        stored = await self._worker.run(
            self._inbox.replies_after, self._conversation(user), int(after)
        )
        cursor = str(stored[-1].position) if stored else await self._cursor(user)
        replies = [shown(r.id, decode(r.body)) for r in stored]
        return JSONResponse({"replies": replies, "cursor": cursor})

    async def post_feedback(self, request: Request) -> Response:
        """``POST /api/chat/feedback`` → 204; of the conversation's own replies."""
        self._limit(request)
        conversation = self._conversation(self._user(request))
        feedback = _decode(await read_body(request, LARGEST_BODY), IncomingFeedback)
        if not 1 <= len(feedback.reply_id) <= LONGEST_ID:
            raise Problem(422, f"reply_id 应为 1–{LONGEST_ID} 个字符")
        if await self._worker.run(self._inbox.reply, conversation, feedback.reply_id) is None:
            raise Problem(404, "没有这条回复,或者它已经太久了")
        await self._worker.run(
            self._desk.feedback.add,
            feedback.reply_id,
            feedback.verdict,
            session=conversation,
            channel=CHANNEL,
        )
        return Response(status_code=204)

    async def get_question(self, request: Request) -> Response:
        """``GET /api/chat/questions/{number}`` → its state and answer, for who asked it."""
        self._limit(request)
        conversation = self._conversation(self._user(request))
        missing = Problem(404, "这个会话里没有这个编号的问题")
        digits = request.path_params["number"]
        if not (digits.isascii() and digits.isdigit() and len(digits) < LONGEST_NUMBER):
            raise missing
        number = int(digits)
        question = await self._worker.run(self._desk.questions.get, number)
        # Somebody else's question is not told apart from none.
        if question is None or conversation_of(question.session) != conversation:
            raise missing
        notice = await self._worker.run(self._desk.outbox.for_question, number)
        if notice is not None:
            state = "answered"
        else:
            cluster = await self._worker.run(self._desk.clusters.get, question.cluster)
            state = "closed" if cluster.state == "ignored" else "waiting"
        answer = None if notice is None else notice.text
        return JSONResponse({"number": number, "state": state, "answer": answer})

    def _limit(self, request: Request) -> None:
        """Count a request of an address.

        Not of loopback: behind a reverse proxy that isn't named in BOT_TRUSTED_PROXIES,
        everybody comes from there.
        """
        host = request.client.host if request.client else ""
        try:
            if ip_address(host).is_loopback:
                return
        except ValueError:
            pass  # a proxy may name a host that is no address; it counts like one
        try:
            self._address_limit.take(host)
        except TooOftenError as error:
            raise self._too_often(error) from error

    def _too_often(self, error: TooOftenError) -> Problem:
        return Problem(
            429,
            self._wording.too_often.format(seconds=error.seconds),
            headers={"Retry-After": str(error.seconds)},
        )

    def _user(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        challenge = {"WWW-Authenticate": "Bearer"}
        if scheme.lower() != "bearer" or not token:
            raise Problem(401, "缺少会话凭证,请先 POST /api/chat/sessions", headers=challenge)
        try:
            return self._sessions.user(token.strip())
        except SessionError:
            raise Problem(401, "会话凭证无效或已过期,请重新开始会话", headers=challenge) from None

    def _conversation(self, user: str) -> str:
        return self._gateway.conversation(CHANNEL, None, user)

    async def _cursor(self, user: str) -> str:
        return str(await self._worker.run(self._inbox.cursor, self._conversation(user)))


def shown(reply_id: str, reply: Outbound) -> dict[str, Any]:
    """Return a reply as the API shows it."""
    return {
        "id": reply_id,
        "text": reply.text,
        "buttons": [{"id": button.id, "title": button.title} for button in reply.buttons],
        "source": reply.source,
        "files": [{"title": file.title, "url": file.url} for file in reply.files],
        "question_number": reply.question_number,
    }


def _decode(body: bytes, kind: type[Body]) -> Body:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(422, f"请求体不对:{error}") from None
