"""What staff do with accounts, as events for the audit log."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class StaffEvent:
    """Something that happened to an account."""

    actor: str
    """Account of who did it; for a link or a log-in, the account it is about."""
    account: str
    """Account it happened to."""


@dataclass(frozen=True, kw_only=True)
class LoggedIn(StaffEvent):
    """登录。"""


@dataclass(frozen=True, kw_only=True)
class LoginRefused(StaffEvent):
    """登录没有成功。"""

    reason: str
    """``password``, ``locked`` or ``address``."""


@dataclass(frozen=True, kw_only=True)
class LoggedOut(StaffEvent):
    """退出。"""


@dataclass(frozen=True, kw_only=True)
class AccountCreated(StaffEvent):
    """新建账号。"""

    role: str


@dataclass(frozen=True, kw_only=True)
class RoleChanged(StaffEvent):
    """改了角色。"""

    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class LinkMade(StaffEvent):
    """发了设密码链接。"""


@dataclass(frozen=True, kw_only=True)
class PasswordSet(StaffEvent):
    """设了新密码。"""


@dataclass(frozen=True, kw_only=True)
class Deactivated(StaffEvent):
    """停用账号。"""


@dataclass(frozen=True, kw_only=True)
class Reactivated(StaffEvent):
    """恢复账号。"""


@dataclass(frozen=True, kw_only=True)
class SessionsRevoked(StaffEvent):
    """退出了所有设备。"""
