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


def _address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise SettingError(f"{name}={value!r} 不是网址,应像 https://bot.example.edu.cn/")
    return value


def _days(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:6]) <= 3650:
        raise SettingError(f"{name}={value!r} 不是天数,应为 1–3650 的整数")
    return int(value)


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


def _setting(env: str, default: str, read: Callable[[str, str], Any], doc: str) -> Any:
    return field(metadata={"env": env, "default": default, "read": read, "doc": doc})


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
