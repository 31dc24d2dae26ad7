"""The real front process between a real browser and an engine that says what a test wants."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request

from bot.settings import ROOT
from scripts.screenshot import PHONE
from tests.conftest import free_port
from tests.front.fake_engine import FakeEngine
from tests.front.widget.replies import answer

START_SECONDS = 30
SMALL_PHONE: dict[str, Any] = PHONE | {"viewport": {"width": 360, "height": 740}}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 820}, "locale": "zh-CN"}
HOST_PORT = free_port()
"""Where a host page that embeds the widget stands: another origin than the front's."""
PUBLIC_URL = "https://bot.example.edu.cn/"


class Front:
    """``python -m bot.front`` on a port that stays the same over restarts."""

    def __init__(self, engine: FakeEngine, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = os.environ | {
            "BOT_PORT": str(self.port),
            "ENGINE_PORT": str(engine.port),
            "ACTIONS_PORT": str(free_port()),
            "BOT_DATA": str(data),
            "BOT_PUBLIC_URL": PUBLIC_URL,
            "BOT_ALLOWED_ORIGINS": f"http://127.0.0.1:{HOST_PORT}",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and return when it serves."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.front"],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started = time.monotonic()
        while True:
            assert self._process.poll() is None, "the front ended"
            assert time.monotonic() - started < START_SECONDS, "the front doesn't serve"
            try:
                httpx.get(f"{self.url}/widget.js")
                return
            except httpx.TransportError:
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop serving."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None


class Chat:
    """The chat window on a page, in a reader's terms."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.get_by_label("你的问题")
        self.send = page.get_by_role("button", name="发送")
        self.log = page.get_by_role("log")
        self.mine = page.locator("article.me")
        self.strip = page.locator(".strip")
        self.replies = page.locator("article.bot:not(.greeting):not(.thinking)")
        self.launcher = page.locator("button.launcher")
        self.dialog = page.get_by_role("dialog")

    @property
    def last(self) -> Locator:
        """The newest reply."""
        return self.replies.last

    def ask(self, text: str) -> None:
        """Type and press 发送."""
        self.box.fill(text)
        self.send.click()

    def ask_and_wait(self, text: str) -> None:
        """Ask, and return when there is one reply more."""
        before = self.replies.count()
        self.ask(text)
        self.replies.nth(before).wait_for()


@pytest.fixture(scope="session")
def shared_engine() -> Iterator[FakeEngine]:
    engine = FakeEngine()
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture
def engine(shared_engine: FakeEngine) -> FakeEngine:
    shared_engine.answer = answer
    shared_engine.seconds = 0.0
    shared_engine.asked.clear()
    return shared_engine


@pytest.fixture(scope="session")
def shared_front(
    shared_engine: FakeEngine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    running = Front(shared_engine, tmp_path_factory.mktemp("front"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def front(shared_front: Front, engine: FakeEngine) -> Front:
    """The front, its engine as new."""
    return shared_front


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages that must neither complain on the console nor ask any other host.

    ``complaints`` is what the test expects on the console: a part of a message.
    """
    contexts: list[BrowserContext] = []
    said: list[str] = []
    asked: list[str] = []
    expected: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    def note_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.hostname != "127.0.0.1":
            asked.append(request.url)

    def opened(url: str, *, complaints: tuple[str, ...] = (), **options: Any) -> Page:
        context = browser.new_context(**(options or SMALL_PHONE))
        contexts.append(context)
        context.on("request", note_request)
        context.on("console", note)
        context.on("weberror", lambda error: said.append(str(error.error)))
        expected.extend(complaints)
        page = context.new_page()
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [s for s in said if not any(e in s for e in expected)] == []
    assert asked == []


@pytest.fixture
def chat(front: Front, open_page: OpenPage) -> Chat:
    """The page ``/`` on a small phone."""
    return Chat(open_page(front.url))


@pytest.fixture
def desktop_chat(front: Front, open_page: OpenPage) -> Chat:
    """The page ``/`` on a computer."""
    return Chat(open_page(front.url, **DESKTOP))
