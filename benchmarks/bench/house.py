"""The whole product, started as ``make run`` starts it, on free ports with its own data."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from benchmarks.processes import SECONDS_TO_START, free_port
from bot.settings import ROOT

PROCESSES = {
    "front": "bot.front",
    "engine": "rasa run",
    "actions": "rasa_sdk",
    "supervisor": "supervisor.supervisord",
}
"""Name → what its command line holds. The launcher becomes the supervisor."""


class House:
    """The running product."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, ready_after: float) -> None:
        self.url = url
        self.ready_after = ready_after
        """Seconds from the command to the first healthy answer; the model was trained before."""
        self._process = process

    def resident_megabytes(self) -> dict[str, float]:
        """Return the resident memory of each process."""
        supervisor = psutil.Process(self._process.pid)
        sizes: dict[str, float] = {}
        for process in (supervisor, *supervisor.children(recursive=True)):
            command = " ".join(process.cmdline())
            for name, part in PROCESSES.items():
                if part in command:
                    sizes[name] = process.memory_info().rss / 2**20
        return sizes


@contextmanager
def running_house() -> Iterator[House]:
    """Run the product for as long as the block runs.

    :raises RuntimeError: when it isn't ready in time, with the end of its logs
    """
    with tempfile.TemporaryDirectory() as folder:
        names = ("BOT_PORT", "ENGINE_PORT", "ACTIONS_PORT")
        ports = {name: str(free_port()) for name in names}
        url = f"http://127.0.0.1:{ports['BOT_PORT']}"
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.launch"],
            cwd=ROOT,
            env=os.environ | ports | {"BOT_DATA": folder},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        try:
            yield House(process, url, _wait(url, process, Path(folder)))
        finally:
            process.terminate()
            process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes], folder: Path) -> float:
    started = time.monotonic()
    while time.monotonic() - started < SECONDS_TO_START and process.poll() is None:
        try:
            if httpx.get(f"{url}/healthz", timeout=5, trust_env=False).is_success:
                return time.monotonic() - started
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(0.1)
    logs = "\n".join(p.read_text(errors="replace")[-2000:] for p in folder.glob("*.log"))
    raise RuntimeError(f"the product isn't ready:\n{logs}")
