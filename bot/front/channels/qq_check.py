"""What can be seen of QQ's configuration without asking the platform."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.front.channels.checking import (
    NOT_OPEN,
    NOTE,
    WRONG,
    Finding,
    Report,
    check_callback_address,
    hosts_in_replies,
)
from bot.front.channels.qq import PATH
from bot.knowledge import Knowledge
from bot.settings import Settings

TITLE = "QQ 官方机器人"
PORTS = frozenset({80, 443, 8080, 8443})
"""That the platform calls back."""
_USUAL_SECRET = re.compile(r"[A-Za-z0-9]{32}")
_MODES = {"webhook": "启用(平台回调)", "websocket": "启用(长连接)"}


def check_qq(settings: Settings, knowledge: Knowledge) -> Report:
    """Look at the settings of QQ's official bot."""
    if not settings.qq_app_id:
        return Report(TITLE, NOT_OPEN)
    return Report(TITLE, _MODES[settings.qq_mode], tuple(_findings(settings, knowledge)))


def _findings(settings: Settings, knowledge: Knowledge) -> Iterator[Finding]:
    if not _USUAL_SECRET.fullmatch(settings.qq_secret):
        yield Finding(
            NOTE,
            f"BOT_QQ_SECRET 有 {len(settings.qq_secret)} 个字符;"
            "平台给的一般是 32 个字母和数字,请核对有没有少复制",
        )
    base = urlsplit(settings.qq_api_base)
    if base.scheme != "https":
        yield Finding(WRONG, "BOT_QQ_API_BASE 不是 https,密钥会在网上明文传送")
    if settings.qq_mode == "webhook":
        yield from check_callback_address(settings.public_url, PATH, PORTS)
    if not settings.qq_groups:
        yield Finding(
            NOTE,
            "BOT_QQ_GROUPS 空着:只回答私聊,群里都不答。在群里@一次机器人,"
            "日志 front.log 会写出群的编号",
        )
    elif "*" in settings.qq_groups:
        yield Finding(NOTE, "BOT_QQ_GROUPS 是 *:机器人进的每个群都会回答")
    linked = hosts_in_replies(knowledge)
    own = urlsplit(settings.public_url).hostname
    for host in [*linked, *([own] if own else [])]:
        if host not in settings.qq_hosts:
            yield Finding(
                NOTE,
                f"答复里有 {host} 的网址,不在 BOT_QQ_HOSTS 里:在 QQ 里会略去。要发出来,"
                "先在 QQ 开放平台登记这个域名,再写进 BOT_QQ_HOSTS",
            )
