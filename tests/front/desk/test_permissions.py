"""Who may what, for every address: read from the routes, so that a new one can't be forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.desk.roles import Permission, Role
from bot.front.desk.routes import ROUTES
from bot.front.desk.routing import DeskRoute
from bot.front.desk.safety import HEADERS
from tests.front.desk.conftest import HERE, OURS, PASSWORD, Counselor

GUARDED = [route for route in ROUTES if route.permission is not None]


def name(route: DeskRoute) -> str:
    return f"{route.method} {route.path}"


def address(route: DeskRoute) -> str:
    return "/desk" + re.sub(r"\{\w+(:int)?\}", lambda m: "1" if m[1] else "open", route.path)


def request(client: TestClient, route: DeskRoute, headers: dict[str, str]):
    return client.request(route.method, address(route), headers=headers, follow_redirects=False)


def test_only_coming_in_needs_no_account() -> None:
    assert {route.path for route in ROUTES if route.permission is None} == {
        "/login",
        "/link/{token}",
    }


def test_what_changes_something_is_never_a_link() -> None:
    assert {route.method for route in ROUTES} == {"GET", "POST"}
    for route in ROUTES:
        if route.method == "POST" and route.permission is Permission.READ:
            assert route.path in {"/logout", "/account/password", "/account/revoke"}, route.path


@pytest.mark.parametrize("route", GUARDED, ids=name)
def test_strangers_are_sent_to_the_log_in_page(app: Starlette, route: DeskRoute) -> None:
    with TestClient(app, base_url=HERE) as client:
        response = request(client, route, OURS)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/desk/login")


def test_each_role_gets_what_it_may_and_no_more(somebody: Callable[..., Counselor]) -> None:
    for role in Role:
        counselor = somebody(role)
        for route in GUARDED:
            if route.path in {"/logout", "/account/revoke"}:
                continue
            status = request(counselor.client, route, {}).status_code
            assert route.permission
            assert (status == 403) != role.may(route.permission), (role, name(route))


@pytest.mark.parametrize("route", [r for r in ROUTES if r.method == "POST"], ids=name)
def test_forms_of_another_site_are_refused(app: Starlette, route: DeskRoute) -> None:
    with TestClient(app, base_url=HERE) as client:
        for headers in (
            {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
            {"origin": "null"},
            {},
        ):
            response = request(client, route, headers)
            assert response.status_code == 403
            assert "不是从本站页面发出的" in response.text


def test_a_foreign_form_changes_nothing_even_with_a_session(
    counselor: Counselor, ask: Callable[..., int]
) -> None:
    ask("党费要补交吗")
    response = counselor.client.post(
        "/desk/clusters/1/ignore",
        data={"reason": "x"},
        headers={"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    )
    assert response.status_code == 403
    assert "党费要补交吗" in counselor.open("/queue/open").text


def test_every_response_carries_the_safe_headers(counselor: Counselor) -> None:
    for path in ("/login", "/queue/open", "/nowhere", "/link/wrong"):
        response = counselor.open(path)
        for header, value in HEADERS.items():
            assert response.headers[header] == value, path


def test_scripts_and_styles_come_from_files_of_ours(counselor: Counselor) -> None:
    for path in ("/login", "/queue/open", "/account"):
        text = counselor.open(path).text
        assert not re.search(r"<script(?! src=\"/static/)|<style|\son\w+=|style=|javascript:", text)


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Starlette) -> None:
    for base, secure in ((HERE, False), ("https://testserver", True)):
        with TestClient(app, base_url=base, headers={"sec-fetch-site": "same-origin"}) as client:
            response = client.post(
                "/desk/login",
                data={"account": "wang", "password": PASSWORD},
                follow_redirects=False,
            )
        cookie = response.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "path=/desk/" in cookie
        assert ("secure" in cookie) is secure


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/desk//evil.example", "/desk/\\evil", "/", "x"],
)
def test_after_logging_in_one_stays_here(app: Starlette, wanted: str) -> None:
    with TestClient(app, base_url=HERE, headers=OURS) as client:
        response = client.post(
            "/desk/login",
            data={"account": "wang", "password": PASSWORD, "next": wanted},
            follow_redirects=False,
        )
    assert response.headers["location"] == "/desk/queue/open"


def test_after_logging_in_the_wanted_page_is_shown(app: Starlette) -> None:
    stranger = Counselor.of(app)
    stranger.open("/search?q=党费")
    page = stranger.press("登录", account="wang", password=PASSWORD)
    assert str(page.url).endswith("/desk/search?q=%E5%85%9A%E8%B4%B9")
    stranger.client.close()
