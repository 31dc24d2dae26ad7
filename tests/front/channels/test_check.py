"""``make channel-check`` names what is wrong with the settings, and asks nobody."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.front.channels.check import CHECKS, main
from bot.front.channels.checking import NOT_OPEN, WRONG
from bot.front.channels.clock import check_clock
from bot.front.channels.onebot_check import check_onebot
from bot.front.channels.qq_check import check_qq
from bot.knowledge import Knowledge
from bot.settings import ROOT, SettingError, Settings

SECRET = "DG5g3B4j9X2KOErGDG5g3B4j9X2KOErG"
GOOD = {
    "BOT_QQ_APP_ID": "102000001",
    "BOT_QQ_SECRET": SECRET,
    "BOT_QQ_GROUPS": "A1B2",
    "BOT_QQ_HOSTS": "zg.hit.edu.cn,today.hit.edu.cn,bot.example.edu.cn",
    "BOT_PUBLIC_URL": "https://bot.example.edu.cn/",
}


def findings(knowledge: Knowledge, **changes: str) -> str:
    report = check_qq(Settings.from_environment(GOOD | changes), knowledge)
    return "\n".join(f"{f.level}:{f.text}" for f in report.findings)


def test_nothing_is_open_by_itself(knowledge) -> None:
    settings = Settings.from_environment({})
    assert {check(settings, knowledge).state for check in CHECKS} == {NOT_OPEN}


def test_good_settings_leave_only_the_address_to_fill_in(knowledge) -> None:
    assert findings(knowledge) == (
        "注意:平台后台的回调地址填 https://bot.example.edu.cn/channels/qq"
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"BOT_QQ_SECRET": SECRET[:31]}, "注意:BOT_QQ_SECRET 有 31 个字符"),
        ({"BOT_QQ_API_BASE": "http://example.com"}, "错误:BOT_QQ_API_BASE 不是 https"),
        ({"BOT_PUBLIC_URL": ""}, "注意:没有填 BOT_PUBLIC_URL"),
        ({"BOT_PUBLIC_URL": "http://bot.example.edu.cn"}, "错误:BOT_PUBLIC_URL 不是 https"),
        ({"BOT_PUBLIC_URL": "https://bot.example.edu.cn:8000"}, "平台只回调 80、443、8080、8443"),
        ({"BOT_PUBLIC_URL": "https://bot.example.edu.cn:99999"}, "错误:BOT_PUBLIC_URL 的端口不对"),
        ({"BOT_PUBLIC_URL": "https://127.0.0.1"}, "从公网访问不到"),
        ({"BOT_PUBLIC_URL": "https://[::1]"}, "从公网访问不到"),
        ({"BOT_PUBLIC_URL": "https://localhost"}, "从公网访问不到"),
        ({"BOT_QQ_GROUPS": ""}, "注意:BOT_QQ_GROUPS 空着"),
        ({"BOT_QQ_GROUPS": "*"}, "注意:BOT_QQ_GROUPS 是 *"),
        ({"BOT_QQ_HOSTS": ""}, "注意:答复里有 zg.hit.edu.cn 的网址"),
    ],
)
def test_what_is_wrong_is_named(knowledge, change: dict[str, str], expected: str) -> None:
    assert expected in findings(knowledge, **change)


def test_the_websocket_mode_needs_no_address(knowledge) -> None:
    assert "回调" not in findings(knowledge, BOT_QQ_MODE="websocket", BOT_PUBLIC_URL="")


def test_onebot_is_never_open_without_its_warning(knowledge) -> None:
    settings = Settings.from_environment({"BOT_ONEBOT_TOKEN": "x" * 16, "BOT_ONEBOT_GROUPS": "a1"})
    text = "\n".join(finding.text for finding in check_onebot(settings, knowledge).findings)
    assert "封禁" in text
    assert "ws://127.0.0.1:8000/channels/onebot" in text
    assert "a1 不像群号" in text


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"BOT_QQ_APP_ID": "102"}, "BOT_QQ_SECRET"),
        ({"BOT_QQ_SECRET": SECRET}, "BOT_QQ_APP_ID"),
        ({"BOT_QQ_APP_ID": "appid", "BOT_QQ_SECRET": SECRET}, "BOT_QQ_APP_ID"),
        ({"BOT_QQ_APP_ID": "1", "BOT_QQ_SECRET": "short"}, "BOT_QQ_SECRET 太短"),
        ({"BOT_QQ_APP_ID": "1", "BOT_QQ_SECRET": SECRET + " "}, "BOT_QQ_SECRET 里有空格"),
        ({"BOT_QQ_MODE": "polling"}, "BOT_QQ_MODE"),
        ({"BOT_QQ_GROUPS": "群一"}, "BOT_QQ_GROUPS"),
        ({"BOT_QQ_HOSTS": "https://a.cn/"}, "BOT_QQ_HOSTS"),
        ({"BOT_QQ_API_BASE": "api.bot.qq.com"}, "BOT_QQ_API_BASE"),
        ({"BOT_ONEBOT_TOKEN": "123456"}, "BOT_ONEBOT_TOKEN 太短"),
    ],
)
def test_impossible_settings_are_refused_by_name(environment, named: str) -> None:
    with pytest.raises(SettingError, match=named):
        Settings.from_environment(environment)


def test_a_secret_never_shows() -> None:
    assert SECRET not in repr(Settings.from_environment(GOOD))
    with pytest.raises(SettingError) as refused:
        Settings.from_environment(GOOD | {"BOT_QQ_SECRET": SECRET + "密"})
    assert SECRET not in str(refused.value)


def test_a_clock_that_is_behind_the_files_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    now = (tmp_path / "file").stat().st_mtime
    behind = check_clock(tmp_path, now - 3600)
    assert any(f.level == WRONG and "慢了" in f.text for f in behind.findings)
    assert not check_clock(tmp_path, now).broken


def test_the_command_sends_nothing(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a check opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    assert main() == 0
    assert "QQ 官方机器人" in capsys.readouterr().out


def test_the_command_fails_when_something_is_wrong() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.front.channels.check"],
        cwd=ROOT,
        env=os.environ | GOOD | {"BOT_PUBLIC_URL": "http://bot.example.edu.cn"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "不是 https" in done.stdout
    assert SECRET not in done.stdout + done.stderr
