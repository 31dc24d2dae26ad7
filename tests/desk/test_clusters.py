"""Questions fall together, and counselors put right what fell wrong."""

from __future__ import annotations

import pytest

from bot.desk import Desk, LockedError, NotFoundError, RefusedError
from tests.desk.conftest import Clock, answer, ask, cluster_of

LOST = {"concepts": ["introduction_letter", "lost"], "kind": "lost_letter"}


def test_questions_of_one_kind_fall_together(desk: Desk) -> None:
    first = ask(desk, "介绍信丢了怎么办", "a", **LOST)
    second = ask(desk, "信搞丢了还能补吗", "b", **LOST)
    other = ask(desk, "党费按什么标准交", "c", concepts=["dues"], kind="dues")
    assert cluster_of(desk, first) == cluster_of(desk, second) != cluster_of(desk, other)
    cluster = desk.clusters.get(cluster_of(desk, first))
    assert (cluster.questions, cluster.askers, cluster.waiting) == (2, 2, 2)
    assert cluster.title == "介绍信丢了怎么办"


def test_the_same_wording_has_one_cluster_whatever_the_kind(desk: Desk) -> None:
    first = ask(desk, "介绍信丢了怎么办", "a", kind="lost_letter")
    assert cluster_of(desk, ask(desk, "介绍信丢了，怎么办？", "b", kind="other")) == cluster_of(
        desk, first
    )


def test_a_new_question_moves_no_old_one(desk: Desk) -> None:
    numbers = [ask(desk, f"{place}的介绍信丢了", place) for place in ("北京", "上海", "广州")]
    before = [cluster_of(desk, number) for number in numbers]
    for place in ("深圳", "杭州", "武汉"):
        ask(desk, f"{place}的介绍信丢了", place)
    assert [cluster_of(desk, number) for number in numbers] == before


def test_the_queue_begins_with_askers_times_age(desk: Desk, clock: Clock) -> None:
    old = ask(desk, "党费按什么标准交", "a")
    clock.pass_by(days=2)
    many = [ask(desk, "介绍信丢了怎么办", f"s{n}") for n in range(10)]
    clock.pass_by(hours=1)
    young = ask(desk, "能不能代领证件照片", "b")
    order = [cluster.id for cluster in desk.clusters.queue("open")]
    assert order == [cluster_of(desk, n) for n in (old, many[0], young)]
    clock.pass_by(days=1)
    assert desk.clusters.queue("open")[0].id == cluster_of(desk, many[0])


def test_who_wanted_a_person_stands_in_a_queue_of_their_own(desk: Desk) -> None:
    ask(desk, "党费按什么标准交", "a")
    number = ask(desk, "介绍信丢了怎么办", "b", origin="requested")
    (cluster,) = desk.clusters.queue("requested")
    assert cluster.id == cluster_of(desk, number)
    assert desk.clusters.counts() == {"open": 2, "requested": 1, "answered": 0, "ignored": 0}


def test_what_is_ignored_stays_out_for_those_who_asked_and_can_come_back(desk: Desk) -> None:
    number = ask(desk, "食堂几点开门", "a")
    cluster = cluster_of(desk, number)
    desk.clusters.ignore(cluster, "和转接无关", "wang")
    ask(desk, "食堂几点开门", "a")
    assert desk.clusters.queue("open") == []
    assert desk.clusters.queue("ignored")[0].reason == "和转接无关"
    desk.clusters.reopen(cluster, "wang")
    assert desk.clusters.queue("open")[0].waiting == 1


def test_who_asks_what_was_ignored_for_others_is_not_kept_waiting_for_nothing(desk: Desk) -> None:
    number = ask(desk, "介绍信丢了怎么办", "a")
    desk.clusters.ignore(cluster_of(desk, number), "已当面答复", "wang")
    ask(desk, "介绍信丢了怎么办", "b")
    (cluster,) = desk.clusters.queue("open")
    assert cluster.waiting == 2
    assert cluster.reason == "已当面答复"


def test_merge_and_its_undo(desk: Desk) -> None:
    one, other = ask(desk, "介绍信丢了怎么办", "a"), ask(desk, "党费按什么标准交", "b")
    origin, into = cluster_of(desk, other), cluster_of(desk, one)
    desk.clusters.merge(origin, into, "wang")
    assert cluster_of(desk, other) == into
    assert desk.clusters.get(into).askers == 2
    assert desk.clusters.get(origin).merged_into == into
    desk.undo.undo(desk.audit.newest()[0].id, "li")
    assert cluster_of(desk, other) == origin
    assert desk.clusters.get(origin).state == "open"
    assert [desk.clusters.get(c).askers for c in (origin, into)] == [1, 1]


def test_a_merge_takes_over_the_only_answer(desk: Desk, wording) -> None:
    one, other = ask(desk, "介绍信丢了怎么办", "a"), ask(desk, "党费按什么标准交", "b")
    answer(desk, other, "甲", wording)
    desk.clusters.merge(cluster_of(desk, other), cluster_of(desk, one), "wang")
    cluster = desk.clusters.get(cluster_of(desk, one))
    assert cluster.answer is not None
    assert (cluster.state, cluster.waiting) == ("open", 1)
    confirmed = {p.text: p.confirmed for p in desk.phrasings.of_cluster(cluster.id)}
    assert confirmed == {"介绍信丢了怎么办": False, "党费按什么标准交": True}


