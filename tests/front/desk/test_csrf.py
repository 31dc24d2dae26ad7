"""A form that another site sends is never obeyed."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from bot.front.desk.csrf import from_this_site

HOST = {"host": "bot.example.edu.cn"}
OURS = "https://bot.example.edu.cn"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_is_free(method: str) -> None:
    assert from_this_site(method, Headers(HOST | {"sec-fetch-site": "cross-site"}))


@pytest.mark.parametrize(
    "said",
    [
        {"sec-fetch-site": "same-origin", "origin": OURS},
        {"sec-fetch-site": "same-origin"},
        {"origin": OURS},
        {"origin": "http://bot.example.edu.cn"},  # the proxy in front of us speaks https
    ],
)
def test_our_own_forms_are_obeyed(said: dict[str, str]) -> None:
    assert from_this_site("POST", Headers(HOST | said))


@pytest.mark.parametrize(
    "said",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": "https://other.example.edu.cn"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": OURS},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        {"origin": "https://evil.example"},
        {"origin": "https://bot.example.edu.cn.evil.example"},
        {"origin": "https://bot.example.edu.cn:8443"},
        {"origin": "https://[bad"},
        {"origin": "null"},
        {"origin": ""},
        {},
    ],
)
def test_foreign_and_unsigned_forms_are_refused(said: dict[str, str]) -> None:
    assert not from_this_site("POST", Headers(HOST | said))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_every_method_that_could_change_something_is_checked(method: str) -> None:
    assert not from_this_site(method, Headers(HOST))
