"""``python -m bot.front``: serve on loopback at BOT_PORT."""

from __future__ import annotations

import uvicorn

from bot.front.application import create_application
from bot.settings import Settings


def main() -> None:
    """Serve until told to stop. Access is not logged: what students ask is nobody's business."""
    settings = Settings.from_environment()
    uvicorn.run(
        create_application(settings),
        host="127.0.0.1",
        port=settings.port,
        access_log=False,
        server_header=False,
        ws="none",  # Rasa pins a websockets that uvicorn can't use
    )


if __name__ == "__main__":
    main()
