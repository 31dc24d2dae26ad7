"""Accounts in the browser: first set-up, links, lock-out, roles."""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.routing import Mount

from bot.desk.desk import Desk
from bot.desk.roles import Role
from bot.desk.staff import ATTEMPTS_PER_ACCOUNT, Staff
from bot.front.desk import create_desk
from bot.knowledge import Knowledge
from tests.front.desk.conftest import PASSWORD, Counselor, forms

ANOTHER = "另一句自己记得住的话"


def link_on(page) -> str:
    found = re.search(r'value="(http://testserver/desk(/link/[\w-]+))"', page.text)
    assert found
    return found[2]


def test_the_first_administrator_is_made_by_the_link_of_the_first_run(
    empty_desk: Desk, knowledge: Knowledge
) -> None:
    token = Staff(empty_desk.database, empty_desk.audit).setup_token()
    newcomer = Counselor.of(Starlette(routes=[Mount("/desk", create_desk(empty_desk, knowledge))]))
    assert "第一个管理员" in newcomer.open(f"/link/{token}").text
    page = newcomer.press(
        "保存并登录", account="zhang", name="张老师", password=PASSWORD, again=PASSWORD
    )
    assert "都处理完了" in page.text
    assert "管理员" in page.text
    newcomer.client.cookies.clear()
    assert newcomer.open(f"/link/{token}").status_code == 410
    newcomer.client.close()


def test_two_different_passwords_are_refused_and_the_rest_is_kept(
    empty_desk: Desk, knowledge: Knowledge
) -> None:
    token = Staff(empty_desk.database, empty_desk.audit).setup_token()
    newcomer = Counselor.of(Starlette(routes=[Mount("/desk", create_desk(empty_desk, knowledge))]))
    newcomer.open(f"/link/{token}")
    page = newcomer.press(
        "保存并登录", account="zhang", name="张老师", password=PASSWORD, again=ANOTHER
    )
    assert page.status_code == 422
    assert "两遍密码不一样" in page.text
    assert 'value="张老师"' in page.text
    assert PASSWORD not in page.text
    newcomer.client.close()


def test_an_administrator_adds_a_counselor_by_a_link(
    app: Starlette, somebody: Callable[..., Counselor]
) -> None:
    admin = somebody(Role.ADMINISTRATOR)
    admin.open("/staff")
    page = admin.press("添加并生成链接", name="刘老师", account="liu", role="查看")
    newcomer = Counselor.of(app)
    assert "刘老师,你好" in newcomer.open(link_on(page)).text
    page = newcomer.press("保存并登录", password=PASSWORD, again=PASSWORD)
    assert "刘老师" in page.text
    assert newcomer.open("/staff").status_code == 403
    newcomer.client.close()


def test_a_link_is_shown_once(somebody: Callable[..., Counselor]) -> None:
    admin = somebody(Role.ADMINISTRATOR)
    admin.open("/staff")
    assert link_on(admin.press("添加并生成链接", name="刘老师", account="liu", role="查看"))
    assert "/desk/link/" not in admin.open("/staff").text


def test_a_refused_account_keeps_what_was_typed(somebody: Callable[..., Counselor]) -> None:
    admin = somebody(Role.ADMINISTRATOR)
    admin.open("/staff")
    page = admin.press("添加并生成链接", name="刘老师", account="刘", role="审核")
    assert page.status_code == 422
    assert "登录名用" in page.text
    assert 'value="刘老师"' in page.text


def test_five_wrong_passwords_lock_the_account(app: Starlette) -> None:
    guesser = Counselor.of(app)
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        page = guesser.log_in("wang", "猜一个猜一个猜一个")
        assert page.status_code == 422
        assert "登录名或密码不对" in page.text
    assert "已锁定" in guesser.log_in("wang").text
    guesser.client.close()


def test_a_password_is_changed_and_other_devices_are_out(
    somebody: Callable[..., Counselor],
) -> None:
    here, elsewhere = somebody(), somebody()
    here.open("/account")
    page = here.press("改密码", old=PASSWORD, password=ANOTHER, again=ANOTHER)
    assert "你设了新密码" in page.text
    assert "登录" in elsewhere.open("/queue/open").text
    assert str(elsewhere.page.url).startswith("http://testserver/desk/login")


def test_logging_out_ends_the_session(counselor: Counselor) -> None:
    cookie = counselor.client.cookies["desk_session"]
    counselor.open("/account")
    counselor.press("退出")
    counselor.client.cookies.set("desk_session", cookie, domain="testserver.local", path="/desk/")
    assert str(counselor.open("/queue/open").url).startswith("http://testserver/desk/login")


def test_a_closed_account_is_out_at_once(somebody: Callable[..., Counselor]) -> None:
    counselor, admin = somebody(), somebody(Role.ADMINISTRATOR)
    admin.open("/staff")
    (close,) = [f for f in forms(admin.page) if f.action.endswith("/staff/li/deactivate")]
    admin.client.post(close.action)
    assert str(counselor.open("/queue/open").url).startswith("http://testserver/desk/login")


def test_acts_are_told_on_the_audit_page(somebody: Callable[..., Counselor]) -> None:
    admin = somebody(Role.ADMINISTRATOR)
    page = admin.open("/audit")
    assert "建立了账号,角色“管理员”" in page.text
    assert "王老师" in page.text
