"""Signature and encryption of WeChat's and WeCom's callbacks.

Both platforms use one scheme (developer.work.weixin.qq.com/document/path/90968): the signature
is the SHA-1 of the sorted parts; the cipher is AES-256-CBC, its key the base64 of EncodingAESKey,
its IV the first half of the key; the plaintext is 16 random bytes, the length of the message in
four bytes (big-endian), the message, and the receiver's id, padded to 32 bytes after PKCS#7.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channels.callback_errors import ForgedError, MalformedError, StaleError

AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
"""What the consoles accept as EncodingAESKey."""
FRESH_SECONDS = 600
"""How far the time of a callback may be from ours: well above three retries of five seconds, well
below the time for which message ids are remembered, so that a replay meets one or the other."""
BLOCK = 32
RANDOM_BYTES = 16
LENGTH_BYTES = 4


class Sealed(msgspec.Struct, frozen=True):
    """An encrypted message and what proves whose it is."""

    encrypt: str
    signature: str
    timestamp: str
    nonce: str


def sign(*parts: str) -> str:
    """Return the signature of some parts, in any order."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def check_signature(signature: str, *parts: str) -> None:
    """Check a signature in constant time.

    :raises ForgedError: when it doesn't fit
    """
    if not hmac.compare_digest(sign(*parts).encode(), signature.encode()):
        raise ForgedError("the signature doesn't fit the token")


def check_time(timestamp: str, now: float) -> None:
    """Check that a callback was signed lately. Call it after the signature.

    :param timestamp: of the query, seconds since 1970
    :raises StaleError: when it is further from ``now`` than :data:`FRESH_SECONDS`
    :raises MalformedError: when it is no time
    """
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise MalformedError("the timestamp isn't a number of seconds")
    away = int(now) - int(timestamp)
    if abs(away) > FRESH_SECONDS:
        raise StaleError(f"signed {away} s before our clock")


class CallbackCrypto:
    """Opens what a platform sends and seals what it gets back."""

    def __init__(self, token: str, encoding_aes_key: str, receive_id: str) -> None:
        """Take what the console shows.

        :param receive_id: the corp's id (self-built app), the app id (公众号), ``""`` (智能机器人)
        :raises ValueError: when EncodingAESKey isn't one
        """
        if not AES_KEY.fullmatch(encoding_aes_key):
            raise ValueError("EncodingAESKey 应为 43 个字母或数字")
        key = base64.b64decode(encoding_aes_key + "=")
        self._token = token
        self._receive_id = receive_id.encode()
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def open(self, encrypt: str, signature: str, timestamp: str, nonce: str) -> str:
        """Return the message of a callback.

        :raises ForgedError: wrong signature, or meant for another receiver
        :raises MalformedError: the signature fits, but it can't be decrypted
        """
        check_signature(signature, self._token, timestamp, nonce, encrypt)
        try:
            decryptor = self._cipher.decryptor()
            padded = decryptor.update(base64.b64decode(encrypt)) + decryptor.finalize()
        except (binascii.Error, ValueError) as error:
            raise MalformedError("not base64 of whole AES blocks") from error
        content = _unpadded(padded)[RANDOM_BYTES:]
        length = int.from_bytes(content[:LENGTH_BYTES], "big")
        rest = content[LENGTH_BYTES:]
        if len(content) < LENGTH_BYTES or length > len(rest):
            raise MalformedError("shorter than it says")
        if not hmac.compare_digest(rest[length:], self._receive_id):
            raise ForgedError("meant for another receiver (corp id or app id)")
        try:
            return rest[:length].decode()
        except UnicodeDecodeError as error:
            raise MalformedError("not UTF-8") from error

    def seal(self, message: str, timestamp: str, nonce: str) -> Sealed:
        """Return a message encrypted and signed."""
        content = message.encode()
        plain = b"".join(
            (
                secrets.token_bytes(RANDOM_BYTES),
                len(content).to_bytes(LENGTH_BYTES, "big"),
                content,
                self._receive_id,
            )
        )
        padding = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        encrypt = base64.b64encode(sealed).decode()
        signature = sign(self._token, timestamp, nonce, encrypt)
        return Sealed(encrypt, signature, timestamp, nonce)


def _unpadded(padded: bytes) -> bytes:
    padding = padded[-1] if padded else 0
    if not 1 <= padding <= BLOCK or padded[-padding:] != bytes([padding]) * padding:
        raise MalformedError("wrong padding; is the EncodingAESKey another one?")
    return padded[:-padding]
