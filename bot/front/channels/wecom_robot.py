"""Sends into one WeCom group by its 群机器人 key: how counselors hear that questions wait."""

from __future__ import annotations

from bot.channels.length import trim, utf8_bytes
from bot.channels.wechat_codes import Remedy
from bot.channels.wecom_robot import SENDS_A_MINUTE, TEXT_BYTES, text
from bot.front.channels.platform_api import PlatformApi, PlatformError
from bot.front.limits import Limit, TooOftenError


class WeComRobot:
    """One robot of one group. It can't receive anything."""

    def __init__(self, api: PlatformApi, key: str) -> None:
        self._api = api
        self._key = key
        # A bucket that starts full lets twice its rate through in the first minute.
        self._limit = Limit(burst=SENDS_A_MINUTE // 2, per_minute=SENDS_A_MINUTE / 2)

    async def say(self, content: str) -> None:
        """Send a message, trimmed to what the platform takes.

        :raises PlatformError: it was not sent; ``passing`` when more than 20 were sent in a minute
        :raises UnknownOutcomeError: perhaps it was sent
        """
        try:
            self._limit.take(self._key)
        except TooOftenError as error:
            reason = f"一分钟内发得太多,{error.seconds} 秒后再发"
            raise PlatformError("too_often", reason, Remedy.LATER) from error
        body = text(trim(content, TEXT_BYTES, utf8_bytes))
        await self._api.call("POST", "/cgi-bin/webhook/send", params={"key": self._key}, json=body)
