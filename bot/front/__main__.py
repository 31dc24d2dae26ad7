"""``python -m bot.front``: serve on loopback at BOT_PORT."""

from __future__ import annotations

import logging

import uvicorn

from bot.front.application import create_application
from bot.front.serving import serve_options
from bot.settings import Settings


def main() -> None:
    """Serve until told to stop."""
    settings = Settings.from_environment()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    uvicorn.run(create_application(settings), **serve_options(settings))


if __name__ == "__main__":
    main()
