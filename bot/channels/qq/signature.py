"""Ed25519 signatures of callbacks, both ways, with a key made from the bot's secret."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.channels.callback_errors import ForgedError

SIGNATURE_HEADER = "X-Signature-Ed25519"
TIMESTAMP_HEADER = "X-Signature-Timestamp"
_SEED_BYTES = 32
_SIGNATURE_BYTES = 64
_HIGH_BITS = 0b1110_0000


class Signer:
    """Signs and verifies with the key that platform and bot share."""

    def __init__(self, secret: str) -> None:
        """Take the bot's secret. The seed is the secret repeated to at least 32 bytes, cut there.

        :raises ValueError: when the secret is empty
        """
        if not secret:
            raise ValueError("the secret is empty")
        repeated = secret.encode() * _SEED_BYTES
        self._key = Ed25519PrivateKey.from_private_bytes(repeated[:_SEED_BYTES])

    def sign(self, timestamp: str, body: bytes) -> str:
        """Return the signature of timestamp and body, in hex."""
        return self._key.sign(timestamp.encode() + body).hex()

    def verify(self, signature: str, timestamp: str, body: bytes) -> None:
        """Accept a callback that the platform signed.

        :param signature: header ``X-Signature-Ed25519``, hex
        :param timestamp: header ``X-Signature-Timestamp``, as it came
        :param body: the raw body
        :raises ForgedError: for any other
        """
        if not timestamp:
            raise ForgedError("no timestamp")
        try:
            raw = bytes.fromhex(signature)
        except ValueError:
            raise ForgedError("not hex") from None
        if len(raw) != _SIGNATURE_BYTES or raw[-1] & _HIGH_BITS:
            raise ForgedError("not an Ed25519 signature")
        try:
            self._key.public_key().verify(raw, timestamp.encode("utf-8", "replace") + body)
        except InvalidSignature:
            raise ForgedError("another signature") from None
