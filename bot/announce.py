"""``python -m bot.announce``: wait until everything answers, then print the address."""

from __future__ import annotations

import sys
import time

import httpx

from bot.settings import Settings

PATIENCE_SECONDS = 120.0


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
                return 0
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(0.3)
    sys.stderr.write(f"错误:{PATIENCE_SECONDS:.0f} 秒还没就绪,原因见 {settings.data} 里的 *.log\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
