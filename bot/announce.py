"""``python -m bot.announce``: wait until everything answers, then print the address."""

from __future__ import annotations

import sys
import time

import httpx

from bot.desk.desk import Desk
from bot.desk.staff import Staff
from bot.settings import Settings

PATIENCE_SECONDS = 120.0


def first_account(settings: Settings) -> str:
    """Return the line with the link that makes the first administrator; empty once there is one."""
    desk = Desk(settings.desk_database)
    try:
        token = Staff(desk.database, desk.audit).setup_token()
    finally:
        desk.close()
    if token is None:
        return ""
    link = f"{settings.desk_address}link/{token}"
    return f"第一次使用,请打开这个链接建立管理员账号(24 小时内,只能用一次):{link}\n"


def main() -> int:
    """Poll ``/healthz`` and say what came of it."""
    settings = Settings.from_environment()
    address = f"http://127.0.0.1:{settings.port}"
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_SECONDS:
        try:
            if httpx.get(f"{address}/healthz", timeout=5).status_code == httpx.codes.OK:
                seconds = time.monotonic() - started
                sys.stdout.write(f"转接助手已就绪({seconds:.1f} 秒):{address}  按 Ctrl-C 停止\n")
                sys.stdout.write(first_account(settings))
                return 0
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(0.3)
    sys.stderr.write(f"错误:{PATIENCE_SECONDS:.0f} 秒还没就绪,原因见 {settings.data} 里的 *.log\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
