"""What can be seen of WeCom's and WeChat's configuration without asking the platforms."""

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
)
from bot.front.channels.wechat import PATH as WECHAT_PATH
from bot.front.channels.wecom_app import PATH as WECOM_APP_PATH
from bot.front.channels.wecom_bot import PATH as WECOM_BOT_PATH
from bot.knowledge import Knowledge
from bot.settings import Settings

USUAL_PORTS = frozenset({80, 443})
"""That a 公众号 calls back."""
_CORP_ID = re.compile(r"w[wx][0-9a-f]{16}")
_APP_ID = re.compile(r"wx[0-9a-f]{16}")
_WECHAT_SECRET = re.compile(r"[0-9a-f]{32}")


def check_wecom_bot(settings: Settings, knowledge: Knowledge) -> Report:
    """Look at the settings of the 智能机器人."""
    title = "企业微信智能机器人"
    if settings.wecom_bot_id:
        findings = [*_groups(settings), *_socket(settings)]
        return Report(title, "启用(长连接)", tuple(findings))
    if settings.wecom_bot_token:
        findings = [
            *check_callback_address(settings.public_url, WECOM_BOT_PATH),
            *_groups(settings),
            *_https("BOT_WECOM_API_BASE", settings.wecom_api_base),
            Finding(
                NOTE,
                "平台回调方式一小时后就回不了:辅导员后来的答复要发到群里,请用长连接方式",
            ),
        ]
        return Report(title, "启用(平台回调)", tuple(findings))
    return Report(title, NOT_OPEN)


def check_wecom_app(settings: Settings, knowledge: Knowledge) -> Report:
    """Look at the settings of the 自建应用."""
    title = "企业微信自建应用"
    if not settings.wecom_corp_id:
        return Report(title, NOT_OPEN)
    findings = [
        *check_callback_address(settings.public_url, WECOM_APP_PATH),
        *_https("BOT_WECOM_API_BASE", settings.wecom_api_base),
    ]
    if not _CORP_ID.fullmatch(settings.wecom_corp_id):
        findings.append(
            Finding(NOTE, "BOT_WECOM_CORP_ID 一般是 ww 开头的 18 位,请核对(“我的企业”最下面)")
        )
    return Report(title, "启用", tuple(findings))


def check_wechat(settings: Settings, knowledge: Knowledge) -> Report:
    """Look at the settings of the 公众号."""
    title = "公众号"
    if not settings.wechat_app_id:
        return Report(title, NOT_OPEN)
    findings = [
        *check_callback_address(settings.public_url, WECHAT_PATH, USUAL_PORTS),
        *_https("BOT_WECHAT_API_BASE", settings.wechat_api_base),
    ]
    if not _APP_ID.fullmatch(settings.wechat_app_id):
        findings.append(Finding(NOTE, "BOT_WECHAT_APP_ID 一般是 wx 开头的 18 位,请核对"))
    if not _WECHAT_SECRET.fullmatch(settings.wechat_app_secret):
        findings.append(
            Finding(
                NOTE,
                f"BOT_WECHAT_APP_SECRET 有 {len(settings.wechat_app_secret)} 个字符;"
                "平台给的是 32 个小写字母和数字,请核对",
            )
        )
    if not settings.wechat_aes_key:
        findings.append(
            Finding(
                NOTE,
                "明文模式:消息内容不加密。建议在后台选“安全模式”,把 EncodingAESKey 填进"
                " BOT_WECHAT_AES_KEY",
            )
        )
    mode = "安全模式或兼容模式" if settings.wechat_aes_key else "明文模式"
    return Report(title, f"启用({mode})", tuple(findings))


def check_wecom_robot(settings: Settings, knowledge: Knowledge) -> Report:
    """Look at the settings of the 群机器人."""
    title = "企业微信群机器人"
    if not settings.wecom_robot_key:
        return Report(title, NOT_OPEN)
    findings = _https("BOT_WECOM_API_BASE", settings.wecom_api_base)
    return Report(title, "启用(只发不收)", tuple(findings))


def _groups(settings: Settings) -> Iterator[Finding]:
    if not settings.wecom_bot_groups:
        yield Finding(
            NOTE,
            "BOT_WECOM_BOT_GROUPS 空着:只回答单聊,群里都不答。在群里@一次机器人,"
            "日志 front.log 会写出群的编号",
        )
    elif "*" in settings.wecom_bot_groups:
        yield Finding(NOTE, "BOT_WECOM_BOT_GROUPS 是 *:机器人进的每个群都会回答")


def _socket(settings: Settings) -> Iterator[Finding]:
    if urlsplit(settings.wecom_bot_socket).scheme != "wss":
        yield Finding(WRONG, "BOT_WECOM_BOT_SOCKET 不是 wss,Secret 会在网上明文传送")


def _https(name: str, address: str) -> Iterator[Finding]:
    if urlsplit(address).scheme != "https":
        yield Finding(WRONG, f"{name} 不是 https,密钥会在网上明文传送")
