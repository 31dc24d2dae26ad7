"""`make channel-check` names what is wrong with WeCom's and WeChat's settings."""

from __future__ import annotations

import pytest

from bot.front.channels.checking import NOT_OPEN, WRONG, Report
from bot.front.channels.wechat_check import (
    check_wechat,
    check_wecom_app,
    check_wecom_bot,
    check_wecom_robot,
)
from bot.knowledge import Knowledge
from bot.settings import SettingError, Settings

AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
WEBHOOK = {"BOT_WECOM_BOT_TOKEN": "token123", "BOT_WECOM_BOT_AES_KEY": AES_KEY}
SOCKET = {"BOT_WECOM_BOT_ID": "aib123", "BOT_WECOM_BOT_SECRET": "s" * 40}
APP = {
    "BOT_WECOM_CORP_ID": "ww0123456789abcdef",
    "BOT_WECOM_APP_AGENT_ID": "1000002",
    "BOT_WECOM_APP_SECRET": "s" * 43,
    "BOT_WECOM_APP_TOKEN": "token123",
    "BOT_WECOM_APP_AES_KEY": AES_KEY,
}
ACCOUNT = {
    "BOT_WECHAT_APP_ID": "wx0123456789abcdef",
    "BOT_WECHAT_APP_SECRET": "0" * 32,
    "BOT_WECHAT_TOKEN": "token123",
}
PUBLIC = {"BOT_PUBLIC_URL": "https://bot.example.edu.cn/"}
CHECKS = (check_wecom_bot, check_wecom_app, check_wechat, check_wecom_robot)


def said(report: Report) -> str:
    return "\n".join(finding.text for finding in report.findings)


def test_nothing_is_open_without_settings(knowledge: Knowledge) -> None:
    settings = Settings.from_environment({})
    assert [check(settings, knowledge).state for check in CHECKS] == [NOT_OPEN] * 4


def test_good_settings_have_nothing_wrong(knowledge: Knowledge) -> None:
    robot = {"BOT_WECOM_ROBOT_KEY": "693a91f6-7aaa-4bc4-97a0-0ec2d1fa5aaa"}
    for bot in (WEBHOOK, SOCKET):
        settings = Settings.from_environment(
            bot | APP | ACCOUNT | PUBLIC | robot | {"BOT_WECHAT_AES_KEY": AES_KEY}
        )
        reports = [check(settings, knowledge) for check in CHECKS]
        assert not any(report.broken for report in reports)
        assert all(report.state.startswith("启用") for report in reports)
        assert "https://bot.example.edu.cn/channels/wecom-app" in said(reports[1])


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        (WEBHOOK | {"BOT_WECOM_BOT_AES_KEY": AES_KEY[:-1]}, "BOT_WECOM_BOT_AES_KEY.*43"),
        (WEBHOOK | {"BOT_WECOM_BOT_AES_KEY": AES_KEY + "="}, "BOT_WECOM_BOT_AES_KEY.*43"),
        (WEBHOOK | {"BOT_WECOM_BOT_TOKEN": "有 中文"}, "BOT_WECOM_BOT_TOKEN"),
        ({"BOT_WECOM_BOT_TOKEN": "token123"}, "还缺 BOT_WECOM_BOT_AES_KEY"),
        ({"BOT_WECOM_BOT_ID": "aib123"}, "还缺 BOT_WECOM_BOT_SECRET"),
        (WEBHOOK | SOCKET, "只能填一组"),
        ({"BOT_WECOM_CORP_ID": "ww1"}, "还缺 BOT_WECOM_APP_AGENT_ID、BOT_WECOM_APP_SECRET"),
        (APP | {"BOT_WECOM_APP_AGENT_ID": "x"}, "BOT_WECOM_APP_AGENT_ID"),
        ({"BOT_WECHAT_TOKEN": "token123"}, "还缺 BOT_WECHAT_APP_ID、BOT_WECHAT_APP_SECRET"),
        ({"BOT_WECOM_ROBOT_KEY": "https://qyapi.weixin.qq.com/x?key=1"}, "key="),
        ({"BOT_WECOM_BOT_SOCKET": "https://openws.work.weixin.qq.com"}, "wss://"),
    ],
)
def test_a_setting_that_cant_be_is_refused_by_name(environment: dict[str, str], named: str) -> None:
    with pytest.raises(SettingError, match=named) as error:
        Settings.from_environment(environment)
    assert AES_KEY[:-1] not in str(error.value)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        (APP | {"BOT_PUBLIC_URL": "http://bot.example.edu.cn/"}, "不是 https"),
        (ACCOUNT | {"BOT_PUBLIC_URL": "https://bot.example.edu.cn:8443/"}, "8443"),
        (WEBHOOK | {"BOT_PUBLIC_URL": "https://192.168.1.2/"}, "192.168.1.2"),
        (SOCKET | {"BOT_WECOM_BOT_SOCKET": "ws://openws.work.weixin.qq.com"}, "wss"),
        (APP | PUBLIC | {"BOT_WECOM_API_BASE": "http://qyapi.weixin.qq.com"}, "BOT_WECOM_API_BASE"),
    ],
)
def test_what_keeps_a_channel_from_working_is_wrong(
    knowledge: Knowledge, environment: dict[str, str], named: str
) -> None:
    settings = Settings.from_environment(environment)
    broken = [report for check in CHECKS if (report := check(settings, knowledge)).broken]
    assert len(broken) == 1
    assert any(named in f.text for f in broken[0].findings if f.level == WRONG)


def test_what_is_only_unusual_is_a_note(knowledge: Knowledge) -> None:
    settings = Settings.from_environment(ACCOUNT | PUBLIC | {"BOT_WECHAT_APP_SECRET": "s" * 31})
    report = check_wechat(settings, knowledge)
    assert not report.broken
    assert "31 个字符" in said(report)
    assert "明文模式" in said(report)


def test_secrets_never_show(knowledge: Knowledge) -> None:
    settings = Settings.from_environment(WEBHOOK | APP | ACCOUNT | PUBLIC)
    assert AES_KEY not in repr(settings)
    assert AES_KEY not in "".join(said(check(settings, knowledge)) for check in CHECKS)
