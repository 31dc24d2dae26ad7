"""The systems under evaluation, each behind ``ask(conversation, text) -> Turn``."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Protocol

import httpx

from benchmarks.evaluate.judging import Turn
from benchmarks.processes import free_port, wait_until_up
from bot.front.engine import as_text, merge
from bot.train import QUIET

SECONDS_FOR_ONE_TURN = 60.0


class System(Protocol):
    """Something that can be asked."""

    name: str

    def ask(self, conversation: str, text: str) -> Turn:
        """Say ``text`` in a conversation and return what came of it."""

    def set_day(self, day: date | None) -> None:
        """Take ``day`` for today from now on; None for the real one."""


class RasaSystem:
    """An engine behind Rasa's REST channel."""

    def __init__(self, name: str, url: str, clock: Path | None = None) -> None:
        """Take its address.

        :param clock: the file of its :mod:`benchmarks.evaluate.dated_actions`; without, it knows
            no day but today
        """
        self.name = name
        self._clock = clock
        self._client = httpx.Client(timeout=SECONDS_FOR_ONE_TURN, trust_env=False)
        self._url = f"{url}/webhooks/rest/webhook"
        self._run = f"{os.getpid()}-{next(_COUNTER)}"

    def set_day(self, day: date | None) -> None:
        """Write the clock's file."""
        if self._clock is not None:
            self._clock.write_text(day.isoformat() if day else "", encoding="ascii")

    def ask(self, conversation: str, text: str) -> Turn:
        """Send one message as the front does."""
        message = {"sender": f"{self._run}-{conversation}", "message": as_text(text)}
        started = time.perf_counter()
        response = self._client.post(self._url, json=message)
        milliseconds = (time.perf_counter() - started) * 1000
        parts = response.raise_for_status().json()
        custom = [part["custom"] for part in parts if part.get("custom")]
        return Turn(
            text=merge(parts).text,
            did=frozenset(c["outcome"] for c in custom if c.get("outcome")),
            milliseconds=milliseconds,
            confidence=next((c["confidence"] for c in custom if "confidence" in c), None),
        )


_COUNTER = itertools.count()


@contextmanager
def our_engine(model: Path) -> Iterator[RasaSystem]:
    """Run the product's engine and actions on free ports with a data folder of their own."""
    from bot.launch import environment, write_endpoints  # noqa: PLC0415
    from bot.settings import Settings  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment(
            {
                "BOT_DATA": folder,
                "BOT_PORT": str(free_port()),
                "ENGINE_PORT": str(free_port()),
                "ACTIONS_PORT": str(free_port()),
            }
        )
        write_endpoints(settings)
        clock = Path(folder) / "today"
        clock.touch()
        actions = [sys.executable, "-m", "benchmarks.evaluate.dated_actions"]
        actions += ["--port", str(settings.actions_port), "--clock", str(clock)]
        with (
            running(actions, environment(settings, model), Path(folder) / "actions.log"),
            rasa_run(
                model,
                settings.engine_port,
                environment(settings, model),
                endpoints=str(settings.data / "endpoints.yml"),
            ) as url,
        ):
            yield RasaSystem("本产品", url, clock)


@contextmanager
def rasa_run(
    model: Path,
    port: int,
    environment: dict[str, str] | None = None,
    endpoints: str | None = None,
) -> Iterator[str]:
    """Run ``rasa run`` with a model; yield its address."""
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "rasa", "run", "--model", str(model), "--port", str(port)]
    command += ["--interface", "127.0.0.1", "--credentials", "credentials.yml"]
    command += ["--endpoints", endpoints] if endpoints else []
    log = Path(tempfile.gettempdir()) / f"engine-{port}.log"
    with running(command, environment or (os.environ | QUIET), log) as process:
        wait_until_up(url, process, log)
        yield url
    log.unlink()


@contextmanager
def running(
    command: list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process for as long as the block runs."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)
