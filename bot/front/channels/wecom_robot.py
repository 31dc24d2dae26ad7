"""Sends into one WeCom group by its 群机器人 key: how counselors hear that questions wait."""

from __future__ import annotations

from bot.channels.length import trim, utf8_bytes
from bot.channels.wecom_robot import TEXT_BYTES, text
from bot.front.channels.platform_api import PlatformApi


class WeComRobot:
    """One robot of one group. It can't receive anything."""

    def __init__(self, api: PlatformApi, key: str) -> None:
        self._api = api
        self._key = key

    async def say(self, content: str) -> None:
        """Send a message, trimmed to what the platform takes.

        :raises PlatformError: it was not sent; ``passing`` when more than 20 were sent in a minute
        :raises UnknownOutcomeError: perhaps it was sent
        """
        body = text(trim(content, TEXT_BYTES, utf8_bytes))
        await self._api.call("POST", "/cgi-bin/webhook/send", params={"key": self._key}, json=body)
