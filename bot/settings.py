"""Every setting of the product, read from the environment in one place.

Each setting is a field of :class:`Settings`; its ``env`` metadata names the variable and its
``doc`` metadata is the sentence shown in ``docs/settings.md`` (a test compares the two).
"""

from __future__ import annotations

import os
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
