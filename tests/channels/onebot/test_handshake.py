"""Nobody connects without the token."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.callback_errors import ForgedError, MalformedError
from bot.channels.onebot.handshake import Role, read_handshake, verify_post

HEADERS = {"authorization": "Bearer secret", "x-self-id": "10001", "x-client-role": "Universal"}


@pytest.mark.parametrize("role", list(Role))
def test_a_program_with_the_token_is_let_in(role: Role) -> None:
    handshake = read_handshake(HEADERS | {"x-client-role": role.value}, "secret")
    assert (handshake.self_id, handshake.role) == ("10001", role)
    assert handshake.role.calls is (role is not Role.EVENT)


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic secret", "secret"]
)
def test_without_the_token_nobody_is(authorization: str | None) -> None:
    headers = dict(HEADERS)
    headers.pop("authorization")
    if authorization is not None:
        headers["authorization"] = authorization
    with pytest.raises(ForgedError):
        read_handshake(headers, "secret")


@pytest.mark.parametrize("change", [{"x-self-id": ""}, {"x-client-role": "Admin"}])
def test_who_does_not_say_what_it_is_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        read_handshake(HEADERS | change, "secret")


def test_a_role_left_out_is_universal() -> None:
    headers = {name: value for name, value in HEADERS.items() if name != "x-client-role"}
    assert read_handshake(headers, "secret").role is Role.UNIVERSAL


@given(body=st.binary(), token=st.text(min_size=1))
def test_a_posted_event_is_signed(body: bytes, token: str) -> None:
    try:
        signature = "sha1=" + hmac.new(token.encode(), body, hashlib.sha1).hexdigest()
    except UnicodeEncodeError:
        return
    verify_post(signature, body, token)
    for forged in (("", body), (signature[5:], body), (signature, body + b" ")):
        with pytest.raises(ForgedError):
            verify_post(*forged, token)
