"""A NoneBot bot that repeats what it is told: ``PORT TOKEN``."""

from __future__ import annotations

import sys

import nonebot
from nonebot.adapters.onebot.v11 import Adapter, Bot, MessageEvent

port, token = int(sys.argv[1]), sys.argv[2]
nonebot.init(
    driver="~quart",
    host="127.0.0.1",
    port=port,
    onebot_access_token=token,
    onebot_secret=token,
    log_level="WARNING",
)
nonebot.get_driver().register_adapter(Adapter)
echo = nonebot.on_message(rule=nonebot.rule.to_me())


@echo.handle()
async def repeat(bot: Bot, event: MessageEvent) -> None:
    """Say who is spoken to, what was said, and what it quoted."""
    quoted = f"|引用:{event.reply.message.extract_plain_text()}" if event.reply else ""
    await bot.send(event, f"复读:{event.get_plaintext().strip()}{quoted}")


nonebot.run(ws="wsproto")
