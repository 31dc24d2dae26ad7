"""The pages in ``docs/channels/`` keep up with the code."""

from __future__ import annotations

from dataclasses import fields

import pytest

from bot.channels.qq import sending
from bot.settings import ROOT, Settings

PAGES = ROOT / "docs" / "channels"


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("prefix", "name"), [("BOT_QQ_", "qq.md"), ("BOT_ONEBOT_", "onebot.md")])
def test_every_setting_of_a_channel_stands_on_its_page(prefix: str, name: str) -> None:
    settings = [f.metadata["env"] for f in fields(Settings)]
    missing = [s for s in settings if s.startswith(prefix) and f"`{s}`" not in page(name)]
    assert missing == []


def test_every_error_of_qq_stands_on_its_page() -> None:
    assert [code for code in sending._ERRORS if str(code) not in page("qq.md")] == []


@pytest.mark.parametrize("name", ["README.md", "onebot.md"])
def test_onebot_is_nowhere_named_without_its_risk(name: str) -> None:
    assert "封" in page(name)
