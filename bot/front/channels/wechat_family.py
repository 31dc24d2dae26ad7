"""Puts the channels of WeCom and WeChat together from the settings."""

from __future__ import annotations

from functools import partial

import httpx
from starlette.routing import Route

from bot.channels import wechat as wechat_codec
from bot.channels import wecom_app as wecom_app_codec
from bot.channels import wecom_bot as wecom_bot_codec
from bot.channels.wecom_crypto import CallbackCrypto
from bot.front.channels.callbacks import Callbacks
from bot.front.channels.platform_api import PlatformApi, wechat_token, wecom_token
from bot.front.channels.reception import Reception
from bot.front.channels.served import Served, together
from bot.front.channels.wechat import WeChat
from bot.front.channels.wecom_app import WeComApp
from bot.front.channels.wecom_bot_connection import WeComBotConnection
from bot.front.channels.wecom_bot_socket import WeComBotSocket
from bot.front.channels.wecom_bot_webhook import WeComBotWebhook
from bot.front.gateway import Gateway
from bot.front.metrics import Metrics
from bot.knowledge.model import Wording
from bot.settings import Settings


class WeChatFamily:
    """Makes each channel whose settings are there, and registers its sender."""

    def __init__(
        self,
        settings: Settings,
        *,
        client: httpx.AsyncClient,
        gateway: Gateway,
        metrics: Metrics,
        wording: Wording,
    ) -> None:
        self._settings = settings
        self._gateway = gateway
        self._metrics = metrics
        self._wording = wording
        self._wecom = PlatformApi(client, settings.wecom_api_base)
        self._wechat = PlatformApi(client, settings.wechat_api_base)

    def serve(self) -> Served:
        """Return the routes and connections."""
        settings = self._settings
        return together(
            (
                self._bot_by_socket() if settings.wecom_bot_id else Served(),
                self._bot_by_webhook() if settings.wecom_bot_token else Served(),
                self._app() if settings.wecom_corp_id else Served(),
                self._public_account() if settings.wechat_app_id else Served(),
            )
        )

    def _bot_by_socket(self) -> Served:
        settings, channel = self._settings, wecom_bot_codec.CHANNEL
        bot = WeComBotSocket(
            reception=self._reception(settings.wecom_bot_groups),
            gateway=self._gateway,
            wording=self._wording,
            connect=partial(
                WeComBotConnection,
                settings.wecom_bot_socket,
                settings.wecom_bot_id,
                settings.wecom_bot_secret,
            ),
        )
        self._gateway.register(channel, Callbacks(channel, self._metrics).sender(bot.send))
        return Served(connections=(bot.connection.run,))

    def _bot_by_webhook(self) -> Served:
        settings, channel = self._settings, wecom_bot_codec.CHANNEL
        callbacks = Callbacks(channel, self._metrics)
        bot = WeComBotWebhook(
            callbacks=callbacks,
            reception=self._reception(settings.wecom_bot_groups),
            gateway=self._gateway,
            crypto=CallbackCrypto(settings.wecom_bot_token, settings.wecom_bot_aes_key, ""),
            api=self._wecom,
            api_base=settings.wecom_api_base,
            wording=self._wording,
        )
        self._gateway.register(channel, callbacks.sender(bot.send))
        return _routes("/channels/wecom-bot", bot)

    def _app(self) -> Served:
        settings, channel = self._settings, wecom_app_codec.CHANNEL
        callbacks = Callbacks(channel, self._metrics)
        app = WeComApp(
            callbacks=callbacks,
            reception=self._reception(),
            crypto=CallbackCrypto(
                settings.wecom_app_token, settings.wecom_app_aes_key, settings.wecom_corp_id
            ),
            corp_id=settings.wecom_corp_id,
            agent_id=int(settings.wecom_app_agent_id),
            api=self._wecom,
            token=wecom_token(self._wecom, settings.wecom_corp_id, settings.wecom_app_secret),
        )
        self._gateway.register(channel, callbacks.sender(app.send))
        return _routes("/channels/wecom-app", app)

    def _public_account(self) -> Served:
        settings, channel = self._settings, wechat_codec.CHANNEL
        callbacks = Callbacks(channel, self._metrics)
        crypto = (
            CallbackCrypto(settings.wechat_token, settings.wechat_aes_key, settings.wechat_app_id)
            if settings.wechat_aes_key
            else None
        )
        account = WeChat(
            callbacks=callbacks,
            reception=self._reception(),
            codec=wechat_codec.Codec(settings.wechat_token, crypto),
            api=self._wechat,
            token=wechat_token(self._wechat, settings.wechat_app_id, settings.wechat_app_secret),
            greeting=self._wording.greeting,
        )
        self._gateway.register(channel, callbacks.sender(account.send))
        return _routes("/channels/wechat", account)

    def _reception(self, groups: frozenset[str] = frozenset()) -> Reception:
        return Reception(
            gateway=self._gateway,
            wording=self._wording,
            metrics=self._metrics,
            groups=groups,
            groups_setting="BOT_WECOM_BOT_GROUPS",
            public_url=self._settings.public_url,
        )


def _routes(path: str, channel: WeComApp | WeChat | WeComBotWebhook) -> Served:
    return Served(
        routes=(
            Route(path, channel.check_address, methods=["GET"]),
            Route(path, channel.receive, methods=["POST"]),
        )
    )
