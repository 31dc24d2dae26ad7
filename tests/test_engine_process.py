"""The link to the model changes in one step; the manager's socket has a path the kernel takes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.engine_process import LONGEST_SOCKET_PATH, manager_socket, point_to, restart_engine
from bot.settings import ROOT, Settings


def test_the_link_follows(tmp_path: Path) -> None:
    link = tmp_path / "model.tar.gz"
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
        point_to(link, tmp_path / name)
        assert link.read_text() == name
    assert [p.name for p in tmp_path.iterdir() if "part" in p.name] == []


def test_the_socket_of_a_deep_folder_stands_elsewhere(tmp_path: Path) -> None:
    near = Settings.from_environment({"BOT_DATA": "/srv/bot"})
    assert manager_socket(near) == Path("/srv/bot/supervisor.sock")
    deep = Settings.from_environment({"BOT_DATA": str(tmp_path / ("深" * 60))})
    assert len(bytes(manager_socket(deep))) <= LONGEST_SOCKET_PATH
    assert manager_socket(deep) == manager_socket(deep)


def test_without_a_manager_there_is_a_reason(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"\S"):
        restart_engine(Settings.from_environment({"BOT_DATA": str(tmp_path)}))


def test_the_manager_starts_the_engine_anew(tmp_path: Path) -> None:
    """With the real manager and its real settings; something that sleeps stands for the engine."""
    settings = Settings.from_environment({"BOT_DATA": str(tmp_path)})
    head = (ROOT / "supervisord.conf").read_text(encoding="utf-8").partition("[program:engine]")[0]
    sleeps = f"{sys.executable} -c 'import time; time.sleep(600)'"
    pid = tmp_path / "pids"
    (tmp_path / "manager.conf").write_text(
        f'{head}[program:engine]\ncommand=/bin/sh -c "echo $$ >> {pid}; exec {sleeps}"\n'
        "startsecs=1\n",
        encoding="utf-8",
    )
    environment = {"BOT_DATA": str(tmp_path), "BOT_MANAGER": str(manager_socket(settings))}
    command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(tmp_path / "manager.conf")]
    with subprocess.Popen(command, env=os.environ | environment) as manager:
        try:
            until = time.monotonic() + 20
            while not (pid.exists() and manager_socket(settings).exists()):
                assert time.monotonic() < until
                time.sleep(0.1)
            time.sleep(1.5)
            restart_engine(settings)
            assert len(set(pid.read_text(encoding="ascii").split())) == 2
            assert manager_socket(settings).stat().st_mode & 0o777 == 0o600
        finally:
            manager.terminate()
    assert not manager_socket(settings).exists()
