"""What can be seen of the clock without asking another machine."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bot.front.channels.checking import NOTE, WRONG, Finding, Report

TITLE = "服务器时钟"
_SLACK_SECONDS = 120


def check_clock(folder: Path, now: float | None = None) -> Report:
    """Look for signs that the clock is off: signatures and messages are dated by it.

    :param folder: whose files were all made before now
    :param now: seconds since 1970; the clock's when left out
    """
    now = time.time() if now is None else now
    shown = time.strftime("%Y-%m-%d %H:%M:%S %z", time.localtime(now))
    return Report(TITLE, shown, tuple(_findings(folder, now)))


def _findings(folder: Path, now: float) -> Iterator[Finding]:
    newest = max((p.stat().st_mtime for p in folder.rglob("*") if p.is_file()), default=0.0)
    if newest - now > _SLACK_SECONDS:
        yield Finding(
            WRONG,
            f"时钟比 {folder.name}/ 里最新的文件早 {newest - now:.0f} 秒,应该是慢了;"
            "差得多了,平台的消息会被当作过期",
        )
    if _synchronised() is False:
        yield Finding(NOTE, "系统说时钟没有和网络校时(timedatectl),请打开自动校时")


def _synchronised() -> bool | None:
    """Return what the system says; None when it doesn't say."""
    tool = shutil.which("timedatectl")
    if tool is None:
        return None
    asked = [tool, "show", "--property=NTPSynchronized", "--value"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(said.strip())
