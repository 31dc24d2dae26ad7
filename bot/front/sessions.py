"""Session tokens: signed, so that a client can't choose whose conversation it speaks in."""

from __future__ import annotations

import secrets

from itsdangerous import BadSignature, TimestampSigner

TOKEN_SECONDS = 90 * 24 * 3600
"""How long a token is good: as long as a counselor's answer can still come."""


class SessionError(Exception):
    """A token that we didn't sign, or an old one."""


class Sessions:
    """Makes and reads tokens."""

    def __init__(self, secret: bytes) -> None:
        self._signer = TimestampSigner(secret, salt="chat-session")

    def new_token(self) -> str:
        """Return a token of a new session."""
        return self._signer.sign(secrets.token_urlsafe(18)).decode()

    def user(self, token: str) -> str:
        """Return the opaque id of the session, the same for the same token.

        :raises SessionError: when the token isn't ours or is too old
        """
        try:
            return self._signer.unsign(token, max_age=TOKEN_SECONDS).decode()
        except BadSignature as error:
            raise SessionError("bad or expired token") from error
