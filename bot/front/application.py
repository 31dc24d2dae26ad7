"""The ASGI application."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.front.chat import LONGEST_MESSAGE, Chat
from bot.front.engine import Engine, answers
from bot.front.headers import SecurityHeaders
from bot.front.pages import Pages
from bot.front.problems import problem_response
from bot.front.sessions import Sessions
from bot.front.widget import Widget, widget_script
from bot.knowledge import load_knowledge
from bot.secret import load_secret
from bot.settings import Settings

HERE = Path(__file__).parent


def create_application(settings: Settings) -> Starlette:
    """Build the application.

    :param settings: where engine and actions listen, and where the secret is kept
    """
    knowledge = load_knowledge()
    settings.data.mkdir(parents=True, exist_ok=True)
    client = httpx.AsyncClient(trust_env=False)
    engine = Engine(client, settings.engine_url)
    chat = Chat(Sessions(load_secret(settings.data)), engine, knowledge.wording)
    pages = Pages(knowledge, settings.public_url)
    widget = Widget(widget_script(knowledge, LONGEST_MESSAGE))

    async def health(request: Request) -> Response:
        states = {
            "engine": await engine.healthy(),
            "actions": await answers(client, f"{settings.actions_url}/health"),
        }
        return JSONResponse(states, status_code=200 if all(states.values()) else 503)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    return Starlette(
        routes=[
            Route("/", pages.home),
            Route("/poster", pages.poster),
            Route("/widget.js", widget.serve),
            Route("/healthz", health),
            Route("/api/chat/sessions", chat.create_session, methods=["POST"]),
            Route("/api/chat/messages", chat.post_message, methods=["POST"]),
            Route("/api/chat/messages", chat.get_messages, methods=["GET"]),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: problem_response, Exception: problem_response},
        lifespan=lifespan,
    )
