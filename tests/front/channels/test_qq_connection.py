"""QQ's WebSocket mode over a real socket: events come, a lost connection is resumed."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.legacy.server import WebSocketServerProtocol, serve

from tests.conftest import free_port
from tests.front.channels.qq_platform import QQPlatform


class Socket:
    """The platform's WebSocket, in a thread of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"ws://127.0.0.1:{self.port}"
        self.frames: list[dict[str, Any]] = []
        """Everything that the bot sent."""
        self.interval = 45_000
        self.silent = False
        """Half open: takes frames and answers none."""
        self.connections = 0
        self._socket: WebSocketServerProtocol | None = None
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._run()])
        self._thread.start()
        assert self._ready.wait(10)

    def send(self, frame: dict[str, Any] | str) -> None:
        assert self._socket is not None
        text = frame if isinstance(frame, str) else json.dumps(frame)
        asyncio.run_coroutine_threadsafe(self._socket.send(text), self._loop).result(5)

    def close(self, code: int) -> None:
        assert self._socket is not None
        asyncio.run_coroutine_threadsafe(self._socket.close(code), self._loop).result(5)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self._loop.close()

    def wait_for_op(self, op: int, times: int = 1, seconds: float = 15) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while len(found := [f for f in self.frames if f["op"] == op]) < times:
            assert time.monotonic() < deadline, self.frames
            time.sleep(0.02)
        return found[-1]

    async def _run(self) -> None:
        async with serve(
            self._serve, "127.0.0.1", self.port, ping_interval=None, close_timeout=0.5
        ):
            self._ready.set()
            await self._stop.wait()

    async def _serve(self, socket: WebSocketServerProtocol, path: str) -> None:
        self.connections += 1
        self._socket = socket
        await socket.send(json.dumps({"op": 10, "d": {"heartbeat_interval": self.interval}}))
        try:
            async for raw in socket:
                frame = json.loads(raw)
                self.frames.append(frame)
                if self.silent:
                    continue
                if frame["op"] == 2:
                    ready = {"version": 1, "session_id": "S", "user": {"id": "B", "bot": True}}
                    await socket.send(json.dumps({"op": 0, "s": 1, "t": "READY", "d": ready}))
                elif frame["op"] == 6:
                    await socket.send(json.dumps({"op": 0, "s": 9, "t": "RESUMED", "d": ""}))
                elif frame["op"] == 1:
                    await socket.send(json.dumps({"op": 11}))
        except ConnectionClosed:
            return


@pytest.fixture
def socket() -> Iterator[Socket]:
    socket = Socket()
    yield socket
    socket.stop()


@pytest.fixture
def qq(socket) -> Iterator[QQPlatform]:
    platform = QQPlatform()
    platform.websocket_url = socket.url
    platform.start()
    yield platform
    platform.stop()


@pytest.fixture
def front(qq, serve_front):
    return serve_front(**qq.settings(BOT_QQ_MODE="websocket"))


def test_an_event_is_answered(qq, socket, front) -> None:
    assert socket.wait_for_op(2)["d"] == {
        "token": "QQBot TOKEN1",
        "intents": 1 << 25,
        "shard": [0, 1],
    }
    event = qq.mention("在哪打印") | {"s": 5}
    socket.send(event)
    socket.send(event)
    assert qq.wait_for(1) == ["答:在哪打印"]


def test_there_is_no_callback_route(qq, socket, front) -> None:
    assert qq.call_back(front, qq.mention("在哪打印")).status_code == 404


def test_a_lost_connection_is_resumed(qq, socket, front) -> None:
    socket.wait_for_op(2)
    socket.send(qq.mention("甲") | {"s": 5})
    qq.wait_for(1)
    socket.close(4009)
    assert socket.wait_for_op(6)["d"] == {"token": "QQBot TOKEN1", "session_id": "S", "seq": 5}
    socket.send(qq.mention("乙") | {"s": 6})
    assert qq.wait_for(2) == ["答:甲", "答:乙"]


def test_a_half_open_connection_is_left_and_resumed(qq, socket, front) -> None:
    socket.wait_for_op(2)
    socket.send(qq.mention("甲") | {"s": 5})
    qq.wait_for(1)
    socket.interval = 1_100
    socket.close(4009)
    socket.wait_for_op(1)
    socket.silent = True
    deadline = time.monotonic() + 20
    while socket.connections < 3:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    socket.silent = False
    socket.close(4009)
    socket.wait_for_op(6, times=3)
    time.sleep(0.2)
    socket.send(qq.mention("乙") | {"s": 6})
    assert qq.wait_for(2) == ["答:甲", "答:乙"]


def test_a_refused_token_is_renewed(qq, socket, front) -> None:
    socket.wait_for_op(2)
    socket.close(4004)
    assert socket.wait_for_op(2, times=2)["d"]["token"] == "QQBot TOKEN2"


@pytest.mark.parametrize("frame", ["", "{", "[]", '{"op":0,"t":"C2C_MESSAGE_CREATE","d":{}}'])
def test_odd_frames_break_nothing(qq, socket, front, frame: str) -> None:
    socket.wait_for_op(2)
    time.sleep(0.1)
    socket.send(frame)
    socket.send(qq.mention("在哪打印"))
    assert qq.wait_for(1) == ["答:在哪打印"]
    assert socket.connections == 1


def test_an_oversized_frame_costs_the_connection_and_nothing_else(qq, socket, front) -> None:
    socket.wait_for_op(2)
    socket.send(qq.mention("甲") | {"s": 5})
    qq.wait_for(1)
    socket.send(json.dumps({"op": 0, "d": "x" * 400_000}))
    socket.wait_for_op(2, times=2)
    time.sleep(0.2)
    socket.send(qq.mention("乙"))
    assert qq.wait_for(2) == ["答:甲", "答:乙"]
