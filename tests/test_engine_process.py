"""The link to the model changes in one step; the manager's socket has a path the kernel takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine_process import LONGEST_SOCKET_PATH, manager_socket, point_to, restart_engine
from bot.settings import Settings


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
