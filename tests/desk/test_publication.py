"""Publishing is one step: the answer is live, those who asked are told, all of it can be undone."""

from __future__ import annotations

from datetime import date

import pytest

from bot.desk import Desk, LockedError, RefusedError
from bot.knowledge import Renderer
from tests.desk.conftest import Clock, answer, ask, cluster_of


def test_everyone_who_asked_is_told_once_with_the_question_quoted(desk: Desk, wording) -> None:
    first = ask(desk, "介绍信丢了怎么办", "a")
    ask(desk, "介绍信丢了怎么办", "b")
    ask(desk, "介绍信丢了怎么办?", "b")
    published = answer(desk, first, "先联系党支部书记。", wording)
    assert published.notices == 2
    notices = desk.outbox.due()
    assert {notice.session for notice in notices} == {"a", "b"}
    assert "“介绍信丢了怎么办”" in notices[0].text
    assert f"问题编号 {first}" in notices[0].text
    assert notices[0].text.endswith("先联系党支部书记。\n依据:辅导员答复·2026-06-24")
    assert desk.clusters.get(cluster_of(desk, first)).state == "answered"


def test_publishing_again_tells_only_those_who_wait(desk: Desk, wording) -> None:
    first = ask(desk, "介绍信丢了怎么办", "a")
    answer(desk, first, "先联系党支部书记。", wording)
    ask(desk, "介绍信丢了怎么办", "b")
    assert desk.clusters.get(cluster_of(desk, first)).state == "open"
    assert answer(desk, first, "先联系党支部书记或辅导员。", wording).notices == 1


def test_a_correction_also_tells_those_who_were_told_something_else(desk: Desk, wording) -> None:
    first = ask(desk, "介绍信丢了怎么办", "a")
    answer(desk, first, "不用管。", wording)
    desk.outbox.mark_sent(desk.outbox.due()[0].id)
    revision = desk.answers.write(cluster_of(desk, first), "今天就联系党支部书记。", actor="wang")
    corrected = desk.publication.publish(
        revision.id, actor="wang", wording=wording, correction=True
    )
    assert corrected.notices == 1
    notice = desk.outbox.for_question(first)
    assert notice is not None
    assert "今天就联系" in notice.text


def test_undo_takes_the_answer_back_and_cancels_what_was_not_sent(desk: Desk, wording) -> None:
    first = ask(desk, "介绍信丢了怎么办", "a")
    ask(desk, "介绍信丢了怎么办", "b")
    published = answer(desk, first, "先联系党支部书记。", wording)
    desk.outbox.mark_sent(desk.outbox.due()[0].id)
    desk.undo.undo(published.act, "li")
    assert desk.answers.live() == []
    assert desk.outbox.due() == []
    cluster = desk.clusters.get(cluster_of(desk, first))
    assert (cluster.state, cluster.waiting) == ("open", 1)
    assert answer(desk, first, "今天就联系党支部书记。", wording).notices == 1


def test_undo_of_a_second_publication_brings_the_first_back(desk: Desk, wording) -> None:
    first = ask(desk, "介绍信丢了怎么办")
    answer(desk, first, "甲", wording)
    second = answer(desk, first, "乙", wording)
    desk.undo.undo(second.act, "li")
    (live,) = desk.answers.live()
    assert live.live is not None
    assert live.live.text == "甲"
    with pytest.raises(RefusedError, match="撤销过"):
        desk.undo.undo(second.act, "li")


def test_the_earlier_of_two_acts_is_not_undone_first(desk: Desk, wording) -> None:
    first = ask(desk, "介绍信丢了怎么办")
    one = answer(desk, first, "甲", wording)
    answer(desk, first, "乙", wording)
    with pytest.raises(RefusedError, match="之后还有"):
        desk.undo.undo(one.act, "li")


def test_a_cluster_is_attached_to_an_answer_that_exists(desk: Desk, wording) -> None:
    first = ask(desk, "介绍信丢了怎么办", "a")
    answer(desk, first, "先联系党支部书记。", wording)
    second = ask(desk, "户口迁移证呢我没见过", "b")
    live = desk.clusters.get(cluster_of(desk, first)).answer
    assert live is not None
    attached = desk.publication.attach_answer(
        cluster_of(desk, second), live, actor="li", wording=wording
    )
    assert attached.notices == 1
    assert desk.clusters.get(cluster_of(desk, second)).state == "answered"
    desk.undo.undo(attached.act, "li")
    assert desk.clusters.get(cluster_of(desk, second)).answer is None
    assert desk.clusters.get(cluster_of(desk, second)).state == "open"


def test_a_cluster_is_attached_to_an_entry_of_the_notice(desk: Desk, wording, knowledge) -> None:
    number = ask(desk, "打印那屋在哪")
    reply = Renderer(knowledge).answer(["print/where"])
    desk.publication.attach_entry(
        cluster_of(desk, number), "print/where", reply, actor="li", wording=wording
    )
    notice = desk.outbox.for_question(number)
    assert notice is not None
    assert "行政楼402" in notice.text


def test_nothing_is_published_while_somebody_else_writes(desk: Desk, wording, clock: Clock) -> None:
    number = ask(desk, "介绍信丢了怎么办")
    cluster = cluster_of(desk, number)
    desk.clusters.lock(cluster, "li")
    with pytest.raises(LockedError, match="li"):
        answer(desk, number, "甲", wording, actor="wang")
    clock.pass_by(minutes=11)
    answer(desk, number, "甲", wording, actor="wang")


def test_a_failure_in_the_middle_leaves_nothing(desk: Desk, wording) -> None:
    number = ask(desk, "介绍信丢了怎么办")
    revision = desk.answers.write(cluster_of(desk, number), "甲", actor="wang")
    desk.database.execute(
        "create trigger broken before insert on outbox begin select raise(abort, 'no'); end"
    )
    with pytest.raises(Exception, match="no"):
        desk.publication.publish(revision.id, actor="wang", wording=wording)
    assert desk.answers.live() == []
    assert desk.audit.of("answer 1")[0].act == "write"


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "字" * 301])
def test_an_answer_that_cannot_be_is_refused(desk: Desk, text: str) -> None:
    cluster = cluster_of(desk, ask(desk, "介绍信丢了怎么办"))
    with pytest.raises(RefusedError):
        desk.answers.write(cluster, text, actor="wang")
    assert desk.clusters.get(cluster).answer is None


def test_an_answer_whose_day_is_near_stands_in_the_queue(desk: Desk, wording) -> None:
    cluster = cluster_of(desk, ask(desk, "介绍信丢了怎么办"))
    revision = desk.answers.write(cluster, "甲", actor="wang", valid_until=date(2026, 7, 1))
    desk.publication.publish(revision.id, actor="wang", wording=wording)
    (near,) = desk.answers.expiring()
    assert near.valid_until == date(2026, 7, 1)
    desk.answers.keep_until(near.id, date(2027, 7, 1), owner="li", actor="li")
    assert desk.answers.expiring() == []
