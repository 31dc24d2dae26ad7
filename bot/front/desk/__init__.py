"""The counselors' console at ``/desk/``: pages on the server, every form without JavaScript."""

from bot.front.desk.application import create_desk

__all__ = ["create_desk"]
