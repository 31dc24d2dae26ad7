"""`scripts/setup` says in one line what is missing and what to do about it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.settings import ROOT

NEEDED = ("requirements.txt", "requirements-dev.txt", ".python-version", "scripts")
PROGRAMS = (
    "sh",
    "cksum",
    "cut",
    "tr",
    "grep",
    "rm",
    "cat",
    "sleep",
    "du",
    "env",
    "dirname",
    "kill",
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what set-up reads, nothing installed."""
    for name in NEEDED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PATH with the shell's own tools and no Python."""
    folder = tmp_path_factory.mktemp("programs")
    for name in PROGRAMS:
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)
    return folder


def setup(clone: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(clone / "scripts" / "setup"), *arguments],
        cwd=clone,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_without_python(clone: Path, programs: Path) -> None:
    done = setup(clone, "run", PATH=str(programs))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "错误:找不到 python3,请先安装 Python 3(Debian:apt install python3 python3-venv)。"
    ]


def test_without_a_network(clone: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    done = setup(
        clone,
        "run",
        PIP_INDEX_URL=nowhere,
        PIP_RETRIES="0",
        PIP_NO_CACHE_DIR="1",
        PIP_CONFIG_FILE=os.devnull,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "错误:下载不了(取得安装工具 uv),请检查网络或代理设置后重试。"
    ]


def test_called_wrongly(clone: Path) -> None:
    done = setup(clone, "everything")
    assert (done.returncode, done.stderr) == (1, "错误:用法:scripts/setup run|test\n")


def test_what_is_installed_is_not_installed_again(clone: Path) -> None:
    python = clone / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    lock = (clone / "requirements-dev.txt").read_bytes()
    digest = subprocess.run(["cksum"], input=lock, capture_output=True, check=True).stdout
    checksum, size = digest.decode().split()[:2]
    (clone / ".venv" / "installed").write_text(f"requirements-dev.txt {checksum}-{size}\n")
    done = setup(clone, "run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
