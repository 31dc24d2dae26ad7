"""The desk's staff: accounts, one-time links, log-in with lock-out, and sessions.

Tokens of sessions and links are given out once and kept only as hashes. Every act is recorded
in the transaction that does it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.desk.audit import Audit
from bot.desk.database import Database, Row
from bot.desk.passwords import check_password, hash_password, needs_rehash, verify_password
from bot.desk.roles import Permission, Role
from bot.desk.staff_migrations import migrations

IDLE = timedelta(hours=2)
"""A session that nobody uses for so long is over."""
LONGEST_SESSION = timedelta(hours=12)
"""A session is over after so long, used or not."""
LINK_GOOD_FOR = timedelta(hours=24)
ATTEMPTS_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT = 5
"""Failed log-ins within the window after which an account is locked until they are older."""
ATTEMPTS_PER_ADDRESS = 20
"""The same for an address, whatever accounts it tries; an office shares one."""
UNKNOWN_ACCOUNT = "(没有这个账号)"
"""Stands in the audit log for a name that no account has."""
_SEEN_EVERY = timedelta(minutes=1)
"""How exactly a session's last use is known; every page would be a write otherwise."""
_ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


class StaffError(Exception):
    """Something about an account can't be done. The message says why, in Chinese."""


class LoginError(StaffError):
    """A log-in that was refused: wrong, or too many wrong ones before."""


class LinkError(StaffError):
    """A one-time link that was used, is too old or never existed."""


class StaffMember(NamedTuple):
    """An account."""

    id: int
    account: str
    """What one logs in with: lower-case letters, digits, ``.``, ``_``, ``-``."""
    name: str
    """What colleagues see."""
    role: Role
    active: bool
    has_password: bool
    created_at: datetime
    seen_at: datetime | None = None
    """Last use of a session that still stands."""

    def may(self, permission: Permission) -> bool:
        """Tell whether this account may do something now."""
        return self.active and self.role.may(permission)


