"""Shared by all tests: the knowledge base, and one running bot for the whole run."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from bot.knowledge import Knowledge, load_knowledge
from bot.settings import ROOT
from bot.train import train
from scripts.screenshot import browser_arguments

if TYPE_CHECKING:
    from tests.rehearsal import Rehearsal

READY_SECONDS = 60


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The product's own knowledge base."""
    return load_knowledge()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningBot:
    """The three real processes, started as `make run` starts them."""

    ready_times: ClassVar[list[float]] = []
    """Seconds until each of this run's bots answered."""

    def __init__(self, data: Path, project: Path = ROOT) -> None:
        self.data = data
        self.ports = {name: free_port() for name in ("BOT_PORT", "ENGINE_PORT", "ACTIONS_PORT")}
        self.url = f"http://127.0.0.1:{self.ports['BOT_PORT']}"
        self.environment = os.environ | {k: str(v) for k, v in self.ports.items()}
        self.environment["BOT_DATA"] = str(data)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.launch"],
            cwd=project,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.ready_after = self.wait_until_ready()
        self.ready_times.append(self.ready_after)

    def wait_until_ready(self) -> float:
        """Return after how many seconds engine and front answer, after a start or a restart."""
        started = time.monotonic()
        while time.monotonic() - started < READY_SECONDS:
            if self.process.poll() is not None:
                break
            if self.health() == 200:
                return time.monotonic() - started
            time.sleep(0.2)
        self.stop()
        logs = "\n".join(p.read_text(errors="replace")[-3000:] for p in self.data.glob("*.log"))
        raise AssertionError(f"the bot is not ready:\n{logs}")

    def health(self) -> int:
        """Return the status of /healthz, 0 when nothing listens."""
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5).status_code
        except httpx.TransportError:
            return 0

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop everything and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


class Student:
    """Somebody who chats over the real API."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=20)
        token = self.client.post("/api/chat/sessions").json()["token"]
        self.client.headers["Authorization"] = f"Bearer {token}"
        self.sent = 0

    def say(self, text: str) -> dict:
        """Type a message and return the one reply."""
        return self._send({"text": text})

    def press(self, button: str) -> dict:
        """Press a button and return the one reply."""
        return self._send({"button": button})

    def _send(self, message: dict) -> dict:
        self.sent += 1
        response = self.client.post(
            "/api/chat/messages", json={"client_message_id": str(self.sent)} | message
        )
        assert response.status_code == 200, response.text
        (reply,) = response.json()["replies"]
        return reply


@pytest.fixture(scope="session")
def model() -> Path:
    """The model of the present files, trained if it isn't there."""
    return train()


@pytest.fixture(scope="session")
def bot(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    """One running bot on free ports."""
    running = RunningBot(tmp_path_factory.mktemp("data"))
    yield running
    running.stop()


@pytest.fixture
def student(bot: RunningBot) -> Iterator[Student]:
    """A new session with the running bot."""
    somebody = Student(bot.url)
    yield somebody
    somebody.client.close()


@pytest.fixture(scope="session")
def rehearsal(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """The real model and actions in this process, on a Wednesday in the graduating season."""
    from tests.rehearsal import Rehearsal  # noqa: PLC0415

    return Rehearsal(model, tmp_path_factory.mktemp("rehearsal"), datetime(2026, 6, 24, 9))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium. One a module: while it runs, no test may use an event loop."""
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(**browser_arguments())
        yield running
        running.close()
