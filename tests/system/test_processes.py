"""One command starts three processes, keeps them running and stops them all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import httpx
import psutil
import pytest

from bot.settings import ROOT
from tests.conftest import RunningBot, Student, free_port


@pytest.mark.parametrize("module", ["rasa_sdk", "rasa run", "bot.front"])
def test_a_process_that_dies_is_started_again(bot, module: str) -> None:
    def find() -> psutil.Process:
        return next(
            child
            for child in psutil.Process(bot.process.pid).children(recursive=True)
            if module in " ".join(child.cmdline())
        )

    killed = find()
    killed.kill()
    time.sleep(0.5)
    bot.wait_until_ready()
    assert bot.health() == 200
    assert find().pid != killed.pid
    somebody = Student(bot.url)
    assert "402" in somebody.say("在哪打印")["text"]
    somebody.client.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_of_them(model, tmp_path, how) -> None:
    running = RunningBot(tmp_path)
    children = psutil.Process(running.process.pid).children(recursive=True)
    assert len(children) >= 3
    running.stop(how)
    assert not [child for child in children if child.is_running()]
    assert running.health() == 0


def launch(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.launch"],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_port_in_use_is_one_line_that_says_what_to_do(bot) -> None:
    done = launch(BOT_PORT=str(bot.ports["BOT_PORT"]))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "BOT_PORT" in done.stderr
    assert "已被占用" in done.stderr


def test_a_bad_setting_is_one_line() -> None:
    done = launch(BOT_PORT="eighty")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "BOT_PORT" in done.stderr


def test_an_engine_that_is_down_gets_an_apology_and_a_later_retry_an_answer(
    model, tmp_path
) -> None:
    port = free_port()
    front = subprocess.Popen(
        [sys.executable, "-m", "bot.front"],
        cwd=ROOT,
        env=os.environ
        | {"BOT_PORT": str(port), "ENGINE_PORT": str(free_port()), "BOT_DATA": str(tmp_path)},
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                status = httpx.get(f"{url}/healthz").status_code
                break
            except httpx.TransportError:
                time.sleep(0.2)
        assert status == 503
        somebody = Student(url)
        assert "抱歉" in somebody.say("在哪打印")["text"]
        somebody.client.close()
    finally:
        front.terminate()
        front.wait(10)


def test_it_is_ready_soon(bot) -> None:
    # Machines under test aren't idle: the quickest start of the run counts.
    assert min(RunningBot.ready_times) < 45
