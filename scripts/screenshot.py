"""``python -m scripts.screenshot``: draw the pictures in docs/ from the running bot.

Start the bot first (``make run``). The same command for everybody, so that the pictures in the
documents are the page as it is.
"""

from __future__ import annotations

import shutil
from typing import Any, NamedTuple

from playwright.sync_api import Browser, sync_playwright

from bot.settings import ROOT, Settings

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
}
DESKTOP: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 820},
    "device_scale_factor": 1.5,
    "locale": "zh-CN",
}


class Picture(NamedTuple):
    """One file in docs/."""

    name: str
    options: dict[str, Any]
    """How the browser is set up."""
    questions: tuple[str, ...]


PICTURES = (
    Picture("screenshot", PHONE, ("介绍信在哪打印",)),
    Picture("screenshot-handover", PHONE, ("介绍信能自己留着吗", "介绍信丢了")),
    Picture("screenshot-dark", PHONE | {"color_scheme": "dark"}, ("回执发到哪",)),
    Picture("screenshot-desktop", DESKTOP, ("整个流程是什么", "抬头是什么意思")),
)


def browser_arguments() -> dict[str, Any]:
    """Return how to start Debian's chromium, also as root."""
    return {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}


def draw(browser: Browser, url: str, picture: Picture) -> None:
    """Ask as a student would and save what is seen."""
    page = browser.new_page(**picture.options)
    page.goto(url)
    replies = page.locator("article.bot:not(.greeting):not(.thinking)")
    for count, question in enumerate(picture.questions):
        page.get_by_label("你的问题").fill(question)
        page.get_by_role("button", name="发送").click()
        replies.nth(count).wait_for()
    page.evaluate("document.activeElement.shadowRoot.activeElement.blur()")
    page.screenshot(path=ROOT / "docs" / f"{picture.name}.png")
    page.close()


def main() -> None:
    """Draw all pictures."""
    url = f"http://127.0.0.1:{Settings.from_environment().port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_arguments())
        for picture in PICTURES:
            draw(browser, url, picture)
        browser.close()


if __name__ == "__main__":
    main()
