"""Inside another site: strict policy, hostile style sheet, another origin; and in a frame."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.settings import ROOT
from tests.front.fake_engine import Server
from tests.front.widget.conftest import DESKTOP, HOST_PORT, SMALL_PHONE, Chat, Front

DEMO = ROOT / "docs" / "demo"
DEFAULT_FRONT = "http://127.0.0.1:8000"
"""The front's address as the demo page has it."""


HEAD = (
    '<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width">'
    '<link rel="icon" href="data:,">'
)


@pytest.fixture(scope="module")
def host(shared_front: Front) -> Iterator[Server]:
    """A site of another origin: the demo page, and one that frames the bot's page."""
    demo = (DEMO / "index.html").read_text(encoding="utf-8")

    async def show_demo(request: Request) -> Response:
        return HTMLResponse(demo.replace(DEFAULT_FRONT, shared_front.url))

    async def show_frame(request: Request) -> Response:
        return HTMLResponse(
            f'{HEAD}<title>框</title><iframe src="{shared_front.url}/" width="400" height="640" '
            'title="转接助手"></iframe>'
        )

    async def show_tall(request: Request) -> Response:
        return HTMLResponse(
            f"{HEAD}<title>长</title><p>很长的页面</p>"
            f'<script src="{shared_front.url}/widget.js" defer></script>' + "<p>一行</p>" * 200
        )

    application = Starlette(
        routes=[
            Route("/", show_demo),
            Route("/frame", show_frame),
            Route("/tall", show_tall),
            Mount("/", StaticFiles(directory=DEMO)),
        ]
    )
    serving = Server(application, port=HOST_PORT)
    serving.start()
    yield serving
    serving.stop()


@pytest.fixture
def guest(host: Server, front: Front, open_page) -> Chat:
    """The widget on the demo page, on a computer."""
    return Chat(open_page(host.url, **DESKTOP))


def test_one_line_gives_a_button_and_a_dialog_that_answers(guest: Chat, engine) -> None:
    expect(guest.dialog).to_be_hidden()
    guest.launcher.click()
    expect(guest.dialog).to_be_visible()
    guest.ask("在哪打印")
    expect(guest.last).to_contain_text("402")
    assert engine.texts == ["在哪打印"]


def test_the_host_page_cannot_disfigure_it(guest: Chat) -> None:
    guest.launcher.click()
    guest.ask_and_wait("怎么转")
    looks = guest.dialog.evaluate(
        """dialog => {
            const style = (e) => getComputedStyle(e);
            const bubble = dialog.querySelector(".bot:not(.greeting) .bubble");
            return {
                size: style(bubble).fontSize, align: style(bubble).textAlign,
                case: style(bubble).textTransform, direction: style(bubble).direction,
                spacing: style(bubble).letterSpacing, float: style(bubble).cssFloat,
                family: style(bubble).fontFamily, opacity: style(bubble).opacity,
                position: style(dialog).position, width: dialog.offsetWidth,
            };
        }"""
    )
    assert "fantasy" not in looks.pop("family")
    assert looks == {
        "size": "16px",
        "align": "left",
        "case": "none",
        "direction": "ltr",
        "spacing": "normal",
        "float": "none",
        "opacity": "1",
        "position": "fixed",
        "width": 400,
    }


def test_the_policy_is_kept_and_two_lines_are_enough(guest: Chat) -> None:
    guest.page.evaluate(
        "window.broken = []; document.addEventListener('securitypolicyviolation', "
        "e => window.broken.push(e.violatedDirective + ' ' + e.blockedURI))"
    )
    guest.launcher.click()
    guest.ask_and_wait("几号到期")
    guest.last.get_by_role("button", name="有帮助").click()
    guest.page.get_by_role("button", name="关闭").click()
    guest.page.reload()
    assert guest.page.evaluate("window.broken || []") == []


def test_a_link_of_the_host_page_asks(guest: Chat, engine) -> None:
    guest.page.get_by_role("link", name="介绍信在哪里打印").click()
    expect(guest.dialog).to_be_visible()
    expect(guest.last).to_contain_text("402")
    assert engine.texts == ['/choose_entry{"entry": "print/where"}']


def test_keys_typed_here_are_not_shortcuts_of_the_host(guest: Chat) -> None:
    guest.page.evaluate(
        "window.keys = []; document.addEventListener('keydown', e => window.keys.push(e.key))"
    )
    guest.launcher.click()
    guest.box.press_sequentially("abc/?")
    expect(guest.box).to_have_value("abc/?")
    assert guest.page.evaluate("window.keys") == []


def test_a_site_that_is_not_named_in_the_settings_gets_no_answers(front: Front) -> None:
    response = httpx.post(
        f"{front.url}/api/chat/sessions", headers={"Origin": "https://evil.example"}
    )
    assert "access-control-allow-origin" not in response.headers


def test_on_a_phone_the_dialog_fills_the_screen_and_the_page_stays_where_it_was(
    host: Server, front: Front, open_page
) -> None:
    page: Page = open_page(f"{host.url}/tall", **SMALL_PHONE)
    chat = Chat(page)
    page.evaluate("window.scrollTo(0, 900)")
    chat.launcher.click()
    chat.dialog.evaluate("e => Promise.all(e.getAnimations().map(a => a.finished))")
    box = chat.dialog.bounding_box()
    assert box
    assert {side: round(pixels) for side, pixels in box.items()} == {
        "x": 0,
        "y": 0,
        "width": 360,
        "height": 740,
    }
    page.mouse.move(180, 20)
    page.mouse.wheel(0, 600)
    page.wait_for_timeout(200)
    assert page.evaluate("document.body.style.position") == "fixed"
    page.get_by_role("button", name="关闭").click()
    assert page.evaluate("window.scrollY") == 900
    assert not page.evaluate("document.body.getAttribute('style')")


def test_the_page_works_in_a_frame_of_an_allowed_site(host: Server, front, open_page) -> None:
    page = open_page(f"{host.url}/frame", **DESKTOP)
    frame = page.frame_locator("iframe")
    frame.get_by_label("你的问题").fill("在哪打印")
    frame.get_by_role("button", name="发送").click()
    expect(frame.locator("article.bot").last).to_contain_text("402")


def test_a_second_copy_of_the_script_changes_nothing(guest: Chat, front: Front) -> None:
    guest.page.evaluate(
        """url => new Promise((done) => {
            const script = document.createElement("script");
            script.src = url;
            script.onload = done;
            document.head.appendChild(script);
        })""",
        f"{front.url}/widget.js",
    )
    expect(guest.page.locator("party-transfer-chat")).to_have_count(1)
