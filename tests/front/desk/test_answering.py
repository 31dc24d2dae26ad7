"""From a question in the queue to an answer that everybody who asked gets. No JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.desk.blind_questions import BlindQuestion as Blind
from bot.desk.blind_questions import read_abstentions, read_answers
from bot.desk.desk import Desk
from bot.desk.look_ahead import LookAhead
from bot.desk.replay import BlindReplay
from bot.desk.similarity import wording
from bot.front.desk import create_desk
from bot.knowledge import Knowledge
from tests.front.desk.conftest import Counselor

QUESTION = "介绍信可以让室友代领吗"
ANSWER = "可以。请室友带上**你的学号**和他自己的学生证去。"


def write(counselor: Counselor, text: str = ANSWER):
    return counselor.press("预览并发布", text=text)


def test_a_question_waits_in_the_queue(counselor: Counselor, ask: Callable[..., int]) -> None:
    ask(QUESTION)
    page = counselor.open("/queue/open")
    assert QUESTION in page.text
    assert "1 人在等" in page.text


def test_an_answer_is_previewed_then_published(
    counselor: Counselor, ask: Callable[..., int], desk: Desk
) -> None:
    number = ask(QUESTION)
    counselor.open("/clusters/1?queue=open")
    preview = write(counselor)
    assert "<strong>你的学号</strong>" in preview.text
    assert "1 位在等的同学会收到回复" in preview.text
    assert "1/1" in preview.text
    after = counselor.press("发布")
    assert "你发布了答案,1 人会收到回复" in after.text
    notice = desk.outbox.for_question(number)
    assert notice
    assert ANSWER in notice.text
    assert QUESTION in counselor.open("/queue/answered").text


def test_a_form_that_is_sent_twice_publishes_once(
    counselor: Counselor, ask: Callable[..., int], desk: Desk
) -> None:
    ask(QUESTION)
    counselor.open("/clusters/1")
    preview = write(counselor)
    counselor.press("发布")
    counselor.page = preview
    assert "你发布了答案,1 人会收到回复" in counselor.press("发布").text
    assert desk.database.value("select count(*) from publication") == 1
    assert desk.database.value("select count(*) from answer_revision") == 1
    # The same answer once more, for a wording that came later, is another publication.
    ask("介绍信可以让室友帮忙代领吗", "s2")
    counselor.open("/clusters/1")
    write(counselor)
    assert "1 人会收到回复" in counselor.press("发布").text
    assert desk.database.value("select count(*) from publication") == 2


def test_after_publishing_the_next_question_is_shown(
    counselor: Counselor, ask: Callable[..., int]
) -> None:
    for session in ("s1", "s2"):
        ask(QUESTION, session)
    ask("党费要补交吗", "s3")
    counselor.open("/clusters/1?queue=open")
    write(counselor)
    assert "<h1>党费要补交吗</h1>" in counselor.press("发布").text
    counselor.press("忽略这组问题", reason="和转接无关")
    assert "都处理完了" in counselor.page.text
    assert "你忽略了问题:和转接无关" in counselor.page.text


def test_publishing_can_be_undone(
    counselor: Counselor, ask: Callable[..., int], desk: Desk
) -> None:
    number = ask(QUESTION)
    counselor.open("/clusters/1")
    write(counselor)
    counselor.press("发布")
    page = counselor.press("撤销")
    assert "你撤销了“发布”,1 条还没发出的回复已取消" in page.text
    assert desk.outbox.for_question(number) is None
    assert QUESTION in counselor.open("/queue/open").text


def test_what_was_written_is_kept_when_it_is_refused(
    counselor: Counselor, ask: Callable[..., int]
) -> None:
    ask(QUESTION)
    counselor.open("/clusters/1")
    page = counselor.press("预览并发布", text=ANSWER, valid_until="2020-01-01")
    assert page.status_code == 409
    assert "有效期至不能早于今天" in page.text
    assert ANSWER in page.text


def test_the_preview_leads_back_to_writing(counselor: Counselor, ask: Callable[..., int]) -> None:
    ask(QUESTION)
    counselor.open("/clusters/1")
    write(counselor)
    page = counselor.press("继续修改")
    assert ANSWER in page.text
    assert page.status_code == 200


def test_a_draft_is_kept_and_not_served(
    counselor: Counselor, ask: Callable[..., int], desk: Desk
) -> None:
    ask(QUESTION)
    counselor.open("/clusters/1")
    page = counselor.press("先存草稿", text=ANSWER)
    assert "有草稿,还没发布" in page.text
    assert desk.answers.live() == []


def test_the_preview_shows_where_an_existing_answer_says_otherwise(
    counselor: Counselor, ask: Callable[..., int]
) -> None:
    ask("介绍信去哪拿", nearest=[("print/where", 0.6)])
    counselor.open("/clusters/1")
    page = write(counselor, "去行政楼401室拿,周三上午去。")
    assert "说法不一样" in page.text
    assert "402室" in page.text


BLIND = {
    kind[0].expect: kind[0].question for kind in (read_answers(Blind), read_abstentions(Blind))
}
"""A blind question that the notice answers and one that it doesn't."""


