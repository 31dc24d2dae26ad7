"""An aiocqhttp bot that repeats what it is told: ``PORT TOKEN``."""

from __future__ import annotations

import sys

import uvicorn
from aiocqhttp import CQHttp, Event, Message

port, token = int(sys.argv[1]), sys.argv[2]
bot = CQHttp(access_token=token, secret=token, message_class=Message)


@bot.on_message
async def repeat(event: Event) -> dict[str, str] | None:
    """Answer a mention by a call, and a private message by a quick operation."""
    text = str(event.message).replace(f"[CQ:at,qq={event.self_id}]", "").strip()
    if event.detail_type == "private":
        return {"reply": f"复读:{text}"}
    if str(event.message) != text:
        await bot.send(event, f"复读:{text}")
    return None


uvicorn.run(bot.asgi, host="127.0.0.1", port=port, log_level="warning", ws="wsproto")
