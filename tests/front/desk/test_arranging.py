"""Putting questions together: merge, split, move; and two counselors at once."""

from __future__ import annotations

from collections.abc import Callable

from bot.desk.desk import Desk
from bot.desk.roles import Role
from tests.front.desk.conftest import Counselor

ANSWER = "可以代领,带上学号。"


def two_clusters(ask: Callable[..., int]) -> tuple[int, int]:
    return ask("介绍信能让室友代领吗"), ask("党费要补交到几月", "s2")


def test_merging_puts_all_under_one_answer(
    counselor: Counselor, ask: Callable[..., int], desk: Desk
) -> None:
    first, second = two_clusters(ask)
    counselor.open("/clusters/2")
    page = counselor.press("合并", into="1")
    assert "你合并到第 1 组" in page.text
    assert "党费要补交到几月" in page.text
    assert str(counselor.open("/clusters/2").url).startswith("http://testserver/desk/clusters/1")
    counselor.press("预览并发布", text=ANSWER)
    counselor.press("发布")
    assert all(desk.outbox.for_question(number) for number in (first, second))


def test_a_merge_can_be_undone(counselor: Counselor, ask: Callable[..., int]) -> None:
    two_clusters(ask)
    counselor.open("/clusters/2")
    counselor.press("合并", into="1")
    counselor.press("撤销")
    assert "党费要补交到几月" in counselor.open("/clusters/2").text
    assert counselor.open("/queue/open").text.count("data-item") == 2


def test_a_wording_is_split_off(counselor: Counselor, ask: Callable[..., int]) -> None:
    two_clusters(ask)
    counselor.open("/clusters/2")
    counselor.press("合并", into="1")
    page = counselor.press("拆成新的一组", question="2")
    assert "你拆出了第 3 组" in page.text
    assert "<h1>党费要补交到几月</h1>" in page.text


def test_a_wording_is_moved(counselor: Counselor, ask: Callable[..., int]) -> None:
    two_clusters(ask)
    ask("介绍信折了还能用吗", "s3")
    counselor.open("/clusters/2")
    counselor.press("合并", into="1")
    page = counselor.press("移过去", question="2", into="3")
    assert "你把问题移到了第 3 组" in page.text
    assert "党费要补交到几月" in page.text


def test_nothing_ticked_is_said(counselor: Counselor, ask: Callable[..., int]) -> None:
    two_clusters(ask)
    counselor.open("/clusters/1")
    assert "先勾选" in counselor.press("拆成新的一组").text


def test_who_writes_is_shown_to_the_other_who_can_take_over(
    somebody: Callable[..., Counselor], ask: Callable[..., int]
) -> None:
    two_clusters(ask)
    li, shen = somebody(), somebody(Role.REVIEWER)
    shen.open("/clusters/1")
    li.open("/clusters/1")
    li.press("预览并发布", text=ANSWER)
    page = shen.press("预览并发布", text="不能代领。")
    assert page.status_code == 409
    assert "李老师</strong> 正在处理这组问题" in page.text
    assert "不能代领。" in page.text
    assert "李老师正在处理" in shen.open("/queue/open").text
    shen.open("/clusters/1")
    shen.press("我来接手")
    assert li.press("发布").status_code == 409
    assert ANSWER in li.page.text
    assert "沈老师</strong> 正在处理" in li.page.text


def test_the_lock_is_kept_while_somebody_types(
    somebody: Callable[..., Counselor], ask: Callable[..., int]
) -> None:
    two_clusters(ask)
    li, shen = somebody(), somebody(Role.REVIEWER)
    assert "其他老师会看到你正在处理" in li.client.post("/desk/clusters/1/lock").text
    assert "李老师" in shen.client.post("/desk/clusters/1/lock").text


def test_publishing_frees_the_lock(
    somebody: Callable[..., Counselor], ask: Callable[..., int], desk: Desk
) -> None:
    two_clusters(ask)
    li = somebody()
    li.open("/clusters/1")
    li.press("预览并发布", text=ANSWER)
    li.press("发布")
    assert desk.clusters.get(1).lock_holder is None


def test_a_viewer_sees_no_buttons_and_can_do_nothing(
    somebody: Callable[..., Counselor], ask: Callable[..., int], desk: Desk
) -> None:
    two_clusters(ask)
    viewer = somebody(Role.VIEWER)
    page = viewer.open("/clusters/1")
    assert "介绍信能让室友代领吗" in page.text
    assert "<textarea" not in page.text
    response = viewer.client.post(
        "/desk/clusters/1/publish", data={"text": ANSWER, "owner": "看老师"}
    )
    assert response.status_code == 403
    assert "你的角色是“查看”" in response.text
    assert desk.answers.live() == []
