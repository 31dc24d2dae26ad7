"""What students wrote is forgotten in time; answers, numbers and statistics stay."""

from __future__ import annotations

from pathlib import Path

from bot.desk import Desk
from bot.desk.retention import forget
from tests.desk.conftest import Clock, answer, ask, cluster_of


def test_old_texts_go_and_answers_stay(desk: Desk, path: Path, wording, clock: Clock) -> None:
    answered = ask(desk, "介绍信丢了怎么办", "geheim-a")
    answer(desk, answered, "先联系党支部书记。", wording)
    desk.outbox.mark_sent(desk.outbox.due()[0].id)
    waiting = ask(desk, "食堂几点开门", "geheim-b", turns=[("student", "早先说的话")])
    desk.exchanges.add(
        "r", session="geheim-a", channel="web", text="旧的交谈", outcome="answer", milliseconds=1
    )
    desk.feedback.add("r", "down", session="geheim-a", channel="web")
    clock.pass_by(days=91)
    fresh = ask(desk, "党费按什么标准交", "c")
    assert forget(desk.database, 90) == (2, 1, 1)
    assert forget(desk.database, 90) == (0, 0, 0)
    assert [q.text for q in desk.questions.all()] == ["", "", "党费按什么标准交"]
    assert [q.number for q in desk.questions.all()] == [answered, waiting, fresh]
    (live,) = desk.answers.live()
    assert live.newest.text == "先联系党支部书记。"
    assert desk.phrasings.of_cluster(cluster_of(desk, answered))[0].text == "介绍信丢了怎么办"
    assert desk.clusters.get(cluster_of(desk, waiting)).state == "ignored"
    assert desk.clusters.get(cluster_of(desk, answered)).askers == 1
    assert [c.id for c in desk.clusters.queue("open")] == [cluster_of(desk, fresh)]
    desk.close()
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    for gone in ("geheim-a", "geheim-b", "早先说的话", "旧的交谈", "食堂几点"):
        assert gone.encode() not in content, gone


def test_who_asked_twice_still_counts_once(desk: Desk, clock: Clock) -> None:
    for text in ("介绍信丢了怎么办", "介绍信丢了,该怎么办"):
        ask(desk, text, "a")
    ask(desk, "介绍信丢了怎么办", "b")
    clock.pass_by(days=91)
    forget(desk.database, 90)
    assert len({q.session for q in desk.questions.all()}) == 2


def test_nobody_forgotten_is_told(desk: Desk, wording, clock: Clock) -> None:
    number = ask(desk, "介绍信丢了怎么办", "a")
    cluster = cluster_of(desk, number)
    clock.pass_by(days=91)
    ask(desk, "介绍信丢了怎么办", "b")
    forget(desk.database, 90)
    revision = desk.answers.write(cluster, "甲", actor="wang")
    assert desk.publication.publish(revision.id, actor="wang", wording=wording).notices == 1