@pytest.mark.parametrize(
    ("expected", "said"),
    [("answer", "其中 1 道应当按通知回答"), ("abstain", "1 道是通知没写、应当转给辅导员的")],
)
def test_the_preview_asks_the_blind_questions(
    counselor: Counselor, ask: Callable[..., int], expected: str, said: str
) -> None:
    ask(BLIND[expected])
    counselor.open("/clusters/1")
    page = write(counselor)
    assert re.search(r"<strong>1/\d{4}</strong> 道盲测题会改答这个答案", page.text)
    assert said in page.text
    assert f"<li>{BLIND[expected]}</li>" in page.text


def test_the_preview_says_when_no_blind_question_is_touched(
    counselor: Counselor, ask: Callable[..., int]
) -> None:
    ask("介绍信能让我家的小猫帮我领吗")
    counselor.open("/clusters/1")
    page = write(counselor)
    assert re.search(r"<strong>0/\d{4}</strong>", page.text)
    assert "应当按通知回答" not in page.text


def test_the_preview_says_when_there_are_no_blind_questions(
    desk: Desk, knowledge: Knowledge, tmp_path: Path, ask: Callable[..., int]
) -> None:
    nothing = BlindReplay(lambda: lambda text: wording(text, ()), tmp_path / "none")
    pages = create_desk(desk, knowledge, ahead=LookAhead(knowledge, nothing))
    counselor = Counselor.of(Starlette(routes=[Mount("/desk", pages)]))
    counselor.log_in("li")
    ask(QUESTION)
    counselor.open("/clusters/1")
    assert "这里没有盲测题" in write(counselor).text


def test_a_question_is_put_to_an_entry_that_exists(
    counselor: Counselor, ask: Callable[..., int], desk: Desk
) -> None:
    number = ask("信在哪儿打", nearest=[("print/where", 0.6)])
    counselor.open("/clusters/1")
    assert "你归入了已有答案,1 人会收到回复" in counselor.press("就用这条答复").text
    notice = desk.outbox.for_question(number)
    assert notice
    assert "行政楼402室" in notice.text


def test_a_later_answer_shows_what_it_changed(
    counselor: Counselor, ask: Callable[..., int]
) -> None:
    ask(QUESTION)
    counselor.open("/clusters/1")
    write(counselor, "可以代领")
    counselor.press("发布")
    counselor.open("/clusters/1")
    write(counselor, "不可以代领")
    counselor.press("发布")
    page = counselor.open("/answers/1")
    assert "<ins>不</ins>可以代领" in page.text
    assert "可以代领" in counselor.press("用这一版").text


def test_an_answer_can_be_withdrawn(counselor: Counselor, ask: Callable[..., int]) -> None:
    ask(QUESTION)
    counselor.open("/clusters/1")
    write(counselor)
    counselor.press("发布")
    counselor.open("/answers/1")
    assert "没有在用" in counselor.press("撤下这个答案").text
    assert QUESTION in counselor.open("/queue/open").text


def test_ignored_questions_can_come_back(counselor: Counselor, ask: Callable[..., int]) -> None:
    ask(QUESTION)
    counselor.open("/clusters/1")
    counselor.press("忽略这组问题", reason="看不懂")
    assert QUESTION in counselor.open("/queue/ignored").text
    counselor.open("/clusters/1")
    counselor.press("放回待办")
    assert QUESTION in counselor.open("/queue/open").text


def test_an_answer_gets_another_last_day_and_owner(
    counselor: Counselor, ask: Callable[..., int]
) -> None:
    ask(QUESTION)
    counselor.open("/clusters/1")
    write(counselor)
    counselor.press("发布")
    counselor.open("/answers/1")
    page = counselor.press("保存", valid_until="2099-06-24", owner="王老师")
    assert "你改了有效期(2099-06-24)和负责人(王老师)" in page.text
    page = counselor.press("保存", valid_until="明天")
    assert "2027-06-24" in page.text


def test_an_answer_that_runs_out_is_kept_for_another_year(
    counselor: Counselor, ask: Callable[..., int], desk: Desk
) -> None:
    ask(QUESTION)
    counselor.open("/clusters/1")
    counselor.press("预览并发布", text=ANSWER, valid_until=desk.database.today().isoformat())
    counselor.press("发布")
    assert "今天到期" in counselor.open("/expiring").text
    page = counselor.press("还对,再用一年")
    assert "没有快过期的答案" in page.text
    assert "你改了有效期" in page.text
