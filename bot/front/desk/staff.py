"""The staff page: accounts, roles, one-time links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from starlette.responses import Response

from bot.desk.roles import Permission, Role
from bot.desk.staff import StaffError, StaffMember
from bot.front.desk.pages import Context
from bot.front.desk.routing import done
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit

PERMISSIONS = (
    (Permission.READ, "看问题、答案和统计"),
    (Permission.ANSWER, "写答案、发布、撤销、忽略"),
    (Permission.ARRANGE, "合并、拆分、移动"),
    (Permission.CONFIRM, "核实具体信息"),
    (Permission.EXPORT, "导出表格"),
    (Permission.IMPORT, "导入答案"),
    (Permission.TRAIN, "重新训练"),
    (Permission.AUDIT, "看操作记录"),
    (Permission.STAFF, "管理账号"),
)


@dataclass(frozen=True)
class NewLink:
    """A one-time link, shown once."""

    member: StaffMember
    address: str


@dataclass(frozen=True)
class TypedAccount:
    """What was typed of a new account, to be shown again when it's refused."""

    account: str = ""
    name: str = ""
    role: str = Role.COUNSELOR.value


@dataclass(frozen=True)
class StaffPage(Context):
    """All accounts."""

    template: ClassVar[str] = "staff.html"
    members: Sequence[StaffMember]
    roles: Sequence[Role]
    permissions: Sequence[tuple[Permission, str]]
    typed: TypedAccount
    link: NewLink | None
    error: str


def show_staff(services: Services, visit: Visit) -> Response:
    """Show all accounts."""
    return _page(services, visit)


def add_account(services: Services, visit: Visit) -> Response:
    """Make an account and show its link."""
    typed = TypedAccount(visit.text("account"), visit.text("name"), visit.text("role"))
    try:
        token = services.staff.create(visit.actor, typed.account, typed.name, _role(typed.role))
    except StaffError as error:
        return _page(services, visit, typed=typed, error=str(error))
    return _page(services, visit, link=_link(services, visit, typed.account.casefold(), token))


def reset_password(services: Services, visit: Visit) -> Response:
    """Void a password and show the link by which its owner sets a new one."""
    account = visit.path("account")
    try:
        token = services.staff.reset(visit.actor, account)
    except StaffError as error:
        return _page(services, visit, error=str(error))
    return _page(services, visit, link=_link(services, visit, account, token))


def change_role(services: Services, visit: Visit) -> Response:
    """Give an account another role."""
    try:
        services.staff.change_role(visit.actor, visit.path("account"), _role(visit.text("role")))
    except StaffError as error:
        return _page(services, visit, error=str(error))
    return done(services, visit, "/staff")


def deactivate(services: Services, visit: Visit) -> Response:
    """Close an account."""
    try:
        services.staff.deactivate(visit.actor, visit.path("account"))
    except StaffError as error:
        return _page(services, visit, error=str(error))
    return done(services, visit, "/staff")


def reactivate(services: Services, visit: Visit) -> Response:
    """Open a closed account again."""
    try:
        services.staff.reactivate(visit.actor, visit.path("account"))
    except StaffError as error:
        return _page(services, visit, error=str(error))
    return done(services, visit, "/staff")


def revoke_sessions(services: Services, visit: Visit) -> Response:
    """End all sessions of an account."""
    try:
        services.staff.revoke_sessions(visit.actor, visit.path("account"))
    except StaffError as error:
        return _page(services, visit, error=str(error))
    return done(services, visit, "/staff")


def _page(
    services: Services,
    visit: Visit,
    *,
    typed: TypedAccount = TypedAccount(),
    link: NewLink | None = None,
    error: str = "",
) -> Response:
    page = StaffPage(services.staff.members(), list(Role), PERMISSIONS, typed, link, error)
    return services.pages.show(
        visit, page, HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    )


def _link(services: Services, visit: Visit, account: str, token: str) -> NewLink:
    address = str(visit.request.base_url.replace(path=f"/desk/link/{token}"))
    return NewLink(services.staff.member(account.strip()), address)


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise StaffError("没有这个角色") from None
