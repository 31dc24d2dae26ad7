"""The ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import yaml
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.calendar import system_clock
from bot.desk import Desk, DeskError, Inbox
from bot.front.calendar_files import CalendarFiles
from bot.front.channels.onebot import open_onebot
from bot.front.channels.opening import House, open_channels, working
from bot.front.channels.platform_api import PlatformApi
from bot.front.channels.qq import open_qq
from bot.front.channels.wechat import open_wechat
from bot.front.channels.wecom_app import open_wecom_app
from bot.front.channels.wecom_bot import open_wecom_bot
from bot.front.channels.wecom_robot import WeComRobot
from bot.front.chat import Chat
from bot.front.cross_origin import CrossOrigin
from bot.front.delivery import Delivery
from bot.front.desk import create_desk
from bot.front.desk.daily_note import DailyNote
from bot.front.engine import Engine, answers
from bot.front.gateway import LONGEST_MESSAGE, Gateway
from bot.front.headers import SecurityHeaders
from bot.front.housekeeping import Housekeeping
from bot.front.metrics import MEDIA_TYPE as METRICS_TYPE
from bot.front.metrics import Metrics
from bot.front.pages import Pages
from bot.front.problems import problem_response
from bot.front.sessions import Sessions
from bot.front.widget import Widget, widget_script
from bot.front.worker import Worker
from bot.knowledge import load_knowledge
from bot.secret import load_secret
from bot.settings import Settings

HERE = Path(__file__).parent
OPENERS = (open_qq, open_onebot, open_wecom_bot, open_wecom_app, open_wechat)
"""Every channel beside the web, open or not."""


def create_application(settings: Settings) -> ASGIApp:
    """Build the application.

    :param settings: where engine and actions listen, and where the secret is kept
    """
    knowledge = load_knowledge()
    settings.data.mkdir(parents=True, exist_ok=True)
    client = httpx.AsyncClient(trust_env=False)
    engine = Engine(client, settings.engine_url)
    secret = load_secret(settings.data)
    worker = Worker()
    desk = Desk(settings.desk_database)
    inbox = Inbox(desk.database)
    metrics = Metrics()
    gateway = Gateway(
        engine=engine,
        desk=desk,
        inbox=inbox,
        worker=worker,
        wording=knowledge.wording,
        public=tuple(p.value for p in knowledge.particulars.values() if "@" in p.value),
        secret=secret,
        metrics=metrics,
    )
    channels = open_channels(House(settings, client, gateway, metrics, knowledge.wording), OPENERS)
    chat = Chat(
        sessions=Sessions(secret),
        gateway=gateway,
        desk=desk,
        inbox=inbox,
        worker=worker,
        wording=knowledge.wording,
    )
    delivery = Delivery(gateway, desk, worker)
    robot_api = PlatformApi(client, settings.wecom_api_base)
    daily_note = DailyNote(
        WeComRobot(robot_api, settings.wecom_robot_key),
        desk,
        worker,
        knowledge.wording,
        settings.desk_address,
    )
    housekeeping = Housekeeping(desk, inbox, worker, settings.retention_days)
    files = CalendarFiles(secret, knowledge, system_clock)
    pages = Pages(knowledge, settings.public_url)
    widget = Widget(widget_script(knowledge, LONGEST_MESSAGE))

    document = yaml.safe_load((HERE / "openapi.yml").read_text(encoding="utf-8"))

    async def show_document(request: Request) -> Response:
        return JSONResponse(document)

    async def show_metrics(request: Request) -> Response:
        outbox = await worker.run(desk.outbox.count, "waiting")
        text = metrics.text(waiting=gateway.waiting(), outbox=outbox)
        return Response(text, media_type=METRICS_TYPE)

    async def health(request: Request) -> Response:
        states = {
            "engine": await engine.healthy(),
            "actions": await answers(client, f"{settings.actions_url}/health"),
        }
        return JSONResponse(states, status_code=200 if all(states.values()) else 503)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with client:
            await gateway.start()
            running: list[Delivery | Housekeeping | DailyNote] = [delivery, housekeeping]
            if settings.wecom_robot_key:
                running.append(daily_note)
            tasks = [asyncio.create_task(task.run()) for task in running]
            async with working(channels):
                yield
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await gateway.stop()
        worker.close()
        desk.close()

    application = Starlette(
        routes=[
            Route("/", pages.home),
            Route("/poster", pages.poster),
            Route("/widget.js", widget.serve),
            Route("/healthz", health),
            Route("/metrics", show_metrics),
            Route("/openapi.json", show_document),
            Route("/api/chat/sessions", chat.create_session, methods=["POST"]),
            Route("/api/chat/messages", chat.post_message, methods=["POST"]),
            Route("/api/chat/messages", chat.get_messages, methods=["GET"]),
            Route("/api/chat/feedback", chat.post_feedback, methods=["POST"]),
            Route("/api/chat/questions/{number}", chat.get_question, methods=["GET"]),
            Mount("/desk", create_desk(desk, knowledge)),
            Route("/files/{token}.ics", files.get),
            *(route for channel in channels for route in channel.routes),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        exception_handlers={
            HTTPException: problem_response,
            DeskError: problem_response,
            Exception: problem_response,
        },
        lifespan=lifespan,
    )
    # Around everything, so that even a crash is answered with all headers.
    shared = CrossOrigin(application, settings.allowed_origins)
    return SecurityHeaders(shared, framed_by=settings.allowed_origins)
