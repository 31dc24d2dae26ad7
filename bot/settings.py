"""Every setting of the product, read from the environment in one place.

Each setting is a field of :class:`Settings`; its ``env`` metadata names the variable and its
``doc`` metadata is the sentence shown in ``docs/settings.md`` (a test compares the two).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
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
    def desk_database(self) -> Path:
        """The counselors' database."""
        return self.data / "desk.db"

    @property
    def models(self) -> Path:
        """Where trained models stand."""
        return ROOT / "models"
