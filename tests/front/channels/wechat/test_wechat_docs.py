"""The pages on WeCom and WeChat name every setting, and only error codes that are known."""

from __future__ import annotations

import re
from dataclasses import fields

from bot.channels.wechat_codes import CODES
from bot.settings import ROOT, Settings

PAGES = {
    name: (ROOT / "docs" / "channels" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("wecom-bot", "wecom-app", "wechat", "wecom-robot")
}


def test_every_setting_stands_on_a_page() -> None:
    names = [f.metadata["env"] for f in fields(Settings)]
    ours = [name for name in names if name.startswith(("BOT_WECOM", "BOT_WECHAT"))]
    assert ours
    assert [name for name in ours if f"{name}" not in "".join(PAGES.values())] == []


def test_every_error_code_on_a_page_is_known() -> None:
    for name, page in PAGES.items():
        for row in re.findall(r"错误码 ([\d、]+)", page):
            assert all(int(code) in CODES for code in row.split("、")), (name, row)


def test_every_page_says_what_isnt_proven() -> None:
    assert all("没有在真平台上验证过的" in page for page in PAGES.values())
