"""Channels: one module a protocol, and the one shape that all of them speak towards the gateway.

Codecs without I/O: they turn bytes and headers into :class:`Inbound` and :class:`Outbound` into
bytes. Sockets, clients and routes are the front's. What chats between platform and gateway have in
common stands beside them: ``heard`` (a message nobody has judged yet), ``rules`` (who is listened
to), ``limits`` (how often), ``choices`` (buttons as numbers), ``plain_text``, ``length``.
"""

from bot.channels.heard import Heard
from bot.channels.shapes import File, Inbound, Outbound

__all__ = ["File", "Heard", "Inbound", "Outbound"]
