"""Accounts of the desk: links, passwords, lock-out, sessions, and who may do what."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bot.desk.audit import Audit
from bot.desk.database import Database, DeskError
from bot.desk.passwords import PasswordError
from bot.desk.roles import ALLOWED, Permission, Role
from bot.desk.staff import (
    ATTEMPTS_PER_ACCOUNT,
    ATTEMPTS_PER_ADDRESS,
    ATTEMPTS_WINDOW,
    IDLE,
    LINK_GOOD_FOR,
    LONGEST_SESSION,
    UNKNOWN_ACCOUNT,
    LinkError,
    LoginError,
    Staff,
    StaffError,
)

PASSWORD = "一句自己记得住的话就好"
HOME = "192.0.2.1"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 6, 24, 9, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path, clock: Clock) -> Iterator[Database]:
    opened = Database(tmp_path / "desk.db", clock)
    yield opened
    opened.close()


@pytest.fixture
def audit(database: Database) -> Audit:
    return Audit(database)


@pytest.fixture
def staff(database: Database, audit: Audit) -> Staff:
    return Staff(database, audit)


@pytest.fixture
def admin(staff: Staff) -> str:
    token = staff.setup_token()
    assert token
    return staff.use_setup_link(token, "Zhang", "张老师", PASSWORD).account


def join(staff: Staff, account: str, role: Role) -> str:
    staff.use_link(staff.create("zhang", account, account, role), PASSWORD)
    return account


def everything(database: Database) -> str:
    with contextlib.closing(sqlite3.connect(database.path)) as connection:
        return "\n".join(connection.iterdump())


# The first run


def test_the_first_link_makes_an_administrator_and_is_used_up(staff: Staff, admin: str) -> None:
    assert staff.member(admin).role is Role.ADMINISTRATOR
    assert staff.setup_token() is None


def test_a_setup_link_works_once(staff: Staff) -> None:
    token = staff.setup_token()
    assert token
    staff.use_setup_link(token, "zhang", "张老师", PASSWORD)
    with pytest.raises(LinkError):
        staff.use_setup_link(token, "wang", "王老师", PASSWORD)


def test_a_new_setup_link_replaces_the_last(staff: Staff) -> None:
    old, new = staff.setup_token(), staff.setup_token()
    assert old
    assert new
    with pytest.raises(LinkError):
        staff.use_setup_link(old, "zhang", "张老师", PASSWORD)
    staff.use_setup_link(new, "zhang", "张老师", PASSWORD)


def test_a_link_is_good_for_a_day(staff: Staff, clock: Clock) -> None:
    token = staff.setup_token()
    assert token
    clock.pass_by(LINK_GOOD_FOR)
    with pytest.raises(LinkError, match="过期"):
        staff.use_setup_link(token, "zhang", "张老师", PASSWORD)


def test_a_refused_password_leaves_the_link_good(staff: Staff) -> None:
    token = staff.setup_token()
    assert token
    with pytest.raises(PasswordError):
        staff.use_setup_link(token, "zhang", "张老师", "short")
    staff.use_setup_link(token, "zhang", "张老师", PASSWORD)


def test_neither_tokens_nor_passwords_are_stored(
    staff: Staff, admin: str, database: Database
) -> None:
    link = staff.create(admin, "li", "李老师", Role.VIEWER)
    session = staff.log_in(admin, PASSWORD, HOME)
    dump = everything(database)
    assert not any(secret in dump for secret in (link, session, PASSWORD))
    assert "$argon2id$" in dump


# Passwords


@pytest.mark.parametrize(
    "bad", ["", "短", "a" * 10, "aabbaabbaabb", "zhang-zhang-9", "长" * 201], ids=len
)
def test_bad_passwords_are_refused_with_a_reason(staff: Staff, bad: str) -> None:
    token = staff.setup_token()
    assert token
    with pytest.raises(PasswordError, match="密码"):
        staff.use_setup_link(token, "zhang", "张老师", bad)


def test_a_hash_of_older_parameters_is_made_anew_at_log_in(
    staff: Staff, admin: str, database: Database
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    database.execute("update staff set password = ?", [weak])
    staff.log_in(admin, PASSWORD, HOME)
    (row,) = database.rows("select password from staff")
    assert row["password"] != weak
    staff.log_in(admin, PASSWORD, HOME)


def test_changing_one_s_password_ends_the_other_sessions(staff: Staff, admin: str) -> None:
    here, elsewhere = (staff.log_in(admin, PASSWORD, HOME) for _ in range(2))
    staff.change_password(admin, PASSWORD, "另一句自己记得住的话", here, HOME)
    assert staff.who(here)
    assert staff.who(elsewhere) is None
    with pytest.raises(LoginError):
        staff.log_in(admin, PASSWORD, HOME)


def test_changing_a_password_needs_the_old_one_and_counts_attempts(
    staff: Staff, admin: str
) -> None:
    here = staff.log_in(admin, PASSWORD, HOME)
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        with pytest.raises(LoginError, match="不对"):
            staff.change_password(admin, "猜一个猜一个猜一个呀", PASSWORD, here, HOME)
    with pytest.raises(LoginError, match="锁定"):
        staff.change_password(admin, PASSWORD, PASSWORD, here, HOME)


def test_a_reset_voids_the_old_password_and_lifts_a_lock_out(staff: Staff, admin: str) -> None:
    join(staff, "li", Role.COUNSELOR)
    session = staff.log_in("li", PASSWORD, HOME)
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        with pytest.raises(LoginError):
            staff.log_in("li", "wrong-guess", HOME)
    token = staff.reset(admin, "li")
    assert staff.who(session) is None
    with pytest.raises(LoginError, match="不对"):
        staff.log_in("li", PASSWORD, HOME)
    staff.use_link(token, "另一句自己记得住的话")
    assert staff.log_in("li", "另一句自己记得住的话", HOME)


# Lock-out


def test_an_account_is_locked_after_five_wrong_passwords(
    staff: Staff, admin: str, clock: Clock
) -> None:
    for number in range(ATTEMPTS_PER_ACCOUNT):
        with pytest.raises(LoginError, match="登录名或密码不对"):
            staff.log_in(admin, "wrong-guess", f"192.0.2.{number}")
    with pytest.raises(LoginError, match="锁定"):
        staff.log_in(admin, PASSWORD, HOME)
    clock.pass_by(ATTEMPTS_WINDOW + timedelta(seconds=1))
    assert staff.log_in(admin, PASSWORD, HOME)


def test_an_address_is_locked_whatever_accounts_it_tries(staff: Staff, admin: str) -> None:
    for number in range(ATTEMPTS_PER_ADDRESS):
        with pytest.raises(LoginError, match="不对"):
            staff.log_in(f"guess{number}", "wrong-guess", "198.51.100.9")
    with pytest.raises(LoginError, match="锁定"):
        staff.log_in(admin, PASSWORD, "198.51.100.9")
    assert staff.log_in(admin, PASSWORD, HOME)


def test_an_address_that_is_not_known_locks_nobody_else_out(staff: Staff, admin: str) -> None:
    for number in range(ATTEMPTS_PER_ADDRESS):
        with pytest.raises(LoginError, match="不对"):
            staff.log_in(f"guess{number}", "wrong-guess", "")
    assert staff.log_in(admin, PASSWORD, "")


def test_an_unknown_account_is_refused_in_the_same_words(staff: Staff, admin: str) -> None:
    answers = set()
    for account in (admin, "nobody", "'; drop table staff; --", "", "张" * 10_000):
        with pytest.raises(LoginError) as refusal:
            staff.log_in(account, "wrong-guess", HOME)
        answers.add(str(refusal.value))
    assert answers == {"登录名或密码不对"}


def test_what_was_typed_as_an_unknown_account_is_not_recorded(staff: Staff, audit: Audit) -> None:
    with pytest.raises(LoginError):
        staff.log_in("my-secret-password", "", HOME)
    assert [(act.act, act.actor) for act in audit.newest()] == [("refuse_log_in", UNKNOWN_ACCOUNT)]


def test_right_passwords_never_lock(staff: Staff, admin: str) -> None:
    for _ in range(ATTEMPTS_PER_ACCOUNT + 1):
        assert staff.log_in(admin, PASSWORD, HOME)


# Sessions


def test_a_session_ends_when_idle(staff: Staff, admin: str, clock: Clock) -> None:
    session = staff.log_in(admin, PASSWORD, HOME)
    clock.pass_by(IDLE - timedelta(minutes=1))
    assert staff.who(session)
    clock.pass_by(IDLE - timedelta(minutes=1))
    assert staff.who(session)
    clock.pass_by(IDLE + timedelta(minutes=1))
    assert staff.who(session) is None


def test_a_session_ends_after_half_a_day_however_busy(
    staff: Staff, admin: str, clock: Clock
) -> None:
    session = staff.log_in(admin, PASSWORD, HOME)
    for _ in range(int(LONGEST_SESSION / timedelta(hours=1))):
        assert staff.who(session)
        clock.pass_by(timedelta(hours=1, seconds=1))
    assert staff.who(session) is None


def test_logging_out_ends_this_session_only(staff: Staff, admin: str) -> None:
    here, elsewhere = (staff.log_in(admin, PASSWORD, HOME) for _ in range(2))
    staff.log_out(here)
    staff.log_out(here)
    assert staff.who(here) is None
    assert staff.who(elsewhere)


def test_sessions_can_be_revoked(staff: Staff, admin: str) -> None:
    session = staff.log_in(admin, PASSWORD, HOME)
    staff.revoke_sessions(admin, admin)
    assert staff.who(session) is None


@pytest.mark.parametrize("token", ["", "x", "长" * 10_000, "\0"], ids=len)
def test_an_unknown_token_is_nobody(staff: Staff, token: str) -> None:
    assert staff.who(token) is None


def test_a_closed_account_is_out_at_once(staff: Staff, admin: str) -> None:
    join(staff, "li", Role.COUNSELOR)
    session = staff.log_in("li", PASSWORD, HOME)
    staff.deactivate(admin, "li")
    assert staff.who(session) is None
    with pytest.raises(LoginError):
        staff.log_in("li", PASSWORD, HOME)
    staff.reactivate(admin, "li")
    assert staff.log_in("li", PASSWORD, HOME)


def test_a_link_dies_with_its_account(staff: Staff, admin: str) -> None:
    token = staff.create(admin, "li", "李老师", Role.VIEWER)
    staff.deactivate(admin, "li")
    with pytest.raises(LinkError):
        staff.use_link(token, PASSWORD)


def test_a_changed_role_counts_from_the_next_request(staff: Staff, admin: str) -> None:
    join(staff, "li", Role.COUNSELOR)
    session = staff.log_in("li", PASSWORD, HOME)
    staff.change_role(admin, "li", Role.VIEWER)
    member = staff.who(session)
    assert member
    assert not member.may(Permission.ANSWER)


# Accounts


@pytest.mark.parametrize("account", ["", "a", "有中文", "a b", "-a", "a" * 33, "a\nb"])
def test_an_account_name_is_plain(staff: Staff, admin: str, account: str) -> None:
    with pytest.raises(StaffError, match="登录名"):
        staff.create(admin, account, "李老师", Role.VIEWER)


@pytest.mark.parametrize("name", ["", "  ", "名" * 21, "a\u202eb"])
def test_a_name_is_short_and_printable(staff: Staff, admin: str, name: str) -> None:
    with pytest.raises(StaffError, match="姓名"):
        staff.create(admin, "li", name, Role.VIEWER)


def test_an_account_name_is_used_once_whatever_its_case(staff: Staff, admin: str) -> None:
    with pytest.raises(StaffError, match="已经有人用了"):
        staff.create(admin, admin.upper(), "另一个", Role.VIEWER)


def test_the_last_administrator_stays(staff: Staff, admin: str) -> None:
    with pytest.raises(StaffError, match="最后一个管理员"):
        staff.deactivate(admin, admin)
    with pytest.raises(StaffError, match="最后一个管理员"):
        staff.change_role(admin, admin, Role.VIEWER)
    with pytest.raises(StaffError, match="最后一个管理员"):
        staff.reset(admin, admin)
    join(staff, "li", Role.ADMINISTRATOR)
    staff.deactivate("li", admin)


# What each may do


def test_roles_grow_from_one_to_the_next() -> None:
    viewer, counselor, reviewer, administrator = (ALLOWED[role] for role in Role)
    assert viewer < counselor < reviewer < administrator
    assert administrator == set(Permission)


def test_a_viewer_only_reads() -> None:
    assert ALLOWED[Role.VIEWER] == {Permission.READ}


def test_only_an_administrator_has_the_staff_in_hand() -> None:
    assert [role for role in Role if role.may(Permission.STAFF)] == [Role.ADMINISTRATOR]


# The audit log


def test_every_act_is_recorded_with_who_did_it(staff: Staff, admin: str, audit: Audit) -> None:
    join(staff, "li", Role.VIEWER)
    session = staff.log_in("li", PASSWORD, HOME)
    staff.log_out(session)
    staff.change_role(admin, "li", Role.COUNSELOR)
    staff.reset(admin, "li")
    staff.revoke_sessions(admin, "li")
    staff.deactivate(admin, "li")
    staff.reactivate(admin, "li")
    assert [(act.act, act.actor, *act.subjects) for act in reversed(audit.newest())] == [
        ("create_account", "zhang", "staff zhang"),
        ("create_account", "zhang", "staff li"),
        ("set_password", "li", "staff li"),
        ("log_in", "li", "staff li"),
        ("log_out", "li", "staff li"),
        ("change_role", "zhang", "staff li"),
        ("reset_password", "zhang", "staff li"),
        ("revoke_sessions", "zhang", "staff li"),
        ("deactivate", "zhang", "staff li"),
        ("reactivate", "zhang", "staff li"),
    ]


def test_an_act_that_cannot_be_recorded_is_not_done(staff: Staff, database: Database) -> None:
    token = staff.setup_token()
    assert token
    database.execute(
        "create trigger disk_full before insert on audit_log begin select raise(abort, 'full'); end"
    )
    with pytest.raises(DeskError):
        staff.use_setup_link(token, "zhang", "张老师", PASSWORD)
    database.execute("drop trigger disk_full")
    assert staff.members() == []
    assert staff.use_setup_link(token, "zhang", "张老师", PASSWORD)
