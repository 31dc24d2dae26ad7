"""Every setting is read in one place, and a bad value is refused by the name of its variable."""

from __future__ import annotations

from dataclasses import fields

import pytest

from bot.settings import ROOT, SettingError, Settings


def test_defaults_are_the_contract() -> None:
    settings = Settings.from_environment({})
    assert (settings.port, settings.engine_port, settings.actions_port) == (8000, 5005, 5055)
    assert settings.data == ROOT / "var"


@pytest.mark.parametrize("name", ["BOT_PORT", "ENGINE_PORT", "ACTIONS_PORT"])
@pytest.mark.parametrize("value", ["abc", "-1", "0", "65536", "80.5"])
def test_bad_ports_are_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        Settings.from_environment({name: value})


@pytest.mark.parametrize("value", ["abc", "-1", "0", "3651", "9" * 5000, "1.5"])
def test_a_bad_number_of_days_is_named(value: str) -> None:
    with pytest.raises(SettingError, match="BOT_RETENTION_DAYS"):
        Settings.from_environment({"BOT_RETENTION_DAYS": value})


def test_two_processes_cannot_share_a_port() -> None:
    with pytest.raises(SettingError, match="ENGINE_PORT"):
        Settings.from_environment({"ENGINE_PORT": "8000"})


@pytest.mark.parametrize("value", ["bot.example.edu.cn", "ftp://a.cn", "javascript:x", "/转"])
def test_the_public_address_is_one_that_a_browser_opens(value: str) -> None:
    with pytest.raises(SettingError, match="BOT_PUBLIC_URL"):
        Settings.from_environment({"BOT_PUBLIC_URL": value})


def test_data_must_be_a_folder(tmp_path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(SettingError, match="BOT_DATA"):
        Settings.from_environment({"BOT_DATA": str(file)})


def test_origins_are_exact() -> None:
    settings = Settings.from_environment(
        {"BOT_ALLOWED_ORIGINS": "https://A.example.edu.cn, http://127.0.0.1:8080,"}
    )
    assert settings.allowed_origins == ("https://a.example.edu.cn", "http://127.0.0.1:8080")
    assert Settings.from_environment({}).allowed_origins == ()


@pytest.mark.parametrize(
    "value", ["*", "null", "example.edu.cn", "https://a.cn/", "https://*.cn", "https://a.cn b.cn"]
)
def test_an_origin_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(SettingError, match="BOT_ALLOWED_ORIGINS"):
        Settings.from_environment({"BOT_ALLOWED_ORIGINS": value})


@pytest.mark.parametrize("value", ["*", "proxy.local", "10.0.0.1/8", "10.0.0.256"])
def test_a_proxy_that_is_no_address_is_refused(value: str) -> None:
    with pytest.raises(SettingError, match="BOT_TRUSTED_PROXIES"):
        Settings.from_environment({"BOT_TRUSTED_PROXIES": value})


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for setting in fields(Settings):
        assert f"`{setting.metadata['env']}`" in text
        assert setting.metadata["doc"] in text
