"""QQ's official bot: signatures, events, sending, tokens and the WebSocket, all without I/O.

The names follow the vendor's documents (bot.q.qq.com, API v2).
"""
