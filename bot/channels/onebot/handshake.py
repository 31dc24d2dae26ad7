"""Who may connect: the headers of a reverse WebSocket, and the signature of a posted event."""

from __future__ import annotations

import enum
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.callback_errors import ForgedError, MalformedError


class Role(enum.Enum):
    """What a connection carries."""

    API = "API"
    """Only our calls and their answers."""
    EVENT = "Event"
    """Only events."""
    UNIVERSAL = "Universal"

    @property
    def calls(self) -> bool:
        """Tell whether calls may be sent."""
        return self is not Role.EVENT


@dataclass(frozen=True)
class Handshake:
    """A program that proved to know the token."""

    self_id: str
    """The QQ number that it drives."""
    role: Role


def read_handshake(headers: Mapping[str, str], token: str) -> Handshake:
    """Return who connects.

    :param headers: by lower-case name
    :param token: that was agreed on; never empty
    :raises ForgedError: when the token isn't there or isn't ours
    :raises MalformedError: when the program doesn't say whom it drives or in which role
    """
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() not in {"bearer", "token"} or not _same(given.strip(), token):
        raise ForgedError("another token")
    self_id = headers.get("x-self-id", "").strip()
    if not self_id:
        raise MalformedError("no X-Self-ID")
    role = headers.get("x-client-role", Role.UNIVERSAL.value).strip().lower()
    for known in Role:
        if known.value.lower() == role:
            return Handshake(self_id, known)
    raise MalformedError("an X-Client-Role that isn't known")


def verify_post(signature: str, body: bytes, token: str) -> None:
    """Accept a posted event that was signed with our token.

    :param signature: header ``X-Signature``: ``sha1=`` and the HMAC of the raw body in hex
    :raises ForgedError: for any other
    """
    expected = "sha1=" + hmac.new(token.encode(), body, hashlib.sha1).hexdigest()
    if not _same(signature.strip().lower(), expected):
        raise ForgedError("another signature")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
