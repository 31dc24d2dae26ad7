"""What can be seen of OneBot's configuration."""

from __future__ import annotations

from collections.abc import Iterator

from bot.front.channels.checking import NOT_OPEN, NOTE, Finding, Report
from bot.front.channels.onebot import PATH
from bot.knowledge import Knowledge
from bot.settings import Settings

TITLE = "OneBot v11"


def check_onebot(settings: Settings, knowledge: Knowledge) -> Report:
    """Look at the settings of OneBot."""
    if not settings.onebot_token:
        return Report(TITLE, NOT_OPEN)
    return Report(TITLE, "启用(只接受本机连接)", tuple(_findings(settings)))


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding(
        NOTE, "用程序驱动普通 QQ 号违反 QQ 的规则,账号可能被限制或封禁,见 docs/channels/onebot.md"
    )
    yield Finding(NOTE, f"OneBot 程序的反向 WebSocket 地址填 ws://127.0.0.1:{settings.port}{PATH}")
    if not settings.onebot_groups:
        yield Finding(NOTE, "BOT_ONEBOT_GROUPS 空着:只回答私聊,群里都不答")
    elif "*" in settings.onebot_groups:
        yield Finding(NOTE, "BOT_ONEBOT_GROUPS 是 *:这个号在的每个群都会回答")
    wrong = sorted(g for g in settings.onebot_groups if g != "*" and not g.isdigit())
    if wrong:
        yield Finding(NOTE, f"BOT_ONEBOT_GROUPS 里的 {'、'.join(wrong)} 不像群号(应为数字)")
