"""How the front is served: WebSockets work, and nothing is believed that a client claims."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatusCode

from bot.front.cross_origin import CrossOrigin
from bot.front.headers import SecurityHeaders
from bot.front.serving import LARGEST_FRAME, serve_options
from bot.settings import Settings
from tests.conftest import free_port
from tests.front.fake_engine import Server


async def echo(socket: WebSocket) -> None:
    if socket.headers.get("authorization") != "Bearer token":
        await socket.close(1008)
        return
    await socket.accept()
    try:
        while True:
            await socket.send_json(json.loads(await socket.receive_text()))
    except WebSocketDisconnect:
        pass


async def address(request: Request) -> Response:
    return PlainTextResponse(request.client.host if request.client else "")


@pytest.fixture
def server() -> Iterator[Server]:
    """Served as the front is, with a WebSocket route as channels have."""
    settings = Settings.from_environment({"BOT_PORT": str(free_port())})
    routes = [WebSocketRoute("/socket", echo), Route("/address", address)]
    application = SecurityHeaders(CrossOrigin(Starlette(routes=routes), ()))
    options = serve_options(settings)
    port = options.pop("port")
    assert options.pop("host") == "127.0.0.1"
    serving = Server(application, port, **options)
    serving.start()
    yield serving
    serving.stop()


def socket(server: Server, token: str = "token"):
    url = f"ws://127.0.0.1:{server.port}/socket"
    return connect(url, extra_headers={"Authorization": f"Bearer {token}"}, max_size=None)


async def test_a_websocket_carries_messages_both_ways(server: Server) -> None:
    async with socket(server) as peer:
        for message in ({"post_type": "message", "text": "在哪打印😀"}, {"text": "长" * 50_000}):
            await peer.send(json.dumps(message, ensure_ascii=False))
            assert json.loads(await peer.recv()) == message


async def test_a_websocket_without_the_token_is_refused(server: Server) -> None:
    with pytest.raises(InvalidStatusCode):
        async with socket(server, "wrong"):
            pass


async def test_a_frame_without_end_closes_the_websocket(server: Server) -> None:
    async with socket(server) as peer:
        await peer.send("x" * (LARGEST_FRAME + 1))
        with pytest.raises(ConnectionClosed):
            await peer.recv()


def test_forwarded_addresses_are_not_believed_by_default(server: Server) -> None:
    response = httpx.get(f"{server.url}/address", headers={"X-Forwarded-For": "203.0.113.7"})
    assert response.text == "127.0.0.1"
    assert "server" not in response.headers
