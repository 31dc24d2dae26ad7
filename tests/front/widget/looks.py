"""Thumbnails of the page: what “looks as it did” is measured by.

A screenshot is shrunk to an eighth. That wipes out the shapes of letters, which differ from one
version of a font to the next, and keeps what a reader would call the looks: where things stand,
how large they are, their colours.

``python -m tests.front.widget.looks`` draws the committed thumbnails anew, after the looks were
changed on purpose; look at them before you commit.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, sync_playwright

from scripts.screenshot import browser_arguments
from tests.front.fake_engine import FakeEngine
from tests.front.widget.conftest import DESKTOP, SMALL_PHONE, Chat, Front
from tests.front.widget.replies import answer

FOLDER = Path(__file__).parent / "looks"
SHRINK = 8
QUESTIONS = ("在哪打印", "怎么转", "党费怎么交")
SCREENS: dict[str, dict[str, Any]] = {
    "phone": SMALL_PHONE,
    "phone-dark": SMALL_PHONE | {"color_scheme": "dark"},
    "desktop": DESKTOP,
    "desktop-dark": DESKTOP | {"color_scheme": "dark"},
}


class Difference(NamedTuple):
    """How far two thumbnails are apart, 0–255."""

    mean: float
    most: float
    """In the worst block of 4 × 4 pixels: something small that is gone or moved."""


def shrink(screenshot: bytes) -> Image.Image:
    """Return the thumbnail of a screenshot."""
    image = Image.open(io.BytesIO(screenshot)).convert("RGB")
    return image.resize((image.width // SHRINK, image.height // SHRINK), Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> Difference:
    """Compare two thumbnails of the same size."""
    apart = ImageChops.difference(one, other).convert("L")
    blocks = apart.resize((apart.width // 4, apart.height // 4), Image.Resampling.BOX)
    return Difference(ImageStat.Stat(apart).mean[0], float(blocks.getextrema()[1]))


def draw(browser: Browser, url: str, options: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield screenshots of the empty page and of a conversation."""
    page = browser.new_page(**options, reduced_motion="reduce")
    page.goto(url)
    chat = Chat(page)
    yield "empty", page.screenshot()
    for question in QUESTIONS:
        chat.ask_and_wait(question)
    yield "talk", page.screenshot(caret="hide")
    page.close()


def main() -> None:
    """Draw all thumbnails anew."""
    FOLDER.mkdir(exist_ok=True)
    engine = FakeEngine()
    engine.answer = answer
    engine.start()
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        front = Front(engine, Path(data))
        front.start()
        browser = playwright.chromium.launch(**browser_arguments())
        for screen, options in SCREENS.items():
            for name, screenshot in draw(browser, front.url, options):
                shrink(screenshot).save(FOLDER / f"{screen}-{name}.png", optimize=True)
        browser.close()
        front.stop()
    engine.stop()


if __name__ == "__main__":
    main()
