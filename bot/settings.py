"""Every setting of the product, read from the environment in one place.

Each setting is a field of :class:`Settings`; its ``env`` metadata names the variable and its
``doc`` metadata is the sentence shown in ``docs/settings.md`` (a test compares the two).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds ``kb/``, ``config.yml`` and the rest of the project."""


class SettingError(ValueError):
    """A setting has a value it can't have. The message names the variable and what it takes."""


def _port(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise SettingError(f"{name}={value!r} 不是端口号,应为 1–65535 的整数")
    return int(value)


def _folder(name: str, value: str) -> Path:
    if not value.strip() or "\0" in value:
        raise SettingError(f"{name} 不能为空,应为一个文件夹的路径")
    path = Path(value).expanduser()
    path = path if path.is_absolute() else ROOT / path
    if path.exists() and not path.is_dir():
        raise SettingError(f"{name}={value!r} 已存在而不是文件夹")
    return path


def _days(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:6]) <= 3650:
        raise SettingError(f"{name}={value!r} 不是天数,应为 1–3650 的整数")
    return int(value)


def _address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise SettingError(f"{name}={value!r} 不是网址,应像 https://bot.example.edu.cn/")
    return value


def _names(name: str, value: str) -> frozenset[str]:
    names = frozenset(part.strip() for part in value.split(",") if part.strip())
    for each in names:
        if not re.fullmatch(r"[A-Za-z0-9._*-]+", each):
            raise SettingError(f"{name} 里的 {each!r} 不对,应为用逗号分开的编号或域名")
    return names


