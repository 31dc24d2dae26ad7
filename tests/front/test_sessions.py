"""A session can't be chosen or guessed by a client."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.front.sessions import SessionError, Sessions, load_secret


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    secret = load_secret(tmp_path)
    assert load_secret(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_forged_token_is_refused() -> None:
    sessions = Sessions(b"one")
    token = sessions.new_token()
    assert len(sessions.sender(token)) == 32
    for forged in ("", "abc", token[:-1], Sessions(b"two").new_token()):
        with pytest.raises(SessionError):
            sessions.sender(forged)


def test_two_sessions_are_two_senders() -> None:
    sessions = Sessions(b"one")
    assert sessions.sender(sessions.new_token()) != sessions.sender(sessions.new_token())
