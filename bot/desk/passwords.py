"""Passwords: what one may be, and argon2id over it."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 200
"""Characters."""

_hasher = PasswordHasher()  # argon2id, RFC 9106's low-memory profile
_NOBODY = _hasher.hash("nobody has this password")
"""Verified when there is no account, so that a stranger can't tell from the time it takes."""


class PasswordError(ValueError):
    """A password that can't be taken. The message says why, in Chinese."""


def check_password(password: str, account: str) -> None:
    """Refuse a password that is too short, too long, of one character or the account's name.

    :raises PasswordError: saying what to change
    """
    if len(password) < SHORTEST:
        raise PasswordError(f"密码至少 {SHORTEST} 个字符,一句自己记得住的话最好")
    if len(password) > LONGEST:
        raise PasswordError(f"密码最多 {LONGEST} 个字符")
    if len(set(password)) < 4 or account.casefold() in password.casefold():
        raise PasswordError("这个密码太好猜:不要重复同几个字符,也不要包含登录名")


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether a password is the one that was hashed.

    :param stored: the hash; None (no such account, or none set yet) takes as long and is False
    """
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)
