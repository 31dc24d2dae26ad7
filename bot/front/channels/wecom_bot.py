"""Opens the 智能机器人, by long connection or by webhook, as its console is set."""

from __future__ import annotations

from functools import partial

from bot.channels.wecom_bot import CHANNEL
from bot.channels.wecom_crypto import CallbackCrypto
from bot.front.channels.callbacks import Callbacks, both_ways, reception_in
from bot.front.channels.opening import Channel, House
from bot.front.channels.platform_api import PlatformApi
from bot.front.channels.wecom_bot_connection import WeComBotConnection
from bot.front.channels.wecom_bot_socket import WeComBotSocket
from bot.front.channels.wecom_bot_webhook import WeComBotWebhook

PATH = "/channels/wecom-bot"


def open_wecom_bot(house: House) -> Channel | None:
    """Open the channel when BOT_WECOM_BOT_ID and _SECRET, or _TOKEN and _AES_KEY, are there."""
    if house.settings.wecom_bot_id:
        return _by_long_connection(house)
    if house.settings.wecom_bot_token:
        return _by_webhook(house)
    return None


def _by_long_connection(house: House) -> Channel:
    settings = house.settings
    bot = WeComBotSocket(
        reception=reception_in(house, settings.wecom_bot_groups),
        gateway=house.gateway,
        wording=house.wording,
        connect=partial(
            WeComBotConnection,
            settings.wecom_bot_socket,
            settings.wecom_bot_id,
            settings.wecom_bot_secret,
            count=partial(house.metrics.platform_answered, CHANNEL),
        ),
    )
    send = Callbacks(CHANNEL, house.metrics).sender(bot.send)
    return Channel(CHANNEL, (), send, (bot.connection.run,))


def _by_webhook(house: House) -> Channel:
    settings = house.settings
    callbacks = Callbacks(CHANNEL, house.metrics)
    bot = WeComBotWebhook(
        callbacks=callbacks,
        reception=reception_in(house, settings.wecom_bot_groups),
        gateway=house.gateway,
        crypto=CallbackCrypto(settings.wecom_bot_token, settings.wecom_bot_aes_key, ""),
        api=PlatformApi(house.client, settings.wecom_api_base),
        api_base=settings.wecom_api_base,
        wording=house.wording,
    )
    return Channel(CHANNEL, both_ways(PATH, bot), callbacks.sender(bot.send))
