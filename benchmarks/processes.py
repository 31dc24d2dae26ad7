"""Starts and awaits processes that are measured."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

import httpx

SECONDS_TO_START = 120


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> float:
    """Wait until ``url`` answers; return how many seconds that took.

    :raises RuntimeError: when the process ends or takes too long, with the end of its log
    """
    started = time.monotonic()
    while time.monotonic() - started < SECONDS_TO_START and process.poll() is None:
        try:
            httpx.get(url, timeout=5, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return time.monotonic() - started
    raise RuntimeError(f"{url} does not answer:\n{log.read_text(errors='replace')[-2000:]}")
