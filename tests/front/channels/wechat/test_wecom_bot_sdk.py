"""The fake platform is one that the vendor's own client works with.

So that our long connection isn't measured by a simulator that only we believe in.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.front.channels.wechat.wecom_platform import Platform

PACKAGE = "@wecom/aibot-node-sdk@1.0.7"
SCRIPT = Path(__file__).with_name("aibot_sdk.cjs")


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vendor's client in a throw-away folder."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("npm and node aren't installed: the vendor's client can't run")
    folder = tmp_path_factory.mktemp("aibot-sdk")
    try:
        subprocess.run(
            [
                npm,
                "install",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--fetch-retries=0",
                "--prefix",
                str(folder),
                PACKAGE,
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"npm can't install {PACKAGE}: {type(error).__name__}")
    return folder / "node_modules"


class Sdk:
    """The vendor's client in its own process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[dict[str, Any]] = []

    async def until(self, what: str) -> dict[str, Any]:
        """Read what it reports until something."""
        assert self.process.stdout is not None
        while True:
            line = await asyncio.wait_for(self.process.stdout.readline(), 20)
            assert line, self.said
            self.said.append(json.loads(line))
            if self.said[-1]["what"] == what:
                return self.said[-1]


@asynccontextmanager
async def sdk(modules: Path, platform: Platform, secret: str = "bot-secret") -> AsyncIterator[Sdk]:
    process = await asyncio.create_subprocess_exec(
        "node", str(SCRIPT), platform.url, platform.bot_id, secret,
        env=os.environ | {"NODE_PATH": str(modules)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Sdk(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await asyncio.wait_for(process.wait(), 10)


async def test_it_subscribes_answers_and_sends(modules: Path) -> None:
    async with Platform().running() as platform, sdk(modules, platform) as client:
        await client.until("authenticated")
        req_id = await platform.say("在哪打印", group="CHAT")
        text = await client.until("text")
        assert text["body"]["chatid"] == "CHAT"
        await client.until("answered")
        assert platform.finished(req_id) == "答复:@转接助手 在哪打印"
        (sent,) = platform.sent("aibot_send_msg")
        assert sent["body"]["chatid"] == "CHAT"
        await platform.wait_for("ping", 3)
        await platform.event("enter_chat")
        await client.until("greeted")
        assert not [said for said in client.said if said["what"] in {"warn", "error"}]


async def test_a_second_connection_evicts_it(modules: Path) -> None:
    async with Platform().running() as platform, sdk(modules, platform) as first:
        await first.until("authenticated")
        async with sdk(modules, platform) as second:
            await second.until("authenticated")
            await first.until("evicted")
            await platform.say("在哪打印")
            await second.until("answered")


async def test_a_wrong_secret_is_an_error_to_it(modules: Path) -> None:
    async with Platform().running() as platform, sdk(modules, platform, "WRONG") as client:
        assert "853000" in (await client.until("error"))["message"]


async def test_a_silent_platform_is_dead_to_it(modules: Path) -> None:
    async with Platform().running() as platform, sdk(modules, platform) as client:
        await client.until("authenticated")
        platform.silent = True
        while "dead" not in (await client.until("warn"))["m"]:
            pass
        platform.silent = False
        await client.until("authenticated")
