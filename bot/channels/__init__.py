"""Channels: one module a protocol, and the one shape that all of them speak towards the gateway.

Codecs without I/O: they turn bytes and headers into :class:`Inbound` and :class:`Outbound` into
bytes. Sockets, clients and routes are the front's.
"""

from bot.channels.shapes import File, Inbound, Outbound

__all__ = ["File", "Inbound", "Outbound"]
