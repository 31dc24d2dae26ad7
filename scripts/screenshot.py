"""``python -m scripts.screenshot``: draw docs/screenshot.png from the running bot.

Start the bot first (``make run``). The same command for everybody, so that the picture in the
README is the page as it is.
"""

from __future__ import annotations

import shutil
from typing import Any

from playwright.sync_api import sync_playwright

from bot.settings import ROOT, Settings

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
}
QUESTIONS = ("在哪打印", "介绍信能自己留着吗")


def browser_arguments() -> dict[str, Any]:
    """Return how to start Debian's chromium, also as root."""
    return {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}


def main() -> None:
    """Ask two questions as a student would and save what the phone shows."""
    url = f"http://127.0.0.1:{Settings.from_environment().port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_arguments())
        page = browser.new_page(**PHONE)
        page.goto(url)
        for question in QUESTIONS:
            page.get_by_label("你的问题").fill(question)
            page.get_by_role("button", name="发送").click()
            page.locator("article.bot .source").last.wait_for()
            page.wait_for_timeout(800)
        page.screenshot(path=ROOT / "docs" / "screenshot.png")
        browser.close()


if __name__ == "__main__":
    main()
