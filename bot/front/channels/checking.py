"""What a check of a channel's configuration looks at, and what it finds. Nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.channels.plain_text import hosts
from bot.knowledge import Knowledge
from bot.knowledge.rendering import Renderer
from bot.settings import Settings

WRONG, NOTE = "错误", "注意"


class Finding(NamedTuple):
    """Something to correct, or to know."""

    level: str
    """:data:`WRONG` keeps the channel from working; :data:`NOTE` doesn't."""
    text: str


@dataclass(frozen=True)
class Report:
    """What is to be said of one channel."""

    title: str
    state: str
    """未启用, or how it is open."""
    findings: tuple[Finding, ...] = ()

    @property
    def broken(self) -> bool:
        """Tell whether something is wrong."""
        return any(finding.level == WRONG for finding in self.findings)


NOT_OPEN = "未启用"
Check = Callable[[Settings, Knowledge], Report]


def hosts_in_replies(knowledge: Knowledge) -> list[str]:
    """Return every host that a reply of the bot may link to."""
    renderer = Renderer(knowledge)
    texts = [renderer.answer_body(entry) for entry in knowledge.entries.values()]
    texts += [renderer.near_miss_body(near_miss) for near_miss in knowledge.near_misses.values()]
    return hosts("\n".join(texts))


def check_callback_address(
    public_url: str, path: str, ports: frozenset[int] | None = None
) -> Iterator[Finding]:
    """Look at the address that a platform is to call.

    :param public_url: BOT_PUBLIC_URL
    :param path: of the channel's route
    :param ports: that the platform calls; None for any
    """
    address = f"{public_url.rstrip('/') or 'https://<你的域名>'}{path}"
    yield Finding(NOTE, f"平台后台的回调地址填 {address}")
    if not public_url:
        yield Finding(NOTE, "没有填 BOT_PUBLIC_URL,回调地址对不对没法检查")
        return
    parts = urlsplit(public_url)
    if parts.scheme != "https":
        yield Finding(WRONG, "BOT_PUBLIC_URL 不是 https,平台不会回调")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        yield Finding(WRONG, "BOT_PUBLIC_URL 的端口不对")
        return
    if ports is not None and port not in ports:
        allowed = "、".join(str(each) for each in sorted(ports))
        yield Finding(WRONG, f"BOT_PUBLIC_URL 的端口是 {port},平台只回调 {allowed}")
    if _is_private(parts.hostname or ""):
        yield Finding(WRONG, f"BOT_PUBLIC_URL 的 {parts.hostname} 从公网访问不到,平台不会回调")


def _is_private(host: str) -> bool:
    if host == "localhost" or "." not in host.strip("."):
        return ":" not in host or ip_address(host).is_private
    try:
        return ip_address(host).is_private
    except ValueError:
        return False