def test_of_two_answers_a_merge_keeps_the_second_and_serves_it_to_nobody_unseen(
    desk: Desk, wording
) -> None:
    one, other = ask(desk, "介绍信丢了怎么办", "a"), ask(desk, "党费按什么标准交", "b")
    answer(desk, one, "甲", wording)
    kept = desk.clusters.get(cluster_of(desk, one)).answer
    answer(desk, other, "乙", wording)
    desk.clusters.merge(cluster_of(desk, other), cluster_of(desk, one), "wang")
    assert desk.clusters.get(cluster_of(desk, one)).answer == kept
    confirmed = {p.text: p.confirmed for p in desk.phrasings.of_cluster(cluster_of(desk, one))}
    assert confirmed == {"介绍信丢了怎么办": True, "党费按什么标准交": False}


def test_split_and_its_undo(desk: Desk) -> None:
    one = ask(desk, "介绍信丢了怎么办", "a", **LOST)
    other = ask(desk, "信搞丢了还能补吗", "b", **LOST)
    same = ask(desk, "信搞丢了还能补吗?", "c", **LOST)
    origin = cluster_of(desk, one)
    new = desk.clusters.split(origin, [other], "wang")
    assert [cluster_of(desk, n) for n in (one, other, same)] == [origin, new, new]
    assert desk.clusters.get(new).title == "信搞丢了还能补吗"
    desk.undo.undo(desk.audit.newest()[0].id, "wang")
    assert {cluster_of(desk, n) for n in (one, other, same)} == {origin}
    assert desk.clusters.get(new).state == "merged"


def test_what_joined_a_part_goes_back_with_it(desk: Desk) -> None:
    one = ask(desk, "介绍信丢了怎么办", "a", **LOST)
    other = ask(desk, "信搞丢了还能补吗", "b", **LOST)
    new = desk.clusters.split(cluster_of(desk, one), [other], "wang")
    later = ask(desk, "信搞丢了还能补不", "c", **LOST)
    assert cluster_of(desk, later) == new
    desk.undo.undo(desk.audit.newest()[0].id, "wang")
    assert cluster_of(desk, later) == cluster_of(desk, one)
    assert desk.clusters.get(cluster_of(desk, one)).questions == 3


def test_new_questions_follow_those_moved_by_hand(desk: Desk) -> None:
    one = ask(desk, "介绍信丢了怎么办", "a", concepts=["introduction_letter", "lost"])
    other = ask(desk, "组织部大门朝哪边开着", "b")
    desk.clusters.move([other], cluster_of(desk, one), "wang")
    later = ask(desk, "组织部大门朝哪边开", "c")
    assert cluster_of(desk, later) == cluster_of(desk, one)


def test_moving_the_last_question_closes_the_cluster(desk: Desk) -> None:
    one, other = ask(desk, "介绍信丢了怎么办", "a"), ask(desk, "党费按什么标准交", "b")
    emptied = cluster_of(desk, other)
    desk.clusters.move([other], cluster_of(desk, one), "wang")
    assert desk.clusters.get(emptied).state == "merged"
    desk.undo.undo(desk.audit.newest()[0].id, "wang")
    assert cluster_of(desk, other) == emptied
    assert desk.clusters.get(emptied).state == "open"


def test_what_makes_no_sense_is_refused_and_changes_nothing(desk: Desk) -> None:
    one, other = ask(desk, "介绍信丢了怎么办", "a"), ask(desk, "党费按什么标准交", "b")
    cluster = cluster_of(desk, one)
    acts = [
        lambda: desk.clusters.merge(cluster, cluster, "wang"),
        lambda: desk.clusters.merge(cluster, 99, "wang"),
        lambda: desk.clusters.split(cluster, [one], "wang"),
        lambda: desk.clusters.split(cluster, [other], "wang"),
        lambda: desk.clusters.split(cluster, [], "wang"),
        lambda: desk.clusters.move([one, other], cluster, "wang"),
        lambda: desk.clusters.move([one], cluster, "wang"),
        lambda: desk.clusters.ignore(cluster, " ", "wang"),
        lambda: desk.clusters.rename(cluster, "", "wang"),
        lambda: desk.clusters.reopen(cluster, "wang"),
        lambda: desk.undo.undo(99, "wang"),
    ]
    for act in acts:
        with pytest.raises(RefusedError):
            act()
    assert desk.audit.newest() == []
    with pytest.raises(NotFoundError):
        desk.clusters.get(99)


def test_one_writes_at_a_time(desk: Desk, clock: Clock) -> None:
    cluster = cluster_of(desk, ask(desk, "介绍信丢了怎么办"))
    desk.clusters.lock(cluster, "wang")
    with pytest.raises(LockedError) as refused:
        desk.clusters.lock(cluster, "li")
    assert refused.value.holder == "wang"
    with pytest.raises(LockedError):
        desk.clusters.ignore(cluster, "重复", "li")
    desk.clusters.lock(cluster, "li", take_over=True)
    assert desk.audit.newest()[0].act == "take_over"
    with pytest.raises(LockedError):
        desk.answers.write(cluster, "甲", actor="wang")
    desk.clusters.unlock(cluster, "wang")
    assert desk.clusters.get(cluster).lock_holder == "li"
    clock.pass_by(minutes=10, seconds=1)
    assert desk.clusters.get(cluster).lock_holder is None
    desk.clusters.lock(cluster, "wang")
