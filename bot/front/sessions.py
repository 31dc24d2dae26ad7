"""Session tokens: signed, so that a client can't choose whose conversation it speaks in."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from itsdangerous import BadSignature, TimestampSigner

TOKEN_SECONDS = 7 * 24 * 3600
"""How long a token is good."""


class SessionError(Exception):
    """A token that we didn't sign, or an old one."""


def load_secret(folder: Path) -> bytes:
    """Return the installation's secret, made at the first call, readable by its owner only."""
    path = folder / "secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        secret = secrets.token_hex(32).encode()
        file.write(secret)
    return secret


class Sessions:
    """Makes and reads tokens."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._signer = TimestampSigner(secret, salt="chat-session")

    def new_token(self) -> str:
        """Return a token of a new session."""
        return self._signer.sign(secrets.token_urlsafe(18)).decode()

    def sender(self, token: str) -> str:
        """Return the engine's sender id: an HMAC, so the token can't be guessed from it.

        :raises SessionError: when the token isn't ours or is too old
        """
        try:
            session = self._signer.unsign(token, max_age=TOKEN_SECONDS)
        except BadSignature as error:
            raise SessionError("bad or expired token") from error
        return hmac.new(self._secret, b"web\0" + session, hashlib.sha256).hexdigest()[:32]
