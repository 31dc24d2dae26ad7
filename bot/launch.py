"""``python -m bot.launch``: check, train if stale, then become the process manager."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import yaml

from bot.engine_process import MODEL_LINK, manager_socket, point_to
from bot.settings import ROOT, SettingError, Settings
from bot.train import QUIET, train


class LaunchError(Exception):
    """The bot can't start; the message is one line that says what to do."""


def check_ports(settings: Settings) -> None:
    """Make sure that nothing listens on our ports.

    :raises LaunchError: naming the setting and the port
    """
    for name, port in (
        ("BOT_PORT", settings.port),
        ("ENGINE_PORT", settings.engine_port),
        ("ACTIONS_PORT", settings.actions_port),
    ):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except PermissionError:
                raise LaunchError(f"没有权限使用端口 {port},请换一个,如 {name}=18000") from None
            except OSError:
                raise LaunchError(
                    f"端口 {port} 已被占用,请停掉占用它的程序,或换一个,如 {name}={port + 1000}"
                ) from None


def write_endpoints(settings: Settings) -> None:
    """Write the engine's ``endpoints.yml`` with the action server's present port."""
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"{settings.actions_url}/webhook"
    (settings.data / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")


def environment(settings: Settings, model: Path) -> dict[str, str]:
    """Return the environment of the process manager and all its processes."""
    return (
        dict(os.environ)
        | QUIET
        | {
            "BOT_PYTHON": sys.executable,
            "BOT_MODEL": str(model),
            "BOT_MANAGER": str(manager_socket(settings)),
            "BOT_DATA": str(settings.data),
            "BOT_PORT": str(settings.port),
            "ENGINE_PORT": str(settings.engine_port),
            "ACTIONS_PORT": str(settings.actions_port),
            "SANIC_HOST": "127.0.0.1",
            "PYTHONPATH": str(ROOT),
        }
    )


def main() -> int:
    """Start everything. Only returns, with an exit code, when that isn't possible."""
    try:
        settings = Settings.from_environment()
        settings.data.mkdir(parents=True, exist_ok=True)
        check_ports(settings)
        model = train()
        write_endpoints(settings)
        point_to(settings.data / MODEL_LINK, model)
    except (SettingError, LaunchError) as error:
        sys.stderr.write(f"错误:{error}\n")
        return 1
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"错误:训练没有成功(退出码 {error.returncode}),原因见上面几行\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"错误:写不了数据文件夹 BOT_DATA({error}),请检查权限和磁盘空间\n")
        return 1
    sys.stdout.write("启动三个进程…\n")
    sys.stdout.flush()
    os.chdir(ROOT)
    command = [sys.executable, "-m", "supervisor.supervisord"]
    command += ["-c", str(ROOT / "supervisord.conf")]
    os.execve(sys.executable, command, environment(settings, settings.data / MODEL_LINK))
    raise AssertionError("execve returned")


if __name__ == "__main__":
    raise SystemExit(main())