class Staff:
    """Accounts and sessions."""

    def __init__(self, database: Database, audit: Audit) -> None:
        """Take the desk's database; the staff's tables are made when missing."""
        database.migrate(migrations)
        self._database = database
        self._audit = audit

    # Accounts

    def members(self) -> list[StaffMember]:
        """Return all accounts, working ones first."""
        rows = self._database.rows(
            "select staff.*, (select max(seen_at) from staff_session where staff_id = staff.id)"
            " as seen_at from staff order by active desc, id"
        )
        return [_member(row) for row in rows]

    def names(self) -> dict[str, str]:
        """Return the name of every account, closed ones too."""
        return {r["account"]: r["name"] for r in self._database.rows("select * from staff")}

    def member(self, account: str) -> StaffMember:
        """Return one account.

        :raises StaffError: when there is none of that name
        """
        return _member(self._row(account))

    def create(self, actor: str, account: str, name: str, role: Role) -> str:
        """Make an account and return the token of its one-time link; the password is set there.

        :raises StaffError: when the names can't be taken
        """
        account, name = _account(account), _name(name)
        with self._database.transaction():
            member = self._insert(account, name, role)
            self._note(actor, "create_account", account, role=role.value)
            return self._new_link(member)

    def change_role(self, actor: str, account: str, role: Role) -> None:
        """Give an account another role, from its next request on.

        :raises StaffError: when no administrator would be left
        """
        with self._database.transaction():
            member = self.member(account)
            self._keep_an_administrator(member, role is Role.ADMINISTRATOR)
            self._database.execute(
                "update staff set role = ? where id = ?", [role.value, member.id]
            )
            self._note(actor, "change_role", account, before=member.role.value, after=role.value)

    def deactivate(self, actor: str, account: str) -> None:
        """Close an account: its sessions end, its links die, its history stays.

        :raises StaffError: when no administrator would be left
        """
        with self._database.transaction():
            member = self.member(account)
            self._keep_an_administrator(member, stays=False)
            self._database.execute("update staff set active = 0 where id = ?", [member.id])
            self._end_sessions(member.id)
            self._database.execute("delete from staff_link where staff_id = ?", [member.id])
            self._note(actor, "deactivate", account)

    def reactivate(self, actor: str, account: str) -> None:
        """Open a closed account again, with its old password."""
        with self._database.transaction():
            member = self.member(account)
            self._database.execute("update staff set active = 1 where id = ?", [member.id])
            self._note(actor, "reactivate", account)

    # One-time links

    def setup_token(self) -> str | None:
        """Return the token of a link that makes the first administrator.

        None when somebody can already log in as one. A new token replaces the last.
        """
        with self._database.transaction():
            if self._administrators():
                return None
            return self._new_link(None)

    def reset(self, actor: str, account: str) -> str:
        """Return the token of a link by which an account's owner sets a new password.

        The old password is void at once, its sessions end, and a lock-out is lifted.

        :raises StaffError: when the account is closed, or the last administrator's
        """
        with self._database.transaction():
            member = self.member(account)
            if not member.active:
                raise StaffError("这个账号已停用,先恢复再重设密码")
            self._keep_an_administrator(member, stays=False)
            self._database.execute("update staff set password = null where id = ?", [member.id])
            self._end_sessions(member.id)
            self._database.execute("delete from login_attempt where account = ?", [account])
            self._note(actor, "reset_password", account)
            return self._new_link(member.id)

    def link_owner(self, token: str) -> StaffMember | None:
        """Return whose link this is; None for the link of the first run.

        :raises LinkError: when the link is no good
        """
        row = self._database.row(
            "select staff_id from staff_link where token_hash = ? and expires_at > ?",
            [_digest(token), self._database.now()],
        )
        if row is None:
            raise LinkError("这个链接已用过或已过期,请管理员重新发一个")
        owner = self._database.row("select * from staff where id = ?", [row["staff_id"]])
        return _member(owner) if owner else None

    def use_link(self, token: str, password: str) -> StaffMember:
        """Set the password that a link is for, and use the link up.

        :raises LinkError: when the link is no good
        :raises PasswordError: when the password can't be taken; the link stays good
        """
        member = self.link_owner(token)
        if member is None:
            raise LinkError("这个链接用来建立第一个管理员账号")
        hashed = _hashed(password, member.account)
        with self._database.transaction():
            self._use_up(token)
            self._set_password(member.id, hashed)
            self._note(member.account, "set_password", member.account)
            return member

    def use_setup_link(self, token: str, account: str, name: str, password: str) -> StaffMember:
        """Make the first administrator, and use the link up.

        :raises LinkError: when the link is no good
        :raises StaffError: when the names can't be taken; the link stays good
        :raises PasswordError: when the password can't be taken; the link stays good
        """
        account, name = _account(account), _name(name)
        hashed = _hashed(password, account)
        with self._database.transaction():
            if self.link_owner(token) is not None or self._administrators():
                raise LinkError("已经有管理员了,这个链接不再有效")
            self._use_up(token)
            member = self._insert(account, name, Role.ADMINISTRATOR)
            self._set_password(member, hashed)
            self._note(account, "create_account", account, role=Role.ADMINISTRATOR.value)
            return self.member(account)

    # Logging in

    def log_in(self, account: str, password: str, address: str) -> str:
        """Check a password and return the token of a new session.

        An attempt counts before it is checked, so that many at once can't slip through, and is
        taken back when it succeeds.

        :param address: where the request comes from; empty when that isn't known
        :raises LoginError: when it is refused; it doesn't say whether the account exists
        """
        account = account.strip().casefold()[:64]
        attempt = self._count_attempt(account, address)
        row = self._database.row(_BY_ACCOUNT + " and active", [account])
        if not verify_password(row["password"] if row else None, password) or row is None:
            with self._database.transaction():
                self._refused(account, "password")
            raise LoginError("登录名或密码不对")
        with self._database.transaction():
            self._database.execute("delete from login_attempt where id = ?", [attempt])
            if needs_rehash(row["password"]):
                self._database.execute(
                    "update staff set password = ? where id = ?",
                    [hash_password(password), row["id"]],
                )
            self._note(account, "log_in", account)
            return self.start_session(row["id"])

    def change_password(self, account: str, old: str, new: str, keep: str, address: str) -> None:
        """Change one's own password; sessions other than ``keep`` end.

        :param keep: token of the session that asks
        :raises LoginError: when the old password is wrong; this counts as an attempt
        :raises PasswordError: when the new one can't be taken
        """
        attempt = self._count_attempt(account, address)
        row = self._row(account)
        if not verify_password(row["password"], old):
            raise LoginError("现在的密码不对")
        hashed = _hashed(new, account)
        with self._database.transaction():
            self._database.execute("delete from login_attempt where id = ?", [attempt])
            self._set_password(row["id"], hashed)
            self._database.execute(
                "delete from staff_session where staff_id = ? and token_hash != ?",
                [row["id"], _digest(keep)],
            )
            self._note(account, "set_password", account)

    # Sessions

    def start_session(self, staff_id: int) -> str:
        """Return the token of a new session."""
        token = secrets.token_urlsafe(32)
        now = self._database.now()
        with self._database.transaction():
            self._database.execute(
                "delete from staff_session where started_at < ? or seen_at < ?",
                [self._ago(LONGEST_SESSION), self._ago(IDLE)],
            )
            self._database.execute(
                "insert into staff_session (token_hash, staff_id, started_at, seen_at)"
                " values (?, ?, ?, ?)",
                [_digest(token), staff_id, now, now],
            )
        return token

    def who(self, token: str) -> StaffMember | None:
        """Return whose session this is; None when it is over, unknown, or the account closed."""
        row = self._database.row(
            "select staff.*, staff_session.seen_at from staff_session"
            " join staff on staff.id = staff_id"
            " where token_hash = ? and started_at >= ? and seen_at >= ? and active",
            [_digest(token), self._ago(LONGEST_SESSION), self._ago(IDLE)],
        )
        if row is None:
            return None
        if row["seen_at"] < self._ago(_SEEN_EVERY):
            with self._database.transaction():
                self._database.execute(
                    "update staff_session set seen_at = ? where token_hash = ?",
                    [self._database.now(), _digest(token)],
                )
        return _member(row)

    def log_out(self, token: str) -> None:
        """End a session. One that is over already is no error."""
        member = self.who(token)
        with self._database.transaction():
            self._database.execute(
                "delete from staff_session where token_hash = ?", [_digest(token)]
            )
            if member is not None:
                self._note(member.account, "log_out", member.account)

    def revoke_sessions(self, actor: str, account: str) -> None:
        """End all sessions of an account."""
        with self._database.transaction():
            self._end_sessions(self.member(account).id)
            self._note(actor, "revoke_sessions", account)

    # Inside

    def _count_attempt(self, account: str, address: str) -> int:
        with self._database.transaction():
            self._database.execute(
                "delete from login_attempt where at < ?", [self._ago(ATTEMPTS_WINDOW)]
            )
            (failed,) = self._database.rows(
                "select (select count(*) from login_attempt where account = ?) as account,"
                " (select count(*) from login_attempt where address = ? and address != '')"
                " as address",
                [account, address],
            )
            if failed["account"] >= ATTEMPTS_PER_ACCOUNT:
                self._refused(account, "locked")
            elif failed["address"] >= ATTEMPTS_PER_ADDRESS:
                self._refused(account, "address")
            else:
                return self._database.insert(
                    "login_attempt",
                    {"account": account, "address": address, "at": self._database.now()},
                )
        minutes = int(ATTEMPTS_WINDOW.total_seconds() // 60)
        raise LoginError(f"试错太多次,已锁定;请 {minutes} 分钟后再试,或请管理员重设密码")

    def _refused(self, account: str, reason: str) -> None:
        # What was typed may be a password in the wrong field: only a known name is recorded.
        shown = account if self._database.row(_BY_ACCOUNT, [account]) else UNKNOWN_ACCOUNT
        self._note(shown, "refuse_log_in", shown, reason=reason)

    def _row(self, account: str) -> Row:
        row = self._database.row(_BY_ACCOUNT, [account])
        if row is None:
            raise StaffError("没有这个账号")
        return row

    def _insert(self, account: str, name: str, role: Role) -> int:
        if self._database.row(_BY_ACCOUNT, [account]):
            raise StaffError(f"登录名 {account} 已经有人用了")
        return self._database.insert(
            "staff",
            {
                "account": account,
                "name": name,
                "role": role.value,
                "created_at": self._database.now(),
            },
        )

    def _set_password(self, staff_id: int, hashed: str) -> None:
        self._database.execute("update staff set password = ? where id = ?", [hashed, staff_id])

    def _end_sessions(self, staff_id: int) -> None:
        self._database.execute("delete from staff_session where staff_id = ?", [staff_id])

    def _new_link(self, staff_id: int | None) -> str:
        token = secrets.token_urlsafe(32)
        self._database.execute("delete from staff_link where staff_id is ?", [staff_id])
        self._database.execute(
            "insert into staff_link (token_hash, staff_id, expires_at) values (?, ?, ?)",
            [_digest(token), staff_id, self._database.stamp(LINK_GOOD_FOR)],
        )
        return token

    def _use_up(self, token: str) -> None:
        self.link_owner(token)  # hashing took a while: somebody may have been quicker
        self._database.execute("delete from staff_link where token_hash = ?", [_digest(token)])

    def _administrators(self) -> int:
        (row,) = self._database.rows(
            "select count(*) as n from staff where active and password is not null and role = ?",
            [Role.ADMINISTRATOR.value],
        )
        return int(row["n"])

    def _keep_an_administrator(self, member: StaffMember, stays: bool) -> None:
        working = member.role is Role.ADMINISTRATOR and member.active and member.has_password
        if working and not stays and self._administrators() == 1:
            raise StaffError("这是最后一个管理员,先让别人当管理员")

    def _ago(self, span: timedelta) -> str:
        return self._database.stamp(-span)

    def _note(self, actor: str, act: str, account: str, **details: Any) -> None:
        self._audit.record(actor, act, [f"staff {account}"], **details)


_BY_ACCOUNT = "select * from staff where account = ?"


def _member(row: Row) -> StaffMember:
    return StaffMember(
        id=row["id"],
        account=row["account"],
        name=row["name"],
        role=Role(row["role"]),
        active=bool(row["active"]),
        has_password=row["password"] is not None,
        created_at=datetime.fromisoformat(row["created_at"]),
        seen_at=datetime.fromisoformat(row["seen_at"]) if row.get("seen_at") else None,
    )


def _account(text: str) -> str:
    account = text.strip().casefold()
    if not _ACCOUNT.fullmatch(account):
        raise StaffError("登录名用 2–32 个小写字母、数字、点、横线或下划线,字母或数字开头")
    return account


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= 20 or not name.isprintable():
        raise StaffError("姓名应为 1–20 个字")
    return name


def _hashed(password: str, account: str) -> str:
    check_password(password, account)
    return hash_password(password)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