def _one_of(*values: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value not in values:
            raise SettingError(f"{name}={value!r} 不对,应为 {'、'.join(values)} 之一")
        return value

    return read


def _number(name: str, value: str) -> str:
    if value and not (value.isascii() and value.isdigit()):
        raise SettingError(f"{name} 应为一串数字")
    return value


def _key(shortest: int) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        # The value itself never shows: it is a secret.
        if value and not (value.isascii() and value.isprintable() and " " not in value):
            raise SettingError(f"{name} 里有空格、中文或看不见的字符,请重新复制")
        if value and len(value) < shortest:
            raise SettingError(f"{name} 太短,至少 {shortest} 个字符")
        return value

    return read


def _matching(pattern: str, what: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value and not re.fullmatch(pattern, value):
            raise SettingError(f"{name} 应为{what}")
        return value

    return read


_aes_key = _matching("[A-Za-z0-9]{43}", "后台给的 EncodingAESKey,正好 43 个字母或数字")
_callback_token = _matching("[A-Za-z0-9]{3,32}", "后台填的 Token,3–32 个字母或数字")


def _socket_address(name: str, value: str) -> str:
    if urlsplit(value).scheme not in ("ws", "wss") or not urlsplit(value).netloc:
        raise SettingError(f"{name}={value!r} 不是 WebSocket 地址,应以 wss:// 开头")
    return value


def _origins(name: str, value: str) -> tuple[str, ...]:
    origins = tuple(part.strip().lower() for part in value.split(",") if part.strip())
    for origin in origins:
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", origin):
            raise SettingError(
                f"{name} 里的 {origin!r} 不是网页来源,应像 https://www.example.edu.cn,不带路径"
            )
    return origins


def _networks(name: str, value: str) -> tuple[str, ...]:
    networks = tuple(part.strip() for part in value.split(",") if part.strip())
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            raise SettingError(f"{name} 里的 {network!r} 不是 IP 地址或网段") from None
    return networks


def _setting(
    env: str, default: str, read: Callable[[str, str], Any], doc: str, secret: bool = False
) -> Any:
    metadata = {"env": env, "default": default, "read": read, "doc": doc}
    return field(metadata=metadata, repr=not secret)


@dataclass(frozen=True)
class Settings:
    """The settings of one running bot. Build with :meth:`from_environment`."""

    port: int = _setting(
        "BOT_PORT", "8000", _port, "网页、聊天接口所在的端口,唯一对外的端口(只监听本机)"
    )
    engine_port: int = _setting("ENGINE_PORT", "5005", _port, "Rasa 引擎的端口,只监听本机")
    actions_port: int = _setting("ACTIONS_PORT", "5055", _port, "自定义动作服务的端口,只监听本机")
    data: Path = _setting(
        "BOT_DATA", "var", _folder, "数据文件夹:问题库、会话密钥;相对路径从项目根目录算起"
    )
    public_url: str = _setting(
        "BOT_PUBLIC_URL", "", _address, "学生打开页面的网址,写进二维码和海报;空着就不显示二维码"
    )
    qq_app_id: str = _setting(
        "BOT_QQ_APP_ID", "", _number, "QQ 官方机器人的 AppID;和密钥都填了才启用 QQ"
    )
    qq_secret: str = _setting(
        "BOT_QQ_SECRET", "", _key(8), "QQ 官方机器人的 AppSecret(密钥),不要写进代码库", secret=True
    )
    qq_mode: str = _setting(
        "BOT_QQ_MODE",
        "webhook",
        _one_of("webhook", "websocket"),
        "收 QQ 消息的方式:`webhook`(平台回调,要有 HTTPS 网址)或 `websocket`(本机连出去)",
    )
    qq_groups: frozenset[str] = _setting(
        "BOT_QQ_GROUPS",
        "",
        _names,
        "允许回答的 QQ 群(group_openid),逗号分开;`*` 是所有群;空着都不答",
    )
    qq_hosts: frozenset[str] = _setting(
        "BOT_QQ_HOSTS", "", _names, "在 QQ 开放平台登记过的域名,逗号分开;没登记的网址在 QQ 里不发"
    )
    qq_api_base: str = _setting(
        "BOT_QQ_API_BASE", "https://api.bot.qq.com", _address, "QQ 开放平台接口的地址,一般不用改"
    )
    onebot_token: str = _setting(
        "BOT_ONEBOT_TOKEN",
        "",
        _key(16),
        "OneBot 的令牌,至少 16 个字符;填了才启用。有封号风险,先读 docs/channels/onebot.md",
        secret=True,
    )
    onebot_groups: frozenset[str] = _setting(
        "BOT_ONEBOT_GROUPS", "", _names, "允许 OneBot 回答的群号,逗号分开;`*` 是所有群;空着都不答"
    )

    wecom_bot_id: str = _setting(
        "BOT_WECOM_BOT_ID", "", _key(3), "企业微信智能机器人长连接的 BotID;和 Secret 都填了才启用"
    )
    wecom_bot_secret: str = _setting(
        "BOT_WECOM_BOT_SECRET", "", _key(8), "企业微信智能机器人长连接的 Secret", secret=True
    )
    wecom_bot_token: str = _setting(
        "BOT_WECOM_BOT_TOKEN",
        "",
        _callback_token,
        "企业微信智能机器人回调的 Token;和 EncodingAESKey 都填了才启用,和长连接二选一",
        secret=True,
    )
    wecom_bot_aes_key: str = _setting(
        "BOT_WECOM_BOT_AES_KEY",
        "",
        _aes_key,
        "企业微信智能机器人回调的 EncodingAESKey",
        secret=True,
    )
    wecom_bot_groups: frozenset[str] = _setting(
        "BOT_WECOM_BOT_GROUPS",
        "",
        _names,
        "允许回答的企业微信群(chatid),逗号分开;`*` 是所有群;空着都不答",
    )
    wecom_corp_id: str = _setting(
        "BOT_WECOM_CORP_ID", "", _key(3), "企业微信自建应用:企业 ID;下面四项都填了才启用"
    )
    wecom_app_agent_id: str = _setting(
        "BOT_WECOM_APP_AGENT_ID", "", _number, "企业微信自建应用:AgentId"
    )
    wecom_app_secret: str = _setting(
        "BOT_WECOM_APP_SECRET", "", _key(8), "企业微信自建应用:Secret", secret=True
    )
    wecom_app_token: str = _setting(
        "BOT_WECOM_APP_TOKEN", "", _callback_token, "企业微信自建应用:接收消息的 Token", secret=True
    )
    wecom_app_aes_key: str = _setting(
        "BOT_WECOM_APP_AES_KEY",
        "",
        _aes_key,
        "企业微信自建应用:接收消息的 EncodingAESKey",
        secret=True,
    )
    wecom_robot_key: str = _setting(
        "BOT_WECOM_ROBOT_KEY",
        "",
        _matching("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "地址里 key= 后面的那一段"),
        "企业微信群机器人(消息推送)的 key,只发不收,给辅导员提醒用;空着就不发",
        secret=True,
    )
    wechat_app_id: str = _setting(
        "BOT_WECHAT_APP_ID", "", _key(3), "公众号的 AppID;和 AppSecret、Token 都填了才启用"
    )
    wechat_app_secret: str = _setting(
        "BOT_WECHAT_APP_SECRET", "", _key(8), "公众号的 AppSecret", secret=True
    )
    wechat_token: str = _setting(
        "BOT_WECHAT_TOKEN", "", _callback_token, "公众号服务器配置的 Token", secret=True
    )
    wechat_aes_key: str = _setting(
        "BOT_WECHAT_AES_KEY",
        "",
        _aes_key,
        "公众号的 EncodingAESKey;填了就只认加密的消息(安全模式、兼容模式),空着是明文模式",
        secret=True,
    )
    wecom_api_base: str = _setting(
        "BOT_WECOM_API_BASE",
        "https://qyapi.weixin.qq.com",
        _address,
        "企业微信接口的地址,私有部署才要改",
    )
    wecom_bot_socket: str = _setting(
        "BOT_WECOM_BOT_SOCKET",
        "wss://openws.work.weixin.qq.com",
        _socket_address,
        "企业微信智能机器人长连接的地址,私有部署才要改",
    )
    wechat_api_base: str = _setting(
        "BOT_WECHAT_API_BASE",
        "https://api.weixin.qq.com",
        _address,
        "公众号接口的地址,一般不用改",
    )

    retention_days: int = _setting(
        "BOT_RETENTION_DAYS",
        "90",
        _days,
        "学生的原话、对话记录、点赞点踩保存的天数;答案和操作记录不删",
    )
    allowed_origins: tuple[str, ...] = _setting(
        "BOT_ALLOWED_ORIGINS",
        "",
        _origins,
        "可以嵌入聊天窗口、调用聊天接口的网页来源,逗号分隔,如 `https://www.example.edu.cn`;"
        "自己的页面不用写",
    )
    trusted_proxies: tuple[str, ...] = _setting(
        "BOT_TRUSTED_PROXIES",
        "",
        _networks,
        "反向代理的 IP 地址或网段,逗号分隔;只有它们写的 `X-Forwarded-For` 算数,"
        "不写就不按学生的地址限速",
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read all settings.

        :param environment: variables by name; the process's own when left out
        :raises SettingError: on the first bad value, naming the variable, or when two of the
            ports are the same
        """
        environment = os.environ if environment is None else environment
        values = {
            f.name: f.metadata["read"](
                f.metadata["env"], environment.get(f.metadata["env"]) or f.metadata["default"]
            )
            for f in fields(cls)
        }
        settings = cls(**values)
        ports = {
            "BOT_PORT": settings.port,
            "ENGINE_PORT": settings.engine_port,
            "ACTIONS_PORT": settings.actions_port,
        }
        seen: dict[int, str] = {}
        for name, port in ports.items():
            if port in seen:
                raise SettingError(f"{name} 和 {seen[port]} 不能都是 {port}")
            seen[port] = name
        if bool(settings.qq_app_id) != bool(settings.qq_secret):
            raise SettingError("BOT_QQ_APP_ID 和 BOT_QQ_SECRET 要么都填,要么都空着")
        for group in WHOLE_GROUPS:
            _check_whole(settings, group)
        if settings.wecom_bot_id and settings.wecom_bot_token:
            raise SettingError(
                "BOT_WECOM_BOT_ID(长连接)和 BOT_WECOM_BOT_TOKEN(回调)只能填一组,"
                "和后台里选的那一种一致"
            )
        return settings

    @property
    def engine_url(self) -> str:
        """Base address of the engine."""
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def actions_url(self) -> str:
        """Base address of the action server."""
        return f"http://127.0.0.1:{self.actions_port}"

    @property
    def desk_address(self) -> str:
        """Where counselors open the desk."""
        return f"{self.public_url.rstrip('/') or f'http://127.0.0.1:{self.port}'}/desk/"

    @property
    def desk_database(self) -> Path:
        """The counselors' database."""
        return self.data / "desk.db"

    @property
    def models(self) -> Path:
        """Where trained models stand."""
        return ROOT / "models"


WHOLE_GROUPS = (
    ("wecom_bot_id", "wecom_bot_secret"),
    ("wecom_bot_token", "wecom_bot_aes_key"),
    (
        "wecom_corp_id",
        "wecom_app_agent_id",
        "wecom_app_secret",
        "wecom_app_token",
        "wecom_app_aes_key",
    ),
    ("wechat_app_id", "wechat_app_secret", "wechat_token"),
)
"""Settings that are of use only together."""


def _check_whole(settings: Settings, group: tuple[str, ...]) -> None:
    names = {f.name: f.metadata["env"] for f in fields(Settings)}
    missing = [names[name] for name in group if not getattr(settings, name)]
    if missing and len(missing) < len(group):
        given = next(names[name] for name in group if getattr(settings, name))
        raise SettingError(f"{given} 填了,还缺 {'、'.join(missing)};要么都填,要么都空着")
