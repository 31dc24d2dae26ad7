"""How uvicorn serves the front."""

from __future__ import annotations

from typing import Any

from bot.settings import Settings

LARGEST_FRAME = 1024 * 1024
"""Bytes of a WebSocket message."""


def serve_options(settings: Settings) -> dict[str, Any]:
    """Return uvicorn's options.

    Access is not logged: what students ask is nobody's business. Forwarded addresses are
    believed only from the proxies that a setting names.
    """
    return {
        "host": "127.0.0.1",
        "port": settings.port,
        "access_log": False,
        "server_header": False,
        "ws": "wsproto",  # Rasa pins a websockets that uvicorn can't use
        "ws_max_size": LARGEST_FRAME,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
        "timeout_graceful_shutdown": 3,
    }
