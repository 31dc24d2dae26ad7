"""Session tokens: signed, so that a client can't choose whose conversation it speaks in."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, TimestampSigner

TOKEN_SECONDS = 7 * 24 * 3600
"""How long a token is good."""


class SessionError(Exception):
    """A token that we didn't sign, or an old one."""


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
