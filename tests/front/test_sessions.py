"""A session can't be chosen or guessed by a client."""

from __future__ import annotations

import pytest

from bot.front.sessions import SessionError, Sessions


def test_a_forged_token_is_refused() -> None:
    sessions = Sessions(b"one")
    token = sessions.new_token()
    assert sessions.user(token) == sessions.user(token)
    for forged in ("", "abc", token[:-1], Sessions(b"two").new_token()):
        with pytest.raises(SessionError):
            sessions.user(forged)


def test_two_sessions_are_two_users() -> None:
    sessions = Sessions(b"one")
    assert sessions.user(sessions.new_token()) != sessions.user(sessions.new_token())
